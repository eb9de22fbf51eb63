//! Randomness, digests of secrets, and passwords.

use std::sync::LazyLock;

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// Two at a time: each takes 19 MiB and a core for tens of milliseconds.
static HASHING: Semaphore = Semaphore::const_new(2);

pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| Error::Other(format!("no randomness: {e}")))?;
    Ok(bytes)
}

pub fn digest(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// A code that a person can read aloud and type: 130 bits in Crockford's base 32, in groups of five.
pub fn code() -> Result<String> {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bytes = random::<26>()?;
    let mut code = String::with_capacity(31);
    for (n, byte) in bytes.iter().enumerate() {
        if n > 0 && n % 5 == 0 && n < 25 {
            code.push('-');
        }
        code.push(LETTERS[usize::from(byte & 31)] as char);
    }
    Ok(code)
}

/// The digest under which a typed code is found: case, hyphens and look-alike letters do not matter.
pub fn code_digest(typed: &str) -> Vec<u8> {
    let plain: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .collect();
    digest(plain.as_bytes())
}

pub async fn hash_password(password: String) -> Result<String> {
    blocking(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|e| Error::Other(format!("argon2: {e}")))
    })
    .await?
}

/// Verifies against `hash`, or against a hash of nothing when there is none, so that an unknown address takes as long
/// as a wrong password.
pub async fn verify_password(password: String, hash: Option<String>) -> Result<bool> {
    blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        known
            & Argon2::default()
                .verify_password(password.as_bytes(), hash.as_str())
                .is_ok()
    })
    .await
}

static NOBODY: LazyLock<String> = LazyLock::new(|| {
    Argon2::default()
        .hash_password(b"nobody")
        .map(|hash| hash.to_string())
        .unwrap_or_default()
});

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _turn = HASHING
        .acquire()
        .await
        .map_err(|e| Error::Other(e.to_string()))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Error::Other(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_however_it_is_typed() {
        let code = code().unwrap();
        assert_eq!(code.replace('-', "").len(), 26);
        assert_eq!(
            code_digest(&code),
            code_digest(&code.to_lowercase().replace('-', " "))
        );
        assert_eq!(code_digest("O0I1L"), code_digest("00111"));
        assert_ne!(code_digest("AAAAA"), code_digest("AAAAB"));
    }
}
