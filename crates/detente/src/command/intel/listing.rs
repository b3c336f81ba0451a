//! The things that a body holds, one after the other, whatever its format.

use exchange::{
    Media, Options, Outcome, Taken,
    stix::{Item, Object, Reader},
};
use std::io;

/// A thing in a body.
pub enum Thing<'t> {
    /// An object of STIX, and where it stood.
    Object(&'t Object<'t>, String),
    /// A value of a list, a table or a MISP event.
    Value(&'t Taken<'t>),
}

/// Hands out what a body of this media type holds. A body of another type holds nothing that is known here.
///
/// # Errors
/// None that memory makes.
pub fn each(media_type: &str, body: &[u8], take: &mut dyn FnMut(Thing<'_>)) -> io::Result<()> {
    match Media::named(media_type) {
        Some(Media::Stix) => {
            let mut object = |item: Item<'_>| {
                if let Item::Kept(kept) = item {
                    take(Thing::Object(kept.object, kept.place.to_string()));
                }
            };
            Reader::new().read(body, &mut object).map(drop)
        }
        Some(_) => {
            let mut value = |outcome: Outcome<'_>| {
                if let Outcome::Taken(taken) = outcome {
                    take(Thing::Value(&taken));
                }
            };
            exchange::read(body, Options { ignore_to_ids: true, ..Options::default() }, &mut value).map(drop)
        }
        None => Ok(()),
    }
}

impl Thing<'_> {
    /// Its type.
    pub fn kind(&self) -> &str {
        match self {
            Thing::Object(object, _) => object.kind(),
            Thing::Value(taken) => taken.indicator.observable.kind().as_str(),
        }
    }

    /// What it is called, or what it is.
    pub fn title(&self) -> String {
        match self {
            Thing::Object(object, _) => object.title().unwrap_or_default().into_owned(),
            Thing::Value(taken) => taken.indicator.observable.value().to_owned(),
        }
    }

    /// The pattern of an indicator, or what a list says of a value.
    pub fn detail(&self) -> String {
        match self {
            Thing::Object(object, _) => object.text("pattern").unwrap_or_default().into_owned(),
            Thing::Value(taken) => taken.label.unwrap_or_default().to_owned(),
        }
    }

    /// The id of an object.
    pub fn id(&self) -> &str {
        match self {
            Thing::Object(object, _) => object.id().as_str(),
            Thing::Value(_) => "",
        }
    }

    /// Where it stands in the body.
    pub fn place(&self) -> String {
        match self {
            Thing::Object(_, place) => place.clone(),
            Thing::Value(taken) => taken.place.to_string(),
        }
    }

    /// The strictest of the Traffic Light Protocol on it or a part of it.
    pub fn marking(&self) -> &'static str {
        match self {
            Thing::Object(object, _) => {
                exchange::stix::strictest(object.common()).map_or("", |tlp| tlp.as_str())
            }
            Thing::Value(_) => "",
        }
    }

    /// From when until when it is to be looked for.
    pub fn validity(&self) -> String {
        let Thing::Object(object, _) = self else { return String::new() };
        if object.common().revoked {
            return "revoked".to_owned();
        }
        let day =
            |property: &str| object.text(property).map(|time| time.chars().take(10).collect::<String>());
        match (day("valid_from"), day("valid_until")) {
            (None, None) => String::new(),
            (Some(from), None) => format!("from {from}"),
            (None, Some(until)) => format!("until {until}"),
            (Some(from), Some(until)) => format!("{from} to {until}"),
        }
    }
}
