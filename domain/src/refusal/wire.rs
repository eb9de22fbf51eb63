//! A refusal as it travels: one flat object that says in `is` which it is.
//!
//! Flat, so that the browser reads it with one small reader instead of serde's tagged kind, which buffers and retries.

use serde::{Deserialize, Serialize};

use super::{Code, FieldRefusal, Refused};
use crate::named;

named! {
    #[derive(Clone, Copy)]
    pub enum Is {
        SignInFirst,
        Absent,
        Invalid,
        Stale,
        Conflict,
        KeyReused,
        TooMany,
        Busy,
        Down,
        TooLarge,
        Reload,
        Unreachable,
        Failed,
    }
}

#[derive(Serialize, Deserialize)]
pub struct Wire {
    is: Is,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<FieldRefusal>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    yours: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    theirs: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<Code>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    arg: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after_s: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    request: Option<String>,
}

impl Wire {
    fn of(is: Is) -> Self {
        Self {
            is,
            fields: None,
            field: None,
            yours: None,
            theirs: None,
            version: None,
            code: None,
            arg: None,
            after_s: None,
            limit: None,
            request: None,
        }
    }
}

impl From<Refused> for Wire {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::SignInFirst => Self::of(Is::SignInFirst),
            Refused::Absent => Self::of(Is::Absent),
            Refused::Invalid { fields } => Self {
                fields: Some(fields),
                ..Self::of(Is::Invalid)
            },
            Refused::Stale {
                field,
                yours,
                theirs,
                version,
            } => Self {
                field: Some(field),
                yours: Some(yours),
                theirs: Some(theirs),
                version: Some(version),
                ..Self::of(Is::Stale)
            },
            Refused::Conflict { code, arg } => Self {
                code: Some(code),
                arg: Some(arg),
                ..Self::of(Is::Conflict)
            },
            Refused::KeyReused => Self::of(Is::KeyReused),
            Refused::TooMany { after_s } => Self {
                after_s: Some(after_s),
                ..Self::of(Is::TooMany)
            },
            Refused::Busy { after_s } => Self {
                after_s: Some(after_s),
                ..Self::of(Is::Busy)
            },
            Refused::Down { after_s } => Self {
                after_s: Some(after_s),
                ..Self::of(Is::Down)
            },
            Refused::TooLarge { limit } => Self {
                limit: Some(limit),
                ..Self::of(Is::TooLarge)
            },
            Refused::Reload => Self::of(Is::Reload),
            Refused::Unreachable => Self::of(Is::Unreachable),
            Refused::Failed { request } => Self {
                request: Some(request),
                ..Self::of(Is::Failed)
            },
        }
    }
}

impl TryFrom<Wire> for Refused {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Self, Self::Error> {
        Self::of(wire).ok_or("a refusal that lacks a part")
    }
}

impl Refused {
    fn of(wire: Wire) -> Option<Self> {
        Some(match wire.is {
            Is::SignInFirst => Self::SignInFirst,
            Is::Absent => Self::Absent,
            Is::Invalid => Self::Invalid {
                fields: wire.fields?,
            },
            Is::Stale => Self::Stale {
                field: wire.field?,
                yours: wire.yours?,
                theirs: wire.theirs?,
                version: wire.version?,
            },
            Is::Conflict => Self::Conflict {
                code: wire.code?,
                arg: wire.arg?,
            },
            Is::KeyReused => Self::KeyReused,
            Is::TooMany => Self::TooMany {
                after_s: wire.after_s?,
            },
            Is::Busy => Self::Busy {
                after_s: wire.after_s?,
            },
            Is::Down => Self::Down {
                after_s: wire.after_s?,
            },
            Is::TooLarge => Self::TooLarge { limit: wire.limit? },
            Is::Reload => Self::Reload,
            Is::Unreachable => Self::Unreachable,
            Is::Failed => Self::Failed {
                request: wire.request?,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_comes_back_as_it_was_sent() {
        let every = [
            Refused::SignInFirst,
            Refused::Absent,
            Refused::field_with("title", Code::TooLong, "200"),
            Refused::Stale {
                field: "title".into(),
                yours: "a".into(),
                theirs: "b".into(),
                version: 7,
            },
            Refused::conflict(Code::AlreadyClosed),
            Refused::KeyReused,
            Refused::TooMany { after_s: 60 },
            Refused::Busy { after_s: 1 },
            Refused::Down { after_s: 5 },
            Refused::TooLarge { limit: 1024 },
            Refused::Reload,
            Refused::Unreachable,
            Refused::Failed {
                request: "r1".into(),
            },
        ];
        for refused in every {
            let text = serde_json::to_string(&refused).unwrap();
            assert_eq!(
                serde_json::from_str::<Refused>(&text).unwrap(),
                refused,
                "{text}"
            );
        }
    }

    #[test]
    fn it_is_flat_and_holds_only_what_it_is() {
        let text = serde_json::to_string(&Refused::TooMany { after_s: 60 }).unwrap();
        assert_eq!(text, r#"{"is":"too_many","after_s":60}"#);
        for broken in [r#"{"is":"too_many"}"#, r#"{"is":"odd"}"#, "{}", "7"] {
            assert!(serde_json::from_str::<Refused>(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn every_code_is_read_as_it_is_written() {
        for code in Code::ALL {
            let text = serde_json::to_string(code).unwrap();
            assert_eq!(serde_json::from_str::<Code>(&text).unwrap(), *code);
        }
    }
}
