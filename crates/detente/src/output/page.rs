//! The shell of a page that opens offline: one file, nothing loaded, light and dark, for a telephone and for paper.
//!
//! The browser is told to load nothing and to run nothing but what stands here: the policy names the digests of the one style sheet and
//! the one script. So even if something hostile got past [`escape`] it would not run.

use super::escape::is_hostile;
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Colours follow the reader's system; all pages are of one house.
const STYLE: &str = include_str!("page.css");

/// What the head of a page needs. Style and script are ours, never a stranger's.
pub struct Head<'h> {
    /// The title, not escaped yet.
    pub title: &'h str,
    /// What this page has of its own, after the style that all have in common.
    pub style: &'h str,
    /// The script; empty where there is none.
    pub script: &'h str,
}

/// The page up to its first element.
pub fn open(head: &Head<'_>) -> String {
    let Head { title, style, script } = head;
    let style = format!("{STYLE}{style}");
    let scripts = match script.is_empty() {
        true => String::new(),
        false => format!("; script-src '{}'", digest(script)),
    };
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'{scripts}; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{}</title>\n<style>{style}</style></head>\n<body>\n",
        digest(&style),
        escape(title)
    )
}

/// The end of the page, with its script.
pub fn close(script: &str) -> String {
    match script.is_empty() {
        true => "</body></html>\n".to_owned(),
        false => format!("<script>{script}</script>\n</body></html>\n"),
    }
}

/// A digest as a policy writes it: CSP level 3, section 2.3.1.
fn digest(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}

/// Text between tags and in attributes: it may hold tags, scripts or characters that turn the reading order around.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\r' | '\t' => safe.push(' '),
            c if is_hostile(c) => drop(write!(safe, "\\u{{{:x}}}", c as u32)),
            c => safe.push(c),
        }
    }
    safe
}

/// JSON between script tags: no tag can begin in it.
pub fn embed(json: &[u8]) -> Vec<u8> {
    let mut safe = Vec::with_capacity(json.len() + json.len() / 16);
    for &byte in json {
        match byte {
            // In JSON these stand in texts only, where an escape means the same.
            b'<' => safe.extend_from_slice(b"\\u003c"),
            b'>' => safe.extend_from_slice(b"\\u003e"),
            b'&' => safe.extend_from_slice(b"\\u0026"),
            byte => safe.push(byte),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_cannot_become_markup() {
        assert_eq!(
            escape("<img src=x onerror='a(\"&\")'>"),
            "&lt;img src=x onerror=&#39;a(&quot;&amp;&quot;)&#39;&gt;"
        );
        assert_eq!(escape("a\u{202e}b\u{7}\n"), "a\\u{202e}b\\u{7} ");
    }

    #[test]
    fn data_cannot_end_its_script() {
        let hostile = "</script><!-- <script> & \u{2028}";
        let json = serde_json::to_vec(hostile).expect("JSON");
        let safe = String::from_utf8(embed(&json)).expect("text");
        assert!(!safe.contains(['<', '>', '&']), "{safe}");
        assert_eq!(serde_json::from_str::<String>(&safe).expect("still JSON"), hostile);
    }

    /// The digest of nothing is a published value: FIPS 180-4's SHA-256 of the empty message.
    #[test]
    fn policies_name_digests() {
        assert_eq!(digest(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        let page = open(&Head { title: "<a>", style: "", script: "run()" });
        assert!(page.contains("<title>&lt;a&gt;</title>") && page.contains(&digest("run()")));
    }
}
