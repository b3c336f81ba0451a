//! What to do about an alarm, in a sentence. docs/NODE.md says more.

/// By the kind of the alarm.
const ADVICE: [(&str, &str); 19] = [
    (
        "equivocation",
        "its owner showed two histories, or its log key is stolen: ask in person; the evidence stays; nothing more of it is cosigned here",
    ),
    (
        "rolled-back",
        "ask its owner whether the node came from a backup; if so it waits for the others by itself",
    ),
    ("frozen", "ask its owner whether the node runs and reaches enough witnesses"),
    ("entries-withheld", "ask its owner; nothing of it is cosigned until the entries come"),
    ("body-withheld", "ask its author for the body; the statement itself stands"),
    ("void-entries", "look at them with `detente log show`; ask their author, whose key may be stolen"),
    ("over-quota", "ask its owner; more is refused until the next day, or the next charter raises the quota"),
    (
        "misbehaved",
        "ask its owner for the version of the program and the node's log; it goes on being asked, slowly",
    ),
    (
        "wrong-pin",
        "somebody else answers at that address, or its key was replaced: ask for its newest key sheet before anything else",
    ),
    ("clock-apart", "look at this machine's clock first, then ask for theirs"),
    (
        "rival-charter",
        "decide in person which counts; the one here stays in force; the other is in the folder `evidence`",
    ),
    ("rival-sheet", "its root may be stolen: ask in person"),
    (
        "unreachable",
        "ask its owner; see that the address is right: `addresses` in the home, or peers.addresses in node.toml",
    ),
    ("disk", "make room or mend the disk; nothing was acknowledged that is not on it"),
    ("restored", "nothing, if the others can be reached: it goes on when enough of them have answered"),
    ("version", "the older of the two nodes has to be upgraded"),
    ("watch-lost", "see that the folder is there, and that the node's user may read it"),
    (
        "not-armed",
        "`detente rules check` and `detente intel check` say what is wrong; the hunt goes on with what it had",
    ),
    (
        "findings-full",
        "`detente findings list`: judge and close some; what meets everything is a false alarm to be told",
    ),
];

/// The sentence.
pub fn advice(kind: &str) -> &'static str {
    let known = ADVICE.iter().find(|(known, _)| *known == kind);
    known.map_or("see docs/NODE.md", |(_, advice)| advice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use node::AlarmKind;

    #[test]
    fn every_alarm_has_its_advice() {
        for kind in AlarmKind::all() {
            assert_ne!(advice(kind.as_str()), "see docs/NODE.md", "{}", kind.as_str());
        }
    }
}
