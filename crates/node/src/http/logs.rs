//! What the logs say: a function of the logs and papers alone. No time of here, no order of arrival, no word of what others were seen to cosign:
//! two nodes with the same record give the same bytes.

use super::{
    Api, Problem,
    auth::{May, Reads},
    extract::{Path, Query},
    limits::{MAX_PAGE, MAX_PAGE_BYTES, PAGE},
    problem::Refusals,
};
use crate::Node;
use axum::{Json, extract::State};
use home::{each_entry_from, opened};
use log::{Head, Timestamp};
use note::{Note, VerifierKey, encoding::base64};
use serde::{Deserialize, Serialize};
use statement::{Content, Digest, Entry, MemberName, Role, Stamp};
use utoipa::{IntoParams, ToSchema};

/// A log.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LogAnswer {
    /// Whose.
    member: String,
    /// How many entries it has here.
    size: u64,
    /// The root of the tree over them, in base64.
    root: String,
    /// How many of them are on record.
    on_record: u64,
    /// How many of them are void.
    void: u64,
    /// The newest quote: the checkpoint that the log itself shows, with its quorum.
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<QuoteAnswer>,
}

/// A quote.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QuoteAnswer {
    /// The number of the entry that it is.
    index: u64,
    /// How many entries the quoted checkpoint has.
    size: u64,
    /// The record time of what it first covers.
    time: String,
    /// Who cosigned it, and when by their clocks. It is told of one log only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cosigned: Vec<CosignedAnswer>,
}

/// A cosignature in a quote.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CosignedAnswer {
    /// By whom.
    witness: String,
    /// When.
    time: String,
}

/// The logs that are here, by their owners' names.
#[utoipa::path(
    get, path = "/api/v1/logs", tag = "record",
    responses((status = 200, description = "The logs", body = Vec<LogAnswer>), Refusals),
    security(("token" = []))
)]
pub(super) async fn logs(State(api): State<Api>, _: May<Reads>) -> Result<Json<Vec<LogAnswer>>, Problem> {
    api.run(|node| {
        let all = node.heads();
        all.values()
            .filter(|head| has_begun(head))
            .map(|head| answer(node, head))
            .collect::<Result<_, _>>()
            .map(Json)
    })
    .await
}

/// One log: its size, how far it is on record, who cosigned the newest quote, how many of its entries are void.
#[utoipa::path(
    get, path = "/api/v1/logs/{member}", tag = "record",
    params(("member" = String, Path, description = "The owner's name")),
    responses((status = 200, description = "The log", body = LogAnswer), Refusals),
    security(("token" = []))
)]
pub(super) async fn log(
    State(api): State<Api>,
    _: May<Reads>,
    Path(member): Path<MemberName>,
) -> Result<Json<LogAnswer>, Problem> {
    api.run(move |node| {
        let head = node.head(&member).filter(has_begun).ok_or_else(|| Problem::not_found("log"))?;
        let mut answer = answer(node, &head)?;
        if let Some(quote) = &mut answer.quote {
            quote.cosigned = cosigned(node, &member, quote.index)?;
        }
        Ok(Json(answer))
    })
    .await
}

fn answer(node: &Node, head: &Head) -> Result<LogAnswer, Problem> {
    let (size, root) = head.tree();
    let member = owner(head).ok_or_else(|| Problem::ours(&"a log of nobody"))?;
    let (log, void) =
        node.store.cache().read("look at a log", |view| Ok((view.log(&member)?, view.voids(&member)?)))?;
    let quote = log.last.map(|quote| QuoteAnswer {
        index: quote.index,
        size: quote.covers,
        time: stamp(quote.time),
        cosigned: Vec::new(),
    });
    Ok(LogAnswer {
        member: member.to_string(),
        size,
        root: root.to_string(),
        on_record: log.on_record,
        void,
        quote,
    })
}

/// Whether there is an entry. Of a log without any, its owner alone knows that it is there.
fn has_begun(head: &Head) -> bool {
    head.checkpoint().size > 0
}

/// Whose log it is, by the name of its origin: `<unit>/<member>/log`.
fn owner(head: &Head) -> Option<MemberName> {
    head.checkpoint().origin.as_str().split('/').nth(1)?.parse().ok()
}

