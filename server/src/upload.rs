//! The one form that carries a file. It is read here, by the outer ring, within its own limit and at most a few at a
//! time; what lies behind gets its fields and its file, never its bytes. A file that is too large is read to its end and
//! thrown away, as far as that goes: a browser that is cut off shows its own error in place of ours.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use domain::refusal::{Code, Refused};
use futures::StreamExt;
use multer::Multipart;
use sha2::{Digest, Sha256};
use store::tx::Act;
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

/// Where it is sent to.
pub const READ: &str = "/do/exchange/read";

/// Largest file.
pub const FILE: usize = domain::exchange::mspdi::BYTES;
/// What a form has around its file.
const AROUND: usize = 64 * 1024;
/// How much of a file that is too large is read and thrown away.
const DRAINED: usize = 64 * 1024 * 1024;
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

pub async fn read(headers: &HeaderMap, body: Body) -> Sent {
    let boundary = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| multer::parse_boundary(kind).ok());
    let Some(boundary) = boundary else {
        return Sent::refused(HashMap::new(), Refused::Invalid { fields: vec![] });
    };
    let turn = match tokio::time::timeout(WAIT, FILES.acquire()).await {
        Ok(Ok(turn)) => turn,
        _ => return Sent::refused(HashMap::new(), Refused::Busy { after_s: 10 }),
    };
    match tokio::time::timeout(ARRIVES, collect(body)).await {
        Ok(Ok((bytes, over))) => parts(bytes, boundary, over, turn).await,
        _ => Sent::refused(HashMap::new(), Refused::Unreachable),
    }
}

/// The body as far as it may go, and whether it went further.
async fn collect(body: Body) -> Result<(Bytes, bool), axum::Error> {
    let mut stream = body.into_data_stream();
    let (mut kept, mut thrown) = (Vec::new(), 0);
    while let Some(piece) = stream.next().await {
        let piece = piece?;
        // What fits of it too: the fields stand before the file.
        let room = FILE + AROUND - kept.len();
        let (fits, over) = piece.split_at(room.min(piece.len()));
        kept.extend_from_slice(fits);
        thrown += over.len();
        if thrown > DRAINED {
            break;
        }
    }
    Ok((kept.into(), thrown > 0))
}

async fn parts(bytes: Bytes, boundary: String, over: bool, turn: SemaphorePermit<'static>) -> Sent {
    let whole = futures::stream::iter([Ok::<_, std::io::Error>(bytes)]);
    let mut form = Multipart::new(whole, boundary);
    let mut fields = HashMap::new();
    let too_large = || Refused::field_with("file", Code::FileTooLarge, FILE.to_string());
    loop {
        let part = match form.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) if over => return Sent::refused(fields, too_large()),
            Ok(None) => return Sent::refused(fields, Refused::field("file", Code::FileMissing)),
            Err(_) if over => return Sent::refused(fields, too_large()),
            Err(_) => return Sent::refused(fields, Refused::Invalid { fields: vec![] }),
        };
        let name = part.name().unwrap_or_default().to_owned();
        let Some(file_name) = part.file_name().map(str::to_owned) else {
            match part.text().await {
                Ok(text) if text.len() <= AROUND => _ = fields.insert(name, text),
                _ => return Sent::refused(fields, Refused::Invalid { fields: vec![] }),
            }
            continue;
        };
        if over {
            return Sent::refused(fields, too_large());
        }
        let Ok(bytes) = part.bytes().await else {
            return Sent::refused(fields, Refused::Invalid { fields: vec![] });
        };
        // A browser sends an empty part for a file that nobody chose.
        let file = match (file_name.is_empty(), bytes.len()) {
            (true, 0) => Err(Refused::field("file", Code::FileMissing)),
            (_, length) if length > FILE => Err(too_large()),
            _ => Ok(File {
                name: file_name,
                bytes,
            }),
        };
        return Sent(Arc::new(Inner {
            fields,
            file,
            _turn: Some(turn),
        }));
    }
}
