//! Sigma rules: from the text of YAML files to [`Rule`](crate::Rule)s, by the specification 2.1.
//!
//! [`read`] takes one file and is pure, so files can be read on as many threads as there are;
//! [`assemble`] puts the outcomes together in their order, applies the filters and compares ids. Whatever is not
//! loaded is said by a [`Diagnostic`](crate::Diagnostic), and a broken rule costs no other rule.
//!
//! ```
//! use hunt::sigma::{Placeholders, Source, assemble, read};
//!
//! let text = "
//! title: Shell of a web server
//! logsource: {category: process_creation, product: linux}
//! detection:
//!   parent: {ParentImage|endswith: /httpd}
//!   shell: {Image|endswith: [/sh, /bash]}
//!   condition: all of them
//! ";
//! let documents = read(&Source { file: "shell.yml".into(), text }, &Placeholders::default());
//! let loaded = assemble(vec![documents]);
//! assert_eq!(
//!     loaded.rules[0].condition.to_string(),
//!     r#"(ParentImage ends "/httpd"i and (Image ends "/sh"i or Image ends "/bash"i))"#,
//! );
//! ```
//!
//! The way of a rule: `document` tells what a YAML document is; `detection` reads a detection with its
//! `selection`s, whose entries carry `modifier`s; `apply` takes each `value` through them, `express` makes it
//! a test; `condition` puts the selections together. Correlations are
//! read by `correlation`, which finds what they refer to once all files have been read.

mod apply;
mod assemble;
mod condition;
mod correlation;
mod detection;
mod display;
mod document;
mod encode;
mod express;
mod filter;
mod level;
mod meta;
mod modifier;
mod pattern;
mod pcre;
mod placeholder;
mod reading;
mod regex;
mod selection;
mod value;
mod windash;

pub use assemble::{Loaded, assemble};
pub use document::{Documents, Source, read, unread};
pub use placeholder::Placeholders;
pub(crate) use regex::MAX_COMPILED;
