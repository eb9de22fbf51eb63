//! The one form that carries a file. It is read here, by the outer ring, within its own limit and at most a few at a
//! time; what lies behind gets its fields and its file, never its bytes. A file that is too large is read to its end and
//! thrown away, as far as that goes: a browser that is cut off shows its own error in place of ours.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::app::session::Here;
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use domain::access::CreateProject;
use domain::refusal::{Code, Refused};
use multer::{Field, Multipart};
use sha2::{Digest, Sha256};
use store::tx::Act;
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

use crate::files::{broken_off, invalid, part_of, piece_of};

/// Where it is sent to.
pub const READ: &str = "/do/exchange/read";

/// Largest file.
pub const FILE: usize = domain::exchange::mspdi::BYTES;
/// What a form has around its file.
const AROUND: usize = 64 * 1024;
/// How much of a file that is too large is read and thrown away.
const DRAINED: u64 = 64 * 1024 * 1024;
/// Files in memory at a time; the next one waits, and is refused when that takes too long.
static FILES: Semaphore = Semaphore::const_new(3);
const WAIT: Duration = Duration::from_secs(10);
/// Longest time for a file to arrive.
const ARRIVES: Duration = Duration::from_secs(120);

/// What was sent: its fields as they were named, and the file or why there is none.
#[derive(Clone)]
pub struct Sent(Arc<Inner>);

struct Inner {
    fields: HashMap<String, String>,
    file: Result<File, Refused>,
    /// Its place among those in memory.
    _turn: Option<SemaphorePermit<'static>>,
}

pub struct File {
    pub name: String,
    pub bytes: Bytes,
}

impl Sent {
    fn refused(fields: HashMap<String, String>, refused: Refused) -> Self {
        Self(Arc::new(Inner {
            fields,
            file: Err(refused),
            _turn: None,
        }))
    }

    pub fn fields(&self) -> &HashMap<String, String> {
        &self.0.fields
    }

    pub fn field(&self, name: &str) -> &str {
        self.0
            .fields
            .get(&format!("form[{name}]"))
            .map(String::as_str)
            .unwrap_or_default()
    }

    pub fn file(&self) -> Result<&File, Refused> {
        self.0.file.as_ref().map_err(Clone::clone)
    }

    /// The change's key. Its fingerprint covers what was sent, not how: a boundary is another one each time.
    pub fn act(&self, path: &str) -> Option<Act> {
        let file = self.0.file.as_ref().ok()?;
        let key = Uuid::parse_str(self.0.fields.get("_key")?.trim()).ok()?;
        let fingerprint = Sha256::new()
            .chain_update(path.as_bytes())
            .chain_update([0])
            .chain_update(self.field("workspace").as_bytes())
            .chain_update([0])
            .chain_update(file.name.as_bytes())
            .chain_update([0])
            .chain_update(&file.bytes)
            .finalize()
            .to_vec();
        Some(Act { key, fingerprint })
    }
}

/// Reads the form: its fields first. Who may make no project is turned away before anything of a file is kept, and
/// before they take a place among those who send one.
pub async fn read(here: &Here, headers: &HeaderMap, body: Body) -> Sent {
    let boundary = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| multer::parse_boundary(kind).ok());
    let Some(boundary) = boundary else {
        return Sent::refused(HashMap::new(), invalid());
    };
    let mut reading = Reading {
        here,
        form: Multipart::new(body.into_data_stream(), boundary),
        begun: Instant::now(),
        came: 0,
    };
    let mut fields = HashMap::new();
    let outcome = tokio::time::timeout(ARRIVES, reading.file(&mut fields)).await;
    let outcome = outcome.unwrap_or_else(|_| Err(broken_off()));
    if outcome.as_ref().err() != Some(&broken_off()) {
        let _ = tokio::time::timeout(ARRIVES, reading.drain()).await;
    }
    match outcome {
        Ok((file, turn)) => Sent(Arc::new(Inner {
            fields,
            file: Ok(file),
            _turn: Some(turn),
        })),
        Err(refused) => Sent::refused(fields, refused),
    }
}

struct Reading<'a> {
    here: &'a Here,
    form: Multipart<'static>,
    begun: Instant,
    came: u64,
}

impl Reading<'_> {
    /// The file. What stands after it is nobody's.
    async fn file(
        &mut self,
        fields: &mut HashMap<String, String>,
    ) -> Result<(File, SemaphorePermit<'static>), Refused> {
        let mut around = 0;
        while let Some(mut part) = self.part().await? {
            let name = part.name().unwrap_or_default().to_owned();
            let Some(given) = part.file_name().map(str::to_owned) else {
                around += name.len();
                let room = AROUND.checked_sub(around).ok_or_else(invalid)?;
                let text = self.text(&mut part, room).await?;
                around += text.len();
                fields.insert(name, text);
                continue;
            };
            let first = self.piece(&mut part).await?;
            // A browser sends an empty part for a file that nobody chose.
            if given.is_empty() && first.as_ref().is_none_or(Bytes::is_empty) {
                break;
            }
            self.may(fields).await?;
            let turn = match tokio::time::timeout(WAIT, FILES.acquire()).await {
                Ok(Ok(turn)) => turn,
                _ => return Err(Refused::Busy { after_s: 10 }),
            };
            let bytes = self.bytes(first, &mut part).await?;
            return Ok((File { name: given, bytes }, turn));
        }
        Err(Refused::field("file", Code::FileMissing))
    }

    /// Whether a project may be made of it.
    async fn may(&self, fields: &HashMap<String, String>) -> Result<(), Refused> {
        let workspace = fields.get("form[workspace]");
        let workspace = workspace.map(String::as_str).unwrap_or_default();
        let key = self.here.may::<CreateProject>(workspace).await;
        key.map(|_| ()).map_err(|fault| fault.0)
    }

    async fn bytes(
        &mut self,
        first: Option<Bytes>,
        part: &mut Field<'static>,
    ) -> Result<Bytes, Refused> {
        let (mut kept, mut next) = (Vec::new(), first);
        while let Some(piece) = next {
            if kept.len() + piece.len() > FILE {
                let (code, most) = (Code::FileTooLarge, FILE.to_string());
                return Err(Refused::field_with("file", code, most));
            }
            kept.extend_from_slice(&piece);
            next = self.piece(part).await?;
        }
        Ok(kept.into())
    }

    async fn text(&mut self, part: &mut Field<'static>, most: usize) -> Result<String, Refused> {
        let mut text = Vec::new();
        while let Some(piece) = self.piece(part).await? {
            text.extend_from_slice(&piece);
            if text.len() > most {
                return Err(invalid());
            }
        }
        String::from_utf8(text).map_err(|_| invalid())
    }

    async fn part(&mut self) -> Result<Option<Field<'static>>, Refused> {
        part_of(&mut self.form).await
    }

    async fn piece(&mut self, part: &mut Field<'static>) -> Result<Option<Bytes>, Refused> {
        piece_of(part, &mut self.came, self.begun).await
    }

    /// Reads on for nothing but the answer's sake.
    async fn drain(&mut self) {
        let end = self.came + DRAINED;
        while let Ok(Some(mut part)) = self.part().await {
            while let Ok(Some(_)) = self.piece(&mut part).await {
                if self.came > end {
                    return;
                }
            }
        }
    }
}
