//! `detente intel search`: values, names and ids in all intelligence that is here.

use super::{
    listing::{Thing, each},
    record::{Record, Said, Status},
    rows::Rows,
};
use crate::{
    command::{home::HomeArgs, now_seconds},
    output::{
        say::warn,
        table::{Column, Format},
    },
};
use anyhow::Context;
use clap::Args;
use exchange::{
    Media, Met, Query,
    stix::{Holds, Reader, Versions},
};
use std::process::ExitCode;

/// Nothing was found.
const EXIT_NOTHING: u8 = 1;

/// Arguments of `detente intel search`.
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// What to look for: values in any spelling, parts of names, ids, words
    #[arg(required = true, value_name = "WORD")]
    words: Vec<String>,
    #[command(flatten)]
    home: HomeArgs,
    /// Every row, on a terminal too
    #[arg(short, long)]
    verbose: bool,
    /// How it is written [default: text on a terminal, else jsonl]
    #[arg(long, value_enum)]
    format: Option<Format>,
}

const COLUMNS: &[Column] = &[
    Column { key: "type", title: "TYPE" },
    Column { key: "title", title: "NAME OR VALUE" },
    Column { key: "met", title: "" },
    Column { key: "where", title: "FOUND IN" },
    Column { key: "member", title: "BY" },
    Column { key: "status", title: "STATUS" },
    Column { key: "marking", title: "" },
    Column { key: "validity", title: "VALID" },
    Column { key: "id", title: "" },
    Column { key: "place", title: "" },
    Column { key: "statement", title: "STATEMENT" },
];

/// Runs the command.
pub fn run(args: &SearchArgs) -> anyhow::Result<ExitCode> {
    let query = Query::new(&args.words).context("there is nothing to look for in these words")?;
    let home = args.home.open()?;
    let record = Record::open(&home)?;
    let now = now_seconds()?;
    let intel = record.intel()?;
    let versions = versions(&record, &intel, now)?;
    let mut rows = Rows::new(COLUMNS, args.format, args.verbose);
    let mut count = 0_u64;
    for said in &intel {
        // Those that cannot be opened were told of the first time.
        let Ok(body) = record.body(said)? else { continue };
        let mut look = |thing: Thing<'_>| {
            let met = match &thing {
                Thing::Object(object, _) => query.meets(object),
                Thing::Value(taken) => query.meets_value(&taken.indicator.observable, taken.label),
            };
            if let Some(met) = met {
                count += 1;
                rows.add(row(&thing, &met, said, status(said, &thing, &versions, now)));
            }
        };
        each(&said.media_type, &body, &mut look)?;
    }
    rows.end()?;
    Ok(if count > 0 { ExitCode::SUCCESS } else { ExitCode::from(EXIT_NOTHING) })
}

/// Which versions of objects hold: those of all statements on record together.
fn versions(record: &Record<'_>, intel: &[Said], now: i64) -> anyhow::Result<Versions> {
    let mut reader = Reader::new();
    for said in intel {
        match record.body(said)? {
            Ok(body) if is_stix(said) && said.status(now) == Status::OnRecord => {
                reader.read(&*body, &mut |_| {})?;
            }
            Ok(_) => {}
            Err(why) => warn(&format!("{} is not searched: {why}", said.id)),
        }
    }
    Ok(reader.into_versions())
}

fn is_stix(said: &Said) -> bool {
    Media::named(&said.media_type) == Some(Media::Stix)
}

/// Whether what was found holds: the statement, and the version of the object.
fn status(said: &Said, thing: &Thing<'_>, versions: &Versions, now: i64) -> &'static str {
    let holds = match thing {
        Thing::Object(object, _) => versions.holds(object),
        Thing::Value(_) => Holds::Yes,
    };
    match (said.status(now), holds) {
        (Status::OnRecord, Holds::Superseded) => "superseded",
        (Status::OnRecord, Holds::Revoked) => "revoked",
        (status, _) => status.as_str(),
    }
}

fn row(thing: &Thing<'_>, met: &Met, said: &Said, status: &str) -> [String; 11] {
    let (place, what) = match met {
        Met::Value(value) => ("value", value.clone()),
        Met::Id(id) => ("id", id.clone()),
        Met::Reference(reference) => ("reference", reference.clone()),
        Met::Name(name) => ("name", name.clone()),
        Met::Text => ("text", String::new()),
    };
    [
        thing.kind().to_owned(),
        thing.title(),
        what,
        place.to_owned(),
        said.member.to_string(),
        status.to_owned(),
        said.marking.to_string(),
        thing.validity(),
        thing.id().to_owned(),
        thing.place(),
        said.id.to_string(),
    ]
}
