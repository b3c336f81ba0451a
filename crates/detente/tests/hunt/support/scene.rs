//! A folder with one rule and whatever logs a test puts beside it.

use super::program::{Run, run};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// A rule that meets [`hit`] and nothing else.
pub const RULE: &str = "
title: Evil
id: 00000000-0000-4000-8000-000000000001
level: high
logsource: {product: windows, category: process_creation}
detection:
    selection:
        CommandLine|contains: evil
    condition: selection
";

/// The folder removes itself.
pub struct Scene {
    folder: TempDir,
}

/// A record of a process as a JSON line, without the line's end; `command` stands inside the JSON string as it is.
pub fn process(command: &str) -> String {
    format!(
        r#"{{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"UtcTime":"2026-10-27 13:12:05.123","Computer":"PC","User":"eve","CommandLine":"{command}"}}"#
    )
}

/// A record that [`RULE`] meets.
pub fn hit() -> String {
    process("run evil now")
}

/// A record that it does not meet.
pub fn miss() -> String {
    process("run good now")
}

/// Lines with an end each.
pub fn lines(records: &[String]) -> Vec<u8> {
    records.iter().flat_map(|record| [record.as_bytes(), b"\n"].concat()).collect()
}

impl Scene {
    /// A folder with [`RULE`] in it.
    pub fn new() -> Scene {
        let scene = Scene { folder: tempfile::tempdir().expect("a folder") };
        scene.file("rule.yml", RULE);
        fs::create_dir(scene.path("logs")).expect("a folder for logs");
        scene
    }

    /// A place in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).expect("written");
        path
    }

    /// Writes a log into the folder `logs`.
    pub fn log(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        self.file(&format!("logs/{name}"), bytes)
    }

    /// Arguments that hunt with the rule, and with these.
    pub fn arguments(&self, more: &[&str]) -> Vec<PathBuf> {
        let mut arguments = vec!["hunt".into(), "--rules".into(), self.path("rule.yml")];
        arguments.extend(more.iter().map(PathBuf::from));
        arguments
    }

    /// Hunts through all logs.
    pub fn hunt(&self, more: &[&str]) -> Run {
        let mut arguments = self.arguments(more);
        arguments.push(self.path("logs"));
        run(arguments)
    }

    /// Hunts through one log with nothing else in the folder.
    pub fn hunt_alone(bytes: impl AsRef<[u8]>) -> Run {
        let scene = Scene::new();
        scene.log("log", bytes);
        scene.hunt(&[])
    }
}
