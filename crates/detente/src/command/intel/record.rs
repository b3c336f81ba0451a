//! The `intel` statements that are in a home, as the node has them or as they lie there.

use crate::{
    command::log::{
        body::{Bodies, Opened},
        read::Read,
    },
    local::Local,
};
use anyhow::{Context, bail};
use home::{Home, Judged};
use serde_json::Value;
use statement::{Common, Kind, Marking, MemberName, Stamp, StatementId};
use std::collections::HashSet;

/// How many statements a node is asked for at a time.
const PAGE: u64 = 1000;

/// An `intel` statement that counts, or would if it were on record.
#[derive(Clone, Debug)]
pub struct Said {
    /// Its id.
    pub id: StatementId,
    /// Who said it.
    pub member: MemberName,
    /// Where it stands in that member's log.
    index: u64,
    /// When it was made.
    pub made: Stamp,
    /// Until when it holds.
    pub until: Option<Stamp>,
    /// Since when it is on record, if it is.
    pub recorded: Option<Stamp>,
    /// Who may be told.
    pub marking: Marking,
    /// What its body is.
    pub media_type: String,
    /// How long its body is.
    pub bytes: u64,
    /// Its author has taken it back.
    pub is_retracted: bool,
    /// Its header, where it was read here.
    common: Option<Box<Common>>,
}

/// Whether a statement holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It does.
    OnRecord,
    /// It is not on record yet.
    NotYet,
    /// Its author has taken it back.
    Retracted,
    /// Its time is over.
    Expired,
}

impl Said {
    /// Whether it holds at this time, in seconds since 1970.
    pub fn status(&self, now: i64) -> Status {
        match () {
            () if self.is_retracted => Status::Retracted,
            () if self.until.is_some_and(|until| until.seconds() <= now) => Status::Expired,
            () if self.recorded.is_none() => Status::NotYet,
            () => Status::OnRecord,
        }
    }

    /// Record time, then member, then number: what is not on record comes last.
    fn order(&self) -> (bool, Option<i64>, MemberName, u64) {
        (self.recorded.is_none(), self.recorded.map(Stamp::seconds), self.member.clone(), self.index)
    }
}

impl Status {
    /// In a word or two.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::OnRecord => "on record",
            Status::NotYet => "not on record",
            Status::Retracted => "retracted",
            Status::Expired => "expired",
        }
    }
}

/// What is on record in a home, and what is not yet.
pub enum Record<'h> {
    /// As a running node has it.
    Node(Local),
    /// As it lies there.
    Here(&'h Home, Bodies<'h>),
}

impl<'h> Record<'h> {
    /// The record of a home.
    pub fn open(home: &'h Home) -> anyhow::Result<Self> {
        Ok(match Local::of(home)? {
            Some(node) => Record::Node(node),
            None => Record::Here(home, Bodies::new(home)),
        })
    }

    /// All intelligence, in the order of record time.
    pub fn intel(&self) -> anyhow::Result<Vec<Said>> {
        let (mut all, retracted) = match self {
            Record::Node(node) => (listed(node, "intel", said_by_node)?.concat(), listed_retractions(node)?),
            Record::Here(home, _) => read_here(home)?,
        };
        for said in &mut all {
            said.is_retracted = retracted.contains(&(said.member.clone(), said.id));
        }
        all.sort_by_cached_key(Said::order);
        Ok(all)
    }

    /// The statements of these ids, in the order in which they are named; all that hold at `now`, if none is named, or really all.
    pub fn chosen(&self, ids: &[StatementId], is_all: bool, now: i64) -> anyhow::Result<Vec<Said>> {
        let mut intel = self.intel()?;
        if ids.is_empty() {
            intel.retain(|said| is_all || said.status(now) == Status::OnRecord);
            return Ok(intel);
        }
        let find = |id: &StatementId| {
            let found = intel.iter().find(|said| said.id == *id).cloned();
            found.with_context(|| format!("there is no `intel` statement {id} here that counts"))
        };
        ids.iter().map(find).collect()
    }

    /// The body of a statement, or a sentence that says why there is none.
    pub fn body(&self, said: &Said) -> anyhow::Result<Opened> {
        match (self, &said.common) {
            (Record::Node(node), _) => {
                let path = format!("/api/v1/statements/{}/body", said.id);
                let body = node.send("GET", &path, "application/json", &[]);
                Ok(body.map_err(|error| format!("Its body cannot be had: {error:#}.")))
            }
            (Record::Here(_, bodies), Some(common)) => bodies.open(common),
            (Record::Here(..), None) => bail!("the statement {} was not read here", said.id),
        }
    }
}

