//! One node as a process that can be killed.

use logdir::crash::ANNOUNCED;
use std::{
    fs::{File, OpenOptions},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
};

/// A node that runs.
pub struct Process {
    child: Child,
    announced: Receiver<String>,
    said: PathBuf,
}

impl Process {
    /// Starts the node of a home. `point` is where it is to stop and wait for its end.
    pub fn start(home: &Path, point: Option<&str>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
        command.arg("serve").arg("--home").arg(home).env_remove("DETENTE_CRASH_AT");
        command.envs(point.map(|point| ("DETENTE_CRASH_AT", point)));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let (sender, announced) = channel();
        let said = home.with_extension("log");
        let log = OpenOptions::new().create(true).append(true).open(&said).expect("a log");
        let lines = BufReader::new(child.stderr.take().expect("a pipe"));
        thread::spawn(move || keep(lines, log, |point| sender.send(point).is_ok()));
        Process { child, announced, said }
    }

    /// The crash point that it has come to.
    pub fn stopped_at(&self) -> Option<String> {
        self.announced.try_recv().ok()
    }

    /// SIGKILL.
    ///
    /// # Panics
    /// It has ended by itself: no crash may keep a node from starting.
    pub fn kill(mut self) {
        let ended = self.child.try_wait().expect("asked");
        assert!(ended.is_none(), "the node ended by itself ({ended:?}), see {}", self.said.display());
        self.end();
    }

    fn end(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// Keeps what a node writes, and passes on which crash points it comes to.
fn keep(lines: impl BufRead, mut log: File, pass: impl Fn(String) -> bool) {
    for line in lines.lines().map_while(Result::ok) {
        drop(writeln!(log, "{line}"));
        if let Some(point) = line.strip_prefix(ANNOUNCED)
            && !pass(point.to_owned())
        {
            return;
        }
    }
}
