//! The attributes of one tag that say something here.

use std::borrow::Cow;

/// The longest value of an attribute that is looked at, in bytes. A link that is longer holds data rather than going somewhere.
const MAX_VALUE: usize = 16 << 10;

/// The values of the attributes that matter, each as it stood first.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    pub(super) href: Option<String>,
    pub(super) src: Option<String>,
    pub(super) action: Option<String>,
    pub(super) content: Option<String>,
    pub(super) name: Option<String>,
    pub(super) property: Option<String>,
    pub(super) http_equiv: Option<String>,
    pub(super) rel: Option<String>,
    pub(super) class: Option<String>,
    pub(super) id: Option<String>,
    pub(super) role: Option<String>,
    pub(super) style: Option<String>,
    pub(super) datetime: Option<String>,
    pub(super) is_hidden: bool,
    /// The name that was read last, whose value comes next.
    awaited: Vec<u8>,
}

impl Attributes {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) fn name(&mut self, name: &[u8]) {
        self.is_hidden |= name == b"hidden";
        self.awaited.clear();
        self.awaited.extend_from_slice(name);
    }

    pub(super) fn value(&mut self, value: &[u8]) {
        let place = match &*self.awaited {
            b"href" => &mut self.href,
            b"src" => &mut self.src,
            b"action" => &mut self.action,
            b"content" => &mut self.content,
            b"name" => &mut self.name,
            b"property" => &mut self.property,
            b"http-equiv" => &mut self.http_equiv,
            b"rel" => &mut self.rel,
            b"class" => &mut self.class,
            b"id" => &mut self.id,
            b"role" => &mut self.role,
            b"style" => &mut self.style,
            b"datetime" => &mut self.datetime,
            _ => return,
        };
        if place.is_none() && value.len() <= MAX_VALUE {
            *place = Some(String::from_utf8_lossy(value).into_owned());
        }
    }

    /// The words of `class`, `id` and `role`, in lower case.
    pub(super) fn names(&self) -> Cow<'_, str> {
        match (&self.class, &self.id, &self.role) {
            (None, None, None) => Cow::Borrowed(""),
            (class, id, role) => {
                let words = [class, id, role].into_iter().flatten().map(|text| text.to_ascii_lowercase());
                Cow::Owned(words.collect::<Vec<_>>().join(" "))
            }
        }
    }
}
