//! Where somebody went last, for who asks nothing yet: kept in this browser, for each member by itself, and gone when
//! somebody signs in or out.

#[cfg(feature = "hydrate")]
use crate::prelude::*;

#[cfg(feature = "hydrate")]
const KEPT: &str = "daymark-went-";
/// So many are kept.
#[cfg(feature = "hydrate")]
const MOST: usize = 8;

/// Address and name of each, the last one first.
#[cfg(feature = "hydrate")]
pub fn read(member: &str) -> Vec<(String, String)> {
    let kept = storage().and_then(|kept| kept.get_item(&format!("{KEPT}{member}")).ok().flatten());
    let kept = kept.unwrap_or_default();
    let lines = kept.lines().filter_map(|line| line.split_once('\t'));
    lines
        .map(|(href, name)| (href.to_owned(), name.to_owned()))
        .collect()
}

/// On the server nothing is remembered.
#[cfg(not(feature = "hydrate"))]
pub fn read(_: &str) -> Vec<(String, String)> {
    vec![]
}

/// Notes what is open now, when it is something with a name: a task or a project.
#[cfg(feature = "hydrate")]
pub fn note(workspace: &str, member: &str) {
    let path = location().pathname().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').skip(2).collect();
    let drawer = found(".drawer[aria-label]").and_then(|at| at.get_attribute("aria-label"));
    let place = match (drawer, parts.as_slice()) {
        (Some(code), _) => Some((format!("t/{code}"), "#task-title", code)),
        (None, ["t", code]) => Some((format!("t/{code}"), "#task-title", (*code).to_owned())),
        (None, ["p", key, ..]) => Some((format!("p/{key}"), "main h1", (*key).to_owned())),
        _ => None,
    };
    let Some((to, what, code)) = place else {
        return;
    };
    let name = found(what).and_then(|at| at.text_content());
    let name = name.unwrap_or_default();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if !name.is_empty() {
        add(
            member,
            &format!("/{workspace}/{to}"),
            &format!("{code} {name}"),
        );
    }
}

#[cfg(feature = "hydrate")]
fn add(member: &str, href: &str, name: &str) {
    let mut all = read(member);
    all.retain(|(to, _)| to != href);
    all.insert(0, (href.to_owned(), name.to_owned()));
    all.truncate(MOST);
    let lines: Vec<String> = all
        .iter()
        .map(|(href, name)| format!("{href}\t{name}"))
        .collect();
    if let Some(kept) = storage() {
        let _ = kept.set_item(&format!("{KEPT}{member}"), &lines.join("\n"));
    }
}

/// Nothing of one person is left to the next.
#[cfg(feature = "hydrate")]
pub fn forget() {
    let Some(kept) = storage() else { return };
    let count = kept.length().unwrap_or_default();
    let names: Vec<String> = (0..count)
        .filter_map(|n| kept.key(n).ok().flatten())
        .filter(|name| name.starts_with(KEPT))
        .collect();
    for name in names {
        let _ = kept.remove_item(&name);
    }
}

#[cfg(feature = "hydrate")]
fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

#[cfg(feature = "hydrate")]
fn found(what: &str) -> Option<web_sys::Element> {
    document().query_selector(what).ok().flatten()
}
