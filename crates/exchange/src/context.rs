//! What a file says of a value beside the value: since when and until when it is to be looked for, who may be told, and more words.

use crate::{Moment, misp, table::Cells};
use statement::Tlp;

/// What stands beside a value.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'f> {
    /// From when on it is to be looked for, where the file says so.
    pub from: Option<Moment>,
    /// Until when.
    pub until: Option<Moment>,
    /// Who may be told.
    pub tlp: Option<Tlp>,
    /// The row that it stands in.
    pub(crate) row: Option<Cells<'f>>,
}

/// The longest description that is made of a row, in bytes: a cell may be a mebibyte.
const MAX_DESCRIPTION: usize = 64 << 10;

impl Context<'_> {
    /// What else its row says: descriptions and comments as they stand, other cells with the names of their columns in front.
    pub fn description(&self) -> Option<String> {
        let mut lines: Vec<String> = Vec::new();
        for line in self.row?.words() {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        let mut text = lines.join("\n");
        text.truncate(text.floor_char_boundary(MAX_DESCRIPTION));
        (!text.is_empty()).then_some(text)
    }
}

/// A moment as tables write it: a day, or a day and a time, with an offset or in UTC. Days in other orders (12/11/2016) could be two.
pub(crate) fn moment(text: &str) -> Option<Moment> {
    misp::moment(text)
}

/// A marking of the Traffic Light Protocol, in either version, as people write it: `TLP:WHITE`, `amber+strict`, `TLP: Green`.
pub(crate) fn tlp(text: &str) -> Option<Tlp> {
    let plain: String = text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_ascii_lowercase();
    Some(match plain.strip_prefix("tlp").map_or(&*plain, |rest| rest.trim_start_matches([':', '-', '_'])) {
        "white" | "clear" => Tlp::Clear,
        "green" => Tlp::Green,
        "amber" => Tlp::Amber,
        "amber+strict" => Tlp::AmberStrict,
        "red" => Tlp::Red,
        _ => return None,
    })
}
