//! One build folder for all CI runs of a machine, outside the clone.
//!
//! A clean clone would compile five hundred dependencies anew. But cargo decides by file times:
//! to it, a clone made *before* another clone's last build looks already built. So the folder
//! remembers which clone used it last, and another one first makes its files look new; only the
//! project's own crates are compiled again then.

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result};

use crate::{house, place};

/// In CI without `CARGO_TARGET_DIR`: uses `DAYMARK_TARGET`, else a folder in the cache.
pub fn use_it() -> Result<()> {
    let Some(folder) = wanted()? else {
        return Ok(());
    };
    fs::create_dir_all(&folder).with_context(|| format!("Cannot make {}", folder.display()))?;
    let root = place::root()?;
    let mark = folder.join("last-clone");
    let this = identity(&root);
    if fs::read_to_string(&mark).unwrap_or_default() != this {
        println!("The build folder was last used by another clone: own crates build anew");
        make_new(&root)?;
    }
    fs::write(&mark, this).with_context(|| format!("Cannot write {}", mark.display()))?;
    println!("Building in {}", folder.display());
    place::choose_target(folder);
    Ok(())
}

fn wanted() -> Result<Option<PathBuf>> {
    if !place::is_ci() || env::var_os("CARGO_TARGET_DIR").is_some() {
        return Ok(None);
    }
    match env::var_os("DAYMARK_TARGET") {
        Some(folder) => Ok(Some(PathBuf::from(folder))),
        None => Ok(Some(place::cache()?.join("target"))),
    }
}

/// Path and age: a clone may be replaced by an older one of the same name.
fn identity(root: &Path) -> String {
    let created = fs::metadata(root).and_then(|about| about.created()).ok();
    let seconds = created.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    format!(
        "{} {}",
        root.display(),
        seconds.unwrap_or_default().as_secs()
    )
}

fn make_new(root: &Path) -> Result<()> {
    let now = SystemTime::now();
    for file in house::committed(root)? {
        let path = root.join(file);
        if let Ok(open) = fs::File::options().append(true).open(&path) {
            open.set_modified(now)
                .with_context(|| format!("Cannot touch {}", path.display()))?;
        }
    }
    Ok(())
}
