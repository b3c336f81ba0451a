//! Who a statement is for, and who can open its body.

use super::SayArgs;
use age::x25519;
use anyhow::{Context, bail};
use home::{Sheets, recipient};
use statement::{Audience, Charter, MemberName};

/// The audience: the whole unit, or members of the charter that is in force. Nothing is ever sealed to somebody who is none any more.
pub fn audience(args: &SayArgs, charter: &Charter) -> anyhow::Result<Audience> {
    if args.to.is_empty() {
        return Ok(Audience::Unit);
    }
    for member in &args.to {
        if charter.seat(member).is_none() {
            bail!("{member} is no member under charter {}, which is in force", charter.number);
        }
    }
    Ok(Audience::of(args.to.clone())?)
}

/// The keys to seal to.
pub fn recipients(members: &[MemberName], sheets: &Sheets) -> anyhow::Result<Vec<x25519::Recipient>> {
    let of = |member: &MemberName| {
        let sheet = sheets.newest(member);
        recipient(sheet.with_context(|| format!("the key sheet of {member} is not here: import it first"))?)
    };
    members.iter().map(of).collect()
}
