//! What views and tests may not contain.

use super::Source;

/// Raw HTML has one door, which sanitises.
const RAW_HTML: &str = concat!("inner", "_html");
const RAW_HTML_LIVES_IN: &str = "app/src/ui/prose.rs";

/// Unfinished or switched off.
const NOWHERE: &[&str] = &[
    concat!("to", "do!("),
    concat!("unimple", "mented!("),
    concat!("#[", "ignore"),
];

/// A single test left selected; specs only, since Rust may well have a method of this name.
const SELECTED: &str = concat!(".on", "ly(");

pub fn check(sources: &[Source]) -> Vec<String> {
    sources.iter().flat_map(judge).collect()
}

fn judge(source: &Source) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut say = |offset: usize, what: &str| wrong.push(format!("{}: {what}", source.at(offset)));
    for word in NOWHERE {
        for offset in source.find(word) {
            say(offset, &format!("`{word}` is not for commits"));
        }
    }
    if source.path.ends_with(".ts") {
        for (offset, _) in source.code.match_indices(SELECTED) {
            say(offset, "one test is selected, the others would not run");
        }
    }
    let is_view = ["app/", "frontend/", "server/"]
        .iter()
        .any(|place| source.path.starts_with(place));
    if is_view && source.path != RAW_HTML_LIVES_IN {
        for offset in source.find(RAW_HTML) {
            say(offset, &format!("raw HTML only in {RAW_HTML_LIVES_IN}"));
        }
    }
    if source.path.starts_with("app/src/") {
        for offset in source.find("style=") {
            let value = &source.code[offset + "style=".len()..];
            if !sets_custom_properties_only(value) {
                say(
                    offset,
                    "`style=` may set custom properties only, as a literal: \"--x: …\"",
                );
            }
        }
        // The shorthand `style:width=…`; in a struct literal a space follows the colon.
        for offset in source.find("style:") {
            let rest = &source.code[offset + "style:".len()..];
            let is_shorthand = rest.starts_with(|c: char| c.is_alphanumeric() || c == '"');
            if is_shorthand && !rest.trim_start_matches('"').starts_with("--") {
                say(offset, "`style:` may set custom properties only");
            }
        }
    }
    wrong
}

/// The first text literal of the value, which must come before its tag ends, holds declarations
/// of `--x` alone. The content-security policy allows style attributes for that purpose only,
/// and cannot tell the difference itself.
fn sets_custom_properties_only(value: &str) -> bool {
    const NEAR: usize = 160;
    let near: String = value.chars().take(NEAR).collect();
    let Some((before, rest)) = near.split_once('"') else {
        return false;
    };
    if before.contains(['<', ';']) || before.contains("/>") {
        return false;
    }
    let literal = rest.split('"').next().unwrap_or_default();
    let mut declarations = literal
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    !literal.trim().is_empty() && declarations.all(|declaration| declaration.starts_with("--"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::*;

    fn view(code: &str) -> usize {
        judge(&source("app/src/plan/list.rs", code)).len()
    }

    #[test]
    fn style_sets_custom_properties() {
        for good in [
            r#"<div style="--depth: 2">"#,
            r#"<div style="--from: 1; --to: 4">"#,
            r#"<div style=format!("--depth: {depth}")>"#,
            r#"<div style=move || format!("--part: {}%; --of: 3", part.get())>"#,
            r#"<div style=("--depth", depth)>"#,
            r#"<div style:--depth=depth>"#,
            r#"let style = plain; Look { style: style }"#,
        ] {
            assert_eq!(view(good), 0, "{good}");
        }
    }

    #[test]
    fn style_sets_nothing_else() {
        for bad in [
            r#"<div style="width: 2px">"#,
            r#"<div style="--from: 1; color: red">"#,
            r#"<div style=format!("width: {w}px")>"#,
            r#"<div style=css></div><p class="--x">"#,
            r#"<div style="">"#,
            r#"<div style:width=w>"#,
        ] {
            assert_eq!(view(bad), 1, "{bad}");
        }
    }

    #[test]
    fn raw_html_has_one_door() {
        let code = format!("<div {RAW_HTML}=text>");
        assert_eq!(view(&code), 1);
        assert!(judge(&source(RAW_HTML_LIVES_IN, &code)).is_empty());
    }

    #[test]
    fn nothing_unfinished_or_switched_off() {
        for word in NOWHERE {
            assert_eq!(judge(&source("store/src/db.rs", word)).len(), 1, "{word}");
        }
        let selected = format!("test{SELECTED}'x')");
        assert_eq!(
            judge(&source("end2end/tests/a.spec.ts", &selected)).len(),
            1
        );
        assert!(judge(&source("store/src/db.rs", &selected)).is_empty());
    }
}
