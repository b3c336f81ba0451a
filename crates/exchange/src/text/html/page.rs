//! One page, event by event.

use super::{
    attributes::Attributes,
    element::{Role, role, zone},
    link::Links,
    open::{Element, MAX_OPEN, Open},
    write::Writer,
};
use crate::text::readable::{Link, Origin, Readable, Remark, Zone};
use html5gum::emitters::callback::CallbackEvent;
use statement::observable::{url, url_host};

/// The longest text of a link that is gathered, in bytes.
const MAX_ANCHOR: usize = 4 << 10;

/// What is known of a page so far.
pub(super) struct Page<'r> {
    out: Writer<'r>,
    open: Open,
    tag: Vec<u8>,
    attributes: Attributes,
    /// The link that is open: what it goes to, where its text starts, its text so far.
    anchor: Option<Link>,
    /// What is skipped, and how many of that name are open.
    skipped: Option<(Box<[u8]>, usize)>,
    literal: usize,
    title: Option<String>,
    links: Links,
    skips: usize,
    comments: usize,
}

impl<'r> Page<'r> {
    pub(super) fn new(to: &'r mut Readable) -> Self {
        Self {
            out: Writer::new(to),
            open: Open::default(),
            tag: Vec::new(),
            attributes: Attributes::default(),
            anchor: None,
            skipped: None,
            literal: 0,
            title: None,
            links: Links::default(),
            skips: 0,
            comments: 0,
        }
    }

    pub(super) fn event(&mut self, event: &CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag.clear();
                self.tag.extend_from_slice(name);
            }
            CallbackEvent::AttributeName { name } => self.attributes.name(name),
            CallbackEvent::AttributeValue { value } => self.attributes.value(value),
            CallbackEvent::CloseStartTag { self_closing } => {
                let (name, attributes) =
                    (std::mem::take(&mut self.tag), std::mem::take(&mut self.attributes));
                self.start(&name, &attributes, *self_closing);
                self.tag = name;
            }
            CallbackEvent::EndTag { name } => {
                self.attributes.clear();
                self.close(name);
            }
            CallbackEvent::String { value } => self.text(&String::from_utf8_lossy(value)),
            CallbackEvent::Comment { .. } => self.comments += 1,
            CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    pub(super) fn end(mut self) {
        self.close_anchor();
        self.out.end_line();
        if let Some(title) = self.title.take() {
            self.out.to.title(&title);
        }
        if self.skips + self.comments > 0 {
            self.out.to.remark(Remark::LeftOut(self.skips, self.comments));
        }
        if self.open.is_over {
            self.out.to.remark(Remark::Elements(MAX_OPEN));
        }
        self.links.end(self.out.to);
    }

    fn text(&mut self, text: &str) {
        if self.skipped.is_some() {
            return;
        }
        if let Some(title) = &mut self.title {
            return title.push_str(text);
        }
        if let Some(anchor) = self.anchor.as_mut().filter(|anchor| anchor.text.len() < MAX_ANCHOR) {
            anchor.text.push_str(text.get(..text.floor_char_boundary(MAX_ANCHOR)).unwrap_or(text));
        }
        let zone = self.open.zone();
        match self.literal {
            0 => self.out.text(text, zone),
            _ => self.out.literal(text, zone),
        }
    }

    fn start(&mut self, name: &[u8], attributes: &Attributes, self_closing: bool) {
        let role = role(name);
        if let Some((skipped, depth)) = &mut self.skipped {
            *depth += usize::from(**skipped == *name && !self_closing);
            // A drawing ends where an element comes that none has.
            if !matches!(role, Role::Block | Role::Heading(_) | Role::Item | Role::Table | Role::Break) {
                return;
            }
            self.skipped = None;
        }
        self.note(name, attributes);
        let outer = self.open.zone();
        let zone = zone(name, attributes).map_or(outer, |zone| zone.max(outer));
        match role {
            Role::Skipped => return self.skip(name, attributes, self_closing),
            Role::Empty => return,
            Role::Break => return self.out.block(),
            // The title of a drawing is no title of the page.
            Role::Title if self.title.is_none() => self.title = Some(String::new()),
            _ => self.begin(role, zone, attributes),
        }
        self.open.push(Element { name: name.into(), role, zone });
    }

    /// What the start of an element does to the text.
    fn begin(&mut self, role: Role, zone: Zone, attributes: &Attributes) {
        match role {
            Role::Heading(level) => {
                self.out.lay_out();
                self.out.gap();
                self.out.sign(&format!("{} ", "#".repeat(level)), zone);
            }
            Role::Item => {
                self.end_like(Role::Item, b"li", &[Role::Table, Role::Cell]);
                self.out.lay_out();
                self.out.block();
                self.out.sign("- ", zone);
            }
            Role::Table => {
                self.out.lay_out();
                self.out.gap();
            }
            Role::Row => {
                self.end_like(Role::Row, b"tr", &[Role::Table]);
                self.out.row();
            }
            Role::Cell => {
                self.end_like(Role::Cell, b"td", &[Role::Row, Role::Table]);
                self.end_like(Role::Cell, b"th", &[Role::Row, Role::Table]);
                self.out.cell(zone);
            }
            Role::Literal => {
                self.out.block();
                self.literal += 1;
            }
            Role::Anchor => {
                self.close_anchor();
                self.anchor = self.link(attributes.href.as_deref(), Origin::Link, zone);
            }
            Role::Block => self.out.block(),
            _ => {}
        }
    }

