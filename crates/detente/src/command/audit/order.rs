//! The check that what is sampled from was fixed before the seed, shared by `sample` and `verify-sample`.

use std::path::PathBuf;

use audit::{Commitments, CountyOrder, Digest, OrderOfCommitment, Seed, Subject, Submitted};

use super::failure::Failure;
use super::read;

/// Where the commitments stand.
#[derive(Clone, Debug, clap::Args)]
pub struct OrderArgs {
    /// A list of digests with the times since when they are on record (CSV: subject,name,sha256,on_record_at; `audit commit` writes it).
    /// What differs from it is refused
    #[arg(long, value_name = "FILE")]
    commitments: Option<PathBuf>,
    /// The folder of cast vote records, to be compared with the list too
    #[arg(long, value_name = "DIR", requires = "commitments")]
    cvrs: Option<PathBuf>,
}

impl OrderArgs {
    /// Compares seed, orders, manifests and cast vote records with the list.
    pub fn check(
        &self,
        seed: &Seed,
        orders: &[CountyOrder],
        manifests: Vec<Submitted>,
    ) -> Result<OrderOfCommitment, Failure> {
        let Some(path) = &self.commitments else {
            return Ok(OrderOfCommitment::NotProven(
                "nothing shows that manifests, cast vote records and order of counties were fixed before the seed (--commitments)".into(),
            ));
        };
        let list = Commitments::parse(&read::name(path), &read::file(path)?).map_err(Failure::input)?;
        let mut given = manifests;
        given.push(Submitted {
            subject: Subject::Seed,
            name: String::new(),
            digest: Digest::of(seed.as_str().as_bytes()),
        });
        given.extend(submitted_orders(orders));
        let mut left_out = Vec::new();
        match &self.cvrs {
            Some(folder) => given.extend(read::cvrs(folder)?),
            None => left_out.push(Subject::Cvr),
        }
        if orders.is_empty() {
            left_out.push(Subject::Order); // one county's cards are drawn, which no order of counties touches
        }
        list.check(&given, &left_out).map_err(|wrong| Failure::Refused(refusal(&read::name(path), wrong)))
    }
}

/// The orders as a list names them: the first one, of all counties, without a name, the others by their files.
pub fn submitted_orders(orders: &[CountyOrder]) -> impl Iterator<Item = Submitted> {
    orders.iter().enumerate().map(|(at, order)| {
        let name = if at == 0 { String::new() } else { order.file().to_owned() };
        Submitted { subject: Subject::Order, name, digest: Digest::of(order.canonical().as_bytes()) }
    })
}

fn refusal(list: &str, wrong: Vec<String>) -> Vec<String> {
    let mut sentences: Vec<String> =
        wrong.into_iter().map(|sentence| format!("{list}: {sentence}")).collect();
    sentences.push("refused: what this audit was given is not what was fixed before the seed. To see what changed in a table, use `detente seal diff`".into());
    sentences
}
