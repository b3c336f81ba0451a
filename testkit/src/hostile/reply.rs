//! What a face answers, honest or not.

use std::time::Duration;
use tokio::{
    io::{AsyncWrite, AsyncWriteExt},
    time::sleep,
};

/// How long silence is: longer than any test.
const LONG: Duration = Duration::from_secs(600);

/// How an answer is not as it should be.
#[derive(Clone, Debug)]
pub enum Fault {
    /// It is refused, with this status.
    Refuse(u16),
    /// It has this body instead.
    Body(Vec<u8>),
    /// It says that it has so many bytes, and has a few.
    Claims(u64),
    /// It never ends.
    Endless,
    /// It never begins.
    Silent,
    /// A byte a second.
    Trickle,
    /// It is no HTTP.
    Raw(Vec<u8>),
}

impl Fault {
    /// Writes it. An error is the other side's leaving.
    pub(super) async fn write(&self, out: &mut (impl AsyncWrite + Unpin)) -> std::io::Result<()> {
        match self {
            Fault::Refuse(status) => answer(out, *status, b"no\n").await,
            Fault::Body(body) => answer(out, 200, body).await,
            Fault::Claims(length) => {
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\nsome");
                out.write_all(head.as_bytes()).await?;
                out.flush().await?;
                wait().await
            }
            Fault::Endless => {
                out.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").await?;
                loop {
                    out.write_all(&[b'a'; 1 << 14]).await?;
                }
            }
            Fault::Silent => wait().await,
            Fault::Trickle => {
                out.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n").await?;
                loop {
                    out.write_all(b"a").await?;
                    out.flush().await?;
                    sleep(Duration::from_secs(1)).await;
                }
            }
            Fault::Raw(bytes) => {
                out.write_all(bytes).await?;
                out.shutdown().await
            }
        }
    }
}

/// An answer as HTTP has it.
pub(super) async fn answer(
    out: &mut (impl AsyncWrite + Unpin),
    status: u16,
    body: &[u8],
) -> std::io::Result<()> {
    let head = format!("HTTP/1.1 {status} Said\r\ncontent-length: {}\r\n\r\n", body.len());
    out.write_all(head.as_bytes()).await?;
    out.write_all(body).await?;
    out.flush().await
}

async fn wait() -> std::io::Result<()> {
    sleep(LONG).await;
    Ok(())
}
