//! The client listener: `/api/v1`, `/metrics` and `/healthz`, for the member's own people and programs.
//!
//! It listens on loopback, and on a socket in the home. A request is looked at in this order: is it meant for this node and made by no page of
//! somebody else ([`guard`]); who asks ([`auth`]); may they ([`crate::people`]); what do they say ([`extract`]). Whatever goes wrong becomes problem
//! details in one file ([`problem`]).

mod about;
mod alarms;
mod api;
mod audit;
mod auth;
mod connection;
mod door;
mod events;
mod extract;
mod feed;
mod findings;
mod guard;
pub(crate) mod limits;
mod listener;
mod logs;
mod metrics;
mod openapi;
mod operators;
mod problem;
mod release;
mod routes;
mod say;
mod seen;
mod sessions;
mod sightings;
mod socket;
mod stall;
mod statements;
mod telemetry;
#[cfg(test)]
mod tests;
pub(crate) mod tls;
mod tokens;
mod unit;
mod watches;

use api::Api;
pub use listener::Client;
use problem::Problem;
pub use seen::{AskedValue, SeenAnswer, SeenValue};
pub use socket::SOCKET;
