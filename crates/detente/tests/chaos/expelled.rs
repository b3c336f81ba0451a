//! A member that the next charter has no seat for: nobody lets its node in, and it opens nothing that is sealed from then on (THREATS 20).

use crate::{
    record,
    unit::{Member, Unit},
};
use home::{Home, unseal};
use serde_json::{Value, json};
use statement::Entry;
use std::{
    thread,
    time::{Duration, Instant},
};

/// How long a unit may take to come to something.
const PATIENCE: Duration = Duration::from_secs(60);

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "not within a minute: {what}");
        thread::sleep(Duration::from_millis(200));
    }
}

/// Says something as soon as the node may, and gives its id.
fn say(member: &Member, statement: &Value) -> String {
    let mut id = None;
    until("it is said", || {
        let Ok(answer) = member.api().say(statement) else { return false };
        let said: Value = serde_json::from_slice(&answer.body).expect("JSON");
        assert!([201, 503].contains(&answer.status), "{said}");
        id = said["id"].as_str().map(str::to_owned);
        id.is_some()
    });
    id.expect("it was said")
}

fn statement(member: &Member, id: &str) -> Option<Value> {
    member.api().json(&format!("/api/v1/statements/{id}"))
}

fn is_on_record(member: &Member, id: &str) -> bool {
    statement(member, id).is_some_and(|said| said.get("recorded").is_some())
}

fn body(member: &Member, id: &str) -> Option<Vec<u8>> {
    let answer = member.api().get(&format!("/api/v1/statements/{id}/body")).ok()?;
    (answer.status == 200).then_some(answer.body)
}

/// The length of a log as a node has it.
fn size(member: &Member, log: &str) -> Option<u64> {
    member.api().json(&format!("/api/v1/logs/{log}"))?["size"].as_u64()
}

#[test]
fn threat_20_an_expelled_member_opens_nothing_sealed_under_the_next_charter() {
    let mut unit = Unit::found(&["north", "south", "east", "west"], &[]);
    unit.start();
    let sealed = |to: &[&str], text: &str| json!({"kind": "intel", "to": to, "body": note::encoding::base64(text.as_bytes())});
    let before = say(&unit.members[0], &sealed(&["bravo", "delta"], "for delta too"));
    until("all have it", || unit.members.iter().all(|member| is_on_record(member, &before)));
    until("delta opens it", || body(&unit.members[3], &before).is_some());
    expel(&unit, "delta");
    let (rest, delta) = unit.members.split_at(3);
    let delta = &delta[0];
    let old_size = size(&rest[0], "delta");

    // Nothing can be sealed to it.
    let answer = rest[0].api().say(&sealed(&["bravo", "delta"], "no")).expect("an answer");
    assert_eq!(answer.status, 422, "{}", String::from_utf8_lossy(&answer.body));
    // Not under the old charter: it holds from a second on.
    let after = say(&rest[0], &sealed(&["bravo", "charlie"], "for those who stay"));
    until("it is on record without delta", || rest.iter().all(|member| is_on_record(member, &after)));
    until("bravo opens it", || body(&rest[1], &after).as_deref() == Some(b"for those who stay"));
    until("nobody lets delta in", || {
        let status = delta.api().json("/api/v1/status").expect("delta runs");
        status["peers"].as_array().expect("peers").iter().all(|peer| !peer["last_error"].is_null())
    });
    assert_eq!(statement(delta, &after), None, "delta was told");
    // Whatever it says stays with it.
    drop(delta.api().say(&json!({"kind": "stop"})));
    thread::sleep(Duration::from_secs(3));
    assert!(rest.iter().all(|member| size(member, "delta") == old_size), "delta's log goes on");

    // With the file before it, from whoever it may have it, it still has no key that opens it.
    let answers = record::answers(&rest[1].api(), &["alpha"]).expect("answers");
    let entries = record::entries(&answers, "alpha");
    let (_, entry) = entries.into_iter().find(|(id, _)| *id == after).expect("it is in the log");
    assert!(opens(&rest[1], &rest[1], &entry) && !opens(delta, &rest[1], &entry));
}

/// The next charter, by all others. It reaches one home and goes its way from there.
fn expel(unit: &Unit, whom: &str) {
    let first = &unit.members[0];
    unit.run(first, &["charter", "new", "--after", "charter.1", "--remove", whom, "-o", "charter.2"]);
    for member in unit.members.iter().filter(|member| member.name != whom) {
        unit.run(member, &["charter", "sign", "charter.2"]);
    }
    unit.run(first, &["charter", "accept", "charter.2"]);
    let rest = || unit.members.iter().filter(|member| member.name != whom);
    let has_it =
        |member: &Member| member.api().get("/api/v1/charters/2").is_ok_and(|answer| answer.status == 200);
    until("the others have the charter", || rest().all(has_it));
}

/// Whether the keys of one open the sealed body of an entry that another holds.
fn opens(keys_of: &Member, holder: &Member, entry: &[u8]) -> bool {
    let home = Home::open(&keys_of.home).expect("a home");
    let sheets = home.sheets(&home.charters().expect("charters")).expect("sheets");
    let keys = home.keys(home.sheet(&sheets).expect("a sheet"), &mut None).expect("keys");
    let entry = Entry::parse(entry).expect("an entry");
    let sealed = entry.header().common.sealed.expect("it is sealed");
    let holder = Home::open(&holder.home).expect("a home");
    let file = holder.shelf().bodies().get(&sealed.hash.0, 1 << 20).expect("readable").expect("it is held");
    let body = entry.header().common.body.clone().expect("a body");
    unseal(&file, &body, &[keys.age().clone()]).expect("an age file").is_some()
}
