//! `detente watch`: what changes at a node, a line a change.

mod line;
mod stream;
mod way;

use super::home::HomeArgs;
use crate::output::say::print;
use std::{io::IsTerminal, process::ExitCode, thread, time::Duration};
use stream::{Event, Stream};
use way::{Broken, Way};

/// How long to wait before a node that went away is asked again: at first, and at most.
const WAITS: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(15));

/// Arguments of `detente watch`.
#[derive(Debug, clap::Args)]
pub struct WatchArgs {
    #[command(flatten)]
    home: HomeArgs,
    /// Another node, such as http://127.0.0.1:7414, with the token in DETENTE_TOKEN
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// JSON lines, as the node sends them
    #[arg(long)]
    json: bool,
}

/// Runs the command. It ends with Ctrl-C, or when nobody reads what it writes.
pub fn run(args: &WatchArgs) -> anyhow::Result<ExitCode> {
    let way = match &args.url {
        Some(url) => Way::to(url)?,
        None => Way::home(&args.home.open()?)?,
    };
    let mut last = None;
    // Whoever was never there is not waited for: the first failure says why.
    let mut stream = way.follow(None).map_err(Broken::into_error)?;
    loop {
        let why = show(args, &mut stream, &mut last)?;
        eprintln!("the node is gone ({why:#}); waiting for it");
        stream = again(&way, last.as_deref())?;
        eprintln!("the node is back");
    }
}

/// Shows what comes, until the stream breaks; says why it did.
fn show(args: &WatchArgs, stream: &mut Stream, last: &mut Option<String>) -> anyhow::Result<anyhow::Error> {
    let colours = std::io::stdout().is_terminal();
    loop {
        match stream.next() {
            Ok(Event { id, data }) => {
                *last = id.or(last.take());
                print(line::of(&data, args.json, colours).as_bytes())?;
            }
            Err(error) => return Ok(error),
        }
    }
}

/// Asks until the node answers again.
fn again(way: &Way, last: Option<&str>) -> anyhow::Result<Stream> {
    let (mut wait, longest) = WAITS;
    loop {
        thread::sleep(wait);
        match way.follow(last) {
            Ok(stream) => return Ok(stream),
            Err(Broken::Refused(error)) => return Err(error),
            Err(Broken::Gone(_)) => wait = (wait * 2).min(longest),
        }
    }
}
