//! What elements do to the text, told from their names and attributes.

use super::attributes::Attributes;
use crate::text::readable::Zone;

/// What an element does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing: it is a part of its line.
    Inline,
    /// It has lines of its own.
    Block,
    /// A heading, 1 to 6.
    Heading(usize),
    /// An item of a list.
    Item,
    Table,
    Row,
    Cell,
    /// Text whose line ends and spaces count.
    Literal,
    /// A link.
    Anchor,
    /// What is in it is no text.
    Skipped,
    /// It ends a line, and holds nothing.
    Break,
    /// It holds nothing.
    Empty,
    /// The title of the page.
    Title,
}

/// What the element of this name does.
pub(super) fn role(name: &[u8]) -> Role {
    match name {
        b"h1" => Role::Heading(1),
        b"h2" => Role::Heading(2),
        b"h3" => Role::Heading(3),
        b"h4" => Role::Heading(4),
        b"h5" => Role::Heading(5),
        b"h6" => Role::Heading(6),
        b"p" | b"div" | b"section" | b"article" | b"main" | b"header" | b"footer" | b"nav" | b"aside"
        | b"ul" | b"ol" | b"dl" | b"dt" | b"dd" | b"blockquote" | b"figure" | b"figcaption" | b"address"
        | b"form" | b"fieldset" | b"legend" | b"details" | b"summary" | b"center" | b"caption" | b"thead"
        | b"tbody" | b"tfoot" | b"body" | b"head" | b"html" | b"dialog" | b"menu" | b"hgroup" | b"search"
        | b"option" | b"template" => Role::Block,
        b"li" => Role::Item,
        b"table" => Role::Table,
        b"tr" => Role::Row,
        b"td" | b"th" => Role::Cell,
        b"pre" | b"textarea" | b"xmp" | b"listing" | b"plaintext" => Role::Literal,
        b"a" => Role::Anchor,
        b"script" | b"style" | b"noscript" | b"iframe" | b"noembed" | b"noframes" | b"svg" | b"math" => {
            Role::Skipped
        }
        b"br" | b"hr" => Role::Break,
        b"area" | b"base" | b"col" | b"embed" | b"img" | b"input" | b"link" | b"meta" | b"param"
        | b"source" | b"track" | b"wbr" => Role::Empty,
        b"title" => Role::Title,
        _ => Role::Inline,
    }
}

/// The zone that an element puts what is in it into, if it does.
pub(super) fn zone(name: &[u8], attributes: &Attributes) -> Option<Zone> {
    if attributes.is_hidden || name == b"template" || attributes.style.as_deref().is_some_and(hides) {
        return Some(Zone::Hidden);
    }
    let names = attributes.names();
    let is_frame = match name {
        b"nav" | b"footer" | b"aside" | b"menu" | b"search" | b"select" | b"datalist" => true,
        b"html" | b"body" | b"main" | b"article" | b"a" | b"table" | b"td" | b"th" | b"tr" | b"p" | b"li"
        | b"h1" | b"h2" | b"h3" => false,
        _ => is_frame(&names),
    };
    is_frame.then_some(Zone::Navigation)
}

/// Whether a style hides what has it. Only ways that need no knowledge of the rest of the page.
fn hides(style: &str) -> bool {
    let plain: String = style
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    plain.split(';').any(|rule| {
        let rule = rule.strip_suffix("!important").unwrap_or(rule);
        matches!(
            rule,
            "display:none"
                | "visibility:hidden"
                | "opacity:0"
                | "font-size:0"
                | "font-size:0px"
                | "font-size:1px"
                | "max-height:0"
                | "max-height:0px"
                | "mso-hide:all"
        )
    })
}

/// Words by which pages call what stands around the article.
const FRAME: [&str; 29] = [
    "nav",
    "navbar",
    "navigation",
    "menu",
    "footer",
    "sidebar",
    "breadcrumb",
    "breadcrumbs",
    "cookie",
    "cookies",
    "consent",
    "share",
    "sharing",
    "social",
    "related",
    "comments",
    "newsletter",
    "subscribe",
    "subscription",
    "advert",
    "advertisement",
    "promo",
    "pagination",
    "pager",
    "skip",
    "banner",
    "contentinfo",
    "complementary",
    "tags",
];

/// Words with which the same names stand for the article: `has-sidebar`, `content-with-menu`.
const NO_FRAME: [&str; 12] = [
    "content",
    "main",
    "article",
    "body",
    "has",
    "with",
    "without",
    "no",
    "layout",
    "wrapper",
    "container",
    "page",
];

fn is_frame(names: &str) -> bool {
    names.split_ascii_whitespace().any(|name| {
        let words = || name.split(['-', '_', ':']);
        words().any(|word| FRAME.contains(&word)) && !words().any(|word| NO_FRAME.contains(&word))
    })
}
