//! A packet as lines of base64 between two that say what it is, in the manner of RFC 7468: whatever a mail program does to spaces, line ends and
//! the text around does no harm.

use anyhow::{Context, bail};
use note::encoding::{base64, unbase64};

const BEGIN: &str = "-----BEGIN DETENTE INVITATION-----";
const END: &str = "-----END DETENTE INVITATION-----";

/// How long a line is, as in RFC 7468.
const WIDTH: usize = 64;

/// What stands between the two lines and behind, if the first is there.
pub fn find(text: &str) -> Option<&str> {
    text.split_once(BEGIN).map(|(_, after)| after)
}

/// The packet in the lines.
pub fn open(lines: &str) -> anyhow::Result<String> {
    let (lines, after) = lines.split_once(END).with_context(|| format!("the line {END} is missing"))?;
    if after.contains(BEGIN) {
        bail!("there are two invitations in it: give them one after another");
    }
    let encoded: String = lines.split_whitespace().collect();
    String::from_utf8(unbase64("invitation", &encoded)?).context("it is not UTF-8")
}

/// The lines of a packet.
pub fn close(packet: &str) -> String {
    let encoded = base64(packet.as_bytes());
    let mut text = format!("{BEGIN}\n");
    let mut rest = encoded.as_str();
    while let Some((line, after)) =
        rest.split_at_checked(WIDTH.min(rest.len())).filter(|(line, _)| !line.is_empty())
    {
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    text.push_str(END);
    text.push('\n');
    text
}
