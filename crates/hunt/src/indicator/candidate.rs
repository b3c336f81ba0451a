//! Something in a text that may be an indicator, with the number by which that is looked up.

/// A token of an event, typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// What it is filed under if it is an indicator.
    pub(super) number: u64,
    pub(super) token: Token,
}

/// Where a token stands, and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) what: What,
    /// The place of its field in the event.
    pub(super) field: u32,
    /// Bytes of the field's text.
    pub(super) start: u32,
    pub(super) end: u32,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// An address of either family, or IPv4 in the form of IPv6.
    Address,
    /// An address, as part of a network of this length.
    Network(u8),
    /// A name; its so-manieth parent is meant.
    Domain(u8),
    /// The host of what may be a URL.
    Host,
    Hash,
    Email,
    FileName,
    /// A whole text.
    UserAgent,
}