type Retracted = HashSet<(MemberName, StatementId)>;

/// What lies in the logs of a home. Only the author of a statement takes it back.
fn read_here(home: &Home) -> anyhow::Result<(Vec<Said>, Retracted)> {
    let charters = home.charters()?;
    let sheets = home.sheets(&charters)?;
    let (mut all, mut retracted) = (Vec::new(), HashSet::new());
    for owner in home.shelf().logs()? {
        let Some(read) = Read::open(home, &charters, &sheets, &owner)? else { continue };
        read.each(&charters, &sheets, &owner, |judged| {
            match said_here(&judged) {
                Some(Here::Intel(said)) => all.push(*said),
                Some(Here::Retraction(ids)) => {
                    retracted.extend(ids.into_iter().map(|id| (owner.clone(), id)))
                }
                None => {}
            }
            Ok(())
        })?;
    }
    Ok((all, retracted))
}

enum Here {
    Intel(Box<Said>),
    Retraction(Vec<StatementId>),
}

fn said_here(judged: &Judged) -> Option<Here> {
    let entry = judged.entry.as_ref().filter(|_| judged.void.is_none())?;
    let common = &entry.header().common;
    let recorded = judged.recorded.and_then(|time| Stamp::from_seconds(i64::try_from(time).ok()?).ok());
    match entry.header().content.kind() {
        Kind::Retraction if recorded.is_some() => Some(Here::Retraction(common.refs.clone())),
        Kind::Intel => {
            let body = common.body.as_ref()?;
            Some(Here::Intel(Box::new(Said {
                id: entry.id(),
                member: common.member.clone(),
                index: judged.index,
                made: common.made,
                until: common.until,
                recorded,
                marking: common.marking,
                media_type: body.media_type.as_str().to_owned(),
                bytes: body.bytes,
                is_retracted: false,
                common: Some(Box::new(common.clone())),
            })))
        }
        _ => None,
    }
}

/// All statements of a kind that count, page by page, each page as `of` reads it.
fn listed<T>(node: &Local, kind: &str, of: fn(&Value) -> anyhow::Result<T>) -> anyhow::Result<Vec<Vec<T>>> {
    let (mut pages, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/statements?kind={kind}&void=false&limit={PAGE}{cursor}");
        let answer = node.ask("GET", &path, None)?;
        let page = answer.get("statements").and_then(Value::as_array).context(NO_SENSE)?;
        pages.push(page.iter().map(of).collect::<anyhow::Result<_>>()?);
        match answer.get("next").and_then(Value::as_str) {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(pages),
        }
    }
}

/// What is said of an answer that no node of this program gives.
const NO_SENSE: &str = "the node's answer makes no sense: is it of another version?";

fn said_by_node(answer: &Value) -> anyhow::Result<Said> {
    let text = |name: &str| answer.get(name).and_then(Value::as_str);
    let says = answer.get("says").context(NO_SENSE)?;
    let said = |name: &str| says.get(name).and_then(Value::as_str);
    let body = says.get("body").context(NO_SENSE)?;
    Ok(Said {
        id: text("id").context(NO_SENSE)?.parse()?,
        member: text("member").context(NO_SENSE)?.parse()?,
        index: answer.get("index").and_then(Value::as_u64).context(NO_SENSE)?,
        made: said("made").context(NO_SENSE)?.parse()?,
        until: said("until").map(str::parse).transpose()?,
        recorded: text("recorded").map(str::parse).transpose()?,
        marking: said("marking").context(NO_SENSE)?.parse()?,
        media_type: body.get("media_type").and_then(Value::as_str).context(NO_SENSE)?.to_owned(),
        bytes: body.get("bytes").and_then(Value::as_u64).context(NO_SENSE)?,
        is_retracted: false,
        common: None,
    })
}

/// What retractions on record take back.
fn listed_retractions(node: &Local) -> anyhow::Result<Retracted> {
    let pages = listed(node, "retraction", |answer| {
        let member: MemberName = answer.get("member").and_then(Value::as_str).context(NO_SENSE)?.parse()?;
        let refs = answer.get("says").and_then(|says| says.get("refs")?.as_array()).context(NO_SENSE)?;
        let is_recorded = answer.get("recorded").is_some();
        let ids = refs.iter().filter(|_| is_recorded).filter_map(|id| id.as_str()?.parse().ok());
        Ok(ids.map(|id| (member.clone(), id)).collect::<Vec<_>>())
    })?;
    Ok(pages.into_iter().flatten().flatten().collect())
}
