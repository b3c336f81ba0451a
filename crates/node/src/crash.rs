//! The crash points of the node, beside those of the logs that it keeps (see [`logdir::crash`]).

pub(crate) use logdir::crash::point;

/// The points of the hunt, in the order in which a batch of findings comes by them. A node that watches nothing never does.
pub const HUNT_POINTS: [&str; 4] = [
    // Nothing of the batch is on the disk.
    "hunt.begun",
    // The index has what was seen.
    "hunt.indexed",
    // Findings and positions are written, and may still be undone.
    "hunt.staged",
    // They are on the disk, and nobody was told.
    "hunt.counted",
];

/// All points, in the order in which a statement comes by them: at its author, at a witness, at its author again, and at whoever notes it down.
pub const POINTS: [&str; 15] = [
    // Its body is on the disk, and the statement is not in the log.
    "say.body",
    // It is in the log, and whoever said it does not know yet.
    "say.logged",
    // A witness has the entries and has not yet made up its mind.
    "cosign.mirrored",
    // The witness remembers the tree as signed, and has not signed.
    "cosign.held",
    // It has signed, and the owner does not know.
    "cosign.signed",
    // The owner has a cosignature, and has not counted it.
    "push.cosigned",
    // A quorum was counted, and no quote says so.
    "quote.due",
    // A quote is in the log, and this node has not counted it.
    "quote.said",
    "note.read",
    "note.noted",
    "note.checked",
    // A body was fetched and has not taken its place, and then: the cache does not know.
    "body.staged",
    "body.adopted",
    // A paper of a peer is in the home, and nothing was judged by it.
    "paper.kept",
    // All is open, and nothing was recalled.
    "start.opened",
];

/// The points of a release, which only who releases comes by: it is noted that something is about to be said; it is in the log, and that is not noted.
pub const RELEASE_POINTS: [&str; 2] = ["release.begun", "release.said"];
