//! Writing a member's own key sheet.

use crate::Keys;
use statement::{Digest, KeySheet, MemberName, Role, Stamp, UnitId, Void};

/// The next sheet of a member, after `before` if there is one, with the keys that it has now.
///
/// # Errors
/// Keys that cannot be in a sheet.
pub fn next_sheet(
    unit: UnitId,
    member: &MemberName,
    before: Option<&KeySheet>,
    keys: &Keys,
    voids: Vec<Void>,
    made: Stamp,
) -> anyhow::Result<KeySheet> {
    let key = |role| Ok::<_, anyhow::Error>(keys.signing(&unit, member, role)?.verifier().clone());
    let sheet = KeySheet {
        // Not written anywhere: what is read back has the digest of its text.
        id: Digest([0; 32]),
        unit,
        member: member.clone(),
        number: before.map_or(1, |before| before.number + 1),
        previous: before.map(|before| before.id),
        made,
        statement: key(Role::Statement)?,
        log: key(Role::Log)?,
        witness: keys.cosigner(&unit, member)?.verifier().clone(),
        age: Some(keys.age().to_public().to_string()),
        transport: Some(keys.transport().pin()?),
        voids,
    };
    Ok(sheet.to_string().parse()?)
}
