//! Just enough of a page: its tags and their attributes, and what remains of it when chance is taken out.

/// Every tag of this name, as it stands.
pub fn tags<'a>(body: &'a str, name: &str) -> Vec<&'a str> {
    let open = format!("<{name} ");
    body.match_indices(&open)
        .map(|(at, _)| &body[at..at + body[at..].find('>').unwrap()])
        .collect()
}

pub fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(&rest[..rest.find('"')?])
}

/// The form that goes to this address.
pub fn form<'a>(body: &'a str, to: &str) -> Option<&'a str> {
    let at = body.find(&format!("action=\"{to}\""))?;
    Some(&body[at..at + body[at..].find("</form>")?])
}

/// The field with this name, in its form.
pub fn field<'a>(form: &'a str, name: &str) -> &'a str {
    let named = format!("form[{name}]");
    tags(form, "input")
        .into_iter()
        .find(|tag| attribute(tag, "name") == Some(&named))
        .unwrap_or_else(|| panic!("no field {name} in {form}"))
}

/// A page without what differs each time: nonces, and ids made for it. `names` are the names that it was asked by.
pub fn settled(body: &str, names: &[&str]) -> String {
    let mut text = body.to_owned();
    let nonces: Vec<String> = tags(body, "script")
        .into_iter()
        .chain(tags(body, "link"))
        .filter_map(|tag| attribute(tag, "nonce").map(str::to_owned))
        .collect();
    for known in nonces
        .iter()
        .map(String::as_str)
        .chain(names.iter().copied())
    {
        text = text.replace(known, "…");
    }
    without_ids(&without_awaited(&text))
}

/// What of a page was still awaited when its head was sent is chance, and so is whether an "absent" that the page
/// itself shows is told once more for the browser.
fn without_awaited(text: &str) -> String {
    const LIST: &str = "__PENDING_RESOURCES=[";
    const TOLD: &str = "__RESOLVED_RESOURCES[\"";
    const ABSENT: &str = r#"] = "{\"Err\":{\"is\":\"absent\"}}";"#;
    let mut text = text.to_owned();
    if let Some((before, rest)) = text.split_once(LIST) {
        let (_, after) = rest.split_once(']').unwrap();
        text = format!("{before}{LIST}]{after}");
    }
    // The rail marks a project of the reader's own by the address that they typed.
    text = text.replace(" aria-current=\"true\"", "");
    let mut settled = String::new();
    for (n, part) in text.split(TOLD).enumerate() {
        let absent = part
            .split_once('"')
            .and_then(|(_, rest)| rest.strip_prefix(ABSENT));
        match absent {
            Some(rest) if n > 0 => settled.push_str(rest),
            _ if n > 0 => settled.push_str(&format!("{TOLD}{part}")),
            _ => settled.push_str(part),
        }
    }
    settled
}

/// Fails where two pages differ, and shows the place.
pub fn assert_alike(one: &str, other: &str, what: &str) {
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b);
    let same = same.count().saturating_sub(60);
    let near = |text: &str| text.chars().skip(same).take(400).collect::<String>();
    assert!(
        one == other,
        "{what}:\n  …{}\nand\n  …{}",
        near(one),
        near(other)
    );
}

fn without_ids(text: &str) -> String {
    const LONG: usize = 36;
    let (mut settled, mut rest) = (String::new(), text);
    while let Some(dash) = rest.find('-') {
        let id = dash.checked_sub(8).and_then(|at| rest.get(at..at + LONG));
        match id.filter(|id| uuid::Uuid::parse_str(id).is_ok()) {
            Some(_) => {
                settled.push_str(&rest[..dash - 8]);
                settled.push('#');
                rest = &rest[dash - 8 + LONG..];
            }
            None => {
                settled.push_str(&rest[..=dash]);
                rest = &rest[dash + 1..];
            }
        }
    }
    settled + rest
}
