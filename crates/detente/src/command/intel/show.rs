//! `detente intel show`: what a statement holds.

use super::{
    listing::{Thing, each},
    record::{Record, Said},
    rows::Rows,
};
use crate::{
    command::{home::HomeArgs, id::IdArg, now_seconds},
    output::{
        say::{many, say},
        table::{Column, Format},
    },
};
use anyhow::Context;
use clap::Args;
use std::process::ExitCode;

/// Arguments of `detente intel show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The statement
    id: IdArg,
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
    Column { key: "place", title: "" },
    Column { key: "type", title: "TYPE" },
    Column { key: "title", title: "NAME OR VALUE" },
    Column { key: "detail", title: "PATTERN OR COMMENT" },
    Column { key: "marking", title: "MARKING" },
    Column { key: "validity", title: "VALID" },
    Column { key: "id", title: "" },
];

/// Runs the command.
pub fn run(args: &ShowArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    let record = Record::open(&home)?;
    let now = now_seconds()?;
    let chosen = record.chosen(&[args.id.0], true, now)?;
    let said = chosen.first().context("a statement was chosen")?;
    let body = record.body(said)?.map_err(anyhow::Error::msg)?;
    let mut rows = Rows::new(COLUMNS, args.format, args.verbose);
    if rows.is_text() {
        say(about(said, now))?;
    }
    each(&said.media_type, &body, &mut |thing| rows.add(row(&thing)))?;
    rows.end()?;
    Ok(ExitCode::SUCCESS)
}

fn about(said: &Said, now: i64) -> [String; 1] {
    let until = said.until.map_or(String::new(), |until| format!(", until {until}"));
    let bytes = many(said.bytes, "byte", "bytes");
    [format!(
        "{} by {}, made {}, {}, {}{until}: {bytes} of {}",
        said.id,
        said.member,
        said.made,
        said.status(now).as_str(),
        said.marking,
        said.media_type
    )]
}

fn row(thing: &Thing<'_>) -> [String; 7] {
    [
        thing.place(),
        thing.kind().to_owned(),
        thing.title(),
        thing.detail(),
        thing.marking().to_owned(),
        thing.validity(),
        thing.id().to_owned(),
    ]
}
