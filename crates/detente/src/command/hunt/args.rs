//! The flags of `detente hunt`, and what they ask for once they have been understood.

use super::intel;
use crate::{
    builtin,
    command::reading::time,
    mappings,
    output::{Format, Manner},
    rules,
};
use anyhow::{Context, bail};
use clap::Args;
use event::Time;
use hunt::{Level, Ruleset, sigma};
use std::{
    env,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    thread,
};

/// Arguments of `detente hunt`.
#[derive(Debug, Args)]
pub struct HuntArgs {
    /// Files, folders, globs or archives (.gz, .zst, .zip, .tar) of logs; - is standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Sigma rules: files, and folders of *.yml and *.yaml files [default: your rule folder, else a small built-in set]
    #[arg(short, long, value_name = "PATH")]
    pub rules: Vec<PathBuf>,

    /// Indicators to look for in every event: lists, tables, STIX, MISP; `detente intel check FILE` shows what is taken
    #[arg(short, long, value_name = "FILE")]
    pub intel: Vec<PathBuf>,

    /// A mapping file of your own: see docs/MAPPINGS.md
    #[arg(short, long = "mapping", value_name = "FILE")]
    pub mappings: Vec<PathBuf>,

    /// Take every record for one of this mapping's (windows, zeek, ...), instead of recognising each; lines reads any text line by line
    #[arg(long, value_name = "KIND")]
    pub source: Option<String>,

    /// How findings are written [default: by the ending of --output (.csv, .html); else pretty on a terminal, jsonl elsewhere]
    #[arg(short, long, value_enum)]
    pub format: Option<Format>,

    /// Write findings in the order of time, those without a time last, instead of in the order of the input
    #[arg(long)]
    pub sort: bool,

    /// Write findings to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Leave out rules (not indicators) below this level: informational, low, medium, high, critical
    #[arg(short, long, value_name = "LEVEL")]
    pub level: Option<Level>,

    /// Leave out findings of events before this time, such as 2026-11-22T20:00:00Z
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub since: Option<Time>,

    /// Leave out findings of events from this time on
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub until: Option<Time>,

    /// How many threads work [default: as many as there are processors]
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    /// Refuse to hunt if any rule does not load or is warned of
    #[arg(long)]
    pub strict: bool,

    /// Exit with 1 if anything at or above this level is found
    #[arg(long, value_name = "LEVEL")]
    pub fail_on: Option<Level>,
}

/// Rules, mappings, indicators and where they came from.
pub struct Armed {
    /// What to hunt with.
    pub ruleset: Ruleset,
    /// How many rules and correlations that is, as their authors count.
    pub rules: usize,
    /// What to tell about the rules, a line each.
    pub remarks: Vec<String>,
    /// What to tell about the indicators, if there are any.
    pub intel: Option<String>,
}

impl HuntArgs {
    /// How findings are to be written.
    ///
    /// # Errors
    /// `--sort` with a format that has no order.
    pub fn manner(&self) -> anyhow::Result<Manner> {
        let format = match (self.format, &self.output) {
            (Some(format), _) => format,
            (None, Some(path)) => Format::of_path(path),
            (None, None) if io::stdout().is_terminal() => Format::Pretty,
            (None, None) => Format::Jsonl,
        };
        if self.sort && !format.has_order() {
            bail!("--sort is for findings that are written one by one: jsonl, csv, ocsf, timesketch, html");
        }
        Ok(Manner { format, sorted: self.sort })
    }

    /// How many threads are to work.
    pub fn threads(&self) -> usize {
        self.threads.map_or_else(|| thread::available_parallelism().map_or(1, Into::into), usize::from)
    }

    /// Loads rules, mappings and indicators.
    ///
    /// # Errors
    /// A mapping that is wrong, a rule path that is not there, no rule at all, a file of indicators that cannot be read or has none; with `--strict`, any remark on a rule.
    pub fn arm(&self) -> anyhow::Result<Armed> {
        let mappings = mappings::load_or_fail(&self.mappings, self.source.as_deref())?;
        let placeholders = sigma::Placeholders::from(mappings.clone());
        let (loaded, mut remarks) = self.load(&placeholders)?;
        if self.strict && loaded.not_loaded + loaded.with_warnings > 0 {
            bail!(
                "--strict: {} rules do not load and {} have warnings; `detente rules check` shows them",
                loaded.not_loaded,
                loaded.with_warnings
            );
        }
        if loaded.loaded == 0 {
            bail!("no rule was loaded: `detente rules check` shows why");
        }
        if loaded.not_loaded + loaded.with_warnings > 0 {
            remarks.push(format!(
                "{} rules not loaded, {} with warnings; `detente rules check` shows them",
                loaded.not_loaded, loaded.with_warnings
            ));
        }
        let loaded = match self.level {
            Some(level) => loaded.from_level(level),
            None => loaded,
        };
        remarks.extend(correlations_remark(&loaded));
        let rules = loaded.loaded;
        let ruleset = loaded.into_ruleset(mappings);
        if self.intel.is_empty() {
            return Ok(Armed { ruleset, rules, remarks, intel: None });
        }
        let intel = intel::load(&self.intel)?;
        Ok(Armed {
            ruleset: ruleset.with_indicators(intel.indicators),
            rules,
            remarks,
            intel: Some(intel.remark),
        })
    }

    fn load(&self, placeholders: &sigma::Placeholders) -> anyhow::Result<(sigma::Loaded, Vec<String>)> {
        let own = own_folder().filter(|folder| self.rules.is_empty() && folder.is_dir());
        let paths = own.as_ref().map_or(self.rules.as_slice(), std::slice::from_ref);
        if paths.is_empty() {
            return Ok((sigma::assemble(builtin::documents(placeholders)), vec![built_in_remark()]));
        }
        for path in paths {
            path.metadata().with_context(|| format!("cannot read the rules {}", path.display()))?;
        }
        let read = rules::load(paths, placeholders, self.threads())?;
        let shown: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        Ok((read.loaded, vec![format!("rules from {}", shown.join(", "))]))
    }
}

/// Where a user keeps rules: `detente/rules` in the configuration folder.
fn own_folder() -> Option<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let config = absolute("XDG_CONFIG_HOME").or_else(|| absolute("HOME").map(|home| home.join(".config")))?;
    Some(config.join(Path::new("detente/rules")))
}

/// That some rules are not reported has to be said.
fn correlations_remark(loaded: &sigma::Loaded) -> Option<String> {
    let correlations = loaded.correlations.list().len();
    let silent = match loaded.silent.len() {
        0 => String::new(),
        silent => format!(
            ", {silent} rules that only serve them are not reported (see `generate` in docs/RULES.md)"
        ),
    };
    (correlations > 0).then(|| format!("{correlations} of them correlations{silent}"))
}

fn built_in_remark() -> String {
    format!(
        "the {} built-in rules; for SigmaHQ's some thousand: git clone https://github.com/SigmaHQ/sigma, then --rules sigma/rules \
         (or put a folder of rules at ~/.config/detente/rules)",
        builtin::count()
    )
}
