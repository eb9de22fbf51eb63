//! A browser as small as possible, so that its share of the two cores is: HTTP/1.1, kept alive, nothing parsed but
//! lengths.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail, ensure};

/// No file that is sent has this line in it.
const BOUNDARY: &str = "----boundaryOfTheBench7MA4YWxkTrZu0gW";

pub struct Client {
    stream: BufReader<TcpStream>,
    host: String,
    cookie: String,
}

pub struct Answer {
    pub status: u16,
    /// As it came, compressed or not.
    pub body: Vec<u8>,
    cookie: Option<String>,
}

impl Client {
    pub fn connect(addr: &str) -> Result<Self> {
        let stream = TcpStream::connect(addr).with_context(|| format!("{addr} does not answer"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let port = addr.rsplit(':').next().unwrap_or_default();
        Ok(Self {
            stream: BufReader::with_capacity(64 * 1024, stream),
            host: format!("localhost:{port}"),
            cookie: String::new(),
        })
    }

    pub fn with_cookie(mut self, cookie: &str) -> Self {
        cookie.clone_into(&mut self.cookie);
        self
    }

    pub fn get(&mut self, path: &str, encoding: &str) -> Result<Answer> {
        let (host, cookie) = (&self.host, &self.cookie);
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {host}\r\naccept: text/html\r\naccept-encoding: {encoding}\r\nsec-fetch-site: same-origin\r\ncookie: {cookie}\r\n\r\n"
        );
        self.exchange(request.as_bytes())
    }

    /// Signs in and answers the cookie.
    pub fn sign_in(&mut self, email: &str, password: &str) -> Result<String> {
        let answer = self.change(
            "/do/account/sign_in",
            &[("email", email), ("password", password)],
        )?;
        answer.cookie.context("signing in set no cookie")
    }

    /// Sends a form as a page with JavaScript does. What is not done is an error.
    pub fn change<S: AsRef<str>>(&mut self, path: &str, fields: &[(S, S)]) -> Result<Answer> {
        let mut body = format!("_key={}", id());
        for (name, value) in fields {
            body += &format!(
                "&{}={}",
                encoded(&named(name.as_ref())),
                encoded(value.as_ref())
            );
        }
        self.post(path, "application/x-www-form-urlencoded", body.as_bytes())
    }

    /// The same with a file behind the fields.
    pub fn send_file(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        name: &str,
        file: &[u8],
    ) -> Result<Answer> {
        let mut body = Vec::new();
        let mut part = |head: &str, value: &[u8]| {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n");
            body.extend(head.into_bytes());
            body.extend(value);
            body.extend(b"\r\n");
        };
        part("name=\"_key\"", id().as_bytes());
        for (name, value) in fields {
            part(&format!("name=\"{}\"", named(name)), value.as_bytes());
        }
        part(
            &format!(
                "name=\"{}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream",
                named("file")
            ),
            file,
        );
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.post(path, &kind, &body)
    }

    fn post(&mut self, path: &str, kind: &str, body: &[u8]) -> Result<Answer> {
        let (host, cookie) = (&self.host, &self.cookie);
        let mut request = format!(
            "POST {path} HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\naccept: application/json\r\n\
             sec-fetch-site: same-origin\r\ncookie: {cookie}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        request.extend(body);
        let answer = self.exchange(&request)?;
        ensure!(
            answer.status == 200,
            "{path} answered {}: {}",
            answer.status,
            String::from_utf8_lossy(&answer.body)
        );
        Ok(answer)
    }

    fn exchange(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.get_mut().write_all(request)?;
        let mut line = String::new();
        self.line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.with_context(|| format!("no answer but `{line}`"))?;
        let (mut length, mut chunked, mut cookie) = (None, false, None);
        loop {
            self.line(&mut line)?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').unwrap_or((&line, ""));
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().ok(),
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                "set-cookie" if value.starts_with("sid=") => {
                    cookie = value.split(';').next().map(str::to_owned);
                }
                _ => {}
            }
        }
        let body = match length {
            Some(length) => self.bytes(length)?,
            None if chunked => self.chunks()?,
            None => bail!("an answer without a length"),
        };
        Ok(Answer {
            status,
            body,
            cookie,
        })
    }

    fn line(&mut self, line: &mut String) -> Result<()> {
        line.clear();
        ensure!(
            self.stream.read_line(line)? > 0,
            "the connection was closed"
        );
        line.truncate(line.trim_end().len());
        Ok(())
    }

    fn bytes(&mut self, length: usize) -> Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn chunks(&mut self) -> Result<Vec<u8>> {
        let (mut body, mut line) = (Vec::new(), String::new());
        loop {
            self.line(&mut line)?;
            let length = usize::from_str_radix(line.split(';').next().unwrap_or_default(), 16)
                .with_context(|| format!("not a length: `{line}`"))?;
            let chunk = self.bytes(length)?;
            self.line(&mut line)?;
            if length == 0 {
                return Ok(body);
            }
            body.extend(chunk);
        }
    }
}

/// A field as forms name it; `people][7` is one of several.
fn named(field: &str) -> String {
    format!("form[{field}]")
}

/// An id as whoever acts makes them: UUIDv7, unlike any other of this program.
pub fn id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let ms = now.unwrap_or_default().as_millis() & 0xffff_ffff_ffff;
    let pid = std::process::id();
    format!(
        "{:08x}-{:04x}-7000-8000-{:012x}",
        ms >> 16,
        ms & 0xffff,
        (u64::from(pid) << 24 | n & 0xff_ffff) & 0xffff_ffff_ffff
    )
}

