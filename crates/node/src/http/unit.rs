//! Who is in the unit, by which rules, with which keys. All of it follows from papers alone.

use super::{
    Api, Problem,
    auth::{May, Reads},
    extract::Path,
    problem::Refusals,
};
use axum::{Json, extract::State, http::header, response::IntoResponse};
use home::Charters;
use serde::Serialize;
use statement::{Charter, LogQuorum, MemberName, Seat};
use utoipa::ToSchema;

/// The unit.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UnitAnswer {
    /// Its id: the SHA-256 of its first charter, in base64url.
    id: String,
    /// What it is called.
    name: String,
    /// The charter in force: the newest that has started.
    charter: CharterAnswer,
    /// Who is in it, in the charter's order.
    members: Vec<MemberAnswer>,
    /// What it takes to decide.
    thresholds: ThresholdsAnswer,
}

/// A charter.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CharterAnswer {
    /// Its number, from 1.
    number: u64,
    /// The SHA-256 of its text, in base64url.
    id: String,
    /// The one before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<String>,
    /// From when on it is in force.
    starts: String,
    /// The version of the rules that decisions use.
    rules: u32,
    /// How many members it has.
    members: usize,
}

/// A member.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MemberAnswer {
    /// Its name.
    name: String,
    /// What people call it.
    title: String,
    /// Its bloc.
    bloc: String,
    /// Its root key.
    root: String,
    /// What puts its log on record.
    quorum: QuorumAnswer,
}

/// What puts a log on record, and what that survives.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QuorumAnswer {
    /// How many members are outside its owner's bloc.
    witnesses: u32,
    /// How many of them may be hostile beside the owner.
    hostile: u32,
    /// How many must cosign.
    cosignatures: u32,
    /// How many witnesses may lie without the log showing two histories.
    lies_survived: u32,
    /// How many may be silent without it standing still.
    silences_survived: u32,
    /// The same in words.
    words: String,
}

/// What it takes to decide.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ThresholdsAnswer {
    /// How many vouches block something.
    vouches: u32,
    /// How many seconds a statement's `made` may be from its record time.
    tolerance: u32,
    /// How many seconds a decision waits.
    waiting: u32,
    /// After how many seconds without a sign a member counts as silent.
    silence: u32,
    /// How many statements a member may make in a day of record time.
    statements_a_day: u32,
    /// How many bytes of bodies these may have.
    bytes_a_day: u64,
    /// The same in words.
    words: Vec<String>,
}

/// The unit: its charter in force, its members and their blocs, its thresholds in words and numbers.
#[utoipa::path(
    get, path = "/api/v1/unit", tag = "record",
    responses((status = 200, description = "The unit", body = UnitAnswer), Refusals),
    security(("token" = []))
)]
pub(super) async fn unit(State(api): State<Api>, _: May<Reads>) -> Result<Json<UnitAnswer>, Problem> {
    let known = api.node.papers.known();
    let charter =
        known.in_force(api.node.clock.now()).ok_or_else(|| Problem::not_found("charter in force"))?;
    Ok(Json(UnitAnswer {
        id: charter.unit().to_string(),
        name: charter.name.clone(),
        charter: CharterAnswer::of(charter),
        members: charter
            .seats
            .iter()
            .zip(charter.logs())
            .map(|(seat, log)| MemberAnswer::of(seat, log))
            .collect(),
        thresholds: ThresholdsAnswer::of(charter),
    }))
}

/// The charters that are here, from the first.
#[utoipa::path(
    get, path = "/api/v1/charters", tag = "record",
    responses((status = 200, description = "The charters", body = Vec<CharterAnswer>), Refusals),
    security(("token" = []))
)]
pub(super) async fn charters(State(api): State<Api>, _: May<Reads>) -> Json<Vec<CharterAnswer>> {
    Json(api.node.papers.known().charters.all().map(CharterAnswer::of).collect())
}

