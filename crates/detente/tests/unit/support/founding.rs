//! A unit that is founded as people do it: one invitation that goes round.

use super::{Room, run::Run, serving::free};
use std::fs;

impl Room {
    /// A member as `unit found` takes it, on a port of this machine.
    pub fn introduction(&self, member: &str) -> String {
        format!("{},127.0.0.1:{}", self.seat(member), free())
    }

    /// `unit found` by the first of these members, who all have run `init`.
    pub fn invitation(&self, members: &[&str], file: &str) -> Run {
        let introductions: Vec<String> = members.iter().map(|member| self.introduction(member)).collect();
        let mut arguments = vec!["unit", "found", "--name", "A unit", "--yes", "-o", file];
        for introduction in &introductions {
            arguments.extend(["--member", introduction]);
        }
        self.run(members[0], &arguments)
    }

    /// The unit of an invitation.
    pub fn unit_in(&self, file: &str) -> String {
        let text = fs::read_to_string(self.path(file)).expect("an invitation");
        text.lines().find_map(|line| line.strip_prefix("unit ")).expect("the line `unit`").to_owned()
    }

    /// `unit join` by a member who has compared the unit's id.
    pub fn join(&self, member: &str, file: &str) -> Run {
        self.run(member, &["unit", "join", file, "--unit", &self.unit_in(file)])
    }

    /// A unit whose members have joined until nothing was missing.
    pub fn joined(members: &[&str], file: &str) -> Self {
        let room = Room::with(members);
        room.invitation(members, file).ended(0);
        for member in members.iter().skip(1).chain(members) {
            room.join(member, file).ended(0);
        }
        room
    }

    /// The digest of a charter in a file.
    pub fn charter_id(&self, member: &str, file: &str) -> String {
        let shown = self.run(member, &["charter", "show", file]).ended(0).out;
        let heading = shown.lines().next().expect("a heading").to_owned();
        heading.split([',', ' ']).find(|word| word.len() == 43).expect("a digest").to_owned()
    }
}
