//! Sends the mails that changes have put into the outbox. A mail may go out twice after a crash, never not at all.

use std::borrow::Cow;
use std::net::IpAddr;
use std::time::Duration;

use ::app::words;
use anyhow::anyhow;
use lettre::message::{Mailbox, SinglePart};
use lettre::transport::smtp;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use store::Db;
use store::door::grant::Asker;
use store::inbox::{self, Letter};
use store::keys::Duty;
use store::outbox::{self, Job, Mail};
use tokio::sync::watch;

use crate::settings::{self, Settings};

type Sender = AsyncSmtpTransport<Tokio1Executor>;

const LOOK: Duration = Duration::from_secs(2);
/// For a mail server to answer: well within the time for which a job is this worker's.
const PATIENCE: Duration = Duration::from_secs(20);
/// For a mail that is on its way when the program stops: its server would have it, and get it again.
const LAST: Duration = Duration::from_secs(2);

pub async fn run(db: Db, duty: Duty, settings: Settings, mut stopping: watch::Receiver<bool>) {
    let Some(mail) = settings.mail.clone() else {
        return;
    };
    let sender = match Sender::from_url(&secured(&mail.smtp)) {
        Ok(builder) => builder.timeout(Some(PATIENCE)).build(),
        Err(error) => {
            tracing::error!(%error, "the mail server's address cannot be read; no mail goes out");
            return;
        }
    };
    // Only now is anything put down that nobody waits for: without this worker it would lie there for ever.
    db.mails_go_out(&duty);
    while !*stopping.borrow() {
        let sent = send_due(&db, &duty, &settings, &mail.from, &sender, &mut stopping);
        if let Err(error) = sent.await {
            tracing::warn!(%error, "mail waits");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }
}

/// Passwords and links go to another machine under TLS, unless the address says otherwise.
fn secured(smtp: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = smtp.split_once("://") else {
        return smtp.into();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, more) = rest.split_at(end);
    let said = more.contains("?tls=") || more.contains("&tls=");
    if !scheme.eq_ignore_ascii_case("smtp") || said || is_here(authority) {
        return smtp.into();
    }
    let (more, fragment) = more.split_once('#').unwrap_or((more, ""));
    let and = if more.contains('?') { '&' } else { '?' };
    let hash = if fragment.is_empty() { "" } else { "#" };
    format!("{scheme}://{authority}{more}{and}tls=required{hash}{fragment}").into()
}

/// Whether it is this machine.
fn is_here(authority: &str) -> bool {
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.strip_prefix('[').and_then(|host| host.split_once(']')) {
        Some((host, _)) => host,
        None => host.split(':').next().unwrap_or_default(),
    };
    let address = host.parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// What kept a mail from going out, without what the server said: it repeats the address.
fn kind(error: &smtp::Error) -> &'static str {
    if error.is_timeout() {
        "no answer in time"
    } else if error.is_permanent() {
        "refused"
    } else if error.is_transient() {
        "refused for now"
    } else if error.is_tls() {
        "no TLS"
    } else if error.is_client() {
        "the server lacks what is needed: TLS, or a way to sign in"
    } else if error.is_response() {
        "an answer that cannot be read"
    } else {
        "no connection"
    }
}

/// Before anything starts: a server that cannot send would neither mail a link nor show it.
pub fn refuse_unreadable(mail: &settings::Mail) -> anyhow::Result<()> {
    Sender::from_url(&secured(&mail.smtp))
        .map_err(|error| anyhow!("the mail server's address cannot be read: {error}"))?;
    mail.from
        .parse::<Mailbox>()
        .map_err(|_| anyhow!("`{}` is no address that mail can come from", mail.from))?;
    Ok(())
}

async fn send_due(
    db: &Db,
    duty: &Duty,
    settings: &Settings,
    from: &str,
    sender: &Sender,
    stopping: &mut watch::Receiver<bool>,
) -> anyhow::Result<()> {
    while !*stopping.borrow() {
        // One at a time: others of the same lease would be anybody's before their turn came.
        let Some(job) = outbox::claim(db, duty, outbox::kind::MAIL, 1).await?.pop() else {
            break;
        };
        let sent = match message(db, duty, &job, from, &settings.url).await {
            Ok(Some(message)) => tokio::select! {
                sent = sender.send(message) => sent.map(|_| ()).map_err(anyhow::Error::from),
                () = stopped(stopping) => {
                    // It goes out at the next start, without a try lost.
                    outbox::let_go(db, duty, &job).await?;
                    break;
                }
            },
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        };
        match sent {
            Ok(()) => outbox::done(db, duty, &job).await?,
            Err(error) => {
                let why = error.downcast_ref();
                let code = why.and_then(smtp::Error::status).map(u16::from);
                let why = why.map_or("it cannot be written", kind);
                tracing::warn!(job = %job.id, attempts = job.attempts, why, code, "a mail was not sent");
                outbox::failed(db, duty, &job).await?;
            }
        }
    }
    Ok(())
}

/// Told to stop, and what was on its way to a server that answers is there.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stop| *stop).await;
    tokio::time::sleep(LAST).await;
}

