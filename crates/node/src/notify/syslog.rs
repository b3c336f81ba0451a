//! Sending a line to a syslog receiver. A datagram is sent and nobody says whether it came; over a connection the system says at least that it was
//! taken.

use super::{line::Line, webhook::connect};
use crate::config::{Carrier, Endpoint, NotifyTarget};
use anyhow::Context;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use tokio::{
    io::AsyncWriteExt,
    net::{UdpSocket, lookup_host},
};

pub(super) async fn send(target: &NotifyTarget, endpoint: &Endpoint, line: &Line) -> anyhow::Result<()> {
    match endpoint.carrier {
        Carrier::Udp => datagram(endpoint, &line.bytes()).await,
        Carrier::Tcp | Carrier::Tls => {
            let mut stream = connect(target, endpoint).await?;
            stream.write_all(&line.counted()).await.context("it did not take the line")?;
            // Closing in order, so that what was written is not thrown away.
            stream.shutdown().await.context("it did not take the line")
        }
    }
}

async fn datagram(endpoint: &Endpoint, bytes: &[u8]) -> anyhow::Result<()> {
    let mut found =
        lookup_host((endpoint.host.as_str(), endpoint.port)).await.context("its name is not known")?;
    let to = found.next().context("its name has no address")?;
    let from: SocketAddr = match to {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(from).await.context("no socket")?;
    socket.send_to(bytes, to).await.context("the datagram was not sent")?;
    Ok(())
}
