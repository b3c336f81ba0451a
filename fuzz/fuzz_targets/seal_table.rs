//! Tables of strangers: any bytes, in every format, are read without a panic; what can be sealed gives the same root with one
//! thread as with two, and its openings open it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use seal::{
    Declaration, Format, Memory, Openings, OpeningsHeader, OpeningsWriter, Options, Seed, load, read_header,
    root_of, seal,
};

fuzz_target!(|data: &[u8]| {
    for format in [Format::CSV, Format::TSV, Format::JsonLines, Format::guess(data)] {
        let Ok(header) = read_header("f", data, format) else { continue };
        let Some(key) = header.first() else { continue };
        let Ok(declaration) = Declaration::table(&header, &[key]) else { continue };
        let scratch = Memory::default();
        let options = Options { memory: 0, ..Options::new(&scratch) };
        let Ok(table) = load("f", data, format, &header, &declaration, &options) else { continue };
        let seed = Seed::from_bytes([1; 32]);
        let head =
            OpeningsHeader { seed: seed.clone(), declaration: declaration.clone(), rows: table.rows() };
        let mut writer = OpeningsWriter::new(Vec::new(), &head).expect("writes to memory");
        let Ok(public) = seal(&declaration, &table, &seed, 1, |row| writer.row(row)) else { continue };
        let openings = writer.finish().expect("writes to memory");
        let opened = Openings::open(openings.as_slice()).expect("opens");
        assert_eq!(root_of(&declaration, public.rows(), opened, &seed, 2).expect("reads"), public.root());
    }
});
