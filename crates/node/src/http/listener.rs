//! The two ways in: a TCP port, on loopback or under TLS, and a Unix socket in the home. One router answers on both.

use super::{
    Api,
    connection::Server,
    door::Door,
    routes,
    socket::{self, SOCKET},
    tls,
};
use crate::Node;
use crate::config::ClientConfig;
use anyhow::Context;
use std::{future::Future, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};
use tokio::net::{TcpListener, UnixListener};
use tokio_rustls::TlsAcceptor;

/// How long to wait when no connection can be taken, such as for want of file descriptors.
const BREATH: Duration = Duration::from_millis(100);

/// The client listener, bound and not yet serving.
pub struct Client {
    api: Api,
    tcp: TcpListener,
    tls: Option<TlsAcceptor>,
    socket: UnixListener,
    path: PathBuf,
    owner: u32,
}

impl Client {
    /// Binds the port of the configuration, and the socket in the node's home.
    ///
    /// # Errors
    /// A configuration that would let others in unasked; a port or socket that cannot be had; a certificate that cannot be read.
    pub async fn bind(node: Arc<Node>, config: ClientConfig) -> anyhow::Result<Self> {
        config.check()?;
        let tls = tls::acceptor(&config)?;
        let tcp = TcpListener::bind(config.listen).await;
        let tcp = tcp.with_context(|| format!("cannot listen on {} (client.listen)", config.listen))?;
        let (socket, owner) = socket::bind(node.home.path())?;
        let path = node.home.path().join(SOCKET);
        Ok(Client { api: Api::new(node, config), tcp, tls, socket, path, owner })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// Those of the system.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.tcp.local_addr()
    }

    /// Serves until `stop` is done, and then answers what was asked before.
    pub async fn serve(self, stop: impl Future<Output = ()>) {
        let server = Server::new(routes::router(&self.api));
        tokio::select! {
            () = stop => {}
            () = self.network(&server) => {}
            () = self.local(&server) => {}
        }
        self.api.feed.close();
        // Whoever looks for a node in this home finds none from now on.
        drop(std::fs::remove_file(&self.path));
        server.finish().await;
    }

    /// Takes connections from the network. It never ends by itself.
    async fn network(&self, server: &Server) {
        loop {
            let room = server.room().await;
            match self.tcp.accept().await {
                Ok((stream, from)) => {
                    let to = stream.local_addr().map_or_else(|_| from.ip(), |to| to.ip());
                    // Answers are small and people wait for them.
                    drop(stream.set_nodelay(true));
                    server.take(stream, self.tls.clone(), Door::Tcp { from, to }, room);
                }
                Err(error) => breathe(&error).await,
            }
        }
    }

    /// Takes connections from the socket in the home. It never ends by itself.
    async fn local(&self, server: &Server) {
        loop {
            let room = server.local_room().await;
            match self.socket.accept().await {
                Ok((stream, _)) if socket::is_of(&stream, self.owner) => {
                    server.take(stream, None, Door::Local, room)
                }
                Ok(_) => tracing::warn!("somebody who is not the owner of the home came by its socket"),
                Err(error) => breathe(&error).await,
            }
        }
    }
}

async fn breathe(error: &std::io::Error) {
    tracing::warn!(%error, "cannot take a connection");
    tokio::time::sleep(BREATH).await;
}
