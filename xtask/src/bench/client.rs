//! A browser as small as possible, so that its share of the two cores is: HTTP/1.1, kept alive, nothing parsed but
//! lengths.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};

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
        let body = format!(
            "form[email]={}&form[password]={}",
            encoded(email),
            encoded(password)
        );
        let host = &self.host;
        let request = format!(
            "POST /do/account/sign_in HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\naccept: application/json\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let answer = self.exchange(request.as_bytes())?;
        ensure!(
            answer.status == 200,
            "signing in answered {}: {}",
            answer.status,
            String::from_utf8_lossy(&answer.body)
        );
        answer.cookie.context("signing in set no cookie")
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

fn encoded(text: &str) -> String {
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
}
