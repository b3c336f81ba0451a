//! What is promised and not given: entries under a head, bodies under a statement.

use crate::support::{Unit, free_port};
use testkit::hostile::Fault;

#[test]
fn threat_04_entries_that_are_withheld_are_not_cosigned_and_seen() {
    let unit = Unit::of(&["alpha", "bravo", "charlie", "mallory"]);
    let evil = unit.hostile("mallory");
    let history = evil.history();
    let head = history.append((0..3).map(|number| evil.statement(number)));
    let face = evil.face(&unit.address("mallory"), &history);
    face.fault("/log/", Fault::Refuse(404));
    let nodes = ["alpha", "bravo", "charlie"].map(|member| unit.start(member));
    for node in &nodes {
        node.alarms("entries-withheld", Some("mallory"));
        assert_eq!(node.log("mallory")["size"], 0);
    }
    let bravo = face.peer("bravo", &unit.address("bravo"));
    let refused = face.push(&bravo, 0, &head).expect("an answer");
    assert!(matches!(refused, node::peers::Answer::Refused { .. }), "{refused:?}");
    let said = nodes[0].say("we go on");
    nodes.iter().for_each(|node| node.until("on record", || node.has_on_record(&said)));
    // It gives them: all is well again.
    face.mend();
    face.cosigned(&bravo, 0, &head);
    nodes.iter().for_each(|node| node.alarm_ends("entries-withheld", Some("mallory")));
}

#[test]
fn threat_04_who_shows_the_log_of_another_and_withholds_it_is_the_one_that_is_named() {
    let unit = Unit::of(&["alpha", "bravo", "charlie", "mallory"]);
    let nowhere = free_port();
    // Bravo hears of alpha's log from mallory alone, which gives nothing of it.
    unit.configure("bravo", &[("alpha", nowhere), ("charlie", nowhere)], "");
    unit.configure("alpha", &[("bravo", nowhere)], "");
    unit.configure("charlie", &[("bravo", nowhere)], "");
    let evil = unit.hostile("mallory");
    let face = evil.face(&unit.address("mallory"), &evil.history());
    let [alpha, _charlie] = ["alpha", "charlie"].map(|member| unit.start(member));
    alpha.say("what bravo shall not hear");
    let peer = face.peer("alpha", &unit.address("alpha"));
    let heads = face.ask(async { peer.heads().await }).expect("heads");
    let note = heads.into_iter().find(|(owner, _)| owner.as_str() == "alpha").expect("a head").1;
    face.also_shows("alpha", &note);
    let bravo = unit.start("bravo");
    bravo.alarms("entries-withheld", Some("mallory"));
    assert!(!bravo.has_alarm("entries-withheld", Some("alpha")));
}

#[test]
fn threat_04_a_body_that_is_withheld_is_seen_and_receipts_name_it() {
    let unit = Unit::of(&["alpha", "bravo", "charlie", "mallory"]);
    let evil = unit.hostile("mallory");
    let history = evil.history();
    let (first, given) = evil.statement_with(b"here it is".to_vec());
    let (second, kept) = evil.statement_with(b"only for friends".to_vec());
    history.append([first, second, evil.statement(2)]);
    history.keep(given);
    let face = evil.face(&unit.address("mallory"), &history);
    let nodes = ["alpha", "bravo", "charlie"].map(|member| unit.start(member));
    for node in &nodes {
        node.alarms("body-withheld", Some("mallory"));
    }
    for node in &nodes {
        node.until("receipts say up to where all is held", || {
            let receipts = node.statements_whole("kind=receipt&member=bravo&on_record=true");
            receipts.iter().any(|receipt| receipt.contains(r#""value":"mallory 1""#))
        });
    }
    let said = nodes[0].say("we go on");
    nodes.iter().for_each(|node| node.until("on record", || node.has_on_record(&said)));
    history.keep(kept);
    nodes.iter().for_each(|node| node.alarm_ends("body-withheld", Some("mallory")));
    drop(face);
}
