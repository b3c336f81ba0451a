//! Writes `vectors/log` and `vectors/statement`, or both into the folder named as its argument: `cargo run -p testkit --bin vectors`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors");
    let folder = std::env::args().nth(1).unwrap_or_else(|| default.to_owned());
    testkit::vectors::Set::all().iter().try_for_each(|(name, set)| set.write(&Path::new(&folder).join(name)))
}
