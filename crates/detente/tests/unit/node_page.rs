//! docs/NODE.md: the unit of three machines is founded by its commands as they stand there, with all three machines on this one.

use crate::support::{Room, run::Run, serving::Serving, until};
use std::{
    collections::BTreeMap,
    fs,
    net::{Ipv4Addr, TcpListener},
    path::Path,
};

const THREE: [&str; 3] = ["alpha", "bravo", "charlie"];

/// The commands of the page that say on which machine they run, in their order: the machine, and the command.
fn commands() -> Vec<(String, String)> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/NODE.md");
    let text = fs::read_to_string(page).expect("the page").replace("\\\n", " ");
    let lines = text.lines().filter_map(|line| line.strip_prefix("    ")?.rsplit_once("# on "));
    lines.map(|(command, machine)| (machine.trim().to_owned(), command.trim().to_owned())).collect()
}

/// What the page leaves to the reader: keys, which differ, and addresses, which are ports here.
struct Reader<'r> {
    room: &'r Room,
    addresses: BTreeMap<&'static str, String>,
}

impl Reader<'_> {
    /// The command as this reader types it. Questions are answered by the flags that scripts have for it.
    fn types(&self, command: &str) -> String {
        let mut typed = command.to_owned();
        for (member, address) in &self.addresses {
            typed = typed.replace(&format!("{member}.example:7411"), address);
            if let Ok(root) = fs::read_to_string(self.room.home(member).join("root.vkey")) {
                typed = typed.replace(&format!("{member}/root+..."), root.trim());
            }
        }
        if typed.starts_with("detente unit found") {
            typed.push_str(" --yes");
        }
        if typed.starts_with("detente unit join") {
            typed.push_str(&format!(" --unit {}", self.room.unit_in("unit.invitation")));
        }
        typed
    }

    fn runs(&self, member: &str, command: &str) -> Run {
        let mut shell = self.room.shell(member, &self.types(command));
        shell.env("DETENTE_PASSPHRASE_FILE", self.room.path("passphrase"));
        Run::of(shell).ended(0)
    }

    /// Whether the status says what the page shows.
    fn sees_the_report(&self, member: &str) -> bool {
        let said = self.runs(member, "detente unit status").out.replace(" (yours)", "");
        said.contains("alpha: 2 entries, on record up to 1")
    }
}

#[test]
fn the_page_founds_a_unit_of_three_as_it_is_written() {
    let room = Room::empty();
    room.file("passphrase", "correct horse battery staple\n");
    // Held all together, so that no port is given twice.
    let held = THREE.map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port"));
    let ports = held.iter().map(|listener| listener.local_addr().expect("an address").to_string());
    let reader = Reader { room: &room, addresses: THREE.into_iter().zip(ports).collect() };
    drop(held);
    let (commands, mut nodes) = (commands(), Vec::new());
    assert!(commands.len() > 12, "{commands:?}");
    for (machine, command) in &commands {
        // All machines are this one, and share the folder.
        if command.starts_with("scp ") {
            continue;
        }
        let machines: Vec<&str> =
            THREE.into_iter().filter(|name| machine == "each" || machine == name).collect();
        assert!(!machines.is_empty(), "{machine} is one of the three");
        for member in machines {
            match command.as_str() {
                "detente serve" => nodes.push(Serving::as_found(&room, member)),
                "detente unit status" => until(member, || reader.sees_the_report(member)),
                _ => drop(reader.runs(member, command)),
            }
        }
        if command == "detente serve" {
            until("alpha signs", || {
                nodes[0].ask("GET", "/api/v1/status", "")["gates"] == serde_json::json!([])
            });
        }
    }
    assert_eq!(nodes.len(), 3);
}
