//! Reads the form with files: its fields first, then each file to disk as it comes, in pieces. Who may not add any is
//! turned away before the first byte of one is kept. What is too much is read on and thrown away as far as that goes: a
//! browser that is cut off shows its own error in place of ours.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::app::session::{Here, record};
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use domain::access::EditTasks;
use domain::files::{self as rule, AT_ONCE, LARGEST};
use domain::refusal::{Code, Refused};
use multer::{Field, Multipart};
use sha2::{Digest, Sha256};
use store::tx::Act;
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

use super::arriving::{Arrived, Arriving};
use crate::router::App;

/// Where it is sent to.
pub const ADD: &str = "/do/files/add";

/// Largest field that is no file.
const FIELD: usize = 1024;
/// Most fields.
const FIELDS: usize = 20;
/// How much is read on after a refusal.
const DRAINED: u64 = 256 * 1024 * 1024;
/// Forms under way at a time; the next one waits, and is refused when that takes too long.
static FORMS: Semaphore = Semaphore::const_new(16);
const WAIT: Duration = Duration::from_secs(10);
/// How long nothing may come; and after a while, how much has to.
const SILENCE: Duration = Duration::from_secs(30);
const BEGINNING: f64 = 10.0;
const A_SECOND: f64 = 1024.0;

/// What was sent: its fields as they were named, and the files or why there are none.
#[derive(Clone)]
pub struct Received(Arc<Inner>);

struct Inner {
    fields: HashMap<String, String>,
    files: Result<Vec<Sent>, Refused>,
    _turn: Option<SemaphorePermit<'static>>,
}

/// A file, all of it.
pub struct Sent {
    pub name: String,
    pub arrived: Arrived,
}

impl Received {
    pub fn fields(&self) -> &HashMap<String, String> {
        &self.0.fields
    }

    pub fn field(&self, name: &str) -> &str {
        field(&self.0.fields, name)
    }

    pub fn files(&self) -> Result<&[Sent], Refused> {
        match &self.0.files {
            Ok(files) => Ok(files),
            Err(refused) => Err(refused.clone()),
        }
    }

    /// The change's key. Its fingerprint covers what was sent, not how: a boundary is another one each time.
    pub fn act(&self, path: &str) -> Option<Act> {
        let key = Uuid::parse_str(self.0.fields.get("_key")?.trim()).ok()?;
        let mut sha = Sha256::new();
        for text in [path, self.field("workspace"), self.field("task")] {
            sha.update(text.as_bytes());
            sha.update([0]);
        }
        for file in self.files().ok()? {
            sha.update(file.name.as_bytes());
            sha.update([0]);
            sha.update(&file.arrived.digest);
        }
        Some(Act {
            key,
            fingerprint: sha.finalize().to_vec(),
        })
    }
}

fn field<'a>(fields: &'a HashMap<String, String>, name: &str) -> &'a str {
    let value = fields.get(&format!("form[{name}]"));
    value.map(String::as_str).unwrap_or_default()
}

pub async fn receive(app: &App, here: &Here, headers: &HeaderMap, body: Body) -> Received {
    let boundary = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| multer::parse_boundary(kind).ok());
    let mut fields = HashMap::new();
    let (files, turn) = match boundary {
        None => (Err(invalid()), None),
        Some(boundary) => match tokio::time::timeout(WAIT, FORMS.acquire()).await {
            Ok(Ok(turn)) => {
                let form = Multipart::new(body.into_data_stream(), boundary);
                let mut reading = Reading::of(app, here, form);
                (reading.files(&mut fields).await, Some(turn))
            }
            _ => (Err(Refused::Busy { after_s: 10 }), None),
        },
    };
    Received(Arc::new(Inner {
        fields,
        files,
        _turn: turn,
    }))
}

pub(crate) fn invalid() -> Refused {
    Refused::Invalid { fields: vec![] }
}

fn refused(code: Code, arg: impl Into<String>) -> Refused {
    Refused::field_with("file", code, arg)
}

/// It did not come whole; or came too slowly, which nobody waits for either.
pub(crate) fn broken_off() -> Refused {
    refused(Code::FileBrokenOff, "")
}

struct Reading<'a> {
    app: &'a App,
    here: &'a Here,
    form: Multipart<'static>,
    begun: Instant,
    came: u64,
}

impl<'a> Reading<'a> {
    fn of(app: &'a App, here: &'a Here, form: Multipart<'static>) -> Self {
        Self {
            app,
            here,
            form,
            begun: Instant::now(),
            came: 0,
        }
    }

    /// The files. After the first refusal the rest is read for nothing but the answer's sake.
    async fn files(&mut self, fields: &mut HashMap<String, String>) -> Result<Vec<Sent>, Refused> {
        let outcome = self.read(fields).await;
        let over = outcome.as_ref().is_err_and(|why| *why != broken_off());
        if over {
            self.drain().await;
        }
        outcome
    }

