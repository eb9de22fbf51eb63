//! What a store function answers when it does not do what was asked: a refusal in the domain's words, or our fault,
//! whose cause stays on the server.

use domain::refusal::{Code, Refused};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("refused: {0:?}")]
    Refused(Refused),
    #[error("database: {0}")]
    Database(sqlx::Error),
    /// No connection, or none any more: nothing was changed.
    #[error("the database does not answer: {0}")]
    Gone(sqlx::Error),
    /// Another transaction stood in the way; the same request may be tried again at once.
    #[error("serialisation failure or deadlock")]
    Again,
    #[error("{0}")]
    Other(String),
}

pub type Result<T> = std::result::Result<T, Error>;

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if let Some(db) = error.as_database_error() {
            let code = db.code().unwrap_or_default();
            if code == "40001" || code == "40P01" {
                return Self::Again;
            }
            // lock_timeout and statement_timeout: somebody else is at it.
            // The others are SQLite's: another program writes to the file.
            if ["55P03", "57014", "5", "261", "517", "773"].contains(&&*code) {
                return Self::Refused(Refused::Busy { after_s: 2 });
            }
            // PostgreSQL stops, starts, or takes no more connections.
            if ["57P01", "57P02", "57P03", "53300"].contains(&&*code) {
                return Self::Gone(error);
            }
        }
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) => Self::Gone(error),
            other => Self::Database(other),
        }
    }
}

/// Nothing there, or nothing of yours: one answer.
pub(crate) fn absent<T>() -> Result<T> {
    Err(Error::Refused(Refused::Absent))
}

/// Turns the violation of one of our named uniqueness facts into the refusal of a field.
pub(crate) fn taken(
    constraint: &'static str,
    columns: &'static str,
    field: &'static str,
    arg: &str,
) -> impl FnOnce(sqlx::Error) -> Error {
    let arg = arg.to_owned();
    move |error| {
        let hit = error.as_database_error().is_some_and(|db| {
            db.is_unique_violation()
                && (db.constraint() == Some(constraint) || db.message().contains(columns))
        });
        if hit {
            Refused::field_with(field, Code::Taken, arg).into()
        } else {
            error.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Error;

    #[test]
    fn a_database_that_is_not_there_is_not_a_busy_one() {
        let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        for gone in [sqlx::Error::PoolTimedOut, sqlx::Error::Io(refused)] {
            assert!(matches!(gone.into(), Error::Gone(_)));
        }
        let other = sqlx::Error::RowNotFound;
        assert!(matches!(other.into(), Error::Database(_)));
    }
}
