//! Answers that no honest node gives, keys that are not the right ones, and more of everything than is decent.

use crate::support::{Node, Unit};
use testkit::hostile::{Face, Fault, History, Hostile};

struct Scene {
    unit: Unit,
    nodes: Vec<Node>,
    evil: Hostile,
    history: History,
}

impl Scene {
    fn set() -> Self {
        let unit = Unit::of(&["alpha", "bravo", "charlie", "mallory"]);
        let evil = unit.hostile("mallory");
        let history = evil.history();
        history.append((0..3).map(|number| evil.statement(number)));
        Scene { unit, nodes: Vec::new(), evil, history }
    }

    fn face(&self) -> Face {
        self.evil.face(&self.unit.address("mallory"), &self.history)
    }

    fn start(&mut self) {
        self.nodes = ["alpha", "bravo", "charlie"].map(|member| self.unit.start(member)).into();
    }

    /// Honest members go on record as if nothing was, and nothing has panicked.
    fn goes_on(&mut self) {
        for (number, node) in self.nodes.iter().enumerate() {
            let said = node.say(&format!("{number} goes on"));
            self.nodes.iter().for_each(|node| node.until("it is on record", || node.has_on_record(&said)));
        }
        self.nodes.iter_mut().for_each(Node::is_well);
    }
}

#[test]
fn threat_23_malformed_and_oversize_answers_are_refused_and_shown() {
    let faults = [
        ("/heads", Fault::Body(b"detente/heads/v1\nmallory 99999999999999999999\n".to_vec())),
        ("/heads", Fault::Body(vec![0xff; 1 << 20])),
        ("/heads", Fault::Claims(u64::MAX)),
        ("/heads", Fault::Endless),
        (
            "/heads",
            Fault::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 9\r\n\r\nab".to_vec()),
        ),
        ("/about", Fault::Body([&b"["[..]].concat().repeat(60_000))),
        ("/about", Fault::Body(br#"{"protocol":"detente/peer/1","member":"alpha"}"#.to_vec())),
        ("/log/mallory/tile/entries", Fault::Body(vec![0xff; 100])),
        ("/log/mallory/tile/entries", Fault::Endless),
        ("/add-checkpoint", Fault::Body(b"\xe2\x80\x94 bravo/witness AAAA\n".to_vec())),
        ("/add-checkpoint", Fault::Body(vec![b'a'; 1 << 20])),
    ];
    let mut scene = Scene::set();
    let face = scene.face();
    scene.start();
    for (path, fault) in faults {
        // New entries, so that there is something to ask for.
        scene.history.append([scene.evil.statement(scene.history.shown().checkpoint().size)]);
        face.mend();
        face.fault(path, fault.clone());
        let before = face.asked().len();
        let asked = |path: &str| face.asked()[before..].iter().any(|asked| asked.starts_with(path));
        let what =
            format!("{path} is asked for: {:?}", format!("{fault:?}").chars().take(60).collect::<String>());
        scene.nodes[1].until(&what, || asked(path));
    }
    scene.nodes[1].alarms("misbehaved", Some("mallory"));
    scene.goes_on();
}

#[test]
fn threat_30_slow_and_silent_answers_hold_nobody_up() {
    let mut scene = Scene::set();
    let face = scene.face();
    let (with_body, _) = scene.evil.statement_with(vec![b'b'; 1000]);
    scene.history.append([with_body]);
    face.fault("/body", Fault::Trickle);
    face.fault("/add-checkpoint", Fault::Silent);
    scene.start();
    scene.nodes[1]
        .until("the body is asked for", || face.asked().iter().any(|path| path.starts_with("/body")));
    scene.goes_on();
    for fault in [Fault::Trickle, Fault::Silent] {
        scene.history.append([scene.evil.statement(scene.history.shown().checkpoint().size)]);
        face.fault("/log", fault);
        scene.goes_on();
    }
    face.fault("/", Fault::Silent);
    scene.goes_on();
}

#[test]
fn threat_30_another_key_than_the_sheet_names_is_an_alarm_and_gets_nothing() {
    let mut scene = Scene::set();
    let masked = scene.evil.masked_face(&scene.unit.address("mallory"), &scene.history);
    scene.start();
    for node in &scene.nodes {
        node.alarms("wrong-pin", Some("mallory"));
        assert_eq!(node.log("mallory")["size"], 0);
    }
    assert!(masked.asked().is_empty(), "nothing was asked of it");
    drop(masked);
    let _face = scene.face();
    scene.nodes.iter().for_each(|node| node.alarm_ends("wrong-pin", Some("mallory")));
    scene.goes_on();
}

#[test]
fn threat_29_a_flood_of_connections_and_requests_does_not_stop_the_others() {
    let mut scene = Scene::set();
    let face = scene.face();
    scene.start();
    let bravo = scene.unit.address("bravo");
    let _open = scene.evil.flood_connections(bravo.parse().expect("an address"), 400);
    let flood = scene.evil.flood_requests((0..8).map(|_| face.peer("bravo", &bravo)).collect());
    scene.goes_on();
    assert!(flood.answered() > 0, "it was answered as far as it may ask");
}

#[test]
fn threat_29_a_head_over_entries_that_nobody_has_costs_nothing() {
    let mut scene = Scene::set();
    let face = scene.face();
    scene.history.show(scene.history.boast(1 << 40));
    scene.start();
    scene.nodes.iter().for_each(|node| node.alarms("over-quota", Some("mallory")));
    scene.history.show(scene.history.boast(2_000));
    scene.nodes.iter().for_each(|node| node.alarms("entries-withheld", Some("mallory")));
    scene.goes_on();
    drop(face);
}
