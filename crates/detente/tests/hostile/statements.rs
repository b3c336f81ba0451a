//! Entries that no honest node would sign. A witness judges the tree and not what entries say: they are cosigned, and void for all alike.

use crate::support::{Node, Unit};
use log::Head;
use testkit::hostile::{Face, History, Hostile, now};

/// A unit of three honest members and mallory, and the face that all see.
struct Scene {
    unit: Unit,
    nodes: Vec<Node>,
    evil: Hostile,
    history: History,
    face: Face,
}

impl Scene {
    fn set(quota: &str) -> Self {
        let unit = Unit::with(&["alpha", "bravo", "charlie", "mallory"], quota);
        let evil = unit.hostile("mallory");
        let history = evil.history();
        let face = evil.face(&unit.address("mallory"), &history);
        let nodes = ["alpha", "bravo", "charlie"].map(|member| unit.start(member)).into();
        Scene { unit, nodes, evil, history, face }
    }

    /// Appends entries, gets them cosigned by two, and says so in a quote, which is cosigned too: they are on record.
    fn goes_on_record(&self, entries: Vec<Vec<u8>>) -> u64 {
        let old = self.history.shown().checkpoint().size;
        let head = self.history.append(entries);
        let with = self.cosigned(old, &head);
        let quoted = self.history.append([self.evil.quote(&with)]);
        self.cosigned(head.checkpoint().size, &quoted);
        quoted.checkpoint().size
    }

    fn cosigned(&self, old: u64, head: &Head) -> Head {
        ["alpha", "bravo"].iter().fold(head.clone(), |with, member| {
            let peer = self.face.peer(member, &self.unit.address(member));
            let signed = self.face.cosigned(&peer, old, head);
            with.joined(&signed)
        })
    }

    /// All have these entries of mallory's as void, for a reason with these words, and no others of it.
    fn void_everywhere(&self, numbers: &[u64], why: &str, size: u64) {
        for node in &self.nodes {
            node.until(&format!("{numbers:?} are void, and no others"), || {
                let log = node.log("mallory");
                let void = node.statements("member=mallory&void=true");
                let found: Vec<u64> = void.iter().filter_map(|found| found["index"].as_u64()).collect();
                log["size"] == size && log["on_record"].as_u64() >= Some(size - 1) && found == numbers
            });
            let void = node.statements("member=mallory&void=true");
            assert!(
                void.iter().all(|found| found["void"].as_str().is_some_and(|said| said.contains(why))),
                "{void:?}"
            );
            node.alarms("void-entries", Some("mallory"));
        }
        self.goes_on();
    }

    fn goes_on(&self) {
        let said = self.nodes[2].say("we go on");
        self.nodes
            .iter()
            .for_each(|node| node.until("an honest member goes on record", || node.has_on_record(&said)));
    }
}

#[test]
fn threat_07_what_is_made_at_another_time_is_void_and_cosigned() {
    let scene = Scene::set("");
    let day = 86_400;
    let entries = [now(), now() - 30 * day, now() + 30 * day, now()];
    let entries = (0..).zip(entries).map(|(number, made)| scene.evil.statement_made(number, made)).collect();
    let size = scene.goes_on_record(entries);
    scene.void_everywhere(&[1, 2], "record time", size);
}

#[test]
fn threat_10_what_was_said_in_another_unit_is_void_here() {
    let scene = Scene::set("");
    let entries = vec![scene.evil.statement(1), scene.evil.statement_elsewhere(2), scene.evil.statement(3)];
    let size = scene.goes_on_record(entries);
    scene.void_everywhere(&[1], "unit", size);
}

#[test]
fn threat_10_the_same_text_counts_once() {
    let scene = Scene::set("");
    let twice = scene.evil.statement(1);
    let size = scene.goes_on_record(vec![twice.clone(), scene.evil.statement(2), twice]);
    scene.void_everywhere(&[2], "before", size);
}

#[test]
fn threat_27_entries_that_are_no_statements_are_void_and_cost_nothing_else() {
    let scene = Scene::set("");
    let mut broken = scene.evil.statement(7);
    let middle = broken.len() / 2;
    broken[middle] ^= 1;
    let entries = vec![
        Vec::new(),
        vec![0xff; 65_535],
        b"\x1b[2J<script>alert(1)</script>\n".to_vec(),
        broken,
        scene.evil.statement(8),
    ];
    let size = scene.goes_on_record(entries);
    scene.void_everywhere(&[0, 1, 2, 3], "", size);
}

#[test]
fn threat_29_bodies_beyond_the_limit_are_not_kept() {
    let unit = Unit::of(&["alpha", "bravo", "charlie", "mallory"]);
    for member in ["alpha", "bravo", "charlie"] {
        unit.configure(member, &[], "[limits]\nbodies = 100000\n");
    }
    let evil = unit.hostile("mallory");
    let history = evil.history();
    let face = evil.face(&unit.address("mallory"), &history);
    for number in 0..3_u8 {
        let (entry, stored) = evil.statement_with(vec![number; 60_000]);
        history.append([entry]);
        history.keep(stored);
    }
    let nodes: Vec<Node> = ["alpha", "bravo", "charlie"].map(|member| unit.start(member)).into();
    for (node, member) in nodes.iter().zip(["alpha", "bravo", "charlie"]) {
        node.alarms("over-quota", Some("mallory"));
        std::thread::sleep(std::time::Duration::from_secs(2));
        assert!(!node.has_alarm("body-withheld", Some("mallory")), "it is not withheld: it is not wanted");
        let bodies = walkdir::WalkDir::new(unit.home(member).join("bodies")).into_iter().flatten();
        let kept: u64 = bodies
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| entry.metadata().map_or(0, |file| file.len()))
            .sum();
        assert!(kept < 110_000, "{kept}");
    }
    let said = nodes[0].say("we go on");
    nodes.iter().for_each(|node| node.until("on record", || node.has_on_record(&said)));
    drop(face);
}

#[test]
fn threat_29_more_than_a_member_may_say_is_void_and_far_more_is_not_even_mirrored() {
    let mut scene = Scene::set("\n[quota]\nstatements = 20\nbytes = 1000000\n");
    let size = scene.goes_on_record((0..22).map(|number| scene.evil.statement(number)).collect());
    // The quote is a statement as well, but not on record yet.
    scene.void_everywhere(&[20, 21], "more than its author may say", size);
    // 2 x 20 for each day since the unit was founded.
    let days = 1 + (now() - 1_767_225_600) / 86_400;
    let most = 2 * 20 * days as u64;
    let old = scene.history.shown().checkpoint().size;
    // In small steps: what counts is how long the log is, not how fast it got there.
    let most_of_it: Vec<_> = (old..most + 100).map(|number| number.to_string().into_bytes()).collect();
    scene.history.append(most_of_it);
    scene.history.show(scene.history.head_at(most as usize - 50));
    for node in &scene.nodes {
        node.until("it is mirrored up to the limit", || node.log("mallory")["size"] == most - 50);
    }
    scene.history.show(scene.history.head_at(most as usize + 50));
    for node in &mut scene.nodes {
        node.alarms("over-quota", Some("mallory"));
        assert_eq!(node.log("mallory")["size"], most - 50);
        node.is_well();
    }
    scene.goes_on();
}
