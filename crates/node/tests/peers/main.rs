//! Nodes that speak with one another over real TLS on this machine, and others that try to. Numbers in names are those of the table of
//! attacks in THREATS.

mod answers;
mod clients;
mod papers;
mod raw;
mod room;
mod servers;
mod strangers;