/// Who cosigned what the quote at this index shows, by name.
fn cosigned(node: &Node, member: &MemberName, index: u64) -> Result<Vec<CosignedAnswer>, Problem> {
    let known = node.papers.known();
    let tiles = node.tiles(member).ok_or_else(|| Problem::not_found("log"))?;
    let entry = tiles.entry(index).map_err(|error| Problem::ours(&error))?;
    let Some(head) = quoted(&entry, &known.sheets.keys(member, Role::Log)) else { return Ok(Vec::new()) };
    let found = known.sheets.members().filter_map(|witness| {
        let keys = known.sheets.keys(witness, Role::Witness);
        let time = keys.into_iter().find_map(|key| head.cosigned(key).ok())?;
        Some(CosignedAnswer { witness: witness.to_string(), time: stamp(time) })
    });
    Ok(found.collect())
}

/// The head that a quote shows.
fn quoted(entry: &[u8], keys: &[&VerifierKey]) -> Option<Head> {
    let entry = Entry::parse(entry).ok()?;
    match &entry.header().content {
        Content::Quote { checkpoint } => opened(Note::parse(checkpoint).ok()?, keys).ok(),
        _ => None,
    }
}

/// From where entries are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct EntriesQuery {
    /// The number of the first entry; 0 if it is not said.
    #[serde(default)]
    from: u64,
    /// How many entries at most.
    #[serde(default = "page")]
    #[param(minimum = 1, maximum = 1000)]
    limit: u32,
}

pub(super) fn page() -> u32 {
    PAGE
}

/// Entries of a log.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EntriesAnswer {
    /// The entries, in their order.
    entries: Vec<EntryAnswer>,
    /// The number of the next one, if there are more here.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// An entry as it stands in the log.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EntryAnswer {
    /// Its number.
    index: u64,
    /// Its id: its RFC 6962 leaf hash, in base64url.
    id: String,
    /// Its bytes, in base64. Nobody has checked them: a log can hold anything.
    entry: String,
    /// Since when it is on record, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<String>,
    /// Why it does not count, if it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    void: Option<String>,
}

/// Entries of a log as they stand there, from a number on. A page has 4 MiB at most.
#[utoipa::path(
    get, path = "/api/v1/logs/{member}/entries", tag = "record",
    params(("member" = String, Path, description = "The owner's name"), EntriesQuery),
    responses((status = 200, description = "Entries", body = EntriesAnswer), Refusals),
    security(("token" = []))
)]
pub(super) async fn entries(
    State(api): State<Api>,
    _: May<Reads>,
    Path(member): Path<MemberName>,
    Query(query): Query<EntriesQuery>,
) -> Result<Json<EntriesAnswer>, Problem> {
    let limit = limit(query.limit)?;
    api.run(move |node| {
        let tiles =
            node.tiles(&member).filter(|tiles| tiles.size() > 0).ok_or_else(|| Problem::not_found("log"))?;
        let size = tiles.size();
        let from = query.from.min(size);
        let to = size.min(from.saturating_add(limit as u64));
        let noted = node.store.cache().read("entries", |view| view.entries(&member, from, limit))?;
        let mut noted = noted.into_iter().peekable();
        let (mut entries, mut bytes) = (Vec::new(), 0);
        let read = each_entry_from(&tiles, from, to, |index, entry| {
            if bytes <= MAX_PAGE_BYTES {
                bytes += entry.len();
                let noted = noted.next_if(|noted| noted.index == index);
                entries.push(EntryAnswer {
                    recorded: noted.as_ref().and_then(|noted| noted.recorded).map(stamp),
                    void: noted.and_then(|noted| noted.noted.void),
                    index,
                    id: Digest::of_entry(entry).to_string(),
                    entry: base64(entry),
                });
            }
            Ok(())
        });
        read.map_err(|error| Problem::ours(&format_args!("{error:#}")))?;
        let next = entries.last().map(|last| last.index + 1).filter(|next| *next < size);
        Ok(Json(EntriesAnswer { entries, next }))
    })
    .await
}

/// How many things a page may have.
pub(super) fn limit(asked: u32) -> Result<usize, Problem> {
    match asked {
        1..=MAX_PAGE => Ok(asked as usize),
        _ => Err(Problem::bad_request(format_args!("`limit` is 1 to {MAX_PAGE}"))),
    }
}

/// A time of the record. One that no calendar has, which only a quorum could make, is shown as its seconds.
pub(super) fn stamp(time: Timestamp) -> String {
    let stamp = i64::try_from(time).ok().and_then(|time| Stamp::from_seconds(time).ok());
    stamp.map_or_else(|| time.to_string(), |stamp| stamp.to_string())
}
