//! `detente seal prove`.

use std::path::PathBuf;

use anyhow::bail;

use super::input;
use super::output::{self, beside};
use super::progress::{Progress, Watched};
use crate::output::escape::terminal;

/// Prove one row.
#[derive(Debug, clap::Args)]
pub struct ProveArgs {
    /// The public part of the seal
    public: PathBuf,
    /// The openings of the seal [default: beside the public part]
    #[arg(long, value_name = "FILE")]
    openings: Option<PathBuf>,
    /// The values of the row's key, in the order in which the key was declared (after PUBLIC)
    #[arg(long, value_name = "VALUE", required = true, num_args = 1..)]
    key: Vec<String>,
    /// Where to write the proof [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &ProveArgs) -> anyhow::Result<bool> {
    let public = input::public_part(&args.public)?;
    let path = args.openings.clone().unwrap_or_else(|| beside(&args.public.with_extension(""), ".openings"));
    let openings = input::openings(&path)?;
    let seed = openings.header().seed.clone();
    let keys = public.declaration().keys_for(&args.key)?;
    let progress = Progress::rows("proving", public.rows());
    let proof = seal::prove(&public, Watched::new(openings, &progress), &seed, &keys, super::threads())?;
    drop(progress);
    let Some(proof) = proof else {
        bail!(
            "no row has the key {:?}. This is no proof of absence, and none is offered: it would show the neighbouring rows",
            args.key.join(", ")
        );
    };
    match &args.out {
        None => output::print(proof.to_text().as_bytes())?,
        Some(out) => {
            output::refuse_existing(out)?;
            output::write_public(out, &proof.to_text())?;
            let (out, public) = (out.display().to_string(), args.public.display().to_string());
            let text = format!(
                "The proof is in {}. It shows this row and no other.\nCheck it with: detente seal verify {} {}\n",
                terminal(&out),
                terminal(&public),
                terminal(&out)
            );
            output::print(text.as_bytes())?;
        }
    }
    Ok(true)
}