pub fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn chunked_and_measured_answers_are_read_to_their_end() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap().to_string();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let answers = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n\
                           HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nno";
            stream.write_all(answers.as_bytes()).unwrap();
            let mut rest = Vec::new();
            let _ = stream.read_to_end(&mut rest);
        });
        let mut client = Client::connect(&addr).unwrap();
        let first = client.get("/", "br").unwrap();
        assert_eq!((first.status, first.body.as_slice()), (200, &b"abcde"[..]));
        let second = client.get("/", "br").unwrap();
        assert_eq!((second.status, second.body.as_slice()), (404, &b"no"[..]));
    }

    #[test]
    fn what_is_typed_is_encoded() {
        assert_eq!(encoded("a@b c"), "a%40b%20c");
    }

    #[test]
    fn ids_are_of_the_kind_that_people_make_and_differ() {
        let (one, other) = (id(), id());
        assert_ne!(one, other);
        let lengths: Vec<_> = one.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{one}");
        assert_eq!(one.as_bytes()[14], b'7');
    }

    #[test]
    fn a_file_stands_behind_its_fields() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap().to_string();
        let sent = std::thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            let mut stream = BufReader::new(stream);
            let (mut head, mut length) = (String::new(), 0);
            while !head.ends_with("\r\n\r\n") {
                let from = head.len();
                stream.read_line(&mut head).unwrap();
                if let Some(said) = head[from..].strip_prefix("content-length: ") {
                    length = said.trim().parse().unwrap();
                }
            }
            let mut body = vec![0; length];
            stream.read_exact(&mut body).unwrap();
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
            stream.get_mut().write_all(answer).unwrap();
            String::from_utf8(body).unwrap()
        });
        let mut client = Client::connect(&addr).unwrap();
        let fields = [("workspace", "crowd")];
        client
            .send_file("/do/exchange/read", &fields, "a.csv", b"x,y")
            .unwrap();
        let body = sent.join().unwrap();
        assert!(
            body.contains("name=\"form[workspace]\"\r\n\r\ncrowd\r\n"),
            "{body}"
        );
        assert!(
            body.contains("filename=\"a.csv\"") && body.contains("\r\n\r\nx,y\r\n--"),
            "{body}"
        );
        assert!(body.ends_with(&format!("--{BOUNDARY}--\r\n")));
    }
}
