//! Tables that anybody may have sent: damaged, truncated, or no tables at all. Nothing panics, and what is accepted
//! holds together. The fuzz targets `audit_manifest` and `audit_tables` say the same without an end.

#![allow(clippy::expect_used, reason = "a test may fail so")]

use audit::{Commitments, ContestTable, CountyManifest, CountyOrder, ImprintedId, Report};
use proptest::prelude::*;

const MANIFEST: &str = "County,Tabulator,Batch,# of Ballots,Location\r\nElm,101,1,25,Box 1\r\nElm,101,2,\"1,025\",\"Box 1, shelf\"\r\nOak,1,VBM-0001,50,\r\n";
const CONTESTS: &str = "contest_name,ballot_card_count,min_margin,risk_limit,gamma,two_vote_over_count\n\"A \"\"b\"\"\",1000,25,0.05,1.03905,1\nC,10,0,0.05,1.03905,0\n";
const REPORT: &str = "\"Report\",,\ncounty_name,contest_name,imprinted_id\nElm,A,101-1-5\nOak,A,1-VBM-0001-7\n\"End of worksheet\",,\n";

fn look_at(bytes: &[u8]) {
    let _ = Report::parse("r.csv", bytes).map(|report| report.cards().len() + report.bad_rows().len());
    let _ = CountyOrder::parse("o.txt", bytes).map(|order| order.canonical());
    let _ = Commitments::parse("c.csv", bytes);
    if let Ok(table) = ContestTable::parse("c.csv", bytes, None) {
        for row in table.rows() {
            assert_eq!(row.sizing.sample_size().is_none(), row.sizing.reason().is_some());
        }
    }
    match CountyManifest::parse("m.csv", bytes) {
        Ok((counties, _)) => counties.iter().for_each(cards_hold_together),
        Err(errors) => assert!(!errors.is_empty() && errors.len() <= 21),
    }
}

fn cards_hold_together(county: &CountyManifest) {
    assert!(county.card(0).is_none() && county.card(county.cards() + 1).is_none());
    for number in (1..=county.cards()).step_by(7) {
        let card = county.card(number).expect("every number has its card").to_string();
        let id = ImprintedId::parse(&card).ok().filter(|id| id.shown() == card);
        assert!(id.is_none_or(|id| county.number(&id) == Ok(number)), "{card}");
    }
}

#[test]
fn every_truncation() {
    for whole in [MANIFEST, CONTESTS, REPORT] {
        (0..=whole.len()).for_each(|end| look_at(whole.as_bytes().get(..end).unwrap_or_default()));
    }
}

proptest! {
    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        look_at(&bytes);
    }

    #[test]
    fn damaged_tables(which in 0usize..3, changes in proptest::collection::vec((0usize..300, any::<u8>()), 1..8)) {
        let mut bytes = [MANIFEST, CONTESTS, REPORT].get(which).expect("one of three").as_bytes().to_vec();
        for (at, byte) in changes {
            if let Some(slot) = bytes.get_mut(at) {
                *slot = byte;
            }
        }
        look_at(&bytes);
    }

    #[test]
    fn cells_of_every_kind(cells in proptest::collection::vec("[-0-9,\";#=a-zé\u{200b}\u{a0} \t\r\n]{0,8}", 4..40)) {
        let rows: Vec<String> = cells.chunks(4).map(|row| row.join(",")).collect();
        look_at(format!("County,Tabulator,Batch,# of Ballots\n{}\n", rows.join("\n")).as_bytes());
    }
}
