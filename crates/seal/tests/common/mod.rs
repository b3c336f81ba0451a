//! What the tests share: tables from text.
#![allow(dead_code, clippy::expect_used, reason = "each test file uses its part, and may fail so")]

use seal::diff::TableVersion;
use seal::{Declaration, Format, Layout, Options, Scratch, load_as, read_header};

/// Reads a table in any format.
pub fn version<'s>(
    name: &str,
    text: &[u8],
    format: Format,
    key: &[&str],
    scratch: &'s dyn Scratch,
) -> TableVersion<'s> {
    let header = read_header(name, text, format).expect("a header");
    let declaration = Declaration::table(&header, key).expect("declares");
    read_as(name, text, format, &declaration, scratch)
}

/// Reads CSV as `declaration` says, whatever its header.
pub fn read_as<'s>(
    name: &str,
    text: &[u8],
    format: Format,
    declaration: &Declaration,
    scratch: &'s dyn Scratch,
) -> TableVersion<'s> {
    let header = read_header(name, text, format).expect("a header");
    let (layout, _) = Layout::closest(declaration, &header);
    let table = load_as(name, text, format, &layout, declaration, &Options::new(scratch)).expect("reads");
    TableVersion { name: name.to_owned(), declaration: declaration.clone(), table }
}
