//! Intelligence as a table of values, for spreadsheets and for tools that read nothing else.

use super::{
    super::record::{Record, Said},
    LeftOut,
};
use crate::output::escape::csv_cell;
use exchange::{Media, NotTaken, Options, Outcome, Taken};
use statement::Marking;
use std::io::{self, Write};

/// The first line. `detente intel` reads it again; new columns come at the end.
const HEADER: &str = "type,value,match,valid_from,valid_until,marking,member,statement,place,description\r\n";

/// Writes a row for each value that is to be looked for.
pub fn write(
    record: &Record<'_>,
    chosen: &[Said],
    left: &mut LeftOut,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    out.write_all(HEADER.as_bytes())?;
    for said in chosen {
        match (Media::named(&said.media_type), record.body(said)?) {
            (_, Err(why)) => left.leave_out(said, &why),
            (Some(_), Ok(body)) => rows(said, &body, out, left)?,
            (None, Ok(_)) => left.leave_out(said, &format!("{} holds no values", said.media_type)),
        }
    }
    Ok(())
}

fn rows(said: &Said, body: &[u8], out: &mut dyn Write, left: &mut LeftOut) -> anyhow::Result<()> {
    let mut outcome = Ok(());
    exchange::read(body, Options::default(), &mut |read| match read {
        Outcome::Taken(taken) if outcome.is_ok() => outcome = row(said, &taken, out),
        Outcome::Taken(_) => {}
        Outcome::NotTaken(not) => left.leave_out(said, &told(&not)),
    })?;
    Ok(outcome?)
}

fn told(not: &NotTaken<'_>) -> String {
    format!("{} {}: {}", not.place, not.text, not.reason)
}

fn row(said: &Said, taken: &Taken<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (observable, context) = (&taken.indicator.observable, &taken.context);
    let moment = |moment: Option<exchange::Moment>| moment.map(|moment| moment.to_string());
    let until = said.until.map(|until| until.to_string());
    let until = [until, moment(context.until)].into_iter().flatten().min();
    let description = context.description().or_else(|| taken.label.map(str::to_owned));
    let tlp = context.tlp.map_or(said.marking.tlp, |tlp| tlp.min(said.marking.tlp));
    let cells = [
        observable.kind().to_string(),
        observable.value().to_owned(),
        if taken.indicator.exact { "exact".to_owned() } else { String::new() },
        moment(context.from).unwrap_or_else(|| said.made.to_string()),
        until.unwrap_or_default(),
        Marking { tlp, ..said.marking }.to_string(),
        said.member.to_string(),
        said.id.to_string(),
        taken.place.to_string(),
        description.unwrap_or_default(),
    ];
    let mut line = Vec::new();
    for (number, cell) in cells.iter().enumerate() {
        if number > 0 {
            line.push(b',');
        }
        csv_cell(&mut line, cell);
    }
    line.extend_from_slice(b"\r\n");
    out.write_all(&line)
}
