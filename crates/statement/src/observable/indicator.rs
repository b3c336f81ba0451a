//! What to look for.

use super::{Kind, Observable, is_public_suffix};

/// A known value to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// The value.
    pub observable: Observable,
    /// Only that: of a domain, not its subdomains; of a URL, not what is below it. Of other kinds it says nothing.
    pub exact: bool,
}

impl Indicator {
    /// The indicator for a value, with all that is below it where it is a domain or a URL.
    ///
    /// A domain that is itself a public suffix (`co.uk`) is exact: a list that names one by mistake or malice would otherwise meet
    /// half a country.
    pub fn new(observable: Observable) -> Self {
        let exact = observable.kind() == Kind::Domain && is_public_suffix(observable.value());
        Self { observable, exact }
    }

    /// The indicator for a value and nothing below it.
    pub fn exactly(observable: Observable) -> Self {
        Self { observable, exact: true }
    }
}
