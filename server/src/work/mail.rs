//! Sends the mails that changes have put into the outbox. A mail may go out twice after a crash, never not at all.

use std::time::Duration;

use ::app::words;
use anyhow::anyhow;
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use store::Db;
use store::keys::Duty;
use store::outbox::{self, Mail};
use tokio::sync::watch;

use crate::settings::{self, Settings};

const LOOK: Duration = Duration::from_secs(2);
/// For a mail server to answer: well within the time for which a job is this worker's.
const PATIENCE: Duration = Duration::from_secs(20);

pub async fn run(db: Db, duty: Duty, settings: Settings, mut stopping: watch::Receiver<bool>) {
    let Some(mail) = settings.mail.clone() else {
        return;
    };
    let sender = match AsyncSmtpTransport::<Tokio1Executor>::from_url(&mail.smtp) {
        Ok(builder) => builder.timeout(Some(PATIENCE)).build(),
        Err(error) => {
            tracing::error!(%error, "the mail server's address cannot be read; no mail goes out");
            return;
        }
    };
    while !*stopping.borrow() {
        if let Err(error) = send_due(&db, &duty, &settings, &mail.from, &sender).await {
            tracing::warn!(%error, "mail waits");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }
}

/// Before anything starts: a server that cannot send would neither mail a link nor show it.
pub fn refuse_unreadable(mail: &settings::Mail) -> anyhow::Result<()> {
    AsyncSmtpTransport::<Tokio1Executor>::from_url(&mail.smtp)
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
    sender: &AsyncSmtpTransport<Tokio1Executor>,
) -> anyhow::Result<()> {
    // One at a time: others of the same lease would be anybody's before their turn came.
    while let Some(job) = outbox::claim(db, duty, outbox::kind::MAIL, 1).await?.pop() {
        let sent = match message(&job.body, from, &settings.url) {
            Ok(message) => sender
                .send(message)
                .await
                .map(|_| ())
                .map_err(anyhow::Error::from),
            Err(error) => Err(error),
        };
        match sent {
            Ok(()) => outbox::done(db, duty, &job).await?,
            Err(error) => {
                // Not the error itself: mail servers repeat the address in it.
                let refused = error
                    .downcast_ref()
                    .is_some_and(lettre::transport::smtp::Error::is_permanent);
                tracing::warn!(job = %job.id, attempts = job.attempts, refused, "a mail was not sent");
                outbox::failed(db, duty, &job).await?;
            }
        }
    }
    Ok(())
}

fn message(body: &str, from: &str, url: &str) -> anyhow::Result<Message> {
    let (to, subject, text) = match serde_json::from_str(body)? {
        Mail::Invitation { to, name, code } => (
            to,
            words::mail::invitation_subject(),
            words::mail::invitation(&name, &format!("{url}/join#{code}"), &code),
        ),
        Mail::Reset { to, code } => (
            to,
            words::mail::reset_subject(),
            words::mail::reset(&format!("{url}/reset/new#{code}"), &code),
        ),
    };
    // Parsed as addresses: a line break in one is refused here, not sent as a header.
    Ok(Message::builder()
        .from(from.parse::<Mailbox>()?)
        .to(to.parse::<Mailbox>()?)
        .subject(subject)
        .body(text)?)
}

#[cfg(test)]
mod tests {
    use super::message;

    #[test]
    fn a_mail_holds_the_link_and_no_foreign_header() {
        let body = r#"{"mail":"reset","to":"ana@example.org","code":"ABC-DEF"}"#;
        let sent = String::from_utf8(
            message(body, "daymark@example.org", "https://d.example")
                .unwrap()
                .formatted(),
        )
        .unwrap();
        assert!(sent.contains("https://d.example/reset/new#ABC-DEF"));
        let evil =
            r#"{"mail":"reset","to":"ana@example.org\r\nBcc: eve@example.org","code":"ABC"}"#;
        assert!(message(evil, "daymark@example.org", "https://d.example").is_err());
    }
}
