//! Intelligence as one bundle of STIX 2.1.

use super::{
    super::record::{Record, Said},
    LeftOut, source,
};
use exchange::{
    Media, convert,
    misp::Takers,
    stix::{Bundle, Item, Reader, Refusal, make},
};
use std::io::Write;

/// How many bytes of objects that were made are read at a time: to begin a reading takes longer than to read one.
const BATCH: usize = 1 << 20;

/// Writes the statements in their order. Objects of STIX are given back as they came, each version once; of anything else they are
/// made.
pub fn write(
    record: &Record<'_>,
    chosen: &[Said],
    left: &mut LeftOut,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut export = Export { bundle: Bundle::new(out), reader: Reader::new(), left };
    for said in chosen {
        match (Media::named(&said.media_type), record.body(said)?) {
            (_, Err(why)) => export.left.leave_out(said, &why),
            (Some(Media::Stix), Ok(body)) => export.objects(said, &body)?,
            (Some(media), Ok(body)) => export.converted(said, media, &body)?,
            (None, Ok(_)) => {
                export.left.leave_out(said, &format!("{} is nothing that STIX could say", said.media_type));
            }
        }
    }
    Ok(export.bundle.end().map(drop)?)
}

struct Export<'l, W> {
    bundle: Bundle<W>,
    /// It knows what was written before: the same object may be in several statements.
    reader: Reader,
    left: &'l mut LeftOut,
}

impl<W: Write> Export<'_, W> {
    /// Adds the objects of a text of STIX.
    fn objects(&mut self, said: &Said, text: &[u8]) -> anyhow::Result<()> {
        let (bundle, left) = (&mut self.bundle, &mut *self.left);
        let mut added = Ok(());
        let mut take = |item: Item<'_>| match item {
            Item::Kept(kept) if added.is_ok() => added = bundle.add(kept.object.bytes()),
            Item::Refused(refused) if *refused.why != Refusal::Again => {
                left.leave_out(said, &format!("{} {}: {}", refused.place, refused.text, refused.why));
            }
            _ => {}
        };
        self.reader.read(text, &mut take)?;
        Ok(added?)
    }

    /// Adds what a body that is no STIX says: events of MISP, and indicators for the values of lists, by an identity that stands for the
    /// member.
    fn converted(&mut self, said: &Said, media: Media, body: &[u8]) -> anyhow::Result<()> {
        let id = said.id.to_string();
        let mut source = source(said, &id, "")?;
        let author = make::identity(said.member.as_str(), &source.terms);
        if media != Media::Misp {
            self.objects(said, author.json.as_bytes())?;
            source.terms.author = Some(&author.id);
        }
        let (mut losses, mut lines, mut added) = (Vec::new(), Vec::new(), Ok(()));
        let takers = Takers {
            object: &mut |object| {
                lines.extend_from_slice(object);
                lines.push(b'\n');
                if lines.len() > BATCH && added.is_ok() {
                    added = self.objects(said, &lines);
                    lines.clear();
                }
                Ok(())
            },
            loss: &mut |loss| losses.push(loss.to_string()),
        };
        convert::to_stix(&mut || Ok(body), media, &source, takers)?;
        added?;
        losses.iter().for_each(|loss| self.left.leave_out(said, loss));
        self.objects(said, &lines)
    }
}
