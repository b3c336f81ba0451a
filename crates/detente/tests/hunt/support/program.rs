//! The program, run as a user runs it, and what it said.

use serde_json::Value;
use std::{
    ffi::OsStr,
    io::Write,
    process::{Command, Output, Stdio},
    thread,
};

/// The program, with no rule folder and no colours of whoever runs the tests.
pub fn detente() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
    command.env("XDG_CONFIG_HOME", "/nonexistent").env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// How a run ended and what it wrote.
#[derive(Debug)]
pub struct Run {
    /// The exit code; `None` for one that was killed.
    pub code: Option<i32>,
    /// Standard output.
    pub out: Vec<u8>,
    /// Standard error.
    pub err: String,
}

/// A finding, as far as most tests care.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The input.
    pub file: String,
    /// The record's number.
    pub record: u64,
    /// The rule's title.
    pub title: String,
    /// The rule's id.
    pub id: String,
}

/// Runs the program. No run of any test may panic, so that is looked for here.
pub fn run<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Run {
    Run::of(detente().args(arguments).output().expect("the program starts"))
}

/// As [`run`], with something on standard input.
pub fn run_with_input<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>, input: Vec<u8>) -> Run {
    let mut command = detente();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("it was piped");
    // A program that stops reading early is found out by what it says.
    let writer = thread::spawn(move || drop(stdin.write_all(&input)));
    let run = Run::of(child.wait_with_output().expect("the program ends"));
    writer.join().expect("the writer ends");
    run
}

impl Run {
    /// What a finished program left.
    pub fn of(output: Output) -> Run {
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!err.contains("panicked"), "{err}");
        Run { code: output.status.code(), out: output.stdout, err }
    }

    /// Standard output as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.out).expect("the program writes UTF-8")
    }

    /// Standard output as JSON lines.
    pub fn lines(&self) -> Vec<Value> {
        json_lines(&self.out)
    }

    /// Standard output as findings, in their order.
    pub fn found(&self) -> Vec<Found> {
        self.lines().iter().map(Found::of).collect()
    }

    /// The numbers of the records that something was found in, sorted, each once.
    pub fn records(&self) -> Vec<u64> {
        let mut records: Vec<u64> = self.found().into_iter().map(|found| found.record).collect();
        records.sort_unstable();
        records.dedup();
        records
    }

    /// Fails if the exit code does not say whether all records could be read: 3 where the summary counts some that could
    /// not, else 0.
    #[track_caller]
    pub fn ended_as_read(self) -> Run {
        let code = if self.err.contains("not read:") { 3 } else { 0 };
        self.ended(code)
    }

    /// Fails if the exit code is another.
    #[track_caller]
    pub fn ended(self, code: i32) -> Run {
        assert_eq!(self.code, Some(code), "{}", self.err);
        self
    }
}

impl Found {
    fn of(finding: &Value) -> Found {
        let text = |pointer: &str| finding.pointer(pointer).and_then(Value::as_str).expect("text").to_owned();
        Found {
            file: text("/source/file"),
            record: finding["source"]["record"].as_u64().expect("a number"),
            title: text("/rule/title"),
            id: text("/rule/id"),
        }
    }
}

/// JSON lines, read by another library than the one that wrote them.
pub fn json_lines(bytes: &[u8]) -> Vec<Value> {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).expect("every line is JSON")).collect()
}
