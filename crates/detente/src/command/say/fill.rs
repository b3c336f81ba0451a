//! Kinds whose lines follow from what is at home: a quote, a receipt, one's key sheet, a charter, evidence.

use super::{SayArgs, kind};
use anyhow::{Context, bail};
use home::{Charters, Heads, Home, Sheets, policy, quotes, read_file};
use log::{Equivocation, MAX_EVIDENCE};
use logdir::LogDir;
use note::{MAX_NOTE, encoding::base64};
use statement::{Kind, Line, Role, SignedCharter};

/// The kind's own lines. Without `log`, which a running node has to itself, there are none of a quote or a receipt: the node says those.
pub fn lines(
    args: &SayArgs,
    home: &Home,
    sheets: &Sheets,
    log: Option<&LogDir>,
) -> anyhow::Result<Vec<Line>> {
    let charters = home.charters()?;
    let line = |name: &str, value: &str| Ok(vec![Line::new(name, value)?]);
    match &args.kind {
        Kind::Key => {
            let newest = sheets.notes(home.member()).last().context("you have no key sheet")?;
            line("sheet", &base64(newest.1.to_string().as_bytes()))
        }
        Kind::Charter => line("hash", &charter(args, &charters)?),
        Kind::Evidence => evidence(args, sheets),
        Kind::Quote => line("checkpoint", &base64(quote(home, &charters, sheets, of_this(log)?)?.as_bytes())),
        Kind::Receipt => of_this(log).and_then(|_| receipt(home, sheets)),
        _ => kind::lines(args),
    }
}

/// The own log, in the hands of this process.
fn of_this(log: Option<&LogDir>) -> anyhow::Result<&LogDir> {
    log.context("a node runs in this home, and says quotes and receipts by itself, as soon as there is something to quote")
}

/// The digest of the charter in the file, or of the newest here.
fn charter(args: &SayArgs, charters: &Charters) -> anyhow::Result<String> {
    match &args.file {
        Some(path) => Ok(SignedCharter::parse(&read_file(path, MAX_NOTE)?)?.charter().id.to_string()),
        None => Ok(charters.last().context("there is no charter")?.id.to_string()),
    }
}

fn evidence(args: &SayArgs, sheets: &Sheets) -> anyhow::Result<Vec<Line>> {
    let path = args.file.as_ref().context("name the file of the evidence")?;
    let bytes = read_file(path, MAX_EVIDENCE)?;
    let evidence = Equivocation::parse(&bytes)?;
    let against = sheets
        .members()
        .find(|member| sheets.keys(member, Role::Log).contains(&evidence.key()))
        .context("the evidence is against a log that is none of this unit's")?;
    Ok(vec![Line::new("against", against.as_str())?, Line::new("evidence", &base64(&bytes))?])
}

/// The newest head of the own log that its quorum has cosigned and that no quote shows yet.
fn quote(home: &Home, charters: &Charters, sheets: &Sheets, log: &LogDir) -> anyhow::Result<String> {
    let (size, member) = (log.tiles().size(), home.member());
    let quoted = quotes(home.shelf(), size, charters, sheets, member)?;
    let quoted = quoted.last().map_or(0, |quote| quote.head.checkpoint().size);
    let charter = charters.in_force(crate::command::now_seconds()?).context("no charter is in force")?;
    let heads = Heads::new(home.shelf(), member);
    let keys = sheets.keys(member, Role::Log);
    for size in heads.sizes()?.into_iter().rev().take_while(|size| *size > quoted) {
        let Some(head) = heads.at(size, &keys)? else { continue };
        let (_, policy) = policy(charter, sheets, member, size)?;
        if policy.verify(head.note().clone()).is_ok() {
            return Ok(head.note().to_string());
        }
    }
    bail!(
        "no head of your log after entry {quoted} has its quorum of cosignatures: export it, let others cosign it (`detente log \
         cosign`), and import what comes back"
    )
}

/// How much of everybody's log lies here.
fn receipt(home: &Home, sheets: &Sheets) -> anyhow::Result<Vec<Line>> {
    let mut lines = Vec::new();
    for owner in home.shelf().logs()?.iter().filter(|owner| *owner != home.member()) {
        if let Some(log) = home.log(sheets, owner)? {
            lines.push(Line::new("holds", &format!("{owner} {}", log.edge().size()))?);
        }
    }
    Ok(lines)
}
