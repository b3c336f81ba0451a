//! The name of a key.

use crate::Malformed;
use std::{fmt, str::FromStr, sync::Arc};

/// How long a name may be, in bytes. Names of this project have some eighty.
const MAX_NAME: usize = 255;

/// What a key is called in signature lines: not empty, without spaces, control characters and plus signs. It should look like an
/// address without its scheme; nobody has to answer there.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(Arc<str>);

impl KeyName {
    /// The name as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let refused = |why| Err(Malformed::new("key name", why));
        match text {
            "" => refused("it is empty"),
            _ if text.len() > MAX_NAME => refused("it is longer than 255 bytes"),
            _ if text.contains('+') => refused("it has a plus sign"),
            _ if text.contains(|c: char| c.is_whitespace() || c < ' ') => {
                refused("it has a space or a control character")
            }
            _ => Ok(KeyName(text.into())),
        }
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}
