//! A unit from outside: members in their homes, with the real program. Each file is a script that a person can read.
//!
//! Numbers in names are those of the table of attacks in THREATS.

mod beside;
mod ceremony;
mod charters;
mod crash;
mod disk;
mod formats;
mod hunting;
mod intel;
mod invitations;
mod joint;
mod keys;
mod node_page;
mod nodes;
mod page;
mod people;
mod sealed;
mod secrets;
mod sightings;
mod ssh;
mod stick;
mod support;