/// The mail that a job is; nothing where there is nothing to say any more.
async fn message(
    db: &Db,
    duty: &Duty,
    job: &Job,
    from: &str,
    url: &str,
) -> anyhow::Result<Option<Message>> {
    Ok(match serde_json::from_str(&job.body)? {
        Mail::Mention { member, record } => {
            let workspace = job.workspace;
            let to = Asker { workspace, member };
            let letter = inbox::letter(db, duty, &to, record).await?;
            letter
                .map(|letter| mention(&letter, from, url))
                .transpose()?
        }
        Mail::Invitation { to, name, code } => {
            let text = words::mail::invitation(&name, &format!("{url}/join#{code}"), &code);
            let subject = words::mail::invitation_subject();
            Some(written(from, &to, subject, text)?)
        }
        Mail::Reset { to, code } => {
            let text = words::mail::reset(&format!("{url}/reset/new#{code}"), &code);
            Some(written(from, &to, words::mail::reset_subject(), text)?)
        }
    })
}

fn mention(letter: &Letter, from: &str, url: &str) -> anyhow::Result<Message> {
    let home = format!("{url}/{}", letter.slug);
    let letters = &letter.project_key;
    let (place, page) = match letter.number {
        Some(number) => (
            format!("{letters}-{number}"),
            format!("{home}/t/{letters}-{number}"),
        ),
        None => (letters.clone(), format!("{home}/p/{letters}/overview")),
    };
    let anchor = if letter.kind == "comment" {
        format!("#c-{}", letter.record)
    } else {
        String::new()
    };
    let text = words::mail::mention(
        &letter.name,
        letter.told_by.as_deref(),
        &place,
        &letter.workspace_name,
        &format!("{page}{anchor}"),
        &format!("{home}/settings"),
    );
    written(from, &letter.address, words::mail::mention_subject(), text)
}

/// Addresses are parsed as such: a line break in one is refused here, not sent as a header.
fn written(from: &str, to: &str, subject: String, text: String) -> anyhow::Result<Message> {
    Ok(Message::builder()
        .from(from.parse::<Mailbox>()?)
        .to(to.parse::<Mailbox>()?)
        .subject(subject)
        .message_id(None)
        .singlepart(SinglePart::plain(text))?)
}

#[cfg(test)]
mod tests {
    use store::inbox::Letter;
    use uuid::Uuid;

    use super::{mention, secured, written};

    #[test]
    fn another_machine_is_spoken_to_under_tls() {
        for (said, meant) in [
            (
                "smtp://a:b@mx.example.org:587",
                "smtp://a:b@mx.example.org:587?tls=required",
            ),
            (
                "smtp://10.0.0.7/hello",
                "smtp://10.0.0.7/hello?tls=required",
            ),
            (
                "SMTP://mx.example.org?a=b",
                "SMTP://mx.example.org?a=b&tls=required",
            ),
            (
                "smtp://localhost@mx.example.org",
                "smtp://localhost@mx.example.org?tls=required",
            ),
        ] {
            assert_eq!(secured(said), meant);
        }
        for same in [
            "smtp://127.0.0.1:25",
            "smtp://a:b@localhost",
            "smtp://[::1]:1025",
            "smtp://mx.example.org?tls=opportunistic",
            "smtps://a:b@mx.example.org",
            "nonsense",
        ] {
            assert_eq!(secured(same), same);
        }
    }

    #[test]
    fn a_mail_holds_the_link_and_no_foreign_header() {
        let text = || "https://d.example/reset/new#ABC-DEF".to_owned();
        let to = |to: &str| written("daymark@example.org", to, "A new password".into(), text());
        let sent = String::from_utf8(to("ana@example.org").unwrap().formatted()).unwrap();
        assert!(sent.contains("https://d.example/reset/new#ABC-DEF"));
        // Without these a reader guesses how names are written, and a filter that it is no mail.
        let headers: Vec<_> = sent.split("\r\n").take_while(|l| !l.is_empty()).collect();
        for header in [
            "Content-Type: text/plain; charset=utf-8",
            "MIME-Version: 1.0",
        ] {
            assert!(headers.contains(&header), "no {header} in {sent}");
        }
        assert!(
            headers.iter().any(|l| l.starts_with("Message-ID: <")),
            "{sent}"
        );
        assert!(to("ana@example.org\r\nBcc: eve@example.org").is_err());
    }

    #[test]
    fn a_mention_says_who_and_where_and_leads_there() {
        let mut letter = Letter {
            address: "ana@example.org".into(),
            name: "Ana".into(),
            told_by: Some("Lena".into()),
            slug: "north".into(),
            workspace_name: "North".into(),
            record: Uuid::nil(),
            kind: "comment".into(),
            project_key: "NGT".into(),
            number: Some(42),
        };
        let sent = |letter: &Letter| {
            let mail = mention(letter, "daymark@example.org", "https://d.example").unwrap();
            String::from_utf8(mail.formatted()).unwrap()
        };
        let mail = sent(&letter);
        assert!(mail.contains("Lena has mentioned you on NGT-42 in North."));
        assert!(mail.contains(&format!(
            "https://d.example/north/t/NGT-42#c-{}",
            Uuid::nil()
        )));
        assert!(mail.contains("https://d.example/north/settings"));
        // In a description, and on a project itself.
        letter.kind = "task".into();
        assert!(sent(&letter).contains("/north/t/NGT-42\r\n"));
        (letter.kind, letter.number) = ("comment".into(), None);
        assert!(sent(&letter).contains("/north/p/NGT/overview#c-"));
    }
}
