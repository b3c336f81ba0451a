//! Findings for a person in a hurry: what was found, worst first, where and by whom; not every record of it.

use super::{
    attack::{self, Technique},
    escape::terminal,
};
use anstyle::{AnsiColor, Color, Style};
use event::Time;
use hunt::{About, Cause, Correlated, Finding, Level};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
    sync::Arc,
};

/// How many different hosts, users and values are kept for each rule; what is over is counted.
const MAX_KEPT: usize = 100;

/// How many of them are shown.
const MAX_SHOWN: usize = 4;

/// How many records are named for each rule.
const MAX_PLACES: usize = 3;

/// How many characters of a value are shown.
const MAX_VALUE: usize = 160;

/// Findings, grouped by what they have in common, the rule or the indicator. Groups of consecutive stretches of input can be joined.
#[derive(Default)]
pub struct Groups {
    by_cause: BTreeMap<usize, Group>,
}

/// All findings of one rule or indicator.
struct Group {
    about: Arc<About>,
    count: u64,
    first: Option<Time>,
    last: Option<Time>,
    hosts: Kept,
    users: Kept,
    /// File, record and what was matched, of the first findings.
    places: Vec<(Arc<str>, u64, String)>,
}

/// Different texts, as many as are worth keeping.
#[derive(Default)]
struct Kept {
    texts: BTreeSet<String>,
    more: bool,
}

impl Groups {
    /// Takes a finding.
    pub fn add(&mut self, finding: &Finding<'_>) {
        let group = self.by_cause.entry(finding.place).or_insert_with(|| Group::new(finding.about.clone()));
        group.count += 1;
        group.meet_time(finding.time);
        if let Cause::Correlation(correlated) = &finding.cause {
            group.meet_time(Some(correlated.first));
        }
        group.hosts.extend(finding.host.map(|host| host.to_string()));
        group.users.extend(finding.user.map(|user| user.to_string()));
        if group.places.len() < MAX_PLACES {
            group.places.push((finding.origin.file.clone(), finding.origin.position.record, shown(finding)));
        }
    }

    /// Takes the groups of the stretch of input that follows.
    pub fn join(&mut self, next: Groups) {
        for (place, group) in next.by_cause {
            match self.by_cause.get_mut(&place) {
                Some(own) => own.join(group),
                None => drop(self.by_cause.insert(place, group)),
            }
        }
    }

    /// Writes all groups, worst level first, then most findings first. `colour` allows terminal styles.
    pub fn write(&self, out: &mut dyn Write, colour: bool) -> io::Result<()> {
        let mut groups: Vec<&Group> = self.by_cause.values().collect();
        groups.sort_by_key(|group| (std::cmp::Reverse((group.about.level, group.count)), &group.about.title));
        groups.iter().try_for_each(|group| group.write(out, colour))
    }
}

impl Group {
    fn new(about: Arc<About>) -> Self {
        Group {
            about,
            count: 0,
            first: None,
            last: None,
            hosts: Kept::default(),
            users: Kept::default(),
            places: Vec::new(),
        }
    }

    fn meet_time(&mut self, time: Option<Time>) {
        let Some(time) = time else { return };
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
        self.last = Some(self.last.map_or(time, |last| last.max(time)));
    }

    fn join(&mut self, next: Group) {
        self.count += next.count;
        self.meet_time(next.first);
        self.meet_time(next.last);
        self.hosts.join(next.hosts);
        self.users.join(next.users);
        let room = MAX_PLACES - self.places.len().min(MAX_PLACES);
        self.places.extend(next.places.into_iter().take(room));
    }

    fn write(&self, out: &mut dyn Write, colour: bool) -> io::Result<()> {
        let style = if colour { level_style(self.about.level) } else { Style::new() };
        let level = self.about.level.as_str().to_uppercase();
        writeln!(
            out,
            "{style}{level:<13}{style:#} {}  ({})",
            terminal(&self.about.title),
            times(self.count)
        )?;
        let when = match (self.first, self.last) {
            (Some(first), Some(last)) if first == last => first.to_string(),
            (Some(first), Some(last)) => format!("{first} to {last}"),
            _ => "no time in the record".to_owned(),
        };
        writeln!(out, "    when   {when}")?;
        self.hosts.write(out, "host")?;
        self.users.write(out, "user")?;
        let techniques = attack::techniques(&self.about.tags);
        if !techniques.is_empty() {
            let ids: Vec<_> = techniques.iter().map(Technique::id).collect();
            writeln!(out, "    ATT&CK {}", ids.join(", "))?;
        }
        for (file, record, matched) in &self.places {
            writeln!(out, "    record {record} of {}", terminal(file))?;
            if !matched.is_empty() {
                writeln!(out, "           {matched}")?;
            }
        }
        let more = self.count - self.places.len() as u64;
        if more > 0 {
            writeln!(out, "    and {more} more")?;
        }
        writeln!(out)
    }
}

impl Kept {
    fn extend(&mut self, texts: impl IntoIterator<Item = String>) {
        for text in texts {
            if self.texts.len() < MAX_KEPT || self.texts.contains(&text) {
                self.texts.insert(text);
            } else {
                self.more = true;
            }
        }
    }

    fn join(&mut self, next: Kept) {
        self.more |= next.more;
        self.extend(next.texts);
    }

    fn write(&self, out: &mut dyn Write, what: &str) -> io::Result<()> {
        if self.texts.is_empty() {
            return Ok(());
        }
        let shown: Vec<String> = self.texts.iter().take(MAX_SHOWN).map(|text| terminal(text)).collect();
        let hidden = self.texts.len() - shown.len();
        let rest = match (hidden, self.more) {
            (0, false) => String::new(),
            (hidden, false) => format!(" and {hidden} more"),
            (hidden, true) => format!(" and more than {hidden} more"),
        };
        writeln!(out, "    {what:<6} {}{rest}", shown.join(", "))
    }
}

fn times(count: u64) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

fn level_style(level: Level) -> Style {
    let colour = match level {
        Level::Critical => AnsiColor::BrightMagenta,
        Level::High => AnsiColor::BrightRed,
        Level::Medium => AnsiColor::Yellow,
        Level::Low => AnsiColor::Cyan,
        Level::Informational => AnsiColor::White,
    };
    Style::new().bold().fg_color(Some(Color::Ansi(colour)))
}

/// What was matched, short enough for a line or two.
fn shown(finding: &Finding<'_>) -> String {
    let pair = |(name, value): &(&str, event::Value<'_>)| {
        let text = terminal(&value.to_string());
        let cut: String = text.chars().take(MAX_VALUE).collect();
        let dots = if cut.len() < text.len() { "..." } else { "" };
        format!("{}: {cut}{dots}", terminal(name))
    };
    let together = match &finding.cause {
        Cause::Correlation(Correlated { kind, value, first, count, .. }) => {
            Some(format!("{kind}: {value} of {count} events since {first}"))
        }
        Cause::Rule | Cause::Indicator(_) => None,
    };
    let pairs = finding.matched.iter().take(MAX_SHOWN).map(pair);
    pairs.chain(together).collect::<Vec<_>>().join("\n           ")
}
