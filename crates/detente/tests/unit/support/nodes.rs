//! Nodes of members in a room, on ports of this machine, that end with the test.

use super::Room;
use std::{
    fs,
    net::TcpListener,
    os::unix::net::UnixStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

/// How often something is looked at before a test gives up, every tenth of a second.
const LOOKS: u32 = 900;

/// A running node. It is killed when the test ends.
pub struct Node {
    child: Child,
    /// What it writes about its work.
    pub log: PathBuf,
}

impl Room {
    /// Tells each member where the others listen. `more` is added to each configuration.
    pub fn connect(&self, members: &[&str], more: &str) {
        // Held until all are drawn, so that none is drawn twice.
        let bind = |_| TcpListener::bind("127.0.0.1:0").expect("a port");
        let held: Vec<TcpListener> = members.iter().map(bind).collect();
        let listen: Vec<String> =
            held.iter().map(|port| port.local_addr().expect("an address").to_string()).collect();
        let pairs = members.iter().zip(&listen);
        let addresses: Vec<String> = pairs.map(|(member, at)| format!("{member} = \"{at}\"")).collect();
        for (member, at) in members.iter().zip(&listen) {
            let text = format!(
                "[peers]\nlisten = \"{at}\"\naddresses = {{ {} }}\n[client]\nlisten = \"127.0.0.1:0\"\n[times]\ngossip = 1\nreceipt = 604800\n{more}",
                addresses.join(", ")
            );
            fs::write(self.home(member).join("node.toml"), text).expect("written");
        }
    }

    /// Runs the node of a member, and waits until it answers.
    pub fn serve(&self, member: &str) -> Node {
        let log = self.path(&format!("{member}.log"));
        let file = fs::OpenOptions::new().create(true).append(true).open(&log).expect("a file");
        let mut command = self.command(member, &["serve"]);
        let child = command.stdout(Stdio::null()).stderr(file).spawn().expect("it starts");
        let socket = self.home(member).join("node.socket");
        until("the node answers", || UnixStream::connect(&socket).ok());
        Node { child, log }
    }
}

impl Node {
    /// Tells it to end (SIGTERM), and gives its exit code.
    pub fn stop(mut self) -> Option<i32> {
        self.signal("TERM");
        self.child.wait().expect("it ends").code()
    }

    /// Sends a signal.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([&format!("-{name}"), &id]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// What it has written so far.
    pub fn written(&self) -> String {
        fs::read_to_string(&self.log).expect("text")
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Looks until there is something.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..LOOKS {
        if let Some(found) = look() {
            return found;
        }
        sleep(Duration::from_millis(100));
    }
    panic!("it was waited in vain: {what}")
}
