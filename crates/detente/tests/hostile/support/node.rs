//! One node that runs.

use super::{http::ask, soon, until};
use serde_json::Value;
use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// A process of `detente serve`. It is killed when this goes.
pub struct Node {
    member: String,
    home: PathBuf,
    child: Child,
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Node {
    /// Starts it, and waits until it answers.
    #[track_caller]
    pub fn start(member: &str, home: &Path, environment: &[(&str, &str)]) -> Self {
        let output =
            File::options().create(true).append(true).open(home.with_extension("log")).expect("a file");
        let socket = home.join("node.socket");
        drop(std::fs::remove_file(&socket));
        let child = Command::new(env!("CARGO_BIN_EXE_detente"))
            .args(["serve", "--home"])
            .arg(home)
            .envs(environment.iter().copied())
            .env_remove("DETENTE_PASSPHRASE_FILE")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(output)
            .spawn()
            .expect("it starts");
        let mut node = Node { member: member.to_owned(), home: home.to_owned(), child };
        until(&format!("the node of {member} answers"), || {
            let ended = node.child.try_wait().expect("a process");
            assert!(ended.is_none(), "the node of {member} ended: {}", node.written());
            ask(&socket, "GET", "/healthz", "").is_some()
        });
        node
    }

    /// What it has written about its work.
    pub fn written(&self) -> String {
        std::fs::read_to_string(self.home.with_extension("log")).unwrap_or_default()
    }

    /// Ends it as a loss of power would.
    pub fn kill(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }

    /// Ends it in order.
    pub fn stop(mut self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill runs").success());
        assert!(self.child.wait().expect("it ends").success(), "{}", self.written());
    }

    /// Whether it still runs, and has not panicked.
    #[track_caller]
    pub fn is_well(&mut self) {
        assert!(
            self.child.try_wait().expect("a process").is_none(),
            "{} ended: {}",
            self.member,
            self.written()
        );
        assert!(!self.written().contains("panicked"), "{}", self.written());
    }

    /// Asks it for JSON.
    #[track_caller]
    pub fn get(&self, path: &str) -> Value {
        let (status, body) = self.get_text(path);
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).expect("JSON")
    }

    /// Asks it for anything.
    #[track_caller]
    pub fn get_text(&self, path: &str) -> (u16, String) {
        ask(&self.home.join("node.socket"), "GET", path, "")
            .unwrap_or_else(|| panic!("{} answers {path}: {}", self.member, self.written()))
    }

    /// Tries to say something: its id, or the status and why not.
    pub fn try_say(&self, text: &str) -> Result<String, (u16, String)> {
        let body = note::encoding::base64(text.as_bytes());
        let said = format!(r#"{{"kind":"intel","body":"{body}","media_type":"text/plain"}}"#);
        let socket = self.home.join("node.socket");
        let (status, answer) = ask(&socket, "POST", "/api/v1/statements", &said)
            .unwrap_or_else(|| (0, "nobody answers".to_owned()));
        match status {
            201 => {
                let answer: Value = serde_json::from_str(&answer).expect("JSON");
                Ok(answer["id"].as_str().expect("an id").to_owned())
            }
            _ => Err((status, answer)),
        }
    }

    /// Says something as soon as it may.
    #[track_caller]
    pub fn say(&self, text: &str) -> String {
        let mut said = Err((0, String::new()));
        until(&format!("{} may say {text:?}", self.member), || {
            said = self.try_say(text);
            said.is_ok()
        });
        said.expect("it was said")
    }

    /// Whether a statement is on record here, and counts.
    pub fn has_on_record(&self, id: &str) -> bool {
        let (status, body) = self.get_text(&format!("/api/v1/statements/{id}"));
        let found: Value = serde_json::from_str(&body).unwrap_or_default();
        status == 200 && found["recorded"].is_string() && found["void"].is_null()
    }

    /// All statements of a member here.
    pub fn statements(&self, filter: &str) -> Vec<Value> {
        self.get(&format!("/api/v1/statements?limit=1000&{filter}"))["statements"]
            .as_array()
            .cloned()
            .unwrap_or_default()
    }

    /// All statements of a list, each with its own lines.
    pub fn statements_whole(&self, filter: &str) -> Vec<String> {
        let listed = self.statements(filter);
        let whole = |found: &Value| {
            self.get_text(&format!("/api/v1/statements/{}", found["id"].as_str().unwrap_or_default())).1
        };
        listed.iter().map(whole).collect()
    }

    /// Whether an alarm stands in all three places where one has to.
    pub fn has_alarm(&self, kind: &str, member: Option<&str>) -> bool {
        let is_it = |alarm: &Value| alarm["kind"] == kind && alarm["member"].as_str() == member;
        let in_list = |list: &Value| list.as_array().is_some_and(|list| list.iter().any(is_it));
        let counted = format!("detente_alarms{{kind=\"{kind}\"}} 0\n");
        in_list(&self.get("/api/v1/alarms"))
            && in_list(&self.get("/api/v1/status")["alarms"])
            && !self.get_text("/metrics").1.contains(&counted)
    }

    /// Waits until something is so, and tells otherwise what this node has written and how it does.
    #[track_caller]
    pub fn until(&self, what: &str, is_so: impl FnMut() -> bool) {
        let is_so = soon(is_so);
        assert!(
            is_so,
            "not so at {}: {what}\n{}\n{}",
            self.member,
            self.get("/api/v1/status"),
            self.written()
        );
    }

    /// Waits for an alarm.
    #[track_caller]
    pub fn alarms(&self, kind: &str, member: Option<&str>) {
        let by = member.unwrap_or("nobody");
        self.until(&format!("{kind} by {by} stands"), || self.has_alarm(kind, member));
    }

    /// Waits until an alarm is over.
    #[track_caller]
    pub fn alarm_ends(&self, kind: &str, member: Option<&str>) {
        self.until(&format!("{kind} is over"), || !self.has_alarm(kind, member));
    }

    /// What it says of one log in its status.
    pub fn log(&self, owner: &str) -> Value {
        let status = self.get("/api/v1/status");
        let logs = status["logs"].as_array().expect("logs");
        logs.iter().find(|log| log["owner"] == owner).cloned().unwrap_or_default()
    }

    /// What it says of one peer in its status.
    pub fn peer(&self, member: &str) -> Value {
        let status = self.get("/api/v1/status");
        let peers = status["peers"].as_array().expect("peers");
        peers.iter().find(|peer| peer["member"] == member).cloned().unwrap_or_default()
    }
}
