//! Who asks, on the server: put into the request by the outer rings, read by every server function.

use crate::prelude::*;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};
use domain::access::Permission;
use domain::id::{MemberId, RecordId};
use domain::refusal::Refused;
use leptos_axum::ResponseOptions;
use store::Db;
use store::door::session::{Begun, Visitor};
use store::door::{Signed, grant};
use store::keys::{Granted, Over, Sight};
use store::people::Carrier;
use store::tx::Act;

use crate::error::Fault;
use crate::kept::Kept;

/// One request's surroundings.
#[derive(Clone)]
pub struct Here {
    pub db: Db,
    pub signed: Option<Signed>,
    pub visitor: Visitor,
    /// The change's key, on requests that carry one.
    pub act: Option<Act>,
    pub carrier: Carrier,
    /// Whether the address is https: decides the cookie's name.
    pub secure: bool,
    pub request_id: String,
    /// The answer to the form that led here, on a page without JavaScript.
    pub again: Option<String>,
    pub theme: String,
    pub pseudo: bool,
    pub kept: Kept,
}

/// The cookie that holds the session's token.
pub fn cookie_name(secure: bool) -> &'static str {
    // The prefix makes browsers refuse it without Secure, which plain http cannot give.
    if secure { "__Host-sid" } else { "sid" }
}

/// What takes the session's token out of a browser.
pub fn no_session(secure: bool) -> String {
    let (name, secure) = (cookie_name(secure), if secure { "; Secure" } else { "" });
    format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}")
}

/// What has a browser forget all that it keeps: what was stored, and the worker with its files.
pub const FORGET: (&str, &str) = ("clear-site-data", "\"cache\", \"storage\"");

pub fn here() -> Result<Here, Fault> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<Here>().cloned())
        .ok_or(Fault(Refused::Failed {
            request: String::new(),
        }))
}

pub fn request_id() -> String {
    here().map(|here| here.request_id).unwrap_or_default()
}

impl Here {
    pub fn signed(&self) -> Result<&Signed, Fault> {
        self.signed.as_ref().ok_or(Fault(Refused::SignInFirst))
    }

    /// The change's key. A change without one is not ours.
    pub fn act(&self) -> Result<&Act, Fault> {
        self.act.as_ref().ok_or(Fault(Refused::field(
            "_key",
            domain::refusal::Code::Missing,
        )))
    }

    pub async fn sight(&self, workspace: &str) -> Result<Sight, Fault> {
        Ok(grant::sight(&self.db, self.signed()?, name(workspace)?).await?)
    }

    /// A right in the workspace.
    pub async fn may<P: Permission>(&self, workspace: &str) -> Result<Granted<P>, Fault> {
        Ok(grant::granted(&self.db, self.signed()?, name(workspace)?).await?)
    }

    /// A right over a record.
    pub async fn may_on<P: Permission>(
        &self,
        workspace: &str,
        record: RecordId,
    ) -> Result<Granted<P>, Fault> {
        Ok(grant::granted_on(&self.db, self.signed()?, name(workspace)?, record).await?)
    }

    /// A right over a person's time.
    pub async fn may_over<P: Permission>(
        &self,
        workspace: &str,
        person: MemberId,
    ) -> Result<Over<P>, Fault> {
        Ok(grant::over(&self.db, self.signed()?, name(workspace)?, person).await?)
    }

    /// Hands the browser a session.
    pub fn begin(&self, begun: &Begun) {
        let (name, secure) = (
            cookie_name(self.secure),
            if self.secure { "; Secure" } else { "" },
        );
        set_cookie(&format!(
            "{name}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800{secure}",
            begun.token
        ));
    }

    /// Takes it back, with all that the browser keeps of this person.
    pub fn end(&self) {
        set_cookie(&no_session(self.secure));
        if let Some(response) = use_context::<ResponseOptions>() {
            let (name, what) = FORGET;
            response.insert_header(
                HeaderName::from_static(name),
                HeaderValue::from_static(what),
            );
        }
    }
}

fn set_cookie(cookie: &str) {
    if let (Some(response), Ok(value)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(cookie),
    ) {
        response.append_header(SET_COOKIE, value);
    }
}

/// A workspace's name out of a form. No name holds a NUL, and PostgreSQL takes no text with one.
fn name(workspace: &str) -> Result<&str, Fault> {
    if workspace.contains('\0') {
        return Err(Fault(Refused::Absent));
    }
    Ok(workspace)
}

/// A record's id out of a form: one that cannot be read is one that is not there.
pub fn record(text: &str) -> Result<RecordId, Fault> {
    RecordId::parse(text).map_err(|_| Fault(Refused::Absent))
}

/// A moment in a person's zone, as pages show it; and as machines read it.
pub fn moment(at: chrono::DateTime<chrono::Utc>, zone: &str) -> crate::ui::time::Moment {
    let zone: chrono_tz::Tz = zone.parse().unwrap_or(chrono_tz::UTC);
    let local = at.with_timezone(&zone);
    crate::ui::time::Moment {
        iso: at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        day: local.format("%a %-d %b").to_string(),
        time: local.format("%H:%M").to_string(),
    }
}

/// A day as pages show it: with its year only when that is not the reader's own.
pub fn day(day: chrono::NaiveDate, zone: &str) -> String {
    use chrono::Datelike;
    if day.year() == today(zone).year() {
        day.format("%a %-d %b").to_string()
    } else {
        day.format("%a %-d %b %Y").to_string()
    }
}

/// The day that it is in a zone.
pub fn today(zone: &str) -> chrono::NaiveDate {
    let zone: chrono_tz::Tz = zone.parse().unwrap_or(chrono_tz::UTC);
    chrono::Utc::now().with_timezone(&zone).date_naive()
}

/// The zones that one can choose, by name: places, not offsets nor old spellings.
pub fn zones() -> Vec<String> {
    const REGIONS: [&str; 10] = [
        "Africa/",
        "America/",
        "Antarctica/",
        "Arctic/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    ];
    let names = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
    let places = names.filter(|name| REGIONS.iter().any(|region| name.starts_with(region)));
    let mut zones: Vec<String> = places.map(str::to_owned).collect();
    zones.push("Etc/UTC".into());
    zones
}

/// Whether the zone data knows this name.
pub fn known_zone(zone: &str) -> bool {
    zone.parse::<chrono_tz::Tz>().is_ok()
}

/// Keeps the chosen appearance in this browser, for a year.
pub fn keep_theme(theme: &str) {
    set_cookie(&format!(
        "theme={theme}; Path=/; SameSite=Lax; Max-Age=31536000"
    ));
}
