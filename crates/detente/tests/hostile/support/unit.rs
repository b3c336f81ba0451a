//! A unit in one folder that removes itself.

use super::Node;
use std::{
    collections::BTreeMap,
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};
use testkit::{hostile::Hostile, verifiers::Verifier};

/// Members with homes, key sheets and ports. Nothing runs until a script says so.
pub struct Unit {
    folder: tempfile::TempDir,
    members: Vec<String>,
    addresses: BTreeMap<String, SocketAddr>,
}

impl Unit {
    /// Members, each a bloc of its own. The charter may have more lines in its first table.
    pub fn with(members: &[&str], quota: &str) -> Self {
        let unit = Unit {
            folder: tempfile::tempdir().expect("a folder"),
            members: members.iter().map(|&member| member.to_owned()).collect(),
            addresses: members.iter().map(|&member| (member.to_owned(), free_port())).collect(),
        };
        unit.found(quota);
        unit.members.iter().for_each(|member| unit.configure(member, &[], ""));
        unit
    }

    /// With the usual charter.
    pub fn of(members: &[&str]) -> Self {
        Unit::with(members, "")
    }

    fn found(&self, quota: &str) {
        for member in &self.members {
            self.run(member, &["init", member, "--no-passphrase"]);
        }
        let seats: Vec<String> = self.members.iter().map(|member| self.seat(member)).collect();
        let mut new =
            vec!["charter", "new", "--name", "A unit", "--starts", "2026-01-01T00:00:00Z", "-o", "charter"];
        seats.iter().for_each(|seat| new.extend(["--member", seat]));
        self.run(&self.members[0], &new);
        let charter = self.path("charter");
        let text = fs::read_to_string(&charter).expect("a charter");
        fs::write(&charter, text.replacen("\n[[member]]", &format!("{quota}\n[[member]]"), 1))
            .expect("written");
        for command in [
            &["charter", "sign", "charter"][..],
            &["charter", "accept", "charter"],
            &["keys", "sheet", "--no-passphrase"],
        ] {
            self.members.iter().for_each(|member| self.run(member, command));
        }
        for from in &self.members {
            for to in self.members.iter().filter(|to| *to != from) {
                copy(&self.home(from).join("sheets").join(from), &self.home(to).join("sheets").join(from));
            }
        }
    }

    fn seat(&self, member: &str) -> String {
        let root = fs::read_to_string(self.home(member).join("root.vkey")).expect("a root");
        format!("{member},{member},Office of {member},{}", root.trim())
    }

    fn run(&self, member: &str, arguments: &[&str]) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
        command.current_dir(self.folder.path()).env("DETENTE_HOME", self.home(member)).args(arguments);
        command.env_remove("DETENTE_PASSPHRASE_FILE").env_remove("SSH_AUTH_SOCK");
        let output = command.output().expect("the program runs");
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Writes `node.toml`: short times, and where the others are dialled, but for those that are elsewhere for this one.
    pub fn configure(&self, member: &str, elsewhere: &[(&str, SocketAddr)], more: &str) {
        let at = |other: &String| {
            let other_place = elsewhere.iter().find(|(name, _)| name == other).map(|(_, address)| *address);
            other_place.unwrap_or(self.addresses[other])
        };
        let others: Vec<String> = self
            .members
            .iter()
            .filter(|other| *other != member)
            .map(|other| format!("{other} = \"{}\"", at(other)))
            .collect();
        let text = format!(
            "[peers]\nlisten = \"{}\"\naddresses = {{ {} }}\n[client]\nlisten = \"127.0.0.1:0\"\n\
             [times]\ngossip = 1\nheartbeat = 2\nfrozen = 6\nwithheld = 4\nreceipt = 2\n{more}",
            self.addresses[member],
            others.join(", ")
        );
        fs::write(self.home(member).join("node.toml"), text).expect("written");
    }

