//! Pages, compressed whole: a page is all there before its first byte is sent, so that the window can be as small as the
//! page. The general layer, which streams files, makes room for four megabytes each time (measured: a tenth of a page's
//! time), and leaves alone what is compressed already.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, VARY,
};
use axum::middleware::Next;
use axum::response::Response;
use brotli::enc::BrotliEncoderParams;

/// No page is nearly as long.
const LONGEST: usize = 16 * 1024 * 1024;
/// Shorter ones are not worth it.
const SHORTEST: usize = 512;
/// As the general layer's: half the size of quality 1 at twice its time.
const QUALITY: i32 = 4;
/// Half a megabyte: most pages whole.
const WINDOW: i32 = 19;

pub async fn pages(request: Request, next: Next) -> Response {
    let takes = takes_brotli(&request);
    let response = next.run(request).await;
    let is_page = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !takes || !is_page || response.headers().contains_key(CONTENT_ENCODING) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(page) = axum::body::to_bytes(body, LONGEST).await else {
        return crate::guard::failed();
    };
    if page.len() < SHORTEST {
        return Response::from_parts(parts, Body::from(page));
    }
    let Some(smaller) = smaller(&page) else {
        return Response::from_parts(parts, Body::from(page));
    };
    parts.headers.remove(CONTENT_LENGTH);
    parts
        .headers
        .insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    parts
        .headers
        .append(VARY, HeaderValue::from_static("accept-encoding"));
    Response::from_parts(parts, Body::from(smaller))
}

/// Whether the browser says that it reads brotli, and does not say never (`br;q=0`).
fn takes_brotli(request: &Request) -> bool {
    let codings = request.headers().get_all(ACCEPT_ENCODING).iter();
    codings
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
            let never = quality
                .trim()
                .strip_prefix("q=")
                .is_some_and(|q| q.trim().parse::<f32>().is_ok_and(|q| q == 0.0));
            name.trim().eq_ignore_ascii_case("br") && !never
        })
}

fn smaller(page: &[u8]) -> Option<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: QUALITY,
        lgwin: WINDOW,
        size_hint: page.len(),
        ..Default::default()
    };
    let mut smaller = Vec::with_capacity(page.len() / 8);
    brotli::BrotliCompress(&mut &*page, &mut smaller, &params).ok()?;
    Some(smaller)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::{smaller, takes_brotli};
    use axum::body::Body;
    use axum::extract::Request;

    #[test]
    fn what_was_made_smaller_is_the_same() {
        let page = "<li>Ærø & more</li>".repeat(5000);
        let small = smaller(page.as_bytes()).unwrap_or_default();
        assert!(small.len() < page.len() / 50, "{}", small.len());
        let mut back = String::new();
        let mut read = brotli::Decompressor::new(&*small, 4096);
        assert!(read.read_to_string(&mut back).is_ok());
        assert_eq!(back, page);
    }

    #[test]
    fn who_reads_it_says_so() {
        let asked = |value: &str| {
            let request = Request::builder().header("accept-encoding", value);
            request
                .body(Body::empty())
                .is_ok_and(|request| takes_brotli(&request))
        };
        assert!(asked("gzip, deflate, br") && asked("BR;q=0.5"));
        assert!(!asked("gzip") && !asked("br;q=0, gzip") && !asked("broad"));
    }
}