    async fn read(&mut self, fields: &mut HashMap<String, String>) -> Result<Vec<Sent>, Refused> {
        let (mut files, mut asked) = (Vec::new(), false);
        while let Some(mut part) = self.part().await? {
            let name = part.name().unwrap_or_default().to_owned();
            let Some(given) = part.file_name().map(str::to_owned) else {
                let text = self.text(&mut part).await?;
                if fields.len() == FIELDS {
                    return Err(invalid());
                }
                fields.insert(name, text);
                continue;
            };
            // A browser sends an empty part for a file that nobody chose.
            let first = self.piece(&mut part).await?;
            if given.is_empty() && first.as_ref().is_none_or(|first| first.is_empty()) {
                continue;
            }
            if !asked {
                self.may(fields).await?;
                asked = true;
            }
            if files.len() == AT_ONCE {
                return Err(refused(Code::FilesTooMany, AT_ONCE.to_string()));
            }
            let name = rule::name(&given);
            let arrived = self.file(&name, first, &mut part).await?;
            files.push(Sent { name, arrived });
        }
        if files.is_empty() {
            return Err(refused(Code::FileMissing, ""));
        }
        Ok(files)
    }

    /// Whether files may be added, before anything of one is kept.
    async fn may(&self, fields: &HashMap<String, String>) -> Result<(), Refused> {
        let task = record(field(fields, "task")).map_err(|fault| fault.0)?;
        let workspace = field(fields, "workspace");
        let key = self
            .here
            .may_on::<EditTasks>(workspace, task)
            .await
            .map_err(|fault| fault.0)?;
        store::files::room(&self.here.db, &key, self.app.settings.quota())
            .await
            .map_err(|error| ::app::error::refusal(error, &self.here.request_id))
    }

    async fn file(
        &mut self,
        name: &str,
        first: Option<Bytes>,
        part: &mut Field<'static>,
    ) -> Result<Arrived, Refused> {
        let failed = |error: std::io::Error| {
            let request = self.here.request_id.clone();
            tracing::error!(request, %error, "a file could not be written");
            Refused::Failed { request }
        };
        let folder = self.app.files.arriving();
        let mut file = Arriving::new(folder).await.map_err(failed)?;
        let mut next = first;
        while let Some(piece) = next {
            if file.size + piece.len() as u64 > LARGEST {
                return Err(refused(Code::FileNamedTooLarge, name));
            }
            file.write(&piece).await.map_err(failed)?;
            next = piece_of(part, &mut self.came, self.begun).await?;
        }
        if file.size == 0 {
            return Err(refused(Code::FileNamedEmpty, name));
        }
        file.finish().await.map_err(failed)
    }

    async fn part(&mut self) -> Result<Option<Field<'static>>, Refused> {
        part_of(&mut self.form).await
    }

    async fn piece(&mut self, part: &mut Field<'static>) -> Result<Option<Bytes>, Refused> {
        piece_of(part, &mut self.came, self.begun).await
    }

    async fn text(&mut self, part: &mut Field<'static>) -> Result<String, Refused> {
        let mut text = Vec::new();
        while let Some(piece) = self.piece(part).await? {
            text.extend_from_slice(&piece);
            if text.len() > FIELD {
                return Err(invalid());
            }
        }
        String::from_utf8(text).map_err(|_| invalid())
    }

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

/// A form's next field or file.
pub(crate) async fn part_of(
    form: &mut Multipart<'static>,
) -> Result<Option<Field<'static>>, Refused> {
    match tokio::time::timeout(SILENCE, form.next_field()).await {
        Ok(Ok(part)) => Ok(part),
        Ok(Err(error)) => Err(why(&error)),
        Err(_) => Err(broken_off()),
    }
}

/// What came next of one; nobody waits for a sender who is silent, or slow for long.
pub(crate) async fn piece_of(
    part: &mut Field<'static>,
    came: &mut u64,
    begun: Instant,
) -> Result<Option<Bytes>, Refused> {
    let piece = match tokio::time::timeout(SILENCE, part.chunk()).await {
        Ok(Ok(piece)) => piece,
        Ok(Err(error)) => return Err(why(&error)),
        Err(_) => return Err(broken_off()),
    };
    *came += piece.as_ref().map_or(0, |piece| piece.len() as u64);
    let took = begun.elapsed().as_secs_f64();
    if piece.is_some() && took > BEGINNING && (*came as f64) < (took - BEGINNING) * A_SECOND {
        return Err(broken_off());
    }
    Ok(piece)
}

/// A form that ends in the middle was broken off; one that is none is nobody's who reads the answer.
fn why(error: &multer::Error) -> Refused {
    match error {
        multer::Error::IncompleteFieldData { .. }
        | multer::Error::IncompleteHeaders
        | multer::Error::IncompleteStream
        | multer::Error::StreamReadFailed(_) => broken_off(),
        _ => invalid(),
    }
}