    /// Closes an element that ends where the next one of its kind starts.
    fn end_like(&mut self, role: Role, name: &[u8], bounds: &[Role]) {
        if self.open.is_within(role, bounds) {
            self.close(name);
        }
    }

    fn skip(&mut self, name: &[u8], attributes: &Attributes, self_closing: bool) {
        self.skips += 1;
        self.links.loads += usize::from(attributes.src.is_some() && name != b"iframe");
        if !self_closing || !matches!(name, b"svg" | b"math") {
            self.skipped = Some((name.into(), 1));
        }
    }

    fn close(&mut self, name: &[u8]) {
        if let Some((skipped, depth)) = &mut self.skipped {
            *depth -= usize::from(**skipped == *name);
            if *depth == 0 {
                self.skipped = None;
            }
            return;
        }
        if let Some(title) = self.title.take_if(|_| name == b"title") {
            self.out.to.title(&title);
        }
        for element in self.open.close(name) {
            match element.role {
                Role::Heading(_) | Role::Table => {
                    self.out.end_line();
                    self.out.gap();
                }
                Role::Row => self.out.end_line(),
                Role::Literal => {
                    self.literal = self.literal.saturating_sub(1);
                    self.out.block();
                }
                Role::Anchor => self.close_anchor(),
                Role::Block | Role::Item if *element.name == *b"p" || *element.name == *b"ul" => {
                    self.out.gap()
                }
                Role::Block | Role::Item => self.out.block(),
                _ => {}
            }
        }
    }

    fn close_anchor(&mut self) {
        if let Some(anchor) = self.anchor.take() {
            self.links.take(anchor, self.out.to);
        }
    }

    /// A link from here.
    fn link(&self, target: Option<&str>, origin: Origin, zone: Zone) -> Option<Link> {
        let (line, offset) = self.out.place();
        Some(Link { line, offset, target: target?.to_owned(), text: String::new(), origin, zone })
    }

    /// What an element says of the page, or makes a browser do.
    fn note(&mut self, name: &[u8], attributes: &Attributes) {
        let zone = self.open.zone();
        let told = match name {
            b"meta" => return self.meta(attributes),
            b"link" => {
                let is_canonical =
                    attributes.rel.as_deref().is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"));
                return self.site(attributes.href.as_deref().filter(|_| is_canonical));
            }
            b"base" => {
                let base = attributes.href.as_deref().filter(|base| base.contains("//"));
                if let Some(base) = base {
                    self.out.to.remark(Remark::Base(base.chars().take(200).collect()));
                }
                self.link(base, Origin::Load, zone)
            }
            b"img" => {
                self.links.loads += usize::from(attributes.src.is_some());
                None
            }
            b"iframe" | b"frame" | b"embed" => self.link(attributes.src.as_deref(), Origin::Load, zone),
            b"form" => self.link(attributes.action.as_deref(), Origin::Form, Zone::Article),
            b"area" => self.link(attributes.href.as_deref(), Origin::Link, zone),
            b"time" => return self.published(attributes.datetime.as_deref()),
            _ => None,
        };
        if let Some(link) = told {
            self.links.take(link, self.out.to);
        }
    }

    fn meta(&mut self, attributes: &Attributes) {
        let Some(content) = attributes.content.as_deref() else { return };
        let name = attributes.property.as_deref().or(attributes.name.as_deref()).unwrap_or_default();
        match &*name.to_ascii_lowercase() {
            "og:title" => self.out.to.title(content),
            "og:url" => self.site(Some(content)),
            "article:published_time"
            | "date"
            | "dc.date"
            | "dcterms.date"
            | "dcterms.created"
            | "datepublished" => {
                self.published(Some(content));
            }
            _ => {}
        }
        if attributes.http_equiv.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("refresh")) {
            let target = content.split_once('=').map(|(_, target)| target.trim().trim_matches(['\'', '"']));
            if let Some(link) = self.link(target, Origin::Load, Zone::Article) {
                self.out.to.remark(Remark::Refresh);
                self.links.take(link, self.out.to);
            }
        }
    }

    /// Takes the host of an address for the publisher's.
    fn site(&mut self, address: Option<&str>) {
        let mut scratch = String::new();
        if let Some(form) =
            address.filter(|address| address.contains("://")).and_then(|address| url(address, &mut scratch))
        {
            self.out.to.sites.insert(url_host(form.text).to_owned());
        }
    }

    fn published(&mut self, time: Option<&str>) {
        if self.out.to.published.is_none() {
            self.out.to.published = time.and_then(crate::text::document::moment);
        }
    }
}
