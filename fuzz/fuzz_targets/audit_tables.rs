//! Reports, orders, tables of contests and lists of commitments that anybody may have written: never a panic.
#![no_main]

use audit::{Commitments, ContestTable, CountyOrder, Report};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = Report::parse("fuzz.csv", bytes);
    let _ = Commitments::parse("fuzz.csv", bytes);
    let _ = CountyOrder::parse("fuzz.txt", bytes).map(|order| order.canonical());
    if let Ok(table) = ContestTable::parse("fuzz.csv", bytes, None) {
        for row in table.rows() {
            assert_eq!(row.sizing.sample_size().is_none(), row.sizing.reason().is_some());
        }
    }
});
