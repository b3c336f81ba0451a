//! Logs with two histories, old ones, and ones that stand still.

use crate::support::{Node, Unit, free_port};
use testkit::hostile::{Face, Hostile};

/// Three honest members and one that is not, which shows each of two of them a face of its own.
struct Scene {
    unit: Unit,
    nodes: Vec<Node>,
    evil: Hostile,
}

impl Scene {
    /// Bravo dials mallory where the configuration says, charlie and alpha elsewhere.
    fn set() -> (Self, [String; 2]) {
        let unit = Unit::of(&["alpha", "bravo", "charlie", "mallory"]);
        let second = free_port();
        for member in ["alpha", "charlie"] {
            unit.configure(member, &[("mallory", second)], "");
        }
        let faces = [unit.address("mallory"), second.to_string()];
        let evil = unit.hostile("mallory");
        (Scene { unit, nodes: Vec::new(), evil }, faces)
    }

    fn start(&mut self) {
        self.nodes = ["alpha", "bravo", "charlie"].map(|member| self.unit.start(member)).into();
    }

    /// All show the equivocation, keep evidence that anyone accepts, put it on record, sign nothing for that log, and go on.
    fn all_have_seen_it(&mut self) {
        for (node, member) in self.nodes.iter().zip(["alpha", "bravo", "charlie"]) {
            node.alarms("equivocation", Some("mallory"));
            let gates = node.get("/api/v1/status")["gates"].to_string();
            assert!(gates.contains("two histories"), "{member}: {gates}");
            self.unit.others_accept_evidence(member);
        }
        let said = self.nodes[0].say("we go on");
        for node in &mut self.nodes {
            node.until("an honest member goes on record", || node.has_on_record(&said));
            node.until("the evidence is on record", || {
                let evidence = node.statements_whole("kind=evidence&on_record=true&void=false");
                evidence.iter().any(|said| said.contains(r#""value":"mallory""#))
            });
            node.is_well();
        }
    }
}

fn faces(scene: &Scene, at: &[String; 2], sizes: [u64; 2]) -> [Face; 2] {
    let first = scene.evil.history();
    first.append((0..2).map(|number| scene.evil.statement(number)));
    let second = first.fork();
    first.append((2..sizes[0]).map(|number| scene.evil.statement(number)));
    second.append((2..sizes[1]).map(|number| scene.evil.statement(100 + number)));
    [scene.evil.face(&at[0], &first), scene.evil.face(&at[1], &second)]
}

#[test]
fn threat_05_two_histories_of_one_size_are_seen_and_shown_to_all() {
    let (mut scene, at) = Scene::set();
    let _faces = faces(&scene, &at, [5, 5]);
    scene.start();
    scene.all_have_seen_it();
}

#[test]
fn threat_05_two_histories_of_two_sizes_are_seen_and_shown_to_all() {
    let (mut scene, at) = Scene::set();
    let _faces = faces(&scene, &at, [4, 7]);
    scene.start();
    scene.all_have_seen_it();
}

#[test]
fn threat_05_a_second_history_that_is_pushed_to_a_witness_is_not_cosigned() {
    let (mut scene, at) = Scene::set();
    let history = scene.evil.history();
    history.append((0..3).map(|number| scene.evil.statement(number)));
    let other = history.fork();
    let head = history.append([scene.evil.statement(3)]);
    let face = scene.evil.face(&at[0], &history);
    scene.start();
    let bravo = face.peer("bravo", &scene.unit.address("bravo"));
    face.cosigned(&bravo, 0, &head);
    // Before what was cosigned, and behind it.
    let forked = other.append([scene.evil.statement(50), scene.evil.statement(51)]);
    face.turn(&other);
    let refused = face.push(&bravo, 4, &forked).expect("an answer");
    assert!(matches!(refused, node::peers::Answer::Refused { .. }), "{refused:?}");
    scene.nodes[1].alarms("equivocation", Some("mallory"));
    scene.unit.others_accept_evidence("bravo");
    let again = face.push(&bravo, 4, &history.head_at(4)).expect("an answer");
    assert!(matches!(again, node::peers::Answer::Refused { .. }), "nothing more is signed: {again:?}");
    // A restart does not make it forget.
    scene.nodes.remove(1).stop();
    scene.nodes.insert(1, scene.unit.start("bravo"));
    assert!(scene.nodes[1].has_alarm("equivocation", Some("mallory")));
    let again = face.push(&bravo, 4, &history.head_at(4)).expect("an answer");
    assert!(matches!(again, node::peers::Answer::Refused { .. }), "not after a restart either: {again:?}");
}

#[test]
fn threat_29_a_new_history_for_every_answer_fills_no_disk_with_evidence() {
    let (mut scene, at) = Scene::set();
    let root = scene.evil.history();
    root.append((0..2).map(|number| scene.evil.statement(number)));
    let faces = [scene.evil.face(&at[0], &root), scene.evil.face(&at[1], &root)];
    scene.start();
    for node in &scene.nodes {
        node.until("the log is mirrored", || node.log("mallory")["size"] == 2);
    }
    for number in 0..12 {
        let fork = root.fork();
        fork.append((0..2).map(|more| scene.evil.statement(100 + 2 * number + more)));
        faces.iter().for_each(|face| face.turn(&fork));
        std::thread::sleep(std::time::Duration::from_millis(500));
    }
    scene.all_have_seen_it();
    for member in ["alpha", "bravo", "charlie"] {
        assert!(scene.unit.evidence(member).len() <= 3, "one piece of each who has found some: {member}");
    }
    let said = scene.nodes[0].statements("kind=evidence");
    assert!(said.len() <= 9, "{}", said.len());
}

#[test]
fn threat_05_evidence_that_is_made_up_against_an_honest_member_is_nothing() {
    let (mut scene, at) = Scene::set();
    let history = scene.evil.history();
    history.append([scene.evil.statement(0), scene.evil.forged_evidence("alpha"), scene.evil.statement(2)]);
    let face = scene.evil.face(&at[0], &history);
    scene.start();
    let bravo = &scene.nodes[1];
    bravo.until("it is there", || {
        bravo.log("mallory")["size"] == 3 && !bravo.statements("kind=evidence").is_empty()
    });
    let said = scene.nodes[0].say("alpha goes on");
    scene.nodes.iter().for_each(|node| node.until("on record", || node.has_on_record(&said)));
    for (node, member) in scene.nodes.iter().zip(["alpha", "bravo", "charlie"]) {
        assert!(!node.has_alarm("equivocation", Some("alpha")));
        assert!(scene.unit.evidence(member).is_empty());
    }
    drop(face);
}

#[test]
fn threat_24_lines_in_the_names_of_others_under_a_head_are_passed_on_by_nobody() {
    let (mut scene, at) = Scene::set();
    let face = scene.evil.face(&at[0], &scene.evil.history());
    scene.start();
    let said = scene.nodes[0].say("alpha is on record");
    scene.nodes.iter().for_each(|node| node.until("on record", || node.has_on_record(&said)));
    let bravo = face.peer("bravo", &scene.unit.address("bravo"));
    let head = |of: &str| {
        let heads = face.ask(async { bravo.heads().await }).expect("heads");
        heads.into_iter().find(|(owner, _)| owner.as_str() == of).expect("a head").1
    };
    for _ in 0..4 {
        let spoiled =
            (0..80).fold(head("alpha"), |note, number| note.with(scene.evil.line_of("bravo", number)));
        face.also_shows("alpha", &spoiled);
        let asked = face.asked().len();
        scene.nodes[1].until("bravo has asked", || {
            face.asked()[asked..].iter().filter(|path| *path == "/heads").count() > 1
        });
        assert!(head("alpha").signatures().len() <= 4, "the log, and one for each witness");
    }
    scene.nodes.iter().for_each(|node| assert!(!node.has_alarm("frozen", Some("alpha"))));
}

#[test]
fn threat_08_a_log_that_is_rolled_back_is_not_cosigned_again() {
    let (mut scene, at) = Scene::set();
    let history = scene.evil.history();
    let head = history.append((0..5).map(|number| scene.evil.statement(number)));
    let faces = [scene.evil.face(&at[0], &history), scene.evil.face(&at[1], &history)];
    scene.start();
    let bravo = faces[0].peer("bravo", &scene.unit.address("bravo"));
    faces[0].cosigned(&bravo, 0, &head);
    history.show(history.head_at(3));
    for node in &scene.nodes {
        node.alarms("rolled-back", Some("mallory"));
        assert_eq!(node.log("mallory")["size"], 5, "nothing is forgotten");
    }
    // Shown again as it was, which makes it no better: a person has to see it.
    history.show(head);
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert!(scene.nodes[1].has_alarm("rolled-back", Some("mallory")));
    let answer = faces[0].push(&bravo, 3, &history.head_at(3)).expect("an answer");
    assert_eq!(answer, node::peers::Answer::Conflict(5));
    assert!(scene.unit.evidence("bravo").is_empty(), "an old head is no second history");
}

#[test]
fn threat_09_a_log_that_stands_still_is_frozen() {
    let (mut scene, at) = Scene::set();
    let history = scene.evil.history();
    history.append((0..3).map(|number| scene.evil.statement(number)));
    let faces = [scene.evil.face(&at[0], &history), scene.evil.face(&at[1], &history)];
    scene.start();
    for node in &scene.nodes {
        // Never cosigned, nor said to be anything but the newest: that it answers does not make it fresh.
        node.alarms("frozen", Some("mallory"));
        assert!(!node.has_alarm("frozen", Some("alpha")), "those who have nothing to say are not frozen");
    }
    let bravo = faces[0].peer("bravo", &scene.unit.address("bravo"));
    faces[0].cosigned(&bravo, 0, &history.shown());
    scene.nodes[1].alarm_ends("frozen", Some("mallory"));
    scene.nodes[1].alarms("frozen", Some("mallory"));
}
