//! The limits of the client listener, each with its reason.

use std::time::Duration;

/// The longest body of a statement by default, in bytes; the configuration can change it.
pub(crate) const MAX_BODY: usize = 64 << 20;

/// The longest body of any other request, in bytes: JSON that people and programs write.
pub(crate) const MAX_JSON: usize = 1 << 20;

/// The longest head of a request, in bytes: it holds the lines of a header (32 KiB) with room for what is escaped.
pub(crate) const MAX_HEAD: usize = 128 << 10;

/// How many header fields a request may have.
pub(crate) const MAX_HEADERS: usize = 64;

/// How long the head of a request may take to come.
pub(crate) const HEAD_TIME: Duration = Duration::from_secs(10);

/// How long a request may take from its head to the head of its answer; the body comes within it.
pub(crate) const REQUEST_TIME: Duration = Duration::from_secs(60);

/// After this long without a byte going either way a connection is closed: longer than a request may take. Followers of events get a line more
/// often.
pub(crate) const STALL_TIME: Duration = Duration::from_secs(90);

/// How long a TLS handshake may take.
pub(crate) const HANDSHAKE_TIME: Duration = Duration::from_secs(10);

/// How many connections are open at a time.
pub(crate) const MAX_CONNECTIONS: usize = 512;

/// How many of them one address of another machine may have.
pub(crate) const MAX_CONNECTIONS_EACH: usize = 32;

/// How many connections by the socket in the home are open at a time: they have a room of their own, so that strangers cannot shut its owner
/// out.
pub(crate) const MAX_LOCAL: usize = 64;

/// How many requests are served at a time by default.
pub(crate) const MAX_REQUESTS: usize = 128;

/// How many follow events at a time by default.
pub(crate) const MAX_FOLLOWERS: usize = 64;

/// How many changes are remembered for followers that come back.
pub(crate) const MAX_REMEMBERED: usize = 4_096;

/// How often a follower of events gets a line when nothing changes: well below [`STALL_TIME`].
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(15);

/// How many things one page has if nothing is said, and at most.
pub(crate) const PAGE: u32 = 100;
/// The most that a page can have.
pub(crate) const MAX_PAGE: u32 = 1_000;

/// The longest page of entries, in bytes: an entry has up to 64 KiB.
pub(crate) const MAX_PAGE_BYTES: usize = 4 << 20;

/// How long requests that are being answered are waited for when the node stops.
pub(crate) const STOP_TIME: Duration = Duration::from_secs(10);
