//! The script that fetches pieces: read as wasm_split writes it, and written anew for what was merged.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use anyhow::{Context, Result, bail};

use super::groups::{Group, Pages, Piece};
use super::wasm;

/// Stands for the loader's own name and for the first script's until both are known: each names the other.
pub const ITSELF: &str = "%loader%";
pub const SCRIPT: &str = "%script%";

/// The first script, with [`ITSELF`] where it fetches the loader. What it gives the first file keeps the old name: by that
/// the first file asks for it.
pub fn unnamed(script: &str, loader: &str) -> Option<String> {
    let mut text = script.to_owned();
    for space in ["", " "] {
        let fetched = |name: &str| format!("from{space}\"./{name}\"");
        text = text.replace(&fetched(loader), &fetched(ITSELF));
    }
    (text != script).then_some(text)
}

const PREFIX: &str = "__wasm_split_load_";

/// A page, or another part that is fetched for itself.
struct Page {
    /// What the first file imports, without its prefix; the manifest's name too.
    name: String,
    files: Vec<String>,
}

pub struct Loader {
    pages: Vec<Page>,
}

/// `const NAME = makeLoad(… "./FILE" …, [NAMES]);`, with the names of those that it needs.
#[derive(Default)]
struct Entry {
    name: String,
    file: Option<String>,
    needs: Vec<String>,
}

impl Loader {
    pub fn parse(text: &str) -> Result<Self> {
        let mut files: HashMap<String, Vec<String>> = HashMap::new();
        let mut pages = Vec::new();
        for entry in entries(text)? {
            let mut all: Vec<String> = entry.file.into_iter().collect();
            for name in &entry.needs {
                let needed = files.get(name);
                let needed = needed.with_context(|| format!("{name} is needed and not there"))?;
                all.extend(needed.iter().cloned());
            }
            match entry.name.strip_prefix(PREFIX) {
                Some(name) => pages.push(Page {
                    name: name.to_owned(),
                    files: all,
                }),
                None => _ = files.insert(entry.name, all),
            }
        }
        let room = Pages::BITS as usize;
        if pages.is_empty() || pages.len() > room {
            bail!(
                "the loader has {} pages; 1 to {room} can be packed",
                pages.len()
            );
        }
        // In one order, however the loader came by its own.
        pages.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self { pages })
    }

    /// Each once.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let all: BTreeMap<&str, ()> = self
            .pages
            .iter()
            .flat_map(|page| &page.files)
            .map(|file| (&**file, ()))
            .collect();
        all.into_keys()
    }

    pub fn pieces(&self, pkg: &Path) -> Result<Vec<Piece>> {
        let mut wanted: BTreeMap<&str, Pages> = BTreeMap::new();
        for (n, page) in self.pages.iter().enumerate() {
            for file in &page.files {
                *wanted.entry(file).or_default() |= 1 << n;
            }
        }
        let piece = |(file, pages): (&str, Pages)| {
            Ok(Piece {
                file: file.to_owned(),
                pages,
                bytes: wasm::weight(&pkg.join(file))?,
            })
        };
        wanted.into_iter().map(piece).collect()
    }

    /// What a group is called: by the page that alone wants it, else by its number.
    pub fn name_of(&self, group: &Group, n: usize) -> String {
        let only = (group.pages.count_ones() == 1).then(|| group.pages.trailing_zeros() as usize);
        match only.and_then(|n| self.pages.get(n)) {
            Some(page) => short(&page.name).to_owned(),
            None => format!("shared_{n}"),
        }
    }

    /// The loader of the groups, whose files are these. A part is instantiated once its bytes and the first file are
    /// there; which part comes first is all the same, since all they have in common is the first file's.
    pub fn written(&self, groups: &[Group], files: &[String], shared: &[String]) -> String {
        let shared = shared.join(", ");
        let mut text = format!(
            r#"import {{ initSync }} from "./{SCRIPT}";

let shared;
function imports() {{
  if (shared === undefined) {{
    const {{ {shared} }} = initSync(undefined, undefined);
    shared = {{ "{from}": {{ {shared} }} }};
  }}
  return shared;
}}
// What could not be fetched is asked for again the next time.
function part(file) {{
  let loading;
  const load = async () => {{
    const source = await fetch(new URL(file, import.meta.url));
    return WebAssembly.instantiateStreaming(source, imports());
  }};
  return () => loading ??= load().catch(error => {{
    loading = undefined;
    throw error;
  }});
}}
function page(parts) {{
  return async (callback, data) => {{
    let success = true;
    try {{
      await Promise.all(parts.map(part => part()));
    }} catch (error) {{
      console.error(error);
      success = false;
    }}
    imports()["{from}"].{table}.get(callback)(data, success);
  }};
}}
"#,
            from = wasm::FROM,
            table = wasm::TABLE,
        );
        for (n, file) in files.iter().enumerate() {
            text.push_str(&format!("const p{n} = part(\"./{file}\");\n"));
        }
        for (n, page) in self.pages.iter().enumerate() {
            let parts: Vec<_> = of_page(groups, n).map(|n| format!("p{n}")).collect();
            let (name, parts) = (&page.name, parts.join(", "));
            text.push_str(&format!("export const {PREFIX}{name} = page([{parts}]);\n"));
        }
        text
    }

    /// What the server names in a page's head, so that it is fetched before it is asked for.
    pub fn manifest(&self, groups: &[Group], files: &[String]) -> Result<String> {
        let stem = |n: usize| files[n].trim_end_matches(".wasm");
        let pages: BTreeMap<&str, Vec<&str>> = self
            .pages
            .iter()
            .enumerate()
            .map(|(n, page)| (&*page.name, of_page(groups, n).map(stem).collect()))
            .collect();
        serde_json::to_string(&pages).context("The manifest cannot be written")
    }
}