    /// Has a member tell the others to dial it there.
    pub fn tells(&self, member: &str, address: SocketAddr) {
        let path = self.home(member).join("node.toml");
        let text = fs::read_to_string(&path).expect("a configuration");
        fs::write(path, text.replacen("[peers]\n", &format!("[peers]\naddress = \"{address}\"\n"), 1))
            .expect("written");
        for other in self.members.iter().filter(|other| *other != member) {
            let path = self.home(other).join("node.toml");
            let text = fs::read_to_string(&path).expect("a configuration");
            let (before, now) = (self.addresses[member].to_string(), address.to_string());
            fs::write(
                path,
                text.replace(&format!("{member} = \"{before}\""), &format!("{member} = \"{now}\"")),
            )
            .expect("written");
        }
    }

    /// Starts the node of a member.
    #[track_caller]
    pub fn start(&self, member: &str) -> Node {
        Node::start(member, &self.home(member), &[])
    }

    /// Starts the node of a member whose clock is so many seconds off.
    #[track_caller]
    pub fn start_with_clock(&self, member: &str, shift: i64) -> Node {
        Node::start(member, &self.home(member), &[("DETENTE_CLOCK_SHIFT", &shift.to_string())])
    }

    /// Runs the node of a member that cannot run: how it ended and what it said.
    pub fn try_serve(&self, member: &str) -> (Option<i32>, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
        let output =
            command.args(["serve", "--home"]).arg(self.home(member)).output().expect("the program runs");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// A member that lies from now on. Its address is for who dials it where the configuration says.
    pub fn hostile(&self, member: &str) -> Hostile {
        Hostile::of(&self.home(member))
    }

    /// Where a member is dialled.
    pub fn address(&self, member: &str) -> String {
        self.addresses[member].to_string()
    }

    /// A member's home.
    pub fn home(&self, member: &str) -> PathBuf {
        self.folder.path().join("homes").join(member)
    }

    /// A place in the unit's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The evidence that a member keeps. Each file is checked by the verifiers of others, where they can be run.
    pub fn evidence(&self, member: &str) -> Vec<PathBuf> {
        let folder = self.home(member).join("evidence");
        let Ok(entries) = fs::read_dir(&folder) else { return Vec::new() };
        let files = entries.map(|entry| entry.expect("a file").path());
        files.filter(|path| path.extension().is_some_and(|ending| ending == "evidence")).collect()
    }

    /// What Go and Python say of each piece of evidence that a member keeps: good.
    pub fn others_accept_evidence(&self, member: &str) {
        let files = self.evidence(member);
        assert!(!files.is_empty(), "{member} keeps no evidence");
        let name = |path: &PathBuf| path.file_name().expect("a name").to_string_lossy().into_owned();
        let index: String = files.iter().map(|path| format!("evidence\t{}\tgood\n", name(path))).collect();
        let index_path = self.home(member).join("evidence/index.tsv");
        fs::write(&index_path, index).expect("written");
        let built = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verifiers");
        let others = Verifier::all(&built, |why| eprintln!("skipped: {why}")).expect("they build");
        for other in others {
            let verdicts = other.verdicts(&index_path).expect("it runs");
            assert_eq!(verdicts, vec!["good"; files.len()], "{}", other.name);
        }
        fs::remove_file(index_path).expect("removed");
    }
}

/// The first port that is given away, and how many: below those that systems give to connections of their own, which would be in the way.
const PORTS: (u32, u32) = (12_000, 20_000);

/// A port that nobody uses now, and that is given to nobody else here.
pub fn free_port() -> SocketAddr {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    // Other processes of tests begin elsewhere.
    let begin = std::process::id().wrapping_mul(997);
    loop {
        let number = begin.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % PORTS.1;
        let port = u16::try_from(PORTS.0 + number).expect("a port");
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}

/// Copies a folder.
pub fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("a readable folder");
        let target = to.join(entry.path().strip_prefix(from).expect("below"));
        match entry.file_type() {
            kind if kind.is_dir() => fs::create_dir_all(target).expect("made"),
            kind if kind.is_file() => drop(fs::copy(entry.path(), target).expect("copied")),
            _ => {}
        }
    }
}
