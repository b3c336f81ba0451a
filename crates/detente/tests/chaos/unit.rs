//! A unit of members, each with a home and a node.

use crate::{api::Api, process::Process};
use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, id},
    sync::atomic::{AtomicU16, Ordering},
};

/// The names of members.
pub const NAMES: [&str; 5] = ["alpha", "bravo", "charlie", "delta", "echo"];

/// Ports come from here on: below those that the system gives to connections, so that one that is free now is free after a kill.
const FIRST_PORT: u16 = 20_000;

/// How many ports are tried.
const PORTS: u16 = 12_000;

/// The unit. Its folder is removed unless a test panics.
pub struct Unit {
    folder: PathBuf,
    pub members: Vec<Member>,
}

/// A member.
pub struct Member {
    pub name: &'static str,
    pub home: PathBuf,
    pub node: Option<Process>,
}

impl Member {
    pub fn api(&self) -> Api {
        Api::of(&self.home)
    }

    pub fn start(&mut self, point: Option<&str>) {
        self.node = Some(Process::start(&self.home, point));
    }

    pub fn kill(&mut self) {
        if let Some(node) = self.node.take() {
            node.kill();
        }
    }
}

impl Unit {
    /// A unit whose members are in these blocs; no node runs yet. `more` goes to `charter new`.
    pub fn found(blocs: &[&str], more: &[&str]) -> Self {
        let folder = tempfile::Builder::new().prefix("unit").tempdir().expect("a folder").keep();
        let member = |name: &&'static str| Member { name, home: folder.join(name), node: None };
        let members = NAMES.iter().take(blocs.len()).map(member).collect();
        let unit = Unit { folder, members };
        for member in &unit.members {
            unit.run(member, &["init", member.name, "--no-passphrase"]);
        }
        unit.charter(
            blocs,
            "charter.1",
            &[&["--name", "A unit", "--starts", "2026-01-01T00:00:00Z"], more].concat(),
        );
        for member in &unit.members {
            unit.run(member, &["charter", "sign", "charter.1"]);
        }
        for member in &unit.members {
            unit.run(member, &["charter", "accept", "charter.1"]);
            unit.run(member, &["keys", "sheet", "--no-passphrase"]);
        }
        unit.share_sheets();
        unit.configure("[times]\ngossip = 1\n");
        unit
    }

    /// `charter new` by the first member.
    pub fn charter(&self, blocs: &[&str], file: &str, more: &[&str]) {
        let seats = self.members.iter().zip(blocs).map(|(member, bloc)| {
            let root = fs::read_to_string(member.home.join("root.vkey")).expect("a root");
            format!("{},{bloc},Office of {0},{}", member.name, root.trim())
        });
        let seats: Vec<String> = seats.collect();
        let mut arguments = vec!["charter", "new", "-o", file];
        seats.iter().for_each(|seat| arguments.extend(["--member", seat]));
        arguments.extend(more);
        self.run(&self.members[0], &arguments);
    }

    /// Runs the program as a member, who must be content.
    pub fn run(&self, member: &Member, arguments: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
        command.current_dir(&self.folder).env("DETENTE_HOME", &member.home).args(arguments);
        command.env_remove("DETENTE_PASSPHRASE_FILE").env_remove("SSH_AUTH_SOCK");
        let output = command.stdin(std::process::Stdio::null()).output().expect("the program starts");
        let said = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        let (out, err) = (said(output.stdout), said(output.stderr));
        assert!(output.status.success(), "{arguments:?} as {}:\n{out}\n{err}", member.name);
        out
    }

    /// All get the key sheets of all, but for that of the last, which the second has to get from the others.
    fn share_sheets(&self) {
        for (number, from) in self.members.iter().enumerate() {
            let is_left_out = |to: usize| (number, to) == (self.members.len() - 1, 1);
            for (_, to) in
                self.members.iter().enumerate().filter(|(to, _)| *to != number && !is_left_out(*to))
            {
                copy(&from.home.join("sheets").join(from.name), &to.home.join("sheets").join(from.name));
            }
        }
    }

    /// Writes the configuration of all nodes, the rest of which is `more`.
    fn configure(&self, more: &str) {
        let ports: Vec<u16> = self.members.iter().map(|_| free_port()).collect();
        let known = self.members.iter().zip(&ports);
        let known: Vec<_> =
            known.map(|(member, port)| format!("{} = \"127.0.0.1:{port}\"", member.name)).collect();
        for (member, port) in self.members.iter().zip(&ports) {
            let text = format!(
                "[peers]\nlisten = \"127.0.0.1:{port}\"\naddresses = {{ {} }}\n[client]\nlisten = \"127.0.0.1:0\"\n{more}",
                known.join(", ")
            );
            fs::write(member.home.join("node.toml"), text).expect("written");
        }
    }

    /// Starts all nodes that do not run.
    pub fn start(&mut self) {
        self.members.iter_mut().filter(|member| member.node.is_none()).for_each(|member| member.start(None));
    }

    /// A place in the unit's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

impl Drop for Unit {
    fn drop(&mut self) {
        self.members.iter_mut().for_each(|member| drop(member.node.take()));
        if std::thread::panicking() {
            eprintln!("the unit is kept in {}", self.folder.display());
        } else {
            drop(fs::remove_dir_all(&self.folder));
        }
    }
}

/// Copies a folder.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder").map(|entry| entry.expect("readable")) {
        let target = to.join(entry.file_name());
        match entry.file_type().expect("a type") {
            kind if kind.is_dir() => copy(&entry.path(), &target),
            kind if kind.is_file() => drop(fs::copy(entry.path(), target).expect("copied")),
            _ => {}
        }
    }
}

/// A port on which nobody listens.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = (id() % u32::from(PORTS)) as u16;
    let tried = (0..PORTS).map(|_| {
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        FIRST_PORT + start.wrapping_add(next) % PORTS
    });
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    tried.into_iter().find(is_free).expect("a port is free")
}
