//! What large pages have read, kept in memory while nothing changes: the same reader gets the same text until the
//! workspace's next event, a change of rights, or the next minute. Rights are asked anew each time; a page whose key
//! was made a moment ago finds what was read with the same key.

use std::sync::Arc;

use chrono::Utc;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use uuid::Uuid;

use crate::session::{Here, here};

/// The reading functions whose answers are kept. Everything in them comes with an event when it changes, or with the
/// minute; what does not (imports under way, sessions) is not among them.
const KEPT: [&str; 4] = [
    "/do/day/today",
    "/do/plan/calendar",
    "/do/plan/list",
    "/do/plan/task",
];

/// Bytes of text that are kept; what was not asked for longest goes first.
const BYTES: u64 = 32 * 1024 * 1024;
/// Answers that may be kept, about.
const ANSWERS: usize = 1000;

/// Shared by all requests of this server.
#[derive(Clone)]
pub struct Kept(Arc<Cache<Asked, Arc<str>, Length>>);

impl Default for Kept {
    fn default() -> Self {
        Self::at_most(BYTES)
    }
}

impl Kept {
    /// So many bytes; none: nothing is kept.
    pub fn at_most(bytes: u64) -> Self {
        Self(Arc::new(Cache::with_weighter(ANSWERS, bytes, Length)))
    }
}

#[derive(Clone)]
struct Length;

impl Weighter<Asked, Arc<str>> for Length {
    fn weight(&self, _: &Asked, text: &Arc<str>) -> u64 {
        // Never nothing: what weighs nothing is never thrown away.
        text.len() as u64 + 200
    }
}

/// Who asked for what, and what the workspace was then.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Asked {
    workspace: Uuid,
    member: Uuid,
    rights_version: i64,
    seq: i64,
    minute: i64,
    zone: String,
    pseudo: bool,
    to: &'static str,
    args: Vec<String>,
}

/// Where an answer is kept, or may be.
pub struct Place {
    kept: Kept,
    asked: Asked,
}

/// The place of an answer; nothing where it is not kept, or where the reader has no key: then asking says why. The
/// first argument is the workspace.
pub fn place(
    to: &'static str,
    args: &[String],
) -> impl Future<Output = Option<Place>> + Send + use<> {
    let here = here().ok().filter(|_| KEPT.contains(&to));
    let args = args.to_vec();
    async move {
        let here: Here = here?;
        let signed = here.signed.as_ref()?;
        let sight = here.sight(args.first()?).await.ok()?;
        let asked = Asked {
            workspace: sight.workspace().0,
            member: sight.member().0,
            rights_version: sight.rights_version(),
            seq: sight.seq,
            minute: Utc::now().timestamp().div_euclid(60),
            zone: signed.zone.clone(),
            pseudo: here.pseudo,
            to,
            args,
        };
        Some(Place {
            kept: here.kept,
            asked,
        })
    }
}

impl Place {
    pub fn text(&self) -> Option<String> {
        self.kept.0.get(&self.asked).map(|text| text.to_string())
    }

    pub fn keep(self, text: &str) {
        self.kept.0.insert(self.asked, text.into());
    }
}
