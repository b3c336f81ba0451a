//! Writes `vectors/log`, or the folder named as its argument: `cargo run -p testkit --bin vectors`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors/log");
    let folder = std::env::args().nth(1).unwrap_or_else(|| default.to_owned());
    testkit::vectors::Set::make().write(Path::new(&folder))
}
