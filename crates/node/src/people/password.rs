//! Passwords of operators: Argon2id (RFC 9106).

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use std::sync::Arc;
use store::PasswordHash;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// How few characters a new password may have.
pub const MIN_PASSWORD: usize = 12;

/// How long a password may be, in bytes: longer ones cost time and add nothing.
pub const MAX_PASSWORD: usize = 1024;

/// The second choice of RFC 9106 section 4, in KiB, passes and lanes: 64 MiB, because a node shares its machine.
const MEMORY: u32 = 64 << 10;
const PASSES: u32 = 3;
const LANES: u32 = 4;

/// The bytes of a salt and of a tag, as RFC 9106 section 4 has them.
const SALT: usize = 16;
const TAG: usize = 32;

/// How many passwords are hashed at a time. Each takes 64 MiB for a tenth of a second or so.
const AT_A_TIME: usize = 2;

/// How many more may wait for that. Beyond it people are asked to come back.
const WAITING: usize = 32;

/// Why a password is not taken or not checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPassword {
    /// It is soon guessed.
    #[error("a password has at least {MIN_PASSWORD} characters")]
    Short,
    /// It is longer than one can be.
    #[error("a password has at most {MAX_PASSWORD} bytes")]
    Long,
    /// The system cannot hash it.
    #[error("the password cannot be hashed: {0}")]
    Failed(String),
    /// Too many others wait.
    #[error("too many passwords are being checked")]
    Busy,
}

/// Hashes a new password. It takes a tenth of a second or so, and 64 MiB.
///
/// # Errors
/// [`BadPassword`].
pub fn hash(password: &str) -> Result<PasswordHash, BadPassword> {
    if password.chars().count() < MIN_PASSWORD {
        return Err(BadPassword::Short);
    }
    if password.len() > MAX_PASSWORD {
        return Err(BadPassword::Long);
    }
    let mut salt = [0; SALT];
    getrandom::fill(&mut salt).map_err(|error| BadPassword::Failed(error.to_string()))?;
    let hashed = function().hash_password_with_salt(password.as_bytes(), &salt);
    let hashed = hashed.map_err(|error| BadPassword::Failed(error.to_string()))?;
    hashed.to_string().parse().map_err(|error: note::Malformed| BadPassword::Failed(error.to_string()))
}

/// Whether the password is the one that was hashed. Of nobody's password, `None`, as much time is spent to say no.
fn verify(password: &str, kept: Option<&PasswordHash>) -> bool {
    if password.len() > MAX_PASSWORD {
        return false;
    }
    match kept {
        Some(kept) => function().verify_password(password.as_bytes(), kept.as_str()).is_ok(),
        None => {
            drop(function().hash_password_with_salt(password.as_bytes(), &[0; SALT]));
            false
        }
    }
}

fn function() -> Argon2<'static> {
    let params =
        Params::new(MEMORY, PASSES, LANES, Some(TAG)).expect("the values of RFC 9106 are within its bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Passwords that are hashed and checked beside what a node does: few at a time, on threads that may take long.
#[derive(Debug)]
pub struct Passwords {
    at_a_time: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        let of = |permits| Arc::new(Semaphore::new(permits));
        Passwords { at_a_time: of(AT_A_TIME), waiting: of(AT_A_TIME + WAITING) }
    }
}

impl Passwords {
    /// As [`hash`].
    ///
    /// # Errors
    /// [`BadPassword`].
    pub async fn hash(&self, password: Zeroizing<String>) -> Result<PasswordHash, BadPassword> {
        self.run(move || hash(&password)).await?
    }

    /// Whether the password is the one that was hashed. It takes as long where there is none.
    ///
    /// # Errors
    /// [`BadPassword::Busy`].
    pub async fn verify(
        &self,
        password: Zeroizing<String>,
        kept: Option<PasswordHash>,
    ) -> Result<bool, BadPassword> {
        self.run(move || verify(&password, kept.as_ref())).await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, BadPassword> {
        let waiting = self.waiting.clone().try_acquire_owned().map_err(|_| BadPassword::Busy)?;
        let turn = self.at_a_time.clone().acquire_owned().await.map_err(|_| BadPassword::Busy)?;
        let done = tokio::task::spawn_blocking(move || {
            // Whoever asked may be gone; the memory is in use until this ends.
            let _held = (waiting, turn);
            work()
        });
        done.await.map_err(|error| BadPassword::Failed(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_kept_as_rfc_9106_has_it() {
        let kept = hash("correct horse battery").expect("a password");
        assert!(kept.as_str().starts_with("$argon2id$v=19$m=65536,t=3,p=4$"), "{}", kept.as_str());
        assert!(verify("correct horse battery", Some(&kept)));
        assert!(!verify("correct horse batterx", Some(&kept)));
        assert!(!verify("correct horse battery", None));
        assert_eq!(hash("elevenchars"), Err(BadPassword::Short));
        assert_eq!(hash(&"long".repeat(1000)), Err(BadPassword::Long));
    }
}
