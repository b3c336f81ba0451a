//! Intelligence as MISP events.

use super::{
    super::record::{Record, Said},
    Written, source,
};
use exchange::{
    Media,
    convert::{self, Joined},
    misp::Takers,
};
use std::io::Write;

/// Writes the statements in their order. Texts of MISP are given back as they came; of anything else events are made.
pub fn write(record: &Record<'_>, chosen: &[Said], out: &mut dyn Write) -> anyhow::Result<Written> {
    let (mut joined, mut written) = (Joined::new(out), Written::default());
    for said in chosen {
        match (Media::named(&said.media_type), record.body(said)?) {
            (_, Err(why)) => written.leave_out(said, &why),
            (Some(Media::Misp), Ok(body)) => joined.add(&body)?,
            (Some(media), Ok(body)) => add(said, media, &body, &mut joined, &mut written)?,
            (None, Ok(_)) => written.leave_out(said, &format!("{} is nothing that MISP could say", said.media_type)),
        }
    }
    joined.end()?;
    Ok(written)
}

fn add(
    said: &Said,
    media: Media,
    body: &[u8],
    joined: &mut Joined<&mut dyn Write>,
    written: &mut Written,
) -> anyhow::Result<()> {
    let (id, called) = (said.id.to_string(), format!("Intelligence of {}", said.member));
    let source = source(said, &id, &called)?;
    let takers = Takers {
        object: &mut |event| joined.add(event),
        loss: &mut |loss| written.leave_out(said, &loss.to_string()),
    };
    convert::to_misp(&mut || Ok(body), media, &source, takers)?;
    Ok(())
}
