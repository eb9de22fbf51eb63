//! The answer to a form that came from a page without JavaScript: kept for its sender until the page is shown again. It
//! may hold an invitation's code, and what people typed: it is sealed, and only the sender's cookie opens it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chrono::TimeDelta;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use uuid::Uuid;

use crate::Db;
use crate::db::{now, on};
use crate::error::{Error, Result};
use crate::secret;
use crate::sql::sql;

const LASTS: TimeDelta = TimeDelta::minutes(10);

/// Whoever sent the form: proof is the cookie, of which only the digest is kept. The key is another digest of it.
#[derive(Clone)]
pub struct Holder {
    digest: Vec<u8>,
    key: Vec<u8>,
}

impl Holder {
    pub fn of(cookie: &str) -> Self {
        Self {
            digest: secret::digest(cookie.as_bytes()),
            key: secret::digest(format!("key of a kept answer\n{cookie}").as_bytes()),
        }
    }

    fn key(&self) -> Result<LessSafeKey> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &self.key).map_err(|_| fault())?;
        Ok(LessSafeKey::new(key))
    }

    /// A number used once, and what it was sealed with.
    fn seal(&self, id: Uuid, body: &str) -> Result<String> {
        let once = secret::random::<NONCE_LEN>()?;
        let mut sealed = body.as_bytes().to_vec();
        let (nonce, of) = (Nonce::assume_unique_for_key(once), Aad::from(id.as_bytes()));
        self.key()?
            .seal_in_place_append_tag(nonce, of, &mut sealed)
            .map_err(|_| fault())?;
        Ok(STANDARD_NO_PAD.encode([&once[..], &sealed].concat()))
    }

    /// Nothing, of what was sealed otherwise or not at all.
    fn open(&self, id: Uuid, kept: &str) -> Option<String> {
        let kept = STANDARD_NO_PAD.decode(kept).ok()?;
        let (once, sealed) = kept.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(once).ok()?;
        let mut sealed = sealed.to_vec();
        let key = self.key().ok()?;
        let body = key
            .open_in_place(nonce, Aad::from(id.as_bytes()), &mut sealed)
            .ok()?;
        String::from_utf8(body.to_vec()).ok()
    }
}

fn fault() -> Error {
    Error::Other("a kept answer could not be sealed".into())
}

pub async fn keep(db: &Db, holder: &Holder, id: Uuid, body: &str) -> Result<()> {
    let body = holder.seal(id, body)?;
    let text = sql!("INSERT INTO again (id, holder, body, expires_at) VALUES ($1, $2, $3, $4)");
    let mut raw = db.begin().await?;
    on!(raw.conn(), |c| sqlx::query(text)
        .bind(id)
        .bind(&holder.digest)
        .bind(body)
        .bind(now() + LASTS)
        .execute(c)
        .await
        .map(|_| ()))?;
    raw.commit().await
}

/// Takes it out: a second reading finds nothing.
pub async fn take(db: &Db, holder: &Holder, id: Uuid) -> Result<Option<String>> {
    let text =
        sql!("DELETE FROM again WHERE id = $1 AND holder = $2 AND expires_at > $3 RETURNING body");
    let mut raw = db.begin().await?;
    let body: Option<String> = on!(raw.conn(), |c| sqlx::query_scalar(text)
        .bind(id)
        .bind(&holder.digest)
        .bind(now())
        .fetch_optional(c)
        .await)?;
    raw.commit().await?;
    Ok(body.and_then(|body| holder.open(id, &body)))
}
