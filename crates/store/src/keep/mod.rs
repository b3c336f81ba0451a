//! What is no cache, one file a noun.

mod address;
mod alarm;
mod attempt;
mod audit;
mod checked;
mod finding;
mod home;
mod operator;
mod position;
mod token;
mod witness;

pub use address::{Address, MAX_ADDRESS};
pub use alarm::{Alarm, AlarmId, MAX_ALARMS, NewAlarm};
pub use attempt::{Attempts, MAX_ATTEMPTS};
pub use audit::{Act, AuditHead, AuditRow, Chain};
pub use checked::Flaw;
pub use finding::{
    Cause as FindingCause, Finding, FindingAct, FindingCursor, FindingFilter, FindingId, FindingPage,
    FindingState, FindingTally, HostCount, MAX_EXAMPLE, MAX_FINDING_PAGE, MAX_FINDINGS, MAX_HOSTS,
    MAX_HOSTS_SHOWN, MAX_NOTICES, MAX_ORIGINS, MAX_RECORDS, MAX_WHY, Met, NewFinding, Notices, Origin,
    Release, Seen, Severity, Verdict,
};
pub use operator::{MAX_OPERATORS, Operator, PasswordHash, Role};
pub use position::{MAX_POSITION, MAX_POSITIONS, StreamName};
pub use token::{MAX_SCOPES, MAX_TOKENS, Scope, Token, TokenId};

use crate::migrate::{Migration, migration};

/// From nothing to what the files beside this one know.
pub(crate) const MIGRATIONS: &[Migration] = &[
    migration!("001_home"),
    migration!("002_held"),
    migration!("003_people"),
    migration!("004_audit"),
    migration!("005_checked"),
    migration!("006_alarm"),
    migration!("007_address"),
    migration!("008_finding"),
    migration!("009_position"),
];
