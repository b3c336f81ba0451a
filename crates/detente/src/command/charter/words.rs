//! What a charter means, in sentences.

use statement::{Charter, Coalition, LogQuorum, MemberName, Power};

/// Above so many cosignatures some verifiers refuse a checkpoint, because it has more signatures than they look at.
const MANY_COSIGNATURES: u32 = 15;

const POWERS: [(Power, &str); 5] = [
    (Power::Amend, "make the next charter, and so admit and expel"),
    (Power::Block, "have something blocked, if nobody objects"),
    (Power::Override, "have something blocked against an objection"),
    (Power::Halt, "keep the logs of all others off the record, by silence"),
    (Power::Equivocate, "show two histories of a log of one of them, both on record"),
];

/// All that a member should have read before it signs.
pub fn all(charter: &Charter) -> Vec<String> {
    [members(charter), logs(charter), powers(charter)].concat()
}

/// Who is in it.
pub fn members(charter: &Charter) -> Vec<String> {
    let heading = match charter.succeeds {
        None => format!("Charter 1 of \"{}\". Its digest is the unit: {}", charter.name, charter.id),
        Some((unit, _)) => {
            format!("Charter {} of \"{}\", {}, of the unit {unit}", charter.number, charter.name, charter.id)
        }
    };
    let mut lines =
        vec![heading, format!("It starts at {} and decides by rules {}.", charter.starts, charter.rules)];
    let seats = charter.seats.iter();
    lines
        .extend(seats.map(|seat| {
            format!("  {} of the bloc {}: {} ({})", seat.name, seat.bloc, seat.title, seat.root)
        }));
    lines
}

/// For each log, how many may lie and how many may be silent.
fn logs(charter: &Charter) -> Vec<String> {
    let mut lines: Vec<String> = charter.logs().map(log).collect();
    let most = charter.logs().map(|log| log.cosignatures).max().unwrap_or(0);
    if most > MANY_COSIGNATURES {
        lines.push(format!(
            "WARNING: a quorum of {most} cosignatures: some verifiers of others refuse checkpoints with more than {} signatures.",
            MANY_COSIGNATURES + 1
        ));
    }
    lines
}

fn log(log: LogQuorum<'_>) -> String {
    let LogQuorum { owner, witnesses, cosignatures, .. } = log;
    let lies = match log.lies_survived() {
        0 => "the owner alone may lie, and no witness with it".to_owned(),
        1 => "its owner and 1 of the witnesses may lie".to_owned(),
        many => format!("its owner and {many} of the witnesses may lie"),
    };
    let silences = match log.silences_survived() {
        0 => "none of them may be silent".to_owned(),
        1 => "1 of them may be silent".to_owned(),
        many => format!("{many} of them may be silent"),
    };
    let live = if log.is_live() { "" } else { ": fewer than the charter takes to be hostile" };
    format!(
        "The log of {} is on record with {cosignatures} cosignatures of the {witnesses} members outside its bloc: {lies}; {silences}{live}.",
        owner.name
    )
}

/// What each bloc could do alone, and how few members suffice for what.
fn powers(charter: &Charter) -> Vec<String> {
    let mut lines: Vec<String> = charter.blocs().into_iter().map(|bloc| bloc_alone(charter, bloc)).collect();
    lines.extend(POWERS.iter().map(|(power, what)| match charter.least(*power) {
        Some(1) => format!("1 member, if it is the right one, could {what}."),
        Some(least) => format!("{least} members, if they are the right ones, could {what}."),
        None => format!("Not even all members together could {what}."),
    }));
    lines
}

fn bloc_alone(charter: &Charter, bloc: &MemberName) -> String {
    let coalition = Coalition::of_bloc(charter, bloc);
    let can: Vec<&str> =
        POWERS.iter().filter(|(power, _)| coalition.can(*power)).map(|(_, what)| *what).collect();
    let who = match coalition.count() {
        1 => format!("The bloc {bloc}, 1 member,"),
        many => format!("The bloc {bloc}, {many} members,"),
    };
    match can.is_empty() {
        true => format!("{who} alone could do none of what follows."),
        false => format!("{who} alone could: {}.", can.join("; ")),
    }
}
