//! The door: flags to typed arguments to one call. What the calls do is in [`command`].

use armoury::{builtin, files as intel, rules};
use clap::{CommandFactory, Parser, Subcommand};
use std::process::ExitCode;

mod command;
mod local;
mod mappings;
mod output;
mod progress;
mod scratch;

/// A joint cyber-security unit for parties who do not trust one another.
///
/// Hunt your own telemetry with Sigma rules; seal tables and folders so that anyone can see what changed;
/// re-derive the samples and sizes of election audits; say what you know to a unit, in a record that nobody can rewrite.
#[derive(Debug, Parser)]
#[command(name = "detente", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run rules over logs and report what they find
    Hunt(command::hunt::HuntArgs),
    /// Print what the hunt sees of each record, as JSON lines
    Events(command::events::EventsArgs),
    /// Who logged on, what was recorded, which events there are
    #[command(subcommand)]
    Summary(command::summary::SummaryCommand),
    /// Print the records that hold a text or a value
    Search(command::search::SearchArgs),
    /// List the values around findings, as indicators for the next hunt
    Pivot(command::pivot::PivotArgs),
    /// Look after rules
    Rules(command::rules::RulesArgs),
    /// Intelligence: look at files, say what is in them, get it back, look for something in it
    #[command(subcommand)]
    Intel(Box<command::intel::IntelCommand>),
    /// Pin tables and folders so that anyone can see later what changed
    #[command(subcommand)]
    Seal(command::seal::SealCommand),
    /// Sizes, risks and samples of a risk-limiting audit
    #[command(subcommand)]
    Audit(command::audit::AuditCommand),
    /// Make a home for a member: draw its keys and keep them under a passphrase.
    ///
    /// Prints the root's verifier key, which goes into the charter. Nothing is ever overwritten. The passphrase is asked for twice; for scripts,
    /// DETENTE_PASSPHRASE_FILE names a file whose first line it is.
    Init(command::init::InitArgs),
    /// Who is in the unit and by which thresholds it acts
    #[command(subcommand)]
    Charter(command::charter::CharterCommand),
    /// Which keys a member uses, and which count as stolen
    #[command(subcommand)]
    Keys(command::keys::KeysCommand),
    /// Say something to the unit: sign it and enter it in your log. Prints the statement's id.
    ///
    /// FILE becomes the body. With --to it is sealed to those members: others see that there is something, from whom, of which kind, for whom, when
    /// and how long, and nothing more. Kinds that decisions read are for the whole unit. When the id is printed, no loss of power undoes it.
    Say(Box<command::say::SayArgs>),
    /// What the node's hunt found in your own telemetry: list, look, judge. Nothing of it leaves by this
    #[command(subcommand)]
    Findings(command::findings::FindingsCommand),
    /// Was this ever here? What this member's telemetry held of a value: when, and on how many hosts
    Seen(command::seen::SeenArgs),
    /// Tell the unit of a finding: that it was seen, or that it was a false alarm.
    ///
    /// Shows exactly what would leave, to the byte, and asks. What is told, and how exactly, is set in `[release]` of node.toml. Where nobody can be
    /// asked, --digest releases what a preview has shown, and is refused if something else would be told by now.
    Release(command::release::ReleaseArgs),
    /// What was said: show, prove, verify, carry and witness it
    #[command(subcommand)]
    Log(command::log::LogCommand),
    /// Found a unit, join one, say how it does, leave it
    #[command(subcommand)]
    Unit(command::unit::UnitCommand),
    /// Run this member's node.
    ///
    /// It speaks with the nodes of the other members, witnesses their logs and has its own witnessed, until it is told to end (SIGTERM, or Ctrl-C).
    /// Settings are in node.toml in the home; `--check` says what is wrong with them and with the home, and runs nothing.
    Serve(command::serve::ServeArgs),
    /// Look after a node's memory: back it up, restore it, make its cache anew
    #[command(subcommand)]
    Node(command::node::NodeCommand),
    /// Follow what changes at a node, as it changes.
    ///
    /// One line a change, until Ctrl-C; a node that goes away is waited for. Without --url it is the node of the home.
    Watch(command::watch::WatchArgs),
    /// Who at this member may use its node
    #[command(subcommand)]
    Operator(command::people::OperatorCommand),
    /// Tokens by which programs use the node
    #[command(subcommand)]
    Token(command::people::TokenCommand),
    /// Print completions for a shell
    Completions(command::papers::CompletionsArgs),
    /// Write man pages into a folder
    Man(command::papers::ManArgs),
}

/// The exit code where the command could not do what was asked of it.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let done = match Cli::parse_from(command::id::named(std::env::args_os())).command {
        Command::Hunt(args) => command::hunt::run(args),
        Command::Events(args) => command::events::run(args),
        Command::Summary(command) => command::summary::run(command),
        Command::Search(args) => command::search::run(args),
        Command::Pivot(args) => command::pivot::run(args),
        Command::Rules(args) => command::rules::run(args),
        Command::Intel(command) => command::intel::run(&command),
        Command::Seal(command) => command::seal::run(command),
        Command::Audit(command) => command::audit::run(command),
        Command::Init(args) => command::init::run(args),
        Command::Charter(command) => command::charter::run(command),
        Command::Keys(command) => command::keys::run(command),
        Command::Say(args) => command::say::run(&args),
        Command::Findings(command) => command::findings::run(&command),
        Command::Seen(args) => command::seen::run(&args),
        Command::Release(args) => command::release::run(&args),
        Command::Log(command) => command::log::run(command),
        Command::Unit(command) => command::unit::run(command),
        Command::Serve(args) => command::serve::run(&args),
        Command::Node(command) => command::node::run(&command),
        Command::Watch(args) => command::watch::run(&args),
        Command::Operator(command) => command::people::operator(&command),
        Command::Token(command) => command::people::token(&command),
        Command::Completions(args) => command::papers::completions(&args, Cli::command()),
        Command::Man(args) => command::papers::man(&args, Cli::command()),
    };
    done.unwrap_or_else(|error| {
        // A reader that has seen enough, such as `head`, is no failure.
        if is_broken_pipe(&error) {
            return ExitCode::SUCCESS;
        }
        eprintln!("detente: {}", output::escape::terminal(&format!("{error:#}")));
        ExitCode::from(FAILED)
    })
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kinds = error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    kinds.map(std::io::Error::kind).any(|kind| kind == std::io::ErrorKind::BrokenPipe)
}
