//! The way of a finding: what one member says is met at another, whose people judge it and release, byte by byte, what the author then sees. Beside
//! that, every byte that left the finder is held against its telemetry.

use crate::support::{
    Room,
    leaving::Leaving,
    nodes::{Node, until},
};
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader},
    process::Stdio,
};
use store::{FindingCause, NewFinding, Origin, Seen, Severity, Store};
use testkit::receivers::Receiver;

const THREE: [&str; 3] = ["alpha", "bravo", "charlie"];

/// What bravo recorded: a connection log of its own.
const TELEMETRY: &str = "\
{\"ts\":\"2026-11-20T08:15:00Z\",\"host\":\"WS-0417.bravo.internal\",\"user\":\"BRAVO\\\\m.keller\",\"id.orig_h\":\"10.44.7.19\",\"query\":\"evil.example\"}
{\"ts\":\"2026-11-21T09:30:00Z\",\"host\":\"DC-02.bravo.internal\",\"user\":\"BRAVO\\\\svc-backup\",\"id.orig_h\":\"10.44.7.2\",\"query\":\"www.evil.example\"}
{\"ts\":\"2026-11-22T10:45:00Z\",\"host\":\"WS-0417.bravo.internal\",\"user\":\"BRAVO\\\\m.keller\",\"id.orig_h\":\"10.44.7.19\",\"query\":\"update.example\"}
";

/// Where it lies.
const PLACE: &str = "/srv/zeek/bravo-sensor/dns.log";

/// 2026-11-20T08:15:00Z and the two days behind it.
const TIMES: [u64; 3] = [1_795_162_500, 1_795_253_400, 1_795_344_300];

/// Says something as soon as the node may speak, and gives its id.
fn say(room: &Room, member: &str, arguments: &[&str]) -> String {
    let all = [&["say"], arguments].concat();
    let said = until("the node may speak", || Some(room.run(member, &all)).filter(|run| run.code == Some(0)));
    said.out.trim().to_owned()
}

/// Waits until a statement is on record at a member's node.
fn on_record(room: &Room, member: &str, owner: &str, id: &str) {
    until("it is on record", || {
        let entries = room.run(member, &["log", "show", owner, "--json"]).out;
        entries.lines().find(|line| line.contains(id) && line.contains("\"recorded\"")).map(drop)
    });
}

/// Puts what a hunt would find into the memory of a member whose node does not run.
fn meet(room: &Room, member: &str, value: &str, lines: &[usize], statement: &str) -> u64 {
    let store = Store::open(&room.home(member).join("node")).expect("the node does not run");
    let origin = Origin {
        statement: statement.parse().expect("an id"),
        member: "alpha".parse().expect("a name"),
        item: String::new(),
    };
    let cause = FindingCause::Indicator { kind: "domain".to_owned(), value: value.to_owned() };
    let mut number = None;
    for line in lines {
        let text = TELEMETRY.lines().nth(*line).expect("a line").to_owned();
        let record: Value = serde_json::from_str(&text).expect("JSON");
        let (cause, origin, time) = (cause.clone(), origin.clone(), TIMES[*line]);
        let met = store.keep().transact("a test meets", move |tx| {
            tx.meet(&NewFinding {
                cause: &cause,
                origins: &[origin],
                record: statement::Digest::of(text.as_bytes()),
                title: cause.value(),
                level: Severity::High,
                met: TIMES[2] + 60,
                seen: Seen::Now { time: Some(time), host: record["host"].as_str() },
                place: PLACE,
                example: &text,
            })
        });
        number = met.expect("met").id().or(number);
    }
    number.expect("a place").0
}

/// The configuration of one member gets more lines.
fn configure(room: &Room, member: &str, more: &str) {
    let path = room.home(member).join("node.toml");
    let text = fs::read_to_string(&path).expect("settings") + more;
    fs::write(path, text).expect("written");
}

fn json_of(room: &Room, member: &str, arguments: &[&str]) -> Value {
    serde_json::from_str(&room.run(member, arguments).ended(0).out).expect("JSON")
}

/// What members tell of a statement, as a member sees it, once `member` is among them.
fn told(room: &Room, at: &str, of: &str, member: &str) -> Value {
    until("somebody tells", || {
        let told = json_of(room, at, &["findings", "told", of, "--json"]);
        told[0]["by"]
            .as_array()?
            .iter()
            .find(|by| by["member"] == member && by["recorded"].is_string())
            .cloned()
    })
}

/// What must stay at bravo.
fn leaving(room: &Room) -> Leaving {
    let telemetry = format!("{TELEMETRY}{PLACE}");
    Leaving::of(room, "bravo", &["alpha", "charlie"], &telemetry)
}

#[test]
fn what_one_says_is_seen_by_another_and_told_back_and_nothing_else_leaves() {
    let room = Room::unit(&THREE);
    room.connect(&THREE, "");
    let (hook, syslog, lines) =
        (Receiver::webhook("204 No Content"), Receiver::datagrams(), Receiver::lines());
    room.file("secret", "a shared secret\n");
    let secret = room.path("secret");
    let notify = format!(
        "[[notify]]\nname = \"desk\"\nwebhook = \"http://{}/hook\"\nsecret = {:?}\nevery = 10\n\
         [[notify]]\nname = \"siem\"\nsyslog = \"udp://{}\"\nevery = 10\n\
         [[notify]]\nname = \"lines\"\nsyslog = \"tcp://{}\"\nevery = 10\ncontent = \"counts\"\n",
        hook.address(),
        secret.to_str().expect("UTF-8"),
        syslog.address(),
        lines.address()
    );
    configure(&room, "bravo", &notify);
    let nodes = THREE.map(|member| room.serve(member));
    let [alpha, bravo, _charlie] = nodes;
    room.file("list", "evil.example\nupdate.example\n");
    let intel =
        say(&room, "alpha", &["list", "--kind", "intel", "--type", "text/plain", "--marking", "TLP:GREEN"]);
    on_record(&room, "bravo", "alpha", &intel);
    bravo.stop();
    let leaving = leaving(&room);
    let seen = meet(&room, "bravo", "evil.example", &[0, 1], &intel).to_string();
    let harmless = meet(&room, "bravo", "update.example", &[2], &intel).to_string();
    let _bravo = room.serve("bravo");

    let listed = room.run("bravo", &["findings", "list"]).ended(0);
    assert_eq!(listed.out.lines().count(), 2, "{}", listed.out);
    room.run("bravo", &["findings", "show", &seen]).ended(0).said("WS-0417.bravo.internal").said("2 records");
    room.run("bravo", &["release", &seen]).ended(2).said("only what somebody has confirmed");
    room.run("bravo", &["findings", "confirm", &seen, "--why", "the proxy has it too"])
        .ended(0)
        .said(&format!("detente release {seen}"));

    // Nobody is at a terminal: what would leave is shown, and nothing is said.
    let shown = until("bravo may speak", || {
        Some(room.run("bravo", &["release", &seen, "--json"])).filter(|run| run.code == Some(0))
    });
    shown.said("Nothing was said");
    let shown = json_of(&room, "bravo", &["release", &seen, "--json"]);
    let text = shown["text"].as_str().expect("a text");
    assert!(text.contains("\nseen 2 2026-11-20 2026-11-21\n"), "{text}");
    let digest = shown["digest"].as_str().expect("a digest");
    let released = until("bravo may speak", || {
        let run = room.run("bravo", &["release", &seen, "--digest", digest]);
        // A preview is taken out when it is tried: where the node could not speak yet, it has to be looked at again.
        Some(run).filter(|run| run.code == Some(0) || run.err.contains("not known any more"))
    });
    let sighting = match released.code {
        Some(0) => released.out.trim().to_owned(),
        _ => room
            .run("bravo", &["release", &seen, "--yes"])
            .ended(0)
            .out
            .lines()
            .last()
            .expect("an id")
            .to_owned(),
    };
    let by = told(&room, "alpha", &intel, "bravo");
    assert_eq!(
        (&by["verdict"], &by["count"], &by["first"], &by["sealed"]),
        (&json!("seen"), &json!(2), &json!("2026-11-20"), &json!(false))
    );
    assert_eq!(by["sighting"], json!(sighting));
    room.run("alpha", &["findings", "told"])
        .ended(0)
        .said("seen by 1 other member")
        .said("bravo has seen it");
    let body = room.run("alpha", &["log", "show", &sighting]).ended(0);
    body.said("domain evil.example").said("sighting_of_ref");

    // The false alarm is told too, and each member has its newest word.
    room.run("bravo", &["findings", "false-alarm", &harmless])
        .ended(0)
        .said("its author that it was a false alarm");
    room.run("bravo", &["release", &harmless, "--yes"])
        .ended(0)
        .said("what it says")
        .said("it was a false alarm");
    until("the false alarm is told", || {
        let told = json_of(&room, "charlie", &["findings", "told", &intel, "--json"]);
        (told[0]["false_alarms"] == 1 && told[0]["seen"] == 1).then_some(())
    });

    // The unit's people were told as the configuration says, signed, and once.
    until("the webhook is told", || (!hook.messages().is_empty()).then_some(()));
    until("syslog is told", || (!syslog.messages().is_empty() && !lines.messages().is_empty()).then_some(()));
    let posted = String::from_utf8(hook.messages()[0].clone()).expect("text");
    assert!(
        posted.to_lowercase().contains("detente-signature: sha256=") && posted.contains("\"findings\":2"),
        "{posted}"
    );
    let line = String::from_utf8(syslog.messages()[0].clone()).expect("text");
    assert!(line.starts_with("<132>1 ") && line.contains("bravo: 2 new findings (2 high)"), "{line}");
    let counted = String::from_utf8(lines.messages()[0].clone()).expect("text");
    assert!(counted.ends_with("bravo: 2 new findings (2 high)"), "{counted}");
    leaving.nothing_but(&["evil.example", "update.example"], &[&hook, &syslog, &lines]);
    drop(alpha);
}

#[test]
fn the_sighting_of_what_is_sealed_is_read_by_nobody_else() {
    let room = Room::unit(&THREE);
    room.connect(&THREE, "");
    let [_alpha, bravo, _charlie] = THREE.map(|member| room.serve(member));
    room.file("list", "evil.example\n");
    let to = ["list", "--kind", "intel", "--to", "alpha", "bravo", "--marking", "TLP:RED"];
    let intel = say(&room, "alpha", &to);
    on_record(&room, "bravo", "alpha", &intel);
    bravo.stop();
    let leaving = leaving(&room);
    let seen = meet(&room, "bravo", "evil.example", &[0, 1], &intel).to_string();
    let _bravo = room.serve("bravo");
    room.run("bravo", &["findings", "confirm", &seen]).ended(0);
    room.run("bravo", &["release", &seen, "--to", "charlie"]).ended(2).said("not for charlie");
    let released = until("bravo may speak", || {
        Some(room.run("bravo", &["release", &seen, "--yes"])).filter(|run| run.code == Some(0))
    });
    let sighting =
        released.said("members alpha bravo").said("TLP:RED").out.lines().last().expect("an id").to_owned();
    let by = told(&room, "charlie", &intel, "bravo");
    assert_eq!((&by["count"], &by["sealed"]), (&json!(1), &json!(true)), "the header says nothing");
    assert!(told(&room, "alpha", &intel, "bravo").is_object());
    until("alpha has the body", || {
        let shown = room.run("alpha", &["log", "show", &sighting]);
        shown.out.contains("domain evil.example").then_some(())
    });
    assert!(!room.run("charlie", &["log", "show", &sighting]).out.contains("evil.example"));
    leaving.nothing_but(&["evil.example"], &[]);
}

/// Runs the node of a member while `act` goes on, and kills it when it comes to a crash point; `act` sees that it is gone.
fn killed_at(room: &Room, member: &str, point: &str, act: impl FnOnce()) {
    let mut command = room.command(member, &["serve"]);
    command.env("DETENTE_CRASH_AT", point).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let errors = BufReader::new(child.stderr.take().expect("a pipe"));
    let socket = room.home(member).join("node.socket");
    until("the node answers", || std::os::unix::net::UnixStream::connect(&socket).ok());
    let watch = std::thread::spawn(move || {
        let came =
            errors.lines().map_while(Result::ok).any(|line| line.starts_with(logdir::crash::ANNOUNCED));
        drop(child.kill());
        drop(child.wait());
        came
    });
    act();
    assert!(watch.join().expect("a watch"), "{point} is not come by");
}

#[test]
fn threat_31_a_node_killed_while_it_releases_tells_once() {
    for point in node::crash::RELEASE_POINTS {
        let room = Room::unit(&THREE);
        room.connect(&THREE, "");
        let [_alpha, bravo, _charlie] = THREE.map(|member| room.serve(member));
        room.file("list", "evil.example\n");
        let intel = say(&room, "alpha", &["list", "--kind", "intel"]);
        on_record(&room, "bravo", "alpha", &intel);
        bravo.stop();
        let seen = meet(&room, "bravo", "evil.example", &[0], &intel).to_string();
        killed_at(&room, "bravo", point, || {
            room.run("bravo", &["findings", "confirm", &seen]).ended(0);
            // It fails for a while, until the others have answered; and then because the node is gone.
            until("the node is gone", || {
                let run = room.run("bravo", &["release", &seen, "--yes"]);
                assert_ne!(run.code, Some(0), "nothing is acknowledged before its time");
                (run.err.contains("did not answer") || run.err.contains("no node runs")).then_some(())
            });
        });
        let _bravo: Node = room.serve("bravo");
        let said = point == "release.said";
        until("what was under way is settled", || {
            let found = json_of(&room, "bravo", &["findings", "show", &seen, "--json"]);
            let releases = found["releases"].as_array().expect("releases").len();
            assert!(releases <= 1);
            (releases == usize::from(said)).then_some(())
        });
        let again = until("bravo may speak", || {
            Some(room.run("bravo", &["release", &seen, "--yes"])).filter(|run| run.code == Some(0))
        });
        assert_eq!(again.out.contains("was told already"), said, "{}", again.out);
        let sightings = || {
            let log = room.run("bravo", &["log", "show", "bravo", "--json"]).ended(0).out;
            log.lines().filter(|line| line.contains("\"sighting\"")).count()
        };
        until("it is in the log", || (sightings() > 0).then_some(()));
        assert_eq!(sightings(), 1, "{point}");
    }
}
