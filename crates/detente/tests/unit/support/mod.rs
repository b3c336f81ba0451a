//! What the scripts share: a room with members in it, and what a run of the program said.

mod founding;
pub mod leaving;
pub mod nodes;
pub mod run;
pub mod serving;

use run::Run;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

/// Some members, each with a home in one folder that removes itself. Their keys are not encrypted unless a script says so.
pub struct Room {
    folder: tempfile::TempDir,
}

impl Room {
    pub fn empty() -> Self {
        Room { folder: tempfile::tempdir().expect("a folder") }
    }

    /// Members who have run `init`, each a bloc of its own.
    pub fn with(members: &[&str]) -> Self {
        let room = Room::empty();
        for member in members {
            room.run(member, &["init", member, "--no-passphrase"]).ended(0);
        }
        room
    }

    /// Members of a unit whose first charter holds and is accepted by all, with a first key sheet each that all have.
    pub fn unit(members: &[&str]) -> Self {
        let room = Room::with(members);
        room.found(members, "charter.1");
        for member in members {
            room.run(member, &["keys", "sheet", "--no-passphrase"]).ended(0);
        }
        room.exchange(members);
        room
    }

    /// Writes, signs and accepts a first charter. It started a while ago, so that scripts can make the next one.
    pub fn found(&self, members: &[&str], file: &str) {
        self.new_charter(members, &["--name", "A unit", "--starts", "2026-01-01T00:00:00Z", "-o", file])
            .ended(0);
        for member in members {
            self.run(member, &["charter", "sign", file]).ended(0);
        }
        for member in members {
            self.run(member, &["charter", "accept", file]).ended(0);
        }
    }

    /// `charter new` with these members, each in the bloc that is called as it is.
    pub fn new_charter(&self, members: &[&str], more: &[&str]) -> Run {
        let seats: Vec<String> = members.iter().map(|member| self.seat(member)).collect();
        let mut arguments = vec!["charter", "new"];
        for seat in &seats {
            arguments.extend(["--member", seat]);
        }
        arguments.extend(more);
        self.run(members[0], &arguments)
    }

    /// A seat as `--member` takes it.
    pub fn seat(&self, member: &str) -> String {
        let root = fs::read_to_string(self.home(member).join("root.vkey")).expect("a root");
        format!("{member},{member},\"Office\", of {member},{}", root.trim())
    }

    /// Everybody gets what everybody has, on sticks.
    pub fn exchange(&self, members: &[&str]) {
        for from in members {
            let stick = self.fresh("stick");
            self.run(from, &["log", "export", &stick]).ended(0);
            for to in members.iter().filter(|to| *to != from) {
                self.run(to, &["log", "import", &stick]).ended(0);
            }
        }
    }

    /// The log of `owner` goes round and comes home with cosignatures.
    pub fn witness(&self, owner: &str, witnesses: &[&str]) {
        let stick = self.fresh("round");
        self.run(owner, &["log", "export", &stick]).ended(0);
        for witness in witnesses {
            self.run(witness, &["log", "cosign", &stick]).ended(0);
        }
        self.run(owner, &["log", "import", &stick]).ended(0);
    }

    /// Says something and gives its id.
    pub fn say(&self, member: &str, arguments: &[&str]) -> String {
        let mut all = vec!["say"];
        all.extend(arguments);
        let run = self.run(member, &all).ended(0);
        run.out.trim().to_owned()
    }

    /// Runs the program as a member, in the room.
    pub fn run(&self, member: &str, arguments: &[&str]) -> Run {
        Run::of(self.command(member, arguments))
    }

    /// The program, not run yet.
    pub fn command(&self, member: &str, arguments: &[&str]) -> Command {
        let mut command = self.at_home(member, env!("CARGO_BIN_EXE_detente"));
        command.args(arguments);
        command
    }

    /// A line for the shell, in which the program is `detente`, not run yet.
    pub fn shell(&self, member: &str, line: &str) -> Command {
        let program = Path::new(env!("CARGO_BIN_EXE_detente")).parent().expect("a folder").display();
        let mut command = self.at_home(member, "sh");
        command.arg("-c").arg(line);
        command.env("PATH", format!("{program}:{}", std::env::var("PATH").unwrap_or_default()));
        command
    }

    fn at_home(&self, member: &str, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).env("DETENTE_HOME", self.home(member));
        command.env_remove("DETENTE_PASSPHRASE_FILE").env_remove("SSH_AUTH_SOCK");
        command.stdin(std::process::Stdio::null());
        command
    }

    /// A member's home.
    pub fn home(&self, member: &str) -> PathBuf {
        self.folder.path().join("homes").join(member)
    }

    /// A place in the room.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file in the room.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).expect("written");
        path
    }

    /// The name of a folder that is not there yet.
    pub fn fresh(&self, name: &str) -> String {
        let taken = (1..).find(|number| !self.path(&format!("{name}.{number}")).exists());
        format!("{name}.{}", taken.expect("a number"))
    }

    /// The entries of a log as its member's home has them.
    pub fn log(&self, member: &str, owner: &str) -> Vec<serde_json::Value> {
        let run = self.run(member, &["log", "show", owner, "--json"]).ended(0);
        run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }
}

/// How long something may take on a machine that has much to do.
const PATIENCE: Duration = Duration::from_secs(120);

/// Waits until something is so.
#[track_caller]
pub fn until(what: &str, condition: impl Fn() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < PATIENCE, "{what}: not yet");
        sleep(Duration::from_millis(100));
    }
}

/// All files below a folder, in the order of their paths.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let paths = entries.map(|entry| entry.expect("a readable folder").into_path());
    paths.filter(|path| path.is_file()).collect()
}

/// Copies a folder.
pub fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).expect("below"));
        fs::create_dir_all(target.parent().expect("a folder")).expect("made");
        fs::copy(&file, &target).expect("copied");
    }
}
