//! `cargo xtask licences`: every dependency may be shipped in an AGPL program.
//!
//! An expression passes when some choice it offers is made of listed licences only. Rust's come
//! from each package's manifest, npm's (tests only) from package-lock.json.

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use spdx::{Expression, LicenseReq, ParseMode};

use crate::{
    metadata::{self, list, text},
    place,
};

/// Permissive ones, and MPL-2.0 for files used unmodified.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// Packages that name no licence but ship one that was read. Empty is best.
const READ_BY_HAND: &[&str] = &[];

/// TLS is rustls everywhere: no system library, one set of advisories.
const BANNED: &[&str] = &["openssl", "openssl-sys", "native-tls"];

pub fn run() -> Result<()> {
    let rust = metadata::full()?;
    let mut wrong = Vec::new();
    let mut counts = BTreeMap::new();
    for package in list(&rust, "packages") {
        let name = text(package, "name");
        // Our own crates have no source.
        if package.get("source").is_none_or(Value::is_null) {
            continue;
        }
        if BANNED.contains(&name) {
            wrong.push(format!("{name}: not wanted here"));
        }
        judge(name, text(package, "license"), &mut counts, &mut wrong);
    }
    for (name, licence) in npm()? {
        judge(&name, &licence, &mut counts, &mut wrong);
    }
    println!("Licences of {} packages:", counts.values().sum::<usize>());
    for (licence, count) in &counts {
        println!("  {count:>4}  {licence}");
    }
    if !wrong.is_empty() {
        bail!(
            "{} licences to look at:\n  {}",
            wrong.len(),
            wrong.join("\n  ")
        );
    }
    Ok(())
}

fn judge(name: &str, licence: &str, counts: &mut BTreeMap<String, usize>, wrong: &mut Vec<String>) {
    if READ_BY_HAND.contains(&name) {
        return;
    }
    *counts.entry(licence.replace('/', " OR ")).or_default() += 1;
    if let Err(reason) = allowed(licence) {
        wrong.push(format!("{name}: {reason:#}"));
    }
}

fn allowed(licence: &str) -> Result<()> {
    if licence.is_empty() {
        bail!("names no licence");
    }
    // Lax: older manifests write MIT/Apache-2.0.
    let expression = Expression::parse_mode(licence, ParseMode::LAX)
        .ok()
        .with_context(|| format!("`{licence}` is no licence expression"))?;
    if !expression.evaluate(is_listed) {
        bail!("`{licence}` is not among the allowed licences");
    }
    Ok(())
}

fn is_listed(requirement: &LicenseReq) -> bool {
    ALLOWED.contains(&requirement.to_string().as_str())
}

/// Name and licence of every package of end2end.
fn npm() -> Result<Vec<(String, String)>> {
    let file = place::root()?.join("end2end/package-lock.json");
    let lock = fs::read_to_string(&file).context("end2end/package-lock.json is missing")?;
    let lock: Value = serde_json::from_str(&lock).context("package-lock.json is no JSON")?;
    let packages = lock.get("packages").and_then(Value::as_object);
    Ok(packages
        .into_iter()
        .flatten()
        .filter(|(path, _)| !path.is_empty())
        .map(|(path, package)| (path.clone(), text(package, "license").to_owned()))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_passes_when_one_side_does() {
        for good in [
            "MIT",
            "MIT/Apache-2.0",
            "GPL-3.0-only OR MIT",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
        ] {
            assert!(allowed(good).is_ok(), "{good}");
        }
        assert!(allowed("Apache-2.0 WITH LLVM-exception").is_ok());
    }

    #[test]
    fn others_do_not_pass() {
        for bad in [
            "",
            "GPL-3.0-only",
            "MIT AND GPL-2.0-only",
            "Proprietary stuff",
            "SSPL-1.0",
        ] {
            assert!(allowed(bad).is_err(), "{bad}");
        }
    }
}
