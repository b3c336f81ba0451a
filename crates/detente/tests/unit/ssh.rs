//! A root key that never leaves ssh-agent.

use crate::support::{Room, run::Run};
use std::process::{Child, Command, Stdio};

/// An agent of our own, which ends with the test.
struct Agent(Child);

impl Drop for Agent {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn agent(room: &Room) -> Option<Agent> {
    let socket = room.path("agent");
    let agent = Command::new("ssh-agent").arg("-D").arg("-a").arg(&socket).stdout(Stdio::null()).spawn();
    let agent = Agent(agent.ok()?);
    for _ in 0..500 {
        if socket.exists() {
            return Some(agent);
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    None
}

#[cfg(unix)]
#[test]
fn a_root_in_ssh_agent_signs_charters_and_sheets() {
    let room = Room::with(&["bravo"]);
    let Some(_agent) = agent(&room) else {
        println!("skipped: ssh-agent is not installed");
        return;
    };
    let ssh = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(room.path("")).env("SSH_AUTH_SOCK", room.path("agent"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let key = ["-q", "-t", "ed25519", "-N", "", "-C", "alpha's root", "-f", "id"];
    if !ssh("ssh-keygen", &key) || !ssh("ssh-add", &["id"]) {
        println!("skipped: ssh-keygen and ssh-add do not work here");
        return;
    }
    let with_agent = |arguments: &[&str]| {
        let mut command = room.command("alpha", arguments);
        command.env("SSH_AUTH_SOCK", room.path("agent"));
        Run::of(command)
    };
    room.run("alpha", &["init", "alpha", "--no-passphrase", "--root-agent", "alpha's root"])
        .ended(2)
        .said("SSH_AUTH_SOCK");
    with_agent(&["init", "alpha", "--no-passphrase", "--root-agent", "other"]).ended(2).said("alpha's root");
    with_agent(&["init", "alpha", "--no-passphrase", "--root-agent", "alpha's root"]).ended(0);
    assert!(!room.home("alpha").join("root.key").exists());
    room.new_charter(
        &["alpha", "bravo"],
        &["--name", "x", "--starts", "2026-01-01T00:00:00Z", "-o", "charter.1"],
    )
    .ended(0);
    with_agent(&["charter", "sign", "charter.1"]).ended(0);
    room.run("bravo", &["charter", "sign", "charter.1"]).ended(0);
    room.run("bravo", &["charter", "check", "charter.1"]).ended(0).said("It holds.");
    with_agent(&["charter", "accept", "charter.1"]).ended(0);
    with_agent(&["keys", "sheet"]).ended(0);
    room.say("alpha", &["--kind", "stop"]);
    assert!(ssh("ssh-add", &["-D"]));
    with_agent(&["keys", "sheet", "--rotate", "log", "--no-passphrase"]).ended(2).said("does not hold");
}
