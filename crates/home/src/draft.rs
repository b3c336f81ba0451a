//! What is to be said, before it is a header and a body.

use crate::{Seed, Sheets, recipient, seal};
use age::x25519;
use anyhow::{Context, bail};
use statement::{
    Audience, Body, BodyRef, Charter, Common, Content, Digest, Header, Kind, Line, Marking, MediaType,
    MemberName, OperatorName, SealedRef, Stamp, StatementId,
};

/// What a member wants to say.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What it is.
    pub kind: Kind,
    /// The kind's own lines, in their order.
    pub lines: Vec<Line>,
    /// The body, and what it is.
    pub body: Option<(Vec<u8>, MediaType)>,
    /// Until when it holds.
    pub until: Option<Stamp>,
    /// Who may be told.
    pub marking: Marking,
    /// Who may read the body. For some members it is sealed to their newest key sheets.
    pub audience: Audience,
    /// Statements that it is about.
    pub refs: Vec<StatementId>,
    /// Who at the member says it, where the member wants others to know.
    pub operator: Option<OperatorName>,
}

/// What is to be signed, and kept beside it.
#[derive(Clone, Debug)]
pub struct Composed {
    /// The header.
    pub header: Header,
    /// What is kept beside the log: salt and body, or the encrypted file.
    pub stored: Option<Vec<u8>>,
}

impl Draft {
    /// Draws a salt, seals the body if it is for some, and writes the header. What the kind does not allow, the grammar of headers
    /// refuses, and says why.
    ///
    /// # Errors
    /// A header that cannot be; readers who are no members, or have no key to seal to.
    pub fn compose(
        self,
        member: &MemberName,
        charter: &Charter,
        sheets: &Sheets,
        made: Stamp,
    ) -> anyhow::Result<Composed> {
        let body = self.body.as_ref().map(|(body, media)| salted(body, media)).transpose()?;
        let sealed = match (&self.audience, &body) {
            (Audience::Members(readers), Some((body, _))) => {
                Some(seal(body, &recipients(readers, charter, sheets)?)?)
            }
            _ => None,
        };
        let common = Common {
            unit: charter.unit(),
            charter: charter.id,
            member: member.clone(),
            made,
            until: self.until,
            marking: self.marking,
            audience: self.audience,
            body: body.as_ref().map(|(_, header)| header.clone()),
            sealed: sealed
                .as_ref()
                .map(|file| SealedRef { hash: Digest::of(file), bytes: file.len() as u64 }),
            refs: self.refs,
            operator: self.operator,
        };
        let kind = self.kind.clone();
        let text = Header { common, content: Content::Opaque(self.kind, self.lines) }.to_string();
        let header = Header::parse(&text).with_context(|| format!("this cannot be said as `{kind}`"))?;
        let stored = sealed.or_else(|| body.map(|(body, _)| body.stored().to_vec()));
        Ok(Composed { header, stored })
    }
}

/// The body with fresh salt, and what the header says of it.
fn salted(body: &[u8], media: &MediaType) -> anyhow::Result<(Body, BodyRef)> {
    let body = Body::new(*Seed::draw()?.bytes(), body)?;
    let header = body.commit(media.clone());
    Ok((body, header))
}

/// The keys to seal to. Nothing is ever sealed to somebody who is no member any more.
fn recipients(
    readers: &[MemberName],
    charter: &Charter,
    sheets: &Sheets,
) -> anyhow::Result<Vec<x25519::Recipient>> {
    let of = |member: &MemberName| {
        if charter.seat(member).is_none() {
            bail!("{member} is no member under charter {}, which is in force", charter.number);
        }
        let sheet = sheets.newest(member);
        recipient(sheet.with_context(|| format!("the key sheet of {member} is not here: import it first"))?)
    };
    readers.iter().map(of).collect()
}
