//! A line between two nodes that can be cut and slowed down.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

/// A listener that passes on what comes. It ends with this.
pub struct Proxy {
    address: SocketAddr,
    line: Arc<Line>,
}

#[derive(Default)]
struct Line {
    cut: AtomicBool,
    delay: AtomicU64,
    ended: AtomicBool,
}

impl Proxy {
    /// A line to there.
    pub fn to(address: &str) -> Self {
        let to: SocketAddr = address.parse().expect("an address");
        let listener = TcpListener::bind(super::free_port()).expect("a port");
        let proxy = Proxy { address: listener.local_addr().expect("an address"), line: Arc::default() };
        let line = proxy.line.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if line.ended.load(Ordering::Relaxed) {
                    return;
                }
                pass(&line, stream, to);
            }
        });
        proxy
    }

    /// Where to dial.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cuts the line, and all that goes over it, or mends it.
    pub fn cut(&self, is_cut: bool) {
        self.line.cut.store(is_cut, Ordering::Relaxed);
    }

    /// How much later everything comes out.
    pub fn delay_millis(&self, millis: u64) {
        self.line.delay.store(millis, Ordering::Relaxed);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.line.cut.store(true, Ordering::Relaxed);
        self.line.ended.store(true, Ordering::Relaxed);
        drop(TcpStream::connect(self.address));
    }
}

fn pass(line: &Arc<Line>, from: TcpStream, to: SocketAddr) {
    if line.cut.load(Ordering::Relaxed) {
        return;
    }
    let Ok(there) = TcpStream::connect(to) else { return };
    let (Ok(from_again), Ok(there_again)) = (from.try_clone(), there.try_clone()) else { return };
    let (one, other) = (line.clone(), line.clone());
    thread::spawn(move || flow(&one, from, there));
    thread::spawn(move || flow(&other, there_again, from_again));
}

/// One way, until it ends or is cut.
fn flow(line: &Line, mut from: TcpStream, mut to: TcpStream) {
    drop(from.set_read_timeout(Some(Duration::from_millis(100))));
    let mut bytes = vec![0; 1 << 16];
    while !line.cut.load(Ordering::Relaxed) {
        match from.read(&mut bytes) {
            Ok(0) => break,
            Ok(read) => {
                thread::sleep(Duration::from_millis(line.delay.load(Ordering::Relaxed)));
                if line.cut.load(Ordering::Relaxed) || to.write_all(&bytes[..read]).is_err() {
                    break;
                }
            }
            Err(error)
                if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {}
            Err(_) => break,
        }
    }
    drop((from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both)));
}
