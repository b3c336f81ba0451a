//! What must not be said.

use super::gather::Gathered;
use anyhow::bail;
use home::Home;
use statement::Marking;

/// Refuses a marking that is wider than one in the files: whoever shared it with us did not allow that.
pub fn refuse_wider(files: &[Gathered], marking: Marking) -> anyhow::Result<()> {
    for file in files {
        let Some((tlp, object)) = &file.strictest else { continue };
        if *tlp < marking.tlp {
            let strict = tlp.as_str();
            bail!(
                "{}: the object {object} is marked {strict}, and the statement would be {marking}, which is wider. Nothing was said. Say \
                 --marking {strict}, and perhaps --to MEMBER, or leave such objects out",
                file.file
            );
        }
    }
    Ok(())
}

/// Refuses what the charter does not let one member say in one day: the rest would be void.
pub fn refuse_more_than_quota(home: &Home, files: &[Gathered], now: i64) -> anyhow::Result<()> {
    let charters = home.charters()?;
    let quota = home.acts_under(&charters, now)?.quota;
    let parts = || files.iter().flat_map(|file| &file.parts);
    let (count, bytes) = (parts().count(), parts().map(|part| part.bytes).sum::<u64>());
    if count as u64 > u64::from(quota.statements) || bytes > quota.bytes {
        bail!(
            "this would be {count} statements of {bytes} bytes, and by your charter a member may say {} of {} bytes in a day: say it in \
             portions, on several days",
            quota.statements,
            quota.bytes
        );
    }
    Ok(())
}
