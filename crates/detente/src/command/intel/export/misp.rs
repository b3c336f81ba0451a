//! Intelligence as MISP events.

use super::{
    super::record::{Record, Said},
    LeftOut, source,
};
use exchange::{
    Media,
    convert::{self, Joined},
    misp::Takers,
};
use std::io::Write;

/// Writes the statements in their order. Texts of MISP are given back as they came; of anything else events are made.
pub fn write(
    record: &Record<'_>,
    chosen: &[Said],
    left: &mut LeftOut,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut joined = Joined::new(out);
    for said in chosen {
        match (Media::named(&said.media_type), record.body(said)?) {
            (_, Err(why)) => left.leave_out(said, &why),
            (Some(Media::Misp), Ok(body)) => joined.add(&body)?,
            (Some(media), Ok(body)) => add(said, media, &body, &mut joined, left)?,
            (None, Ok(_)) => {
                left.leave_out(said, &format!("{} is nothing that MISP could say", said.media_type))
            }
        }
    }
    Ok(joined.end().map(drop)?)
}

fn add(
    said: &Said,
    media: Media,
    body: &[u8],
    joined: &mut Joined<&mut dyn Write>,
    left: &mut LeftOut,
) -> anyhow::Result<()> {
    let (id, called) = (said.id.to_string(), format!("Intelligence of {}", said.member));
    let source = source(said, &id, &called)?;
    let takers = Takers {
        object: &mut |event| joined.add(event),
        loss: &mut |loss| left.leave_out(said, &loss.to_string()),
    };
    convert::to_misp(&mut || Ok(body), media, &source, takers)?;
    Ok(())
}
