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

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads what stands in a mail.
    fn read(text: &str) -> Option<String> {
        open(find(text)?).ok()
    }

    #[test]
    fn what_mail_does_is_undone_and_what_a_stranger_does_is_not() {
        let packet = "a line\n".repeat(40);
        let text = close(&packet);
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
        for mailed in [
            text.clone(),
            format!("Dear all,\r\n{}", text.replace('\n', " \r\n\r\n  ")),
            text.replace('\n', " "),
        ] {
            assert_eq!(read(&mailed).as_ref(), Some(&packet), "{mailed}");
        }
        let cut = text.replace(END, "");
        for bad in
            [cut, format!("{text}{text}"), text.replacen("YS", "Y!", 1), format!("{BEGIN}\n/w==\n{END}")]
        {
            assert_eq!(read(&bad), None, "{bad}");
        }
        assert_eq!(find("no invitation"), None);
    }
}
