//! What kinds of events are called, from the tables in `names/`.

use std::{collections::HashMap, sync::LazyLock};

/// A table: `[log | log]` opens a section, `id name` is a line of it, `#` starts a comment.
const TABLES: [&str; 2] = [include_str!("../names/windows.txt"), include_str!("../names/others.txt")];

/// By the log in lower case: how it is spelt, and its names by id.
type Table = HashMap<String, (&'static str, HashMap<&'static str, &'static str>)>;

static NAMES: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::new();
    TABLES.iter().for_each(|text| read(text, &mut table));
    table
});

/// The name of an event id in a log, which may also be called by the provider that gave the id its meaning.
///
/// ```
/// assert_eq!(respond::name("Security", "4624"), Some("logged on"));
/// assert_eq!(respond::name("Security", "9"), None);
/// ```
pub fn name(log: &str, id: &str) -> Option<&'static str> {
    NAMES.get(&log.to_ascii_lowercase())?.1.get(id).copied()
}

/// A log as its own documentation spells it; shippers change the case.
pub(crate) fn spelt(log: String) -> String {
    NAMES.get(&log.to_ascii_lowercase()).map_or(log, |(spelt, _)| (*spelt).to_owned())
}

fn read(text: &'static str, table: &mut Table) {
    let mut logs: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(heading) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            logs = heading.split(" | ").collect();
        } else if let Some((id, name)) = line.split_once(' ') {
            for log in &logs {
                let names =
                    &mut table.entry(log.to_ascii_lowercase()).or_insert_with(|| (log, HashMap::new())).1;
                names.insert(id, name.trim());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_line_is_a_heading_or_a_name_and_no_id_is_named_twice() {
        for text in TABLES {
            let (mut section, mut seen) = ("", HashSet::new());
            for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
                if line.starts_with('[') {
                    assert!(line.ends_with(']'), "{line}");
                    section = line;
                    continue;
                }
                let (id, name) = line.split_once(' ').expect("an id and a name");
                assert!(!section.is_empty() && !name.trim().is_empty(), "{line}");
                assert!(seen.insert((section, id)), "{section} {line}");
            }
        }
    }

    #[test]
    fn logs_go_by_any_case_and_by_their_short_names() {
        assert_eq!(name("security", "1102"), Some("audit log cleared"));
        assert_eq!(name("Microsoft-Windows-Sysmon/Operational", "1"), name("sysmon", "1"));
        assert_eq!(name("Service Control Manager", "7045"), Some("service installed"));
        assert_eq!(name("", ""), None);
        assert_eq!(spelt("security".to_owned()), "Security");
        assert_eq!(spelt("Own Log".to_owned()), "Own Log");
    }
}
