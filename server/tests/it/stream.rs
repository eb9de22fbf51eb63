//! The live stream as a browser reads it: one message after another.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::{Method, StatusCode, header};
use futures::StreamExt;

use crate::browser::Browser;

pub struct Stream {
    body: BodyDataStream,
    read: String,
}

impl Stream {
    /// Opens a workspace's stream and waits for its first word.
    pub async fn open(browser: &Browser, slug: &str) -> Self {
        Self::resume(browser, slug, None).await
    }

    pub async fn resume(browser: &Browser, slug: &str, after: Option<i64>) -> Self {
        let mut request = browser
            .bare(Method::GET, &format!("/live/{slug}"))
            .header("sec-fetch-site", "same-origin")
            .header(header::ACCEPT, "text/event-stream");
        if let Some(seq) = after {
            request = request.header("last-event-id", seq);
        }
        let response = browser.open(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::OK);
        let mut stream = Self {
            body: response.into_body().into_data_stream(),
            read: String::new(),
        };
        let hello = stream.next(Duration::from_secs(5)).await;
        assert_eq!(hello.as_deref(), Some("hello"));
        stream
    }

    /// The next message's data; nothing when none comes in time or the stream has ended.
    pub async fn next(&mut self, within: Duration) -> Option<String> {
        tokio::time::timeout(within, self.message()).await.ok()?
    }

    async fn message(&mut self) -> Option<String> {
        loop {
            while let Some((message, rest)) = self.read.split_once("\n\n") {
                let data = message.lines().find_map(|line| line.strip_prefix("data: "));
                let data = data.map(str::to_owned);
                self.read = rest.to_owned();
                // Without data it only keeps the connection awake.
                if data.is_some() {
                    return data;
                }
            }
            let bytes = self.body.next().await?.ok()?;
            self.read.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }
}
