//! `detente pivot`: the values around findings, as indicator lines for the next hunt.
//!
//! It hunts, with the flags of the hunt, and looks at the events of the findings that are chosen. That way it needs no file of findings
//! whose telemetry may have moved, and every flag that narrows a hunt narrows this.

mod gathered;

use super::{
    hunt::HuntArgs,
    reading::{Next, Yield, inputs, read},
};
use crate::output::escape::terminal;
use anyhow::{Context, bail};
use clap::Args;
use event::{Block, Decoder};
use gathered::Gathered;
use hunt::{Finding, Hunter, Input, Mapping};
use respond::Join;
use std::{
    fs::File,
    io::{self, BufWriter, Write},
    process::ExitCode,
    sync::Arc,
};

/// Arguments of `detente pivot`.
#[derive(Debug, Args)]
#[command(
    mut_arg("format", |arg| arg.hide(true)),
    mut_arg("fail_on", |arg| arg.hide(true)),
    after_help = "The findings are those that `detente hunt` would make with the same flags. Lines that start with # are comments: values that are \
                  found everywhere or only at home, users, hosts. The rest can be given to `detente hunt --intel` as it is; read it before."
)]
pub struct PivotArgs {
    /// Only findings of rules with this id, or with this text in their title; may be given several times
    #[arg(long = "rule", value_name = "RULE")]
    only_rules: Vec<String>,

    /// Only findings about this host, by its full name or the part before the first dot; may be given several times
    #[arg(long = "host", value_name = "HOST")]
    hosts: Vec<String>,

    #[command(flatten)]
    hunt: HuntArgs,
}

/// Runs `detente pivot`.
///
/// # Errors
/// What keeps a hunt from starting (rules, mappings), and an output that cannot be written.
pub fn run(args: PivotArgs) -> anyhow::Result<ExitCode> {
    if args.hunt.format.is_some() || args.hunt.fail_on.is_some() {
        bail!("--format and --fail-on are flags of the hunt: pivot writes indicator lines");
    }
    let armed = args.hunt.arm()?;
    armed.remarks.iter().for_each(|remark| eprintln!("{}", terminal(remark)));
    let asked: Vec<_> = armed
        .ruleset
        .mappings()
        .list()
        .iter()
        .map(Mapping::telling)
        .flat_map(|told| told.fields().cloned())
        .collect();
    let ruleset = armed.ruleset.asking(&asked);
    let mut whole = Gathered::default();
    let done = read(
        inputs(&args.hunt.paths, args.hunt.source.as_deref()),
        args.hunt.threads(),
        || (Decoder::default(), Hunter::new(&ruleset, args.hunt.source.as_deref(), super::now())),
        |(decoder, hunter), source, block| {
            args.block(decoder, hunter, &Arc::from(source.label.as_str()), block)
        },
        |_, part| {
            whole.join(part);
            Ok(Next::More)
        },
    )?;
    args.write(&whole).context("cannot write the values")?;
    Ok(done.exit_code())
}

impl PivotArgs {
    fn block(
        &self,
        decoder: &mut Decoder,
        hunter: &mut Hunter<'_>,
        file: &Arc<str>,
        mut block: Block,
    ) -> Yield<Gathered> {
        let mut part =
            Yield { made: Gathered::default(), records: 0, bad: std::mem::take(&mut block.refused) };
        let input = Input { file, format: block.format };
        decoder.decode(&mut block, |paths, record| match record {
            Ok(event) => {
                part.records += 1;
                let mut titles = Vec::new();
                hunter.hunt(input, paths, &event, |finding: &Finding<'_>| {
                    if self.is_chosen(finding) {
                        titles.push(finding.about.title.clone());
                    }
                });
                if !titles.is_empty() {
                    part.made.take(&hunter.look(paths, &event), paths, &event, &titles);
                }
            }
            Err(bad) => part.bad.push(bad),
        });
        part
    }

    fn is_chosen(&self, finding: &Finding<'_>) -> bool {
        let in_time = super::reading::within(self.hunt.since, self.hunt.until, finding.time);
        let title = finding.about.title.to_lowercase();
        let of_rule = |rule: &String| {
            finding.about.id.eq_ignore_ascii_case(rule) || title.contains(&rule.to_lowercase())
        };
        let host = finding.host.map(|host| host.to_string().to_lowercase()).unwrap_or_default();
        let on_host = |name: &String| {
            let name = name.to_lowercase();
            host == name || host.split('.').next() == Some(&name)
        };
        in_time
            && (self.only_rules.is_empty() || self.only_rules.iter().any(of_rule))
            && (self.hosts.is_empty() || self.hosts.iter().any(on_host))
    }

    fn write(&self, whole: &Gathered) -> io::Result<()> {
        let mut out: Box<dyn Write> = match &self.hunt.output {
            None => Box::new(BufWriter::new(io::stdout())),
            Some(path) => Box::new(BufWriter::new(File::create(path)?)),
        };
        whole.write(&mut out)?;
        out.flush()
    }
}
