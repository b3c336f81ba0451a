//! A member's node that runs until it is dropped.

use super::Room;
use serde_json::Value;
use std::{
    fs,
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener},
    os::unix::net::UnixStream,
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
        let mut command = room.command(member, &["serve"]);
        // Rooms whose keys are encrypted have their passphrase there.
        command.env("DETENTE_PASSPHRASE_FILE", room.path("passphrase"));
        let child = command.stderr(Stdio::null()).spawn().expect("the program");
        let serving = Serving { child, port, socket: room.home(member).join("node.socket") };
        let begun = Instant::now();
        while UnixStream::connect(&serving.socket).is_err() {
            assert!(begun.elapsed() < PATIENCE, "the node does not start");
            sleep(Duration::from_millis(20));
        }
        serving
    }
}

impl Serving {
    /// Asks `/api/v1` by the socket, with JSON or with nothing, for JSON.
    pub fn ask(&self, method: &str, path: &str, body: &str) -> Value {
        let mut stream = UnixStream::connect(&self.socket).expect("the node listens");
        let (kind, bytes) = ("Content-Type: application/json", body.len());
        let request = format!(
            "{method} {path} HTTP/1.0\r\nHost: localhost\r\n{kind}\r\nContent-Length: {bytes}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        serde_json::from_str(body).expect("JSON")
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
