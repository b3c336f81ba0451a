//! The record as a node answers for it, and units that agree on it.

use crate::{api::Api, load::Acknowledged, seen::Roots, unit::Unit};
use note::encoding::unbase64;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    thread,
    time::{Duration, Instant},
};

/// How long a unit may take until all its nodes have the same record.
const PATIENCE: Duration = Duration::from_secs(180);

/// Bytes that a node answered, by path.
pub type Answers = BTreeMap<String, Vec<u8>>;

/// All answers about the record. `None` where the node does not answer, or not well.
pub fn answers(node: &Api, members: &[&str]) -> Option<Answers> {
    let mut all = Answers::new();
    let mut take = |path: String| {
        let answer = node.get(&path).ok().filter(|answer| answer.status == 200)?;
        let json: Option<Value> = serde_json::from_slice(&answer.body).ok();
        all.insert(path, answer.body);
        json
    };
    ["unit", "charters", "logs"].iter().try_for_each(|path| take(format!("/api/v1/{path}")).map(drop))?;
    let mut ids = Vec::new();
    for member in members {
        if node.get(&format!("/api/v1/logs/{member}")).ok()?.status == 404 {
            // Killed before it ever said anything. Whether all say so the list of logs tells.
            continue;
        }
        take(format!("/api/v1/logs/{member}"))?;
        let mut from = Some(0);
        while let Some(at) = from {
            from = take(format!("/api/v1/logs/{member}/entries?limit=1000&from={at}"))?["next"].as_u64();
        }
    }
    let mut cursor = Some(String::new());
    while let Some(behind) = cursor {
        let page = take(format!("/api/v1/statements?limit=1000{behind}"))?;
        ids.extend(page["statements"].as_array()?.iter().map(|said| said["id"].clone()));
        cursor = page["next"].as_str().map(|next| format!("&cursor={next}"));
    }
    // All of them would take long. What is told of one is told of all by the same code.
    for id in ids.iter().step_by(ids.len() / 40 + 1) {
        take(format!("/api/v1/statements/{}", id.as_str()?))?;
    }
    for path in (1..).map(|number| format!("/api/v1/charters/{number}")) {
        let answer = node.get(&path).ok()?;
        if answer.status != 200 {
            break;
        }
        all.insert(path, answer.body);
    }
    for member in members {
        let path = format!("/api/v1/sheets/{member}");
        all.insert(path.clone(), node.get(&path).ok()?.body);
    }
    Some(all)
}

/// Waits until all nodes give the same answers, in which all that was acknowledged is on record.
///
/// # Panics
/// That does not happen: with what is missing, or in what two nodes differ.
pub fn agreed(unit: &Unit, acknowledged: &[Acknowledged]) -> Answers {
    let began = Instant::now();
    loop {
        match agree(unit, acknowledged) {
            Ok(answers) => return answers,
            Err(why) if began.elapsed() > PATIENCE => panic!("the unit does not agree: {why}"),
            Err(_) => thread::sleep(Duration::from_millis(500)),
        }
    }
}

fn agree(unit: &Unit, acknowledged: &[Acknowledged]) -> Result<Answers, String> {
    let names: Vec<&str> = unit.members.iter().map(|member| member.name).collect();
    let ask =
        |node: &crate::unit::Member| answers(&node.api(), &names).ok_or(format!("{} is silent", node.name));
    let all: Vec<Answers> = unit.members.iter().map(ask).collect::<Result<_, _>>()?;
    for (other, member) in all.iter().zip(&unit.members) {
        let first = &all[0];
        let paths: BTreeSet<&String> = first.keys().chain(other.keys()).collect();
        if let Some(path) = paths.into_iter().find(|path| first.get(*path) != other.get(*path)) {
            let show = |answers: &Answers| {
                String::from_utf8_lossy(answers.get(path).map_or(&[], Vec::as_slice))
                    .chars()
                    .take(3000)
                    .collect::<String>()
            };
            return Err(format!(
                "{path} at {} and {}:\n{}\n{}",
                names[0],
                member.name,
                show(first),
                show(other)
            ));
        }
    }
    let recorded = recorded(&all[0]);
    let missing: Vec<_> = acknowledged.iter().filter(|said| !recorded.contains(&said.id)).collect();
    match missing.first() {
        Some(first) => {
            Err(format!("{} of {} are not on record, such as {first:?}", missing.len(), acknowledged.len()))
        }
        None => Ok(all.into_iter().next().unwrap_or_default()),
    }
}

/// The ids of all that is on record and not void.
pub fn recorded(answers: &Answers) -> BTreeSet<String> {
    let pages = answers.iter().filter(|(path, _)| path.starts_with("/api/v1/statements?"));
    let pages = pages.map(|(_, page)| serde_json::from_slice::<Value>(page).expect("JSON"));
    let said = pages.flat_map(|page| page["statements"].as_array().expect("statements").clone());
    let counts = said.filter(|said| said.get("recorded").is_some() && said.get("void").is_none());
    counts.map(|said| said["id"].as_str().expect("an id").to_owned()).collect()
}

/// The entries of a log, with their ids.
pub fn entries(answers: &Answers, member: &str) -> Vec<(String, Vec<u8>)> {
    let of = format!("/api/v1/logs/{member}/entries?");
    let pages = answers.iter().filter(|(path, _)| path.starts_with(&of));
    let pages = pages.map(|(_, page)| serde_json::from_slice::<Value>(page).expect("JSON"));
    let mut all: Vec<Value> =
        pages.flat_map(|page| page["entries"].as_array().expect("entries").clone()).collect();
    all.sort_by_key(|entry| entry["index"].as_u64());
    let text = |entry: &Value, name: &str| entry[name].as_str().expect("text").to_owned();
    let read =
        |entry: Value| (text(&entry, "id"), unbase64("entry", &text(&entry, "entry")).expect("base64"));
    all.into_iter().map(read).collect()
}

/// What a unit that agrees must have kept: each acknowledged statement in its place, and one root at each size.
pub fn check(answers: &Answers, names: &[&str], acknowledged: &[Acknowledged], roots: &mut Roots) {
    for name in names {
        let (ids, entries): (Vec<_>, Vec<_>) = entries(answers, name).into_iter().unzip();
        roots.compare(name, &entries);
        for said in acknowledged.iter().filter(|said| said.member == *name) {
            assert_eq!(ids.get(said.index as usize), Some(&said.id), "{said:?} is not where it was put");
        }
    }
}
