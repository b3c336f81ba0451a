//! Indicators: known addresses, names and hashes, by the million, and where they stand in an event.
//!
//! # What is looked at
//! Every text of an event, whatever field it is in; numbers are not. A text is cut into typed tokens, and a token is an indicator or
//! it is not: nothing is searched for inside a token. The [vocabulary](statement::observable) says how a token and an indicator come to
//! one canonical form.
//!
//! | token | is |
//! |---|---|
//! | word | the longest run of letters, digits, `.`, `-`, `_`, without dots and hyphens around it. After `%2F` or `\u0022` it starts behind the digits |
//! | IPv4 | a word that is one, or several with hyphens between; behind brackets, ports and slashes too. Not what is announced as a version ([`version`]) |
//! | IPv6 | the longest run of hexadecimal digits and colons, with IPv4 at its end; in brackets, with port or zone behind. No letter, digit or `_` touches it, but `src:2001:db8::1` is read |
//! | domain | a word with a dot, and its parents; also the host of a URL and the domain of an e-mail address |
//! | URL | what has a scheme before its host or a slash behind it, up to white space, quotes or an unpaired bracket ([`extent`]) |
//! | hash | 32, 40 or 64 hexadecimal digits with no letter or digit of ASCII on either side |
//! | e-mail | letters, digits, `.`, `-`, `_`, `+`, then `@` and a domain |
//! | file name | a word with a dot that is not a folder (no slash behind it); and what stands between `\ / : * ? " < > \|`, for names that are no such word |
//! | user agent | a whole text |
//!
//! A word with letters beyond ASCII is a domain by IDNA; an address stands in such text without spaces around it ([`wide`]).
//!
//! # How it is fast
//! Tokens are found by what few bytes have ([`scan`]), get a number ([`hash`]), and are asked for in a [`filter`] that answers nearly
//! all of them from one line of the cache. What it lets through is made canonical, and looked up exactly ([`confirm`], [`table`]). What
//! indicators there are is known: what they cannot be is not even looked for ([`endings`], [`names`], [`lengths`], [`networks`]), and a
//! text that held nothing is not looked through again soon ([`dull`]).

mod arena;
mod candidate;
mod colons;
mod components;
mod confirm;
mod dull;
mod endings;
mod extent;
mod filter;
mod gather;
mod hash;
mod lengths;
mod letters;
mod names;
mod networks;
mod occurrence;
mod packed;
mod scan;
mod scout;
mod set;
mod source;
mod table;
mod version;
mod wide;
mod word;

#[cfg(test)]
mod tests;

pub use gather::Gatherer;
pub(crate) use occurrence::Occurrence;
pub(crate) use scout::Scout;
pub use set::{Collector, Indicators, NoRoom};
pub use source::{Cited, Listed};
