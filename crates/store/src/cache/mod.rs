//! A cache of the logs, one file a noun. Whatever is here, replaying the logs gives again.

mod body;
mod entries;
mod found;
mod judging;
mod levels;
mod list;
mod logs;
mod noted;
mod place;
mod quote;
mod receipt;
mod tally;

pub use body::{Bodies, BodyState, WantedBody};
pub use entries::MAX_PREFIX_FOUND;
pub use found::Found;
pub use judging::Spoken;
pub use list::{Cursor, Direction, Filter, MAX_PAGE, Page};
pub use logs::Log;
pub use noted::{Noted, Said};
pub use place::MAX_NUMBER;
pub use quote::Quote;
pub use receipt::Receipt;
pub use tally::Tally;

use crate::migrate::{Migration, migration};

/// From nothing to what the files beside this one know.
pub(crate) const MIGRATIONS: &[Migration] =
    &[migration!("001_log"), migration!("002_statement"), migration!("003_body"), migration!("004_judged")];
