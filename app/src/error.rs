//! The one error at the edge: the domain's refusal, as JSON with its HTTP status.

use domain::refusal::{Code, Refused};
use http::StatusCode;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fault(pub Refused);

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl std::error::Error for Fault {}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        Self(refused)
    }
}

impl From<Code> for Fault {
    fn from(code: Code) -> Self {
        Self(Refused::conflict(code))
    }
}

/// The status by which each refusal leaves the house.
pub fn status(refused: &Refused) -> StatusCode {
    match refused {
        Refused::SignInFirst => StatusCode::UNAUTHORIZED,
        Refused::Absent => StatusCode::NOT_FOUND,
        Refused::Invalid { fields } if fields.iter().any(|f| f.code == Code::FileTooLarge) => {
            StatusCode::PAYLOAD_TOO_LARGE
        }
        Refused::Invalid { .. } | Refused::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        Refused::Stale { .. } | Refused::Conflict { .. } | Refused::Reload => StatusCode::CONFLICT,
        Refused::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Refused::Busy { .. } | Refused::Down { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Refused::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Refused::Unreachable | Refused::Failed { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// After how many seconds the same may be tried again: `Retry-After`.
pub fn wait(refused: &Refused) -> Option<u64> {
    match refused {
        Refused::TooMany { after_s } | Refused::Busy { after_s } | Refused::Down { after_s } => {
            Some(*after_s)
        }
        _ => None,
    }
}

impl FromServerFnError for Fault {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            // What was sent is no form of ours.
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => Self(Refused::Invalid { fields: vec![] }),
            ServerFnErrorErr::Request(_) => Self(Refused::Unreachable),
            _ => Self(Refused::Failed {
                request: String::new(),
            }),
        }
    }

    fn status_code(&self) -> StatusCode {
        status(&self.0)
    }
}

#[cfg(feature = "ssr")]
impl From<store::Error> for Fault {
    fn from(error: store::Error) -> Self {
        let refused = refusal(error, &crate::session::request_id());
        let response = leptos::prelude::use_context::<leptos_axum::ResponseOptions>();
        if let (Some(after_s), Some(response)) = (wait(&refused), response) {
            response.insert_header(http::header::RETRY_AFTER, after_s.into());
        }
        Self(refused)
    }
}

/// What of an error leaves the house. Its cause stays in the log, under the request's id.
#[cfg(feature = "ssr")]
pub fn refusal(error: store::Error, request: &str) -> Refused {
    match error {
        store::Error::Refused(refused) => refused,
        store::Error::Again => Refused::Busy { after_s: 1 },
        store::Error::Gone(cause) => {
            tracing::warn!(request, %cause, "the database does not answer");
            Refused::Down { after_s: 5 }
        }
        cause => {
            tracing::error!(request, %cause, "a request failed");
            let request = request.to_owned();
            Refused::Failed { request }
        }
    }
}
