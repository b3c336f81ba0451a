//! Prints this project's verdict on each line of an index such as `vectors/log/index.tsv`, as `tests/verifiers/verify.*` do: to
//! compare the three on other files than those.

use std::{env, path::Path};

fn main() -> std::io::Result<()> {
    let index = env::args().nth(1).unwrap_or_else(|| "vectors/log/index.tsv".to_owned());
    let verdicts = testkit::vectors::judge::verdicts(Path::new(&index))?;
    verdicts.iter().for_each(|verdict| println!("{verdict}"));
    Ok(())
}
