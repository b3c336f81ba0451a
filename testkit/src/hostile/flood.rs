//! More of everything than is decent.

use node::peers::Peer;
use std::{
    io::Write,
    net::{SocketAddr, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{runtime::Handle, task::JoinSet};

/// A flood that goes on until this is dropped.
pub struct Flood {
    stop: Arc<AtomicBool>,
    answered: Arc<AtomicU64>,
    _tasks: JoinSet<()>,
    _open: Vec<TcpStream>,
}

impl super::Hostile {
    /// Opens connections that never say what they want: half of them silent, half with what is no TLS.
    pub fn flood_connections(&self, address: SocketAddr, count: usize) -> Flood {
        let dial = |number: usize| {
            let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(2)).ok()?;
            if number.is_multiple_of(2) {
                stream.write_all(b"GET / HTTP/1.1\r\n").ok()?;
            }
            Some(stream)
        };
        let mut flood = Flood::over(JoinSet::new());
        flood._open = (0..count).filter_map(dial).collect();
        flood
    }

    /// Asks for what costs most, over and over, on as many ways.
    pub fn flood_requests(&self, peers: Vec<Peer>) -> Flood {
        let mut flood = Flood::over(JoinSet::new());
        for peer in peers {
            for _ in 0..4 {
                let (peer, stop, answered) = (peer.clone(), flood.stop.clone(), flood.answered.clone());
                flood._tasks.spawn_on(
                    async move {
                        while !stop.load(Ordering::Relaxed) {
                            match peer.heads().await {
                                Ok(_) => drop(answered.fetch_add(1, Ordering::Relaxed)),
                                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                            }
                        }
                    },
                    &self.handle(),
                );
            }
        }
        flood
    }

    fn handle(&self) -> Handle {
        self.runtime.handle().clone()
    }
}

impl Flood {
    fn over(tasks: JoinSet<()>) -> Self {
        Flood { stop: Arc::default(), answered: Arc::default(), _tasks: tasks, _open: Vec::new() }
    }

    /// How many requests were answered.
    pub fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }
}

impl Drop for Flood {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
