//! How each turn of a round ends: what is known is kept, the invitation goes on, and a person learns what is missing and who is next.

use super::{carrier::Out, settings};
use home::{Home, Round};
use statement::MemberName;

/// Keeps the round and passes it on. `before` is what the home knew.
pub fn close(home: &Home, before: Option<&Round>, round: &Round, out: &Out) -> anyhow::Result<()> {
    round.keep(home)?;
    out.write(&round.packet()?)?;
    let mut lines = news(home, before, round);
    lines.extend(settings::write(home, round.addresses().get(home.member()))?);
    lines.extend(missing(home, round, &out.name()));
    out.say(lines)
}

/// What the home did not know.
fn news(home: &Home, before: Option<&Round>, round: &Round) -> Vec<String> {
    let mut lines = Vec::new();
    let held = before.map_or(0, |before| before.charters().signed().len());
    for charter in round.charters().all().skip(held) {
        lines.push(format!(
            "Charter {} holds and is kept. It is in force from {} on.",
            charter.number, charter.starts
        ));
    }
    for member in round.sheets().members() {
        let had = before.map_or(0, |before| before.sheets().chain(member).count());
        let has = round.sheets().chain(member).count();
        if has > had {
            let verb = if member == home.member() { "made" } else { "taken" };
            lines.push(format!("Key sheet {has} of {member} is {verb}."));
        }
    }
    for (member, address) in round.addresses().iter().filter(|(member, _)| *member != home.member()) {
        match before.and_then(|before| before.addresses().get(member)) {
            Some(old) if old != address => {
                lines.push(format!(
                    "The node of {member} is said to listen at {address} now, no longer at {old}."
                ));
            }
            _ => {}
        }
    }
    lines
}

/// What is missing, and who is next.
fn missing(home: &Home, round: &Round, name: &str) -> Vec<String> {
    let missing = round.missing();
    let number = round.newest().map_or(0, |charter| charter.number);
    let mut lines = Vec::new();
    if round.newest().is_some_and(|charter| charter.seat(home.member()).is_none()) {
        lines.push(format!("Charter {number} leaves {} out. What you have said stays valid.", home.member()));
        if missing.holds.is_none() {
            return lines;
        }
    }
    if let Some(why) = &missing.holds {
        lines.push(format!("Charter {number} does not hold yet: {why}."));
    }
    if !missing.sheets.is_empty() {
        lines.push(format!("There is no key sheet yet of: {}.", list(missing.sheets.iter())));
    }
    if !missing.addresses.is_empty() {
        lines.push(format!(
            "Nobody has said yet where these listen: {}. They say it with `detente unit join {name} --address HOST:PORT`.",
            list(missing.addresses.iter())
        ));
    }
    let needed: Vec<&MemberName> =
        missing.needed().into_iter().filter(|member| *member != home.member()).collect();
    match needed.first() {
        Some(next) => lines.push(format!(
            "Give {name} to {next}{}: detente unit join FILE",
            match needed.len() {
                1 => String::new(),
                _ => format!(", then to {}", list(needed.iter().skip(1).copied())),
            }
        )),
        None if missing.holds.is_none() => lines.extend(whole(home, round, name)),
        None => {}
    }
    lines
}

/// Nothing is missing that anybody else could add.
fn whole(home: &Home, round: &Round, name: &str) -> Vec<String> {
    let seats = round.newest().into_iter().flat_map(|charter| &charter.seats);
    let others: Vec<&MemberName> =
        seats.map(|seat| &seat.name).filter(|member| *member != home.member()).collect();
    vec![
        format!(
            "All is in it. Whoever joined before it was whole joins once more with {name}: {}.",
            list(others.into_iter())
        ),
        "Your node can start: detente serve".to_owned(),
    ]
}

fn list<'m>(members: impl Iterator<Item = &'m MemberName>) -> String {
    members.map(MemberName::as_str).collect::<Vec<_>>().join(", ")
}
