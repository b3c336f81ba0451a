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
    /// Starts the node of a member of a unit, with settings of its own.
    pub fn start(room: &Room, member: &str) -> Self {
        let port = free();
        let config =
            format!("[client]\nlisten = \"127.0.0.1:{port}\"\n[peers]\nlisten = \"127.0.0.1:{}\"\n", free());
        fs::write(room.home(member).join("node.toml"), config).expect("written");
        Serving::as_set(room, member, port)
    }

    /// Starts the node of a member with the settings that are there, but for the port of `/api/v1`, since nodes in a room share a machine.
    pub fn as_found(room: &Room, member: &str) -> Self {
        let (path, port) = (room.home(member).join("node.toml"), free());
        let text = fs::read_to_string(&path).expect("settings");
        let listen = format!("[client]\nlisten = \"127.0.0.1:{port}\"");
        fs::write(path, text.replacen("[client]", &listen, 1)).expect("written");
        Serving::as_set(room, member, port)
    }

    fn as_set(room: &Room, member: &str, port: u16) -> Self {
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
pub fn free() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .expect("a port")
        .port()
}
