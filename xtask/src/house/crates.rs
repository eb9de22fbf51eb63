//! What a crate may depend on: the pure middle stays pure, SQL stays in one place.

use anyhow::Result;
use serde_json::Value;

use super::Source;
use crate::metadata::{self, list, text};

/// Crates that know no clock, randomness or IO, and all they may depend on.
const PURE: &[&str] = &["domain", "planner"];
const PURE_MAY_USE: &[&str] = &[
    "chrono",
    "csv",
    "encoding_rs",
    "libm",
    "planner",
    "quick-xml",
    "serde",
    "serde_json",
    "sha2",
    "thiserror",
    "unicode-normalization",
    "uuid",
];

/// The planner's command line and its bench read files and clocks, so that the library need not.
const EDGES: &[&str] = &["planner/src/main.rs", "planner/benches/"];

/// Features that would bring a clock or randomness in.
const IMPURE_FEATURES: &[(&str, &[&str])] = &[
    ("chrono", &["clock", "now"]),
    ("uuid", &["v1", "v4", "v6", "v7", "js"]),
];

const IMPURE_WORDS: &[&str] = &[
    concat!("SystemTime", "::now"),
    concat!("Instant", "::now"),
    concat!("Utc", "::now"),
    concat!("Local", "::now"),
    concat!("ra", "nd::"),
    concat!("get", "random"),
    concat!("std::", "fs"),
    concat!("std::", "net"),
    concat!("std::", "env"),
];

const SQL: &str = concat!("sq", "lx");
const SQL_LIVES_IN: &str = "store";

pub fn check(sources: &[Source]) -> Result<Vec<String>> {
    let members = metadata::members()?;
    let mut wrong = Vec::new();
    for package in list(&members, "packages") {
        let name = text(package, "name");
        for dependency in list(package, "dependencies") {
            wrong.extend(judge(name, dependency));
        }
    }
    for source in sources {
        wrong.extend(words(source));
    }
    Ok(wrong)
}

/// One line of a manifest, with what the workspace adds to it.
fn judge(package: &str, dependency: &Value) -> Option<String> {
    let name = text(dependency, "name");
    if name == SQL && package != SQL_LIVES_IN {
        return Some(format!(
            "{package}/Cargo.toml names {SQL}: only {SQL_LIVES_IN} may"
        ));
    }
    // Tests of a pure crate may use what they like.
    let for_tests = text(dependency, "kind") == "dev";
    if !PURE.contains(&package) || for_tests {
        return None;
    }
    if !PURE_MAY_USE.contains(&name) || package == name {
        return Some(format!("{package} is pure and may not depend on {name}"));
    }
    let (_, impure) = IMPURE_FEATURES.iter().find(|(with, _)| *with == name)?;
    // Defaults of chrono have the clock; those of uuid nothing that matters.
    let by_default = name == "chrono"
        && dependency
            .get("uses_default_features")
            .and_then(Value::as_bool)
            .unwrap_or(true);
    let asked = list(dependency, "features")
        .iter()
        .filter_map(Value::as_str);
    let feature = asked.chain(by_default.then_some("default"));
    let found = feature
        .into_iter()
        .find(|f| impure.contains(f) || (by_default && *f == "default"));
    found.map(|feature| format!("{package} is pure and may not ask {name} for `{feature}`"))
}

fn words(source: &Source) -> Vec<String> {
    let package = source.path.split('/').next().unwrap_or_default();
    let mut wrong = Vec::new();
    let at_the_edge = EDGES.iter().any(|edge| source.path.starts_with(edge));
    if PURE.contains(&package) && !source.path.contains("/tests/") && !at_the_edge {
        // Its own tests may read files; by custom they end the file.
        let tests = source
            .code
            .find("#[cfg(test)]\nmod ")
            .unwrap_or(source.code.len());
        for word in IMPURE_WORDS {
            for offset in source
                .find(word)
                .into_iter()
                .filter(|offset| *offset < tests)
            {
                wrong.push(format!(
                    "{}: {package} is pure: no {word}",
                    source.at(offset)
                ));
            }
        }
    }
    if package != SQL_LIVES_IN {
        for offset in source.find(&format!("{SQL}::")) {
            wrong.push(format!(
                "{}: only {SQL_LIVES_IN} names {SQL}",
                source.at(offset)
            ));
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::source;
    use super::*;

    #[test]
    fn pure_crates_depend_on_a_few() {
        assert_eq!(
            judge("domain", &json!({"name": "serde", "features": ["derive"]})),
            None
        );
        assert!(judge("domain", &json!({"name": "tokio"})).is_some());
        assert!(judge("planner", &json!({"name": "domain"})).is_some());
        assert_eq!(judge("server", &json!({"name": "tokio"})), None);
        assert_eq!(
            judge("domain", &json!({"name": "proptest", "kind": "dev"})),
            None
        );
    }

    #[test]
    fn pure_crates_ask_for_no_clock_and_no_chance() {
        let chrono = |features: &[&str], default: bool| {
            let asked =
                json!({"name": "chrono", "features": features, "uses_default_features": default});
            judge("domain", &asked)
        };
        assert_eq!(chrono(&["serde", "std"], false), None);
        assert!(chrono(&["now"], false).is_some());
        assert!(chrono(&[], true).is_some());
        let uuid = |feature: &str| judge("domain", &json!({"name": "uuid", "features": [feature]}));
        assert_eq!(uuid("serde"), None);
        assert!(uuid("v7").is_some());
    }

    #[test]
    fn sql_is_named_in_one_crate() {
        assert!(judge("server", &json!({"name": SQL})).is_some());
        assert_eq!(judge("store", &json!({"name": SQL})), None);
        let code = format!("use {SQL}::Row;");
        assert_eq!(words(&source("app/src/lib.rs", &code)).len(), 1);
        assert!(words(&source("store/src/db.rs", &code)).is_empty());
    }

    #[test]
    fn pure_sources_read_no_clock() {
        let code = format!("let t = {}();", IMPURE_WORDS[0]);
        assert_eq!(words(&source("domain/src/time.rs", &code)).len(), 1);
        assert!(words(&source("server/src/main.rs", &code)).is_empty());
        let tested = format!("fn pure() {{}}\n#[cfg(test)]\nmod tests {{ {code} }}");
        assert!(words(&source("domain/src/time.rs", &tested)).is_empty());
    }
}
