//! Why a text is not taken for an observable.

use super::{Kind, MAX_TEXT, NotACidr};
use thiserror::Error;

/// Why a text is no observable, in words for whoever wrote the list.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotAnObservable {
    /// There is nothing.
    #[error("there is no value")]
    Empty,
    /// It is longer than [`MAX_TEXT`].
    #[error("a value of {0} bytes is longer than {MAX_TEXT}")]
    TooLong(usize),
    /// It consists of numbers and dots, and is no address.
    #[error("not an address: that has four numbers of 0 to 255 without leading zeros")]
    Address,
    /// It looks like a network and is none.
    #[error("not a network: {0}")]
    Cidr(NotACidr),
    /// It consists of hexadecimal digits, of a number that no digest has.
    #[error("{0} hexadecimal digits are no hash: MD5 has 32, SHA-1 has 40, SHA-256 has 64")]
    Digits(usize),
    /// It is a name that the public DNS cannot have.
    #[error(
        "ends in no public suffix: may be a file name or a name of a private network, and no label says which"
    )]
    Suffix,
    /// It is a URL whose host is none.
    #[error("not a URL that can be looked for: its host is neither an address nor a domain of two labels")]
    Host,
    /// It has an at sign and is no e-mail address.
    #[error("not an e-mail address")]
    Email,
    /// A label says what it is, and it has not the shape.
    #[error("labelled {label}, and not the shape of it")]
    Shape {
        /// What the label says.
        label: Kind,
    },
    /// A label says what it is, and it has the shape of something else.
    #[error("labelled {label}, but it has the shape of {shape}")]
    Label {
        /// What the label says.
        label: Kind,
        /// What it looks like.
        shape: Kind,
    },
    /// It looks like nothing known.
    #[error("has the shape of no kind of indicator")]
    Unknown,
}
