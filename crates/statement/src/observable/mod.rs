//! Addresses, names, URLs, hashes: the values that telemetry holds and that indicators name, each in one canonical spelling.
//!
//! The two sides meet here, and must not differ by a byte:
//!
//! - a list of indicators is read once: [`Observable::read`] types a text by its shape, undoes defanging (`hxxp`, `[.]`) and says what
//!   it changed;
//! - the tokens of an event are read by the million: [`ipv4`], [`ipv6`], [`domain`], [`url`], [`email`], [`hash`], [`file_name`] and
//!   [`user_agent`] give for one token the same canonical text that `read` gives, without defanging and mostly without allocating.
//!
//! | kind | canonical form |
//! |---|---|
//! | ipv4 | `192.0.2.1`: four decimal numbers. A leading zero is refused, for some programs take it as octal |
//! | ipv6 | RFC 5952: `2001:db8::1`. An IPv4-mapped address (`::ffff:192.0.2.1`) is the IPv4 address. A zone (`%eth0`) is dropped |
//! | cidr | network address and length, `192.0.2.0/24`, of either family; one of full length is an address, `/0` is refused |
//! | domain | lower case, A-labels (UTS 46), no final dot, two labels or more, the last one not a number |
//! | url | `host[:port]/path[?query]`, for matching by host and prefix; see [`url`] |
//! | md5, sha1, sha256 | 32, 40 or 64 hexadecimal digits in lower case |
//! | email | local part in lower case, `@`, a domain as above |
//! | filename | the last component of a path, in lower case |
//! | user-agent | trimmed, in lower case; what is inside stays as it is |
//!
//! # What is it, `setup.exe` or `example.com`?
//! A bare word with a dot is a domain if the public suffix list knows how it ends, otherwise it is refused as what may be a file
//! name. So `command.com`, `archive.zip` and `script.sh` are read as domains, for those endings are sold. Where a label says which of
//! the two is meant ([`Observable::read_among`]), the label decides.

mod address;
mod agent;
mod cidr;
mod domain;
mod fault;
mod file_name;
mod form;
mod hash;
mod indicator;
mod kind;
mod mail;
mod percent;
mod read;
mod refang;
mod shape;
mod step;
mod suffix;
#[cfg(test)]
mod tests;
mod url;

pub use address::{ipv4, ipv6};
pub use agent::{MAX_USER_AGENT, user_agent};
pub use cidr::{Cidr, NotACidr};
pub use domain::{MAX_DOMAIN, domain, domain_and_parents};
pub use fault::NotAnObservable;
pub use file_name::{MAX_FILE_NAME, file_name};
pub use form::Form;
pub use hash::hash;
pub use indicator::Indicator;
pub use kind::Kind;
pub use mail::{MAX_LOCAL, email};
pub use read::{MAX_TEXT, Observable, Read};
pub use refang::refang;
pub use step::{Step, Steps};
pub use suffix::{has_public_suffix, is_public_suffix};
pub use url::{MAX_PREFIXES, MAX_URL, url, url_and_prefixes, url_host};
