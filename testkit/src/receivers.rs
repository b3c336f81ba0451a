//! Receivers of notifications that write down every byte that comes.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream, UdpSocket},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How long a request may take to come.
const PATIENCE: Duration = Duration::from_secs(10);

/// A receiver on this machine. It listens as long as the process lives.
#[derive(Clone, Debug)]
pub struct Receiver {
    address: SocketAddr,
    messages: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Receiver {
    /// One that answers each POST with `status`, such as `204 No Content`.
    ///
    /// # Panics
    /// Where there is no port.
    pub fn webhook(status: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let receiver = Receiver::at(listener.local_addr().expect("an address"));
        let into = receiver.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                into.keep(answer(stream, status));
            }
        });
        receiver
    }

    /// One that takes datagrams.
    ///
    /// # Panics
    /// Where there is no port.
    pub fn datagrams() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        let receiver = Receiver::at(socket.local_addr().expect("an address"));
        let into = receiver.clone();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(length) = socket.recv(&mut buffer) {
                into.keep(buffer[..length].to_vec());
            }
        });
        receiver
    }

    /// One that takes what comes over connections.
    ///
    /// # Panics
    /// Where there is no port.
    pub fn lines() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let receiver = Receiver::at(listener.local_addr().expect("an address"));
        let into = receiver.clone();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut bytes = Vec::new();
                drop(stream.read_to_end(&mut bytes));
                into.keep(bytes);
            }
        });
        receiver
    }

    fn at(address: SocketAddr) -> Self {
        Receiver { address, messages: Arc::default() }
    }

    fn keep(&self, message: Vec<u8>) {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner).push(message);
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What came so far, a message each.
    pub fn messages(&self) -> Vec<Vec<u8>> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Reads one request, head and body as they are, and answers.
fn answer(mut stream: TcpStream, status: &str) -> Vec<u8> {
    drop(stream.set_read_timeout(Some(PATIENCE)));
    let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
    while !is_whole(&request) {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(length) => request.extend_from_slice(&buffer[..length]),
        }
    }
    drop(stream.write_all(
        format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes(),
    ));
    request
}

fn is_whole(request: &[u8]) -> bool {
    let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&request[..end]).to_ascii_lowercase();
    let length =
        head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse::<usize>().ok());
    request.len() >= end + 4 + length.unwrap_or(0)
}
