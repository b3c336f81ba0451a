//! What the root of a home has signed: two charters with one predecessor are evidence against whoever signed both, so a home signs one.

use crate::{Home, files};
use anyhow::{Context, bail};
use statement::Charter;

impl Home {
    /// Remembers a charter before it is signed, and refuses a second one with its number in its unit.
    ///
    /// # Errors
    /// A rival of what was signed or accepted here; the disk.
    pub fn remember_signing(&self, charter: &Charter) -> anyhow::Result<()> {
        let Some((unit, _)) = charter.succeeds else { return Ok(()) };
        let charters = self.charters()?;
        let rival = charters.all().find(|here| here.number == charter.number && here.id != charter.id);
        if let Some(rival) = rival {
            bail!(
                "it is a rival of charter {} that is in force here, {}: signing both would be evidence against you",
                charter.number,
                rival.id
            );
        }
        let folder = self.path().join("signed").join(unit.to_string());
        files::make_folder(&folder)?;
        let path = folder.join(charter.number.to_string());
        let line = format!("{}\n", charter.id);
        if !path.exists() {
            return files::write_new(&path, line.as_bytes());
        }
        let here =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        match here == line {
            true => Ok(()),
            false => bail!(
                "you have signed another charter {}, {}: signing both would be evidence against you",
                charter.number,
                here.trim_end()
            ),
        }
    }
}
