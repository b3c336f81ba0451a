//! The public seed, as the dice gave it.

use std::fmt;

use crate::error::AuditError;

/// The longest seed. Twenty throws of a ten-sided die are usual.
const MAX_SEED: usize = 1_024;

/// Digits that Colorado's rules ask for.
const DICE: usize = 20;

/// A seed: text, never a number. A leading zero counts, and so does every digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed(String);

impl Seed {
    /// Takes the text as it is; spaces and line ends around it are no part of what was thrown.
    ///
    /// # Errors
    /// An empty seed, one with control characters inside, or one longer than a kibibyte.
    pub fn parse(text: &str) -> Result<Self, AuditError> {
        let text = text.trim();
        let refuse = |reason: &str| Err(AuditError::value("seed", text, reason));
        match text {
            "" => refuse("it is empty"),
            _ if text.len() > MAX_SEED => refuse("it is longer than 1,024 bytes"),
            _ if text.chars().any(char::is_control) => refuse("it holds control characters"),
            _ => Ok(Self(text.to_owned())),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is unusual about the seed, for a person to look at: dice give at least 20 digits and nothing else.
    pub fn remark(&self) -> Option<String> {
        let digits = self.0.bytes().filter(u8::is_ascii_digit).count();
        let plain = digits == self.0.len() && digits >= DICE;
        (!plain).then(|| {
            format!(
                "the seed is not {DICE} digits or more ({} characters, {digits} digits): is it complete?",
                self.0.chars().count()
            )
        })
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
