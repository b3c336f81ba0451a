//! Intelligence as one bundle of STIX 2.1.

use super::{
    super::record::{Record, Said},
    Written,
};
use anyhow::Context;
use exchange::{
    Media, Moment, Options, Outcome, Taken,
    stix::{
        Bundle, Item, Reader, Refusal,
        make::{self, About, Terms},
    },
};
use std::io::Write;

/// Writes the statements in their order. Objects of STIX are given back as they came, each version once; for each value of a list there is
/// an indicator of ours, by an identity that stands for the member who said it.
pub fn write(record: &Record<'_>, chosen: &[Said], out: &mut dyn Write) -> anyhow::Result<Written> {
    let mut export = Export { bundle: Bundle::new(out), reader: Reader::new(), written: Written::default() };
    for said in chosen {
        match (Media::named(&said.media_type), record.body(said)?) {
            (_, Err(why)) => export.written.leave_out(said, &why),
            (Some(Media::Stix), Ok(body)) => export.objects(said, &body)?,
            (Some(_), Ok(body)) => export.values(said, &body)?,
            (None, Ok(_)) => {
                export
                    .written
                    .leave_out(said, &format!("{} is nothing that STIX could say", said.media_type));
            }
        }
    }
    export.bundle.end()?;
    Ok(export.written)
}

struct Export<W> {
    bundle: Bundle<W>,
    /// It knows what was written before: the same object may be in several statements.
    reader: Reader,
    written: Written,
}

impl<W: Write> Export<W> {
    /// Adds the objects of a text of STIX.
    fn objects(&mut self, said: &Said, text: &[u8]) -> anyhow::Result<()> {
        let (bundle, written) = (&mut self.bundle, &mut self.written);
        let mut added = Ok(());
        let mut take = |item: Item<'_>| match item {
            Item::Kept(kept) if added.is_ok() => added = bundle.add(kept.object.bytes()),
            Item::Refused(refused) if *refused.why != Refusal::Again => {
                written.leave_out(said, &format!("{} {}: {}", refused.place, refused.text, refused.why));
            }
            _ => {}
        };
        self.reader.read(text, &mut take)?;
        Ok(added?)
    }

    /// Adds indicators for the values of a list.
    fn values(&mut self, said: &Said, body: &[u8]) -> anyhow::Result<()> {
        let (source, created) = (said.id.to_string(), said.made.to_string());
        let created = Moment::read(&created).context("a statement has a time")?;
        let terms = Terms { created, source: &source, author: None, tlp: Some(said.marking.tlp) };
        let author = make::identity(said.member.as_str(), &terms);
        self.objects(said, author.json.as_bytes())?;
        let terms = Terms { author: Some(&author.id), ..terms };
        let until = said.until.and_then(|until| Moment::read(&until.to_string()));
        let mut added = Ok(());
        let mut take = |outcome: Outcome<'_>| match outcome {
            Outcome::Taken(taken) if added.is_ok() => added = self.value(said, &taken, until, &terms),
            _ => {}
        };
        exchange::read(body, Options::default(), &mut take)?;
        added
    }

    fn value(
        &mut self,
        said: &Said,
        taken: &Taken<'_>,
        until: Option<Moment>,
        terms: &Terms<'_>,
    ) -> anyhow::Result<()> {
        let about = About { description: taken.label, valid_until: until, ..About::default() };
        let made = make::indicator(&taken.indicator, about, terms);
        self.objects(said, made.json.as_bytes())
    }
}
