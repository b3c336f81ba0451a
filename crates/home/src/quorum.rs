//! What puts a log on record, as a C2SP tlog-policy: one text that this program and those of others read alike.

use crate::Sheets;
use anyhow::{Context, bail};
use log::Policy;
use note::VerifierKey;
use statement::{Charter, MemberName, Role};
use std::fmt::Write;

/// How many of a member's witness keys are named, newest first. A policy has room for two of each of 64 members.
const MAX_KEYS: usize = 2;

/// The policy for a log of `size` entries under a charter: its log keys, and the charter's number of members outside its owner's bloc.
///
/// Each member is a group of its keys, so that one with two keys still counts once. Keys that are void are left out: a log key from
/// the entry on from which it is void, a witness key altogether, since its cosignatures do not tell when they were made by whom.
pub fn policy(
    charter: &Charter,
    sheets: &Sheets,
    owner: &MemberName,
    size: u64,
) -> anyhow::Result<(String, Policy)> {
    let log = charter.logs().find(|log| log.owner.name == *owner);
    let log = log.with_context(|| format!("{owner} is no member under charter {}", charter.number))?;
    let mut text =
        format!("# The log of {owner} under charter {} of the unit {}\n", charter.number, charter.unit());
    for key in sheets.log_keys(owner, size) {
        let _ = writeln!(text, "log {key}");
    }
    let outside = charter.seats.iter().filter(|seat| seat.bloc != log.owner.bloc);
    let mut groups = Vec::new();
    for seat in outside {
        if witness(&mut text, &seat.name, &usable(sheets, &seat.name)) {
            groups.push(seat.name.as_str());
        }
    }
    if groups.len() < log.cosignatures as usize {
        bail!(
            "it takes {} cosignatures to put the log of {owner} on record, and the key sheets of only {} of its witnesses are here",
            log.cosignatures,
            groups.len()
        );
    }
    let _ = writeln!(text, "group the/quorum {} {}\nquorum the/quorum", log.cosignatures, groups.join(" "));
    let policy = Policy::parse(text.as_bytes())?;
    Ok((text, policy))
}

/// The lines of a witness; whether it has any.
fn witness(text: &mut String, name: &MemberName, keys: &[&VerifierKey]) -> bool {
    let names: Vec<String> = (1..=keys.len()).map(|number| format!("{name}/{number}")).collect();
    for (key_name, key) in names.iter().zip(keys) {
        let _ = writeln!(text, "witness {key_name} {key}");
    }
    if !names.is_empty() {
        let _ = writeln!(text, "group {name} any {}", names.join(" "));
    }
    !names.is_empty()
}

fn usable<'s>(sheets: &'s Sheets, member: &MemberName) -> Vec<&'s VerifierKey> {
    let keys = sheets.keys(member, Role::Witness).into_iter();
    keys.filter(|key| sheets.void(member, key).is_none()).take(MAX_KEYS).collect()
}
