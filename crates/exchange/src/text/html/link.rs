//! Where links go.

use crate::text::readable::{Link, Origin, Readable, Remark, Zone};

/// The longest text of a link that is kept, in bytes.
const MAX_LINK_TEXT: usize = 300;

/// What a target is good for.
enum Target {
    /// It goes to a host that it names.
    Host,
    /// It goes to where the page is.
    Relative,
    /// It holds what it goes to: `data:`, `javascript:`.
    Data,
}

fn target_of(target: &str) -> Target {
    let lower: String = target
        .chars()
        .take(16)
        .filter(|letter| !letter.is_control())
        .collect::<String>()
        .to_ascii_lowercase();
    let scheme = lower.split_once(':').map(|(scheme, _)| scheme);
    match scheme {
        Some("data" | "javascript" | "vbscript" | "blob") => Target::Data,
        _ if target.contains("://") || target.starts_with("//") => Target::Host,
        Some("mailto") => Target::Host,
        // Some pages defang what a link goes to.
        Some(scheme) if scheme.starts_with("hx") => Target::Host,
        _ => Target::Relative,
    }
}

/// What was told apart of the links of a page.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// In the frame of the page.
    pub(super) in_frame: usize,
    pub(super) data: usize,
    pub(super) loads: usize,
}

impl Links {
    /// Keeps a link of the article, counts another.
    pub(super) fn take(&mut self, mut link: Link, to: &mut Readable) {
        // Programs that follow links drop tabs and line ends within them and space around them.
        link.target.retain(|letter| !matches!(letter, '\t' | '\n' | '\r'));
        let target = link.target.trim();
        match target_of(target) {
            Target::Relative => {}
            Target::Data => self.data += 1,
            Target::Host if link.zone == Zone::Navigation && link.origin == Origin::Link => {
                self.in_frame += 1
            }
            Target::Host => {
                let text = link.text.split_whitespace().collect::<Vec<_>>().join(" ");
                let text = text.get(..text.floor_char_boundary(MAX_LINK_TEXT)).unwrap_or_default();
                let target = target
                    .strip_prefix("//")
                    .map_or_else(|| target.to_owned(), |rest| format!("https://{rest}"));
                to.push_link(Link { target, text: text.to_owned(), ..link });
            }
        }
    }

    pub(super) fn end(&self, to: &mut Readable) {
        if self.in_frame > 0 {
            to.remark(Remark::NavigationLinks(self.in_frame));
        }
        if self.data > 0 {
            to.remark(Remark::DataLinks(self.data));
        }
        if self.loads > 0 {
            to.remark(Remark::Loads(self.loads));
        }
    }
}
