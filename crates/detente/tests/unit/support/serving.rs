//! A member's node that runs until it is dropped.

use super::Room;
use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    path::PathBuf,
    process::{Child, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// How long a node may take to start on a machine that has much to do.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Serving {
    child: Child,
    /// The port of `/api/v1`.
    pub port: u16,
    pub socket: PathBuf,
}

impl Serving {
    /// Starts the node of a member of a unit.
    pub fn start(room: &Room, member: &str) -> Self {
        let port = free();
        let config =
            format!("[client]\nlisten = \"127.0.0.1:{port}\"\n[peers]\nlisten = \"127.0.0.1:{}\"\n", free());
        fs::write(room.home(member).join("node.toml"), config).expect("written");
        let child = room.command(member, &["serve"]).stderr(Stdio::null()).spawn().expect("the program");
        let serving = Serving { child, port, socket: room.home(member).join("node.socket") };
        let begun = Instant::now();
        while std::os::unix::net::UnixStream::connect(&serving.socket).is_err() {
            assert!(begun.elapsed() < PATIENCE, "the node does not start");
            sleep(Duration::from_millis(20));
        }
        serving
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A port that nobody listens on.
fn free() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .expect("a port")
        .port()
}
