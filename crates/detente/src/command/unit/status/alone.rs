//! What a home tells while no node runs.

use crate::output::say::many;
use home::{Home, quotes};
use statement::Stamp;

/// How far the logs are, and how far they are on record.
pub fn lines(home: &Home) -> anyhow::Result<Vec<String>> {
    let charters = home.charters()?;
    let sheets = home.sheets(&charters)?;
    let mut lines =
        vec!["No node runs here; this is what the home alone knows.".to_owned(), "Logs".to_owned()];
    for owner in home.shelf().logs()? {
        let Some(log) = home.log(&sheets, &owner)? else { continue };
        let size = log.tiles().size();
        let last = quotes(home.shelf(), size, &charters, &sheets, &owner)?.pop();
        let record = match last {
            None => "none of them on record".to_owned(),
            Some(quote) => {
                let time = i64::try_from(quote.time).ok().and_then(|time| Stamp::from_seconds(time).ok());
                let time = time.map(|time| format!(" at {time}")).unwrap_or_default();
                format!("on record up to {}{time}", quote.head.checkpoint().size)
            }
        };
        lines.push(format!("  {owner}: {}, {record}", many(size, "entry", "entries")));
    }
    for evidence in home.evidence()? {
        lines.push(format!(
            "EVIDENCE of two histories, by the key {}: look into the folder `evidence`",
            evidence.key()
        ));
    }
    lines.push("Start the node with `detente serve`.".to_owned());
    Ok(lines)
}
