//! What the account's forms do.

use crate::prelude::*;
use domain::form;
use leptos::server_fn::codec::GetUrl;

use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::What;
use crate::error::Fault;
#[cfg(feature = "ssr")]
use crate::session::{here, known_zone};

#[server(endpoint = "account/create_owner")]
pub async fn create_owner(form: form::CreateOwner) -> Result<Answer, Fault> {
    use domain::refusal::{Code, Refused};
    let here = here()?;
    let new = domain::account::new_owner(&form)?;
    if !known_zone(&new.zone) {
        return Err(Refused::field("zone", Code::NotAZone).into());
    }
    let (begun, slug) =
        store::door::start::create_owner(&here.db, &form.code, &new, &here.visitor).await?;
    here.begin(&begun);
    Ok(Answer::default().to(format!("/{slug}/projects")))
}

#[server(endpoint = "account/sign_in")]
pub async fn sign_in(form: form::SignIn) -> Result<Answer, Fault> {
    let here = here()?;
    let begun = store::door::session::sign_in(&here.db, &form, &here.visitor).await?;
    here.begin(&begun);
    Ok(Answer::default().to(own_path(&form.next)))
}

/// Only a path of this house is followed after signing in.
#[cfg(feature = "ssr")]
fn own_path(next: &str) -> String {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.chars().any(char::is_control);
    if ours { next.to_owned() } else { "/".into() }
}

/// Ends a session: this one, or another of one's own.
#[server(endpoint = "account/sign_out")]
pub async fn sign_out(form: form::SignOut) -> Result<Answer, Fault> {
    let here = here()?;
    let signed = here.signed()?;
    let session = domain::id::SessionId::parse(&form.session)
        .map_err(|_| domain::refusal::Refused::Absent)?;
    store::door::session::revoke(&here.db, signed, session).await?;
    if session == signed.session {
        here.end();
        return Ok(Answer::default().to("/sign-in".into()));
    }
    Ok(Answer::told(What::SessionEnded, ""))
}

#[server(endpoint = "account/ask_reset")]
pub async fn ask_reset(form: form::AskReset) -> Result<Answer, Fault> {
    let here = here()?;
    // Without mail nothing is on its way, and the page says so rather than that it is.
    if here.carrier == store::people::Carrier::Inviter {
        store::door::session::ask_by_hand(&here.db, &form, &here.visitor).await?;
        return Ok(Answer::told(What::ResetByHand, ""));
    }
    store::door::session::ask_reset(&here.db, &form, &here.visitor).await?;
    Ok(Answer::told(What::ResetSent, "").to("/reset/new".into()))
}

#[server(endpoint = "account/reset")]
pub async fn reset(form: form::Reset) -> Result<Answer, Fault> {
    let here = here()?;
    let begun = store::door::session::reset(&here.db, &form, &here.visitor).await?;
    here.begin(&begun);
    Ok(Answer::default().to("/".into()))
}

#[server(endpoint = "account/join")]
pub async fn join(form: form::Join) -> Result<Answer, Fault> {
    let here = here()?;
    let (begun, slug) =
        store::door::start::join(&here.db, &form, &here.visitor, known_zone).await?;
    here.begin(&begun);
    Ok(Answer::default().to(format!("/{slug}/projects")))
}

/// The workspaces of whoever is signed in: address and name.
#[server(input = GetUrl, endpoint = "account/homes")]
pub async fn homes() -> Result<Vec<(String, String)>, Fault> {
    let here = here()?;
    let homes = store::door::grant::homes(&here.db, here.signed()?).await?;
    Ok(homes
        .into_iter()
        .map(|home| (home.slug, home.name))
        .collect())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::own_path;

    #[test]
    fn no_redirect_leaves_the_house() {
        for away in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "",
            "/a\r\nSet-Cookie: x",
        ] {
            assert_eq!(own_path(away), "/", "{away}");
        }
        assert_eq!(own_path("/north/p/NGT?x=1"), "/north/p/NGT?x=1");
    }
}
