//! The review file: what a person accepts of a text before it is said to anybody.
//!
//! [`write()`] puts each candidate on a line: a sign, the kind, the value, and behind ` # ` its places, the reason of the judgement and the
//! sentence around it. The person changes signs: `+` is taken, `-` is left, `?` is not decided. [`read`] gives what has a `+`, and refuses the
//! file as long as a `?` stands in it, for a question that nobody answered is no answer.
//!
//! ```text
//! detente review 1
//! title "Lures about ballots"
//! document advisory.html
//! sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
//! published 2026-11-02T00:00:00Z
//! tlp TLP:GREEN
//!
//! + domain evil.example.com  # 12:5, 3 times; written defanged; "It was seen at evil[.]example[.]com."
//! ? domain report.zip  # 14:1; not defanged, and .zip ends names of files too; "See report.zip."
//! - url www.example.org/  # 20:3; of the publisher's own site example.org; "More at https://www.example.org/"
//! + cve CVE-2021-44228  # 9:17; named in the text; "..."
//! + attack T1566.001  # 9:40; named in the text; "..."
//! ```
//!
//! Lines may be added by hand: a sign, a kind and a value are enough. A value may be written defanged. What is behind ` # ` is for the
//! person and is read back as a note. Empty lines and lines that start with `#` are passed over.

mod bundle;
mod quote;
mod read;
mod write;

pub use bundle::bundle;
pub use read::{
    About, Accepted, Fault, FaultAt, MAX_FAULTS, MAX_REVIEW, NotAccepted, Review, is_review, read,
};
pub use write::write;

/// How a review file starts.
const MAGIC: &str = "detente review 1";
