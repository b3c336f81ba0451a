//! Of which kind an event is: the log that it stands in, and its id there.

use crate::{names, text::said};
use event::Value;
use hunt::Look;

/// What tells the events of a source apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind {
    /// The log, such as the channel `Security`; of a source with one log, the source's name. Empty where no mapping knows the event.
    pub log: String,
    /// The event id or what stands for it, such as Zeek's stream; empty where there is none.
    pub id: String,
    /// Who gave the id its meaning, where a log has ids of several; else empty.
    pub provider: String,
}

impl Kind {
    /// The kind of an event.
    pub fn of(look: &Look<'_, '_>) -> Kind {
        let Some(mapping) = look.mapping() else {
            return Kind { log: String::new(), id: String::new(), provider: String::new() };
        };
        let told = &mapping.telling().kind;
        let value = |field: &Option<std::sync::Arc<str>>| {
            field.as_ref().and_then(|field| look.values(field).find_map(said))
        };
        let (services, provider) =
            (look.class().services.join(" "), value(&told.provider).unwrap_or_default());
        let log = match &told.log {
            None => mapping.source().to_owned(),
            // The mapping may know the log by other signs than its name; events traced without a log have a provider.
            Some(_) => {
                let others = || [&services, &provider].into_iter().find(|name| !name.is_empty()).cloned();
                let log = value(&told.log).or_else(others).unwrap_or_else(|| mapping.source().to_owned());
                names::spelt(log)
            }
        };
        let id = value(&told.id).unwrap_or_else(|| if told.log.is_none() { services } else { String::new() });
        Kind { log, id, provider }
    }

    /// What events of this kind are called, if that is known.
    pub fn name(&self) -> Option<&'static str> {
        names::name(&self.log, &self.id).or_else(|| names::name(&self.provider, &self.id))
    }
}

/// The machine or sensor that recorded an event, as far as it says so.
pub fn recorder(look: &Look<'_, '_>) -> String {
    let fields = look.mapping().map_or(&[][..], |mapping| &mapping.telling().recorder);
    let own: Option<String> = fields.iter().find_map(|field| look.values(field).find_map(said));
    let host = || if fields.is_empty() { look.host().and_then(|host: Value<'_>| said(host)) } else { None };
    own.or_else(host).unwrap_or_default()
}
