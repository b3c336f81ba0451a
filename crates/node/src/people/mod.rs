//! The member's own people: operators, their passwords and tokens, and the local audit log of what they did.
//!
//! What is remembered lies in the crate `store`; what is decided is decided here. [`Desk`] is used by the listener and, where no node runs, by
//! the command line alike, so that roles, limits and the audit log are the same on both ways in.

mod caller;
mod desk;
mod password;
mod rights;
mod secret;
mod throttle;

pub use caller::{Caller, Denied};
pub use desk::{DEFAULT_DAYS, Desk, MAX_DAYS, Minted, NewToken, Trouble};
pub use password::{BadPassword, MAX_PASSWORD, MIN_PASSWORD, Passwords, hash};
pub use rights::{Right, Scope};
pub use secret::{BadToken, Bearer};
pub use throttle::Source;
