//! A second reading of a file, that knows nothing of the first.

/// An element with what is in it: a reading of XML in thirty lines, for files known to be whole.
#[derive(Default)]
pub struct Node {
    pub name: String,
    pub text: String,
    kids: Vec<Node>,
}

impl Node {
    pub fn read(text: &str) -> Self {
        let mut open: Vec<Node> = vec![Node::default()];
        let mut rest = text;
        while let Some(at) = rest.find('<') {
            open.last_mut().unwrap().text.push_str(&plain(&rest[..at]));
            rest = &rest[at..];
            if rest.starts_with("<!--") {
                rest = &rest[rest.find("-->").unwrap() + 3..];
                continue;
            }
            if let Some(raw) = rest.strip_prefix("<![CDATA[") {
                let end = raw.find("]]>").unwrap();
                open.last_mut().unwrap().text.push_str(&raw[..end]);
                rest = &raw[end + 3..];
                continue;
            }
            let end = rest.find('>').unwrap();
            let tag = &rest[1..end];
            rest = &rest[end + 1..];
            let close = |open: &mut Vec<Node>| {
                let node = open.pop().unwrap();
                open.last_mut().unwrap().kids.push(node);
            };
            if tag.starts_with('/') {
                close(&mut open);
            } else if !tag.starts_with(['?', '!']) {
                let name = tag.split([' ', '/', '\n', '\r', '\t']).next().unwrap();
                open.push(Node {
                    name: name.to_owned(),
                    ..Node::default()
                });
                if tag.ends_with('/') {
                    close(&mut open);
                }
            }
        }
        open.remove(0).kids.remove(0)
    }

    pub fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.kids.iter().filter(move |kid| kid.name == name)
    }

    pub fn within<'n>(&'n self, list: &'n str, name: &'n str) -> Vec<&'n Node> {
        self.all(list).flat_map(|list| list.all(name)).collect()
    }

    pub fn text(&self, name: &str) -> &str {
        self.kids
            .iter()
            .find(|kid| kid.name == name)
            .map(|kid| kid.text.trim())
            .unwrap_or_default()
    }

    pub fn number(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok()
    }
}

fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let end = at + rest[at..].find(';').unwrap();
        let entity = &rest[at + 1..end];
        out.push(match entity {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "apos" => '\'',
            "quot" => '"',
            code => {
                let code = code.strip_prefix('#').unwrap();
                let number = match code.strip_prefix('x') {
                    Some(hex) => u32::from_str_radix(hex, 16).unwrap(),
                    None => code.parse().unwrap(),
                };
                char::from_u32(number).unwrap()
            }
        });
        rest = &rest[end + 1..];
    }
    out + rest
}

/// `PT40H30M0S` as minutes, seconds rounded.
pub fn minutes(text: &str) -> Option<i64> {
    let body = text.strip_prefix("PT")?;
    let (hours, rest) = body.split_once('H')?;
    let (minutes, seconds) = rest.split_once('M')?;
    let seconds: f64 = seconds.trim_end_matches('S').parse().ok()?;
    let all = hours.parse::<f64>().ok()? * 60.0 + minutes.parse::<f64>().ok()? + seconds / 60.0;
    Some(all.round() as i64)
}

pub fn moment(text: &str) -> &str {
    if text == "NA" { "" } else { text }
}

/// Blanks of any kind count as one: titles are one line.
pub fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Minutes as the files write them.
pub fn length(minutes: i64) -> String {
    let sign = if minutes < 0 { "-" } else { "" };
    let minutes = minutes.abs();
    format!("{sign}PT{}H{}M0S", minutes / 60, minutes % 60)
}

/// `08:30:00` in minutes.
pub fn clock(text: &str) -> i64 {
    let mut parts = text.split(':').map(|part| part.parse::<i64>().unwrap());
    parts.next().unwrap() * 60 + parts.next().unwrap()
}