/// A charter as it was signed: a signed note, which verifies itself.
#[utoipa::path(
    get, path = "/api/v1/charters/{number}", tag = "record",
    params(("number" = String, Path, description = "Its number, from 1")),
    responses((status = 200, description = "A signed note", body = String, content_type = "text/plain"), Refusals),
    security(("token" = []))
)]
pub(super) async fn charter(
    State(api): State<Api>,
    _: May<Reads>,
    Path(number): Path<u64>,
) -> Result<impl IntoResponse, Problem> {
    let found = |charters: &Charters| {
        let mut all = charters.signed().iter();
        all.find(|charter| charter.charter().number == number).map(|charter| charter.note().to_string())
    };
    found(&api.node.papers.known().charters).map(note).ok_or_else(|| Problem::not_found("charter"))
}

/// A member's key sheets as they were signed, from the first.
#[utoipa::path(
    get, path = "/api/v1/sheets/{member}", tag = "record",
    params(("member" = String, Path, description = "The member's name")),
    responses((status = 200, description = "The sheets", body = Vec<SheetAnswer>), Refusals),
    security(("token" = []))
)]
pub(super) async fn sheets(
    State(api): State<Api>,
    _: May<Reads>,
    Path(member): Path<MemberName>,
) -> Result<Json<Vec<SheetAnswer>>, Problem> {
    let known = api.node.papers.known();
    let sheets = known.sheets.notes(&member);
    let sheets: Vec<_> =
        sheets.map(|(number, note)| SheetAnswer { number, note: note.to_string() }).collect();
    match sheets.is_empty() {
        false => Ok(Json(sheets)),
        true => Err(Problem::not_found("member with key sheets")),
    }
}

/// A key sheet.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SheetAnswer {
    /// Its number, from 1.
    number: u64,
    /// The signed note.
    note: String,
}

/// A note is text of ASCII and the names of its signers.
pub(super) fn note(text: String) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text)
}

impl CharterAnswer {
    fn of(charter: &Charter) -> Self {
        CharterAnswer {
            number: charter.number,
            id: charter.id.to_string(),
            previous: charter.succeeds.map(|(_, previous)| previous.to_string()),
            starts: charter.starts.to_string(),
            rules: charter.rules,
            members: charter.seats.len(),
        }
    }
}

impl MemberAnswer {
    fn of(seat: &Seat, log: LogQuorum<'_>) -> Self {
        MemberAnswer {
            name: seat.name.to_string(),
            title: seat.title.clone(),
            bloc: seat.bloc.to_string(),
            root: seat.root.to_string(),
            quorum: QuorumAnswer::of(log),
        }
    }
}

impl QuorumAnswer {
    fn of(log: LogQuorum<'_>) -> Self {
        let (lies, silences) = (log.lies_survived(), log.silences_survived());
        let words = format!(
            "it takes {} of {} cosignatures from outside the bloc {} to put the log of {} on record; it survives {lies} who lie and {silences} \
             who are silent",
            log.cosignatures, log.witnesses, log.owner.bloc, log.owner.name
        );
        QuorumAnswer {
            witnesses: log.witnesses,
            hostile: log.hostile,
            cosignatures: log.cosignatures,
            lies_survived: lies,
            silences_survived: silences,
            words,
        }
    }
}

impl ThresholdsAnswer {
    fn of(charter: &Charter) -> Self {
        let (times, quota, vouches) = (charter.times, charter.quota, charter.vouches());
        let words = vec![
            format!("blocking takes {vouches} vouches from at least two blocs"),
            format!(
                "a statement is void if it was made more than {} seconds from its record time",
                times.tolerance
            ),
            format!("a decision waits {} seconds", times.waiting),
            format!("a member is silent after {} seconds without a sign", times.silence),
            format!(
                "a member may make {} statements with {} bytes of bodies in a day",
                quota.statements, quota.bytes
            ),
        ];
        ThresholdsAnswer {
            vouches,
            tolerance: times.tolerance,
            waiting: times.waiting,
            silence: times.silence,
            statements_a_day: quota.statements,
            bytes_a_day: quota.bytes,
            words,
        }
    }
}