fn of_page(groups: &[Group], page: usize) -> impl Iterator<Item = usize> {
    let wants = move |(_, group): &(usize, &Group)| group.pages & (1 << page) != 0;
    groups.iter().enumerate().filter(wants).map(|(n, _)| n)
}

/// `__today_page_view_170437…` is `today_page`: the number says where it stands in the source.
fn short(name: &str) -> &str {
    let name = name.trim_start_matches('_');
    let name = name
        .rsplit_once('_')
        .filter(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or(name, |(name, _)| name);
    name.trim_end_matches("_view")
}

fn entries(text: &str) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut open: Option<Entry> = None;
    for line in text.lines() {
        let begun = line
            .trim_start_matches("export ")
            .strip_prefix("const ")
            .and_then(|rest| rest.split_once(" = "))
            .filter(|(_, rest)| {
                rest.starts_with("makeLoad(") || rest.starts_with("wrapAsyncCb(makeLoad(")
            });
        if let Some((name, _)) = begun {
            open = Some(Entry {
                name: name.to_owned(),
                ..Entry::default()
            });
        }
        let Some(entry) = &mut open else { continue };
        if let Some((_, rest)) = line.split_once("new URL(\"./") {
            entry.file = rest.split_once('"').map(|(file, _)| file.to_owned());
        }
        // The end of a statement: those that it needs.
        if let Some(rest) = line.strip_suffix(");")
            && let Some((_, needs)) = rest.rsplit_once(", [")
        {
            let needs = needs.trim_end_matches(')').trim_end_matches(']');
            entry.needs = needs
                .split(", ")
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect();
            entries.extend(open.take());
        }
    }
    match open {
        None if !entries.is_empty() => Ok(entries),
        _ => bail!("the loader is not as wasm_split writes it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"import { initSync } from "./daymark.js";
function makeLoad(fetcher, deps) {
    return () => deps;
}
/* __b_page_view_12, __a_view_7 */
const __chunk_34 = makeLoad(() => {
    const src = fetch(new URL("./chunk_34.x.wasm", import.meta.url));
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}
, []);
export const __wasm_split_load___b_page_view_12 = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./split_b.y.wasm", import.meta.url));
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}
, [__chunk_34]));
export const __wasm_split_load___a_view_7 = wrapAsyncCb(makeLoad(() => async (_imp) => ({}), [__chunk_34]));
"#;

    #[test]
    fn pages_and_what_they_need_are_read() {
        let loader = Loader::parse(TEXT).unwrap();
        let pages: Vec<_> = loader
            .pages
            .iter()
            .map(|page| (&*page.name, page.files.join(" ")))
            .collect();
        assert_eq!(
            pages,
            [
                ("__a_view_7", "chunk_34.x.wasm".to_owned()),
                (
                    "__b_page_view_12",
                    "split_b.y.wasm chunk_34.x.wasm".to_owned()
                ),
            ]
        );
        assert!(Loader::parse("something else").is_err());
    }

    #[test]
    fn what_the_first_file_asks_for_keeps_its_name() {
        let script = r#"import*as a from"./__wasm_split.x.js";const b={"./__wasm_split.x.js":a};"#;
        assert_eq!(
            unnamed(script, "__wasm_split.x.js").as_deref(),
            Some(r#"import*as a from"./%loader%";const b={"./__wasm_split.x.js":a};"#)
        );
        assert_eq!(unnamed(script, "__wasm_split.y.js"), None);
    }

    #[test]
    fn what_was_merged_is_fetched_by_each_page_that_wants_it() {
        let loader = Loader::parse(TEXT).unwrap();
        let group = |pages| Group {
            pieces: Vec::new(),
            pages,
            bytes: 0,
        };
        let groups = [group(0b11), group(0b10)];
        let names: Vec<_> = (0..2).map(|n| loader.name_of(&groups[n], n)).collect();
        assert_eq!(names, ["shared_0", "b_page"]);
        let files = ["shared_0.h.wasm".to_owned(), "b_page.h.wasm".to_owned()];
        let text = loader.written(&groups, &files, &["memory".to_owned()]);
        assert!(
            text.contains("const p1 = part(\"./b_page.h.wasm\");"),
            "{text}"
        );
        assert!(
            text.contains("export const __wasm_split_load___a_view_7 = page([p0]);"),
            "{text}"
        );
        assert!(
            text.contains("export const __wasm_split_load___b_page_view_12 = page([p0, p1]);"),
            "{text}"
        );
        assert_eq!(
            loader.manifest(&groups, &files).unwrap(),
            r#"{"__a_view_7":["shared_0.h"],"__b_page_view_12":["shared_0.h","b_page.h"]}"#
        );
    }
}
