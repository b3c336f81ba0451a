//! Risk-limiting audits of elections: how many cards to look at, which ones, and what was learned.
//!
//! A *card* is one sheet of paper. A *ballot* is all that one voter was given, and may be several cards. What
//! manifests count, what samplers draw and what auditors pull from a box are cards; this crate has no type for a
//! ballot.
//!
//! This crate is arithmetic and sampling only: no files, no clock, no randomness of its own. Files come in as bytes,
//! the seed comes in as the text that the dice gave.
//!
//! - [`Terms`] answers how many cards to draw ([`Terms::sample_size`]) and what risk is left ([`Terms::risk`]), by
//!   Stark's super-simple method.
//! - [`Manifests`] and [`Population`] number the cards; [`ColoradoSampler`] and [`consistent_sample`] draw from them.
//! - [`verify_report`] looks for the draw that explains each card of a published report.
//! - [`Commitments`] says whether what was sampled from was fixed before the dice were thrown.
//!
//! No result of this crate says that an election was right. It says [`confirmation`], and no more.
//!
//! ```
//! use audit::{DilutedMargin, Discrepancies, Gamma, RiskLimit, Terms};
//!
//! let terms = Terms::new(DilutedMargin::parse("2/10")?, RiskLimit::parse("0.1")?, Gamma::parse("1.03905")?);
//! assert_eq!(terms.sample_size(&Discrepancies::default()), 24);
//! # Ok::<(), audit::AuditError>(())
//! ```
#![forbid(unsafe_code)]
#![deny(missing_docs, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod card;
mod colorado;
mod commitment;
mod consistent;
mod contest_table;
mod county;
mod decimal;
mod diagnose;
mod digest;
mod error;
mod fraction;
mod manifest;
mod manifest_header;
mod manifests;
mod order;
mod population;
mod real;
mod record_time;
mod report;
mod risk;
mod seed;
mod statement;
mod table;
mod terms;
mod verify;

pub use card::{Card, ImprintedId, NotInManifest};
pub use colorado::{ColoradoSampler, Draw, MAX_DRAWS};
pub use commitment::{Commitment, Commitments, OnRecord, OrderOfCommitment, Subject, Submitted};
pub use consistent::{Replacement, Ticket, consistent_sample};
pub use contest_table::{ContestRow, ContestTable, Sizing};
pub use county::CountyName;
pub use decimal::Decimal;
pub use diagnose::Hint;
pub use digest::Digest;
pub use error::AuditError;
pub use fraction::Fraction;
pub use manifest::{Batch, CountyManifest, MAX_CARDS};
pub use manifests::Manifests;
pub use order::CountyOrder;
pub use population::Population;
pub use record_time::RecordTime;
pub use report::{Report, ReportedCard};
pub use risk::{Discrepancies, Risk};
pub use seed::Seed;
pub use statement::{ORDER_NOT_PROVEN, confirmation};
pub use terms::{DilutedMargin, Gamma, RiskLimit, Terms};
pub use verify::{Domain, Explanation, Verdict, Verification, verify_report};
