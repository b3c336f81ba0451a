//! What left a member, held against its telemetry.

use super::Room;
use std::path::{Path, PathBuf};
use testkit::{
    leaks::{Leaks, values},
    receivers::Receiver,
};

/// A member whose telemetry must not leave.
pub struct Leaving {
    /// The whole homes of the others, and what the member's own node shows to any peer.
    seen_by_others: Vec<PathBuf>,
    /// The memory of the member's node, where it all is.
    memory: PathBuf,
    values: Vec<String>,
}

impl Leaving {
    /// Takes the values of a member's telemetry, but for those that the others have already: what they said themselves is nothing that left. So this is
    /// to be called before the member's node has met anything.
    pub fn of(room: &Room, member: &str, others: &[&str], telemetry: &str) -> Self {
        let own = room.home(member);
        let homes = others.iter().map(|other| room.home(other));
        let seen_by_others: Vec<PathBuf> = homes.chain([own.join("logs"), own.join("bodies")]).collect();
        let mut values = values(telemetry);
        let all = Leaks::of(values.clone(), &[]);
        for leak in seen_by_others
            .iter()
            .filter(|folder| folder.exists())
            .flat_map(|folder| all.in_folder(folder).expect("readable"))
        {
            values.remove(&leak.value);
        }
        assert!(!values.is_empty(), "there is nothing to be kept at home");
        Leaving { seen_by_others, memory: own.join("node"), values: values.into_iter().collect() }
    }

    /// Sees that nothing left but what was released, by statements or to receivers of notifications; and that the same look finds it where it is.
    #[track_caller]
    pub fn nothing_but(&self, released: &[&str], receivers: &[&Receiver]) {
        let leaks = Leaks::of(self.values.clone(), released);
        let mut found = Vec::new();
        for folder in &self.seen_by_others {
            found.extend(leaks.in_folder(folder).expect("readable"));
        }
        for message in receivers.iter().flat_map(|receiver| receiver.messages()) {
            found.extend(leaks.in_bytes(Path::new("a notification"), &message));
        }
        let lines: String = found.iter().map(|leak| format!("{leak}\n")).collect();
        assert!(found.is_empty(), "{lines}");
        assert!(
            !leaks.in_folder(&self.memory).expect("readable").is_empty(),
            "the member itself has nothing of it"
        );
    }
}
