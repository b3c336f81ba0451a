//! ssh-agent as the keeper of a root key (draft-ietf-sshm-ssh-agent, sections 3.5 and 3.6). What the agent signs for Ed25519 is the
//! plain signature over the bytes that it is given, which is what a note has.

use anyhow::{Context, bail};
use note::encoding;
use sha2::{Digest, Sha256};
use std::io::{Read, Write};

const REQUEST_IDENTITIES: u8 = 11;
const IDENTITIES: u8 = 12;
const REQUEST_SIGNATURE: u8 = 13;
const SIGNATURE: u8 = 14;

/// How long an answer may be, which is what OpenSSH's own tools take.
const MAX_ANSWER: usize = 256 << 10;

/// How many keys are looked at.
const MAX_KEYS: u32 = 1024;

const ED25519: &[u8] = b"ssh-ed25519";

/// An Ed25519 key that an agent holds.
#[derive(Debug)]
pub struct AgentKey {
    /// The point.
    pub public: [u8; 32],
    /// What its owner called it.
    pub comment: String,
    blob: Vec<u8>,
}

impl AgentKey {
    /// As `ssh-add -l` prints it.
    pub fn fingerprint(&self) -> String {
        let digest = encoding::base64(&Sha256::digest(&self.blob));
        format!("SHA256:{}", digest.trim_end_matches('='))
    }
}

/// The Ed25519 keys of the agent that `SSH_AUTH_SOCK` names.
pub fn keys() -> anyhow::Result<Vec<AgentKey>> {
    let answer = ask(&[REQUEST_IDENTITIES], IDENTITIES)?;
    let mut rest = answer.as_slice();
    let count = number(&mut rest)?.min(MAX_KEYS);
    let mut keys = Vec::new();
    for _ in 0..count {
        let (blob, comment) = (string(&mut rest)?, string(&mut rest)?);
        if let Some(public) = point(blob) {
            let comment = String::from_utf8_lossy(comment).into_owned();
            keys.push(AgentKey { public, comment, blob: blob.to_vec() });
        }
    }
    Ok(keys)
}

/// A signature of `key` over `message`. The agent may ask its owner first.
pub fn sign(key: &AgentKey, message: &[u8]) -> anyhow::Result<[u8; 64]> {
    let mut request = vec![REQUEST_SIGNATURE];
    put(&mut request, &key.blob);
    put(&mut request, message);
    request.extend_from_slice(&0u32.to_be_bytes());
    let answer = ask(&request, SIGNATURE)?;
    let mut signature = string(&mut answer.as_slice())?;
    if string(&mut signature)? != ED25519 {
        bail!("ssh-agent signed by another algorithm than Ed25519");
    }
    string(&mut signature)?.try_into().context("the signature of ssh-agent does not have 64 bytes")
}

/// The point of an Ed25519 key, `None` for a key of another kind.
fn point(mut blob: &[u8]) -> Option<[u8; 32]> {
    let kind = string(&mut blob).ok()?;
    let public = string(&mut blob).ok()?;
    (kind == ED25519 && blob.is_empty()).then(|| public.try_into().ok()).flatten()
}

/// Sends a request and gives the answer without its type, which must be `wanted`.
#[cfg(unix)]
fn ask(request: &[u8], wanted: u8) -> anyhow::Result<Vec<u8>> {
    let socket =
        std::env::var_os("SSH_AUTH_SOCK").context("there is no ssh-agent: SSH_AUTH_SOCK is not set")?;
    let agent = std::os::unix::net::UnixStream::connect(&socket).context("cannot reach ssh-agent")?;
    exchange(agent, request, wanted)
}

/// Sends a request and gives the answer without its type, which must be `wanted`.
#[cfg(not(unix))]
fn ask(_: &[u8], _: u8) -> anyhow::Result<Vec<u8>> {
    bail!(
        "ssh-agent is reached through a Unix socket, which this system does not have; keep the root key in a file"
    )
}

#[cfg_attr(not(unix), expect(dead_code, reason = "there is no agent to talk to"))]
fn exchange(mut agent: impl Read + Write, request: &[u8], wanted: u8) -> anyhow::Result<Vec<u8>> {
    let mut framed = Vec::with_capacity(request.len() + 4);
    put(&mut framed, request);
    agent.write_all(&framed).context("cannot write to ssh-agent")?;
    let mut length = [0; 4];
    agent.read_exact(&mut length).context("ssh-agent does not answer")?;
    let length = u32::from_be_bytes(length) as usize;
    if !(1..=MAX_ANSWER).contains(&length) {
        bail!("ssh-agent answers with {length} bytes");
    }
    let mut answer = vec![0; length];
    agent.read_exact(&mut answer).context("ssh-agent breaks off")?;
    match answer.split_first() {
        Some((kind, rest)) if *kind == wanted => Ok(rest.to_vec()),
        _ => bail!("ssh-agent refuses (is it locked, or did somebody say no?)"),
    }
}

fn put(bytes: &mut Vec<u8>, part: &[u8]) {
    // Requests are notes with a few bytes around them.
    bytes.extend_from_slice(&(part.len() as u32).to_be_bytes());
    bytes.extend_from_slice(part);
}

fn number(rest: &mut &[u8]) -> anyhow::Result<u32> {
    let (number, after) = rest.split_first_chunk().context("the answer of ssh-agent is too short")?;
    *rest = after;
    Ok(u32::from_be_bytes(*number))
}

fn string<'b>(rest: &mut &'b [u8]) -> anyhow::Result<&'b [u8]> {
    let length = number(rest)? as usize;
    let (string, after) = rest.split_at_checked(length).context("the answer of ssh-agent is too short")?;
    *rest = after;
    Ok(string)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An agent that gives the same answer to everything.
    struct Canned(std::io::Cursor<Vec<u8>>);

    impl Read for Canned {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.0.read(buffer)
        }
    }

    impl Write for Canned {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn no_answer_of_an_agent_is_believed() {
        for answer in [&[][..], &[0, 0, 0, 0], &[0, 0, 0, 9, 12], &[0xFF; 8], &[0, 0, 0, 1, 5]] {
            let agent = Canned(std::io::Cursor::new(answer.to_vec()));
            assert!(exchange(agent, &[REQUEST_IDENTITIES], IDENTITIES).is_err(), "{answer:?}");
        }
        for blob in [&[][..], &[0, 0, 0, 11], &[0xFF, 0xFF, 0xFF, 0xFF, 1]] {
            assert_eq!(point(blob), None);
        }
    }
}
