//! Small tables whose differences can be read off.
#![allow(clippy::expect_used, reason = "a test may fail so")]

mod common;

use common::version;
use seal::diff::{ChangeKind, DriftKind, Question, Report, TableVersion, Version, compare};
use seal::{Declaration, Format, Memory, Options, Scratch, SealError, Seed, load, read_header, seal};

fn diff(tables: &[&str], question: &Question) -> Report {
    let scratch = Memory::default();
    let versions: Vec<_> = tables
        .iter()
        .map(|text| version("t", text.as_bytes(), Format::guess(text.as_bytes()), &["id"], &scratch))
        .collect();
    let versions: Vec<&dyn Version> = versions.iter().map(|version| version as &dyn Version).collect();
    compare(&versions, question).expect("compares")
}

fn summary(report: &Report) -> Vec<(ChangeKind, String, Vec<String>)> {
    let columns =
        |change: &seal::diff::Change| change.columns.iter().map(|at| report.column(*at).to_owned()).collect();
    report.changes.iter().map(|change| (change.kind, change.key().join(","), columns(change))).collect()
}

/// Order of rows and columns, quotes, delimiters, line ends, spaces and composition are not data.
#[test]
fn exports_by_other_programs_are_equal() {
    let seal_of = |text: &str, format: Format| {
        let scratch = Memory::default();
        let header = read_header("t", text.as_bytes(), format).expect("a header");
        let declaration =
            Declaration::table(&["id".to_owned(), "name".to_owned()], &["id"]).expect("declares");
        let table = load("t", text.as_bytes(), format, &header, &declaration, &Options::new(&scratch))
            .expect("reads");
        seal(&declaration, &table, &Seed::from_bytes([1; 32]), 2, |_| Ok(())).expect("seals").root()
    };
    let root = seal_of("id,name\n1,Ann\n2,Jos\u{e9}\n", Format::CSV);
    assert_eq!(root, seal_of("\u{feff}id,name\r\n2,Jose\u{301}\r\n1,\" Ann \"\r\n", Format::CSV));
    assert_eq!(root, seal_of("name\tid\nAnn\t1\nJos\u{e9}\t2", Format::TSV));
    assert_ne!(root, seal_of("id,name\n1,Ann\n2,Jose\n", Format::CSV));
}

#[test]
fn columns_apart_from_data() {
    let a = "id,name,party,old\n1,Ann,Blue,x\n2,Bo,Green,y\n3,Cy,Blue,z\n";
    let b = "id,affiliation,name,new\n1,Blue,Ann,7\n2,Orange,Bo,8\n3,Blue,Cy,9\n";
    // Two of three values agree: below the share that makes a renamed column.
    let report = diff(&[a, b], &Question::default());
    assert!(summary(&report).is_empty());
    let renamed = Question { renames: vec![("party".into(), "affiliation".into())], ..Question::default() };
    let report = diff(&[a, b], &renamed);
    let drift: Vec<DriftKind> = report.drift.iter().map(|drift| drift.kind.clone()).collect();
    assert_eq!(
        drift,
        [
            DriftKind::Renamed { from: "party".into(), to: "affiliation".into() },
            DriftKind::Removed("old".into()),
            DriftKind::Added("new".into()),
            DriftKind::Reordered,
        ]
    );
    assert_eq!(summary(&report), [(ChangeKind::Changed, "2".into(), vec!["affiliation".into()])]);
}

#[test]
fn renamed_columns_are_found_by_their_values() {
    let rows = |name: &str, odd: &str| {
        (0..50).fold(format!("id,{name}\n"), |text, id| {
            text + &format!("{id},{}\n", if id == 7 { odd } else { "same" })
        })
    };
    let report = diff(&[&rows("party", "Blue"), &rows("affiliation", "Green")], &Question::default());
    assert_eq!(report.drift[0].kind, DriftKind::Renamed { from: "party".into(), to: "affiliation".into() });
    assert_eq!(summary(&report), [(ChangeKind::Changed, "7".into(), vec!["affiliation".into()])]);
}

#[test]
fn a_row_moves_only_where_no_other_row_is_like_it() {
    let moved = diff(&["id,name\n1,Ann\n2,Bo\n", "id,name\n1,Ann\n9,Bo\n"], &Question::default());
    assert_eq!(summary(&moved), [(ChangeKind::Moved, "2".into(), vec!["id".into()])]);
    let common = diff(&["id,name\n1,Ann\n2,Ann\n", "id,name\n1,Ann\n9,Ann\n"], &Question::default());
    assert_eq!((common.steps[0].added, common.steps[0].removed, common.steps[0].moved), (1, 1, 0));
    let empty = diff(&["id,name\n1,\n", "id,name\n2,\n"], &Question::default());
    assert_eq!(empty.steps[0].moved, 0);
}

#[test]
fn values_on_request_only() {
    let tables = ["id,name\n1,Ann\n2,Bo\n", "id,name\n1,Eve\n3,Cy\n"];
    assert!(diff(&tables, &Question::default()).changes.iter().all(|change| change.values.is_empty()));
    let report = diff(&tables, &Question { values: true, ..Question::default() });
    let values: Vec<_> = report
        .changes
        .iter()
        .map(|c| c.values.iter().map(|v| (v.before.as_deref(), v.after.as_deref())).collect::<Vec<_>>())
        .collect();
    assert_eq!(
        values,
        [
            vec![(Some("Ann"), Some("Eve"))],
            vec![(Some("2"), None), (Some("Bo"), None)],
            vec![(None, Some("3")), (None, Some("Cy"))],
        ]
    );
}

#[test]
fn rows_that_go_and_come_back() {
    let report = diff(&["id,n\n1,a\n2,b\n", "id,n\n1,a\n3,c\n", "id,n\n1,a\n2,b\n"], &Question::default());
    let reverts: Vec<_> =
        report.reverts.iter().map(|r| (r.key().concat(), r.column, r.was_present)).collect();
    assert_eq!(reverts, [("2".to_owned(), None, true), ("3".to_owned(), None, false)]);
}

#[test]
fn a_csv_export_equals_the_json_lines_that_it_came_from() {
    let scratch = Memory::default();
    let read = |text: &str, format| {
        let header = read_header("t", text.as_bytes(), format).expect("a header");
        let declaration = Declaration::table(&header, &["id"]).expect("declares");
        let options = Options { loose: true, ..Options::new(&scratch) };
        let table = load("t", text.as_bytes(), format, &header, &declaration, &options).expect("reads");
        seal::diff::TableVersion { name: "t".into(), declaration, table }
    };
    let a = read("{\"id\":1,\"n\":null}\n{\"id\":2,\"n\":true}\n{\"id\":3}\n", Format::JsonLines);
    let b = read("id,n\n1,\n2,true\n3,\n", Format::CSV);
    assert!(compare(&[&a, &b], &Question::default()).expect("compares").is_equal());
}

#[test]
fn doubled_keys_are_refused_with_all_their_lines() {
    let scratch = Memory::default();
    let table = version("t.csv", b"id,n\n1,a\n2,b\n1,c\n3,d\n2,e\n1,a\n", Format::CSV, &["id"], &scratch);
    let refused = seal(&table.declaration, &table.table, &Seed::from_bytes([1; 32]), 2, |_| Ok(()));
    let Err(SealError::Duplicates(duplicates)) = refused else { panic!("{refused:?}") };
    let found: Vec<_> = duplicates.listed.iter().map(|d| (d.key.concat(), d.lines.clone())).collect();
    assert_eq!(found, [("1".to_owned(), vec![2, 4, 7]), ("2".to_owned(), vec![3, 6])]);
    assert!(duplicates.to_string().contains("on lines 2, 4, 7"));
}

#[test]
fn bad_rows_are_refused_with_line_and_column() {
    let scratch = Memory::default();
    let text = b"id,year\n1,1999\n2,x\n3\n,4\n\"5,6\n";
    let header = read_header("t.csv", &text[..], Format::CSV).expect("a header");
    let declaration = Declaration::table(&header, &["id"])
        .and_then(|d| d.with_type("year", seal::ColumnType::Integer))
        .expect("declares");
    let table =
        load("t.csv", &text[..], Format::CSV, &header, &declaration, &Options::new(&scratch)).expect("reads");
    let found: Vec<_> = table.bad().listed.iter().map(|row| (row.line, row.column.as_deref())).collect();
    assert_eq!(found, [(3, Some("year")), (4, None), (5, Some("id")), (6, None)]);
    let refused = seal(&declaration, &table, &Seed::from_bytes([1; 32]), 1, |_| Ok(()));
    assert!(refused.is_err_and(|error| error.to_string().contains("t.csv:3:year: \"x\" is no integer")));
}

/// Large tables go through scratch storage; the result is the same, whatever the number of threads.
#[test]
fn memory_and_threads_do_not_show() {
    let text = (0..60_000u64).fold(String::from("id,a\n"), |text, at| {
        text + &format!("{},{at}\n", at.wrapping_mul(2_654_435_761) % 1_000_003)
    });
    let root = |threads, memory| {
        let scratch = Memory::default();
        let header = ["id".to_owned(), "a".to_owned()];
        let declaration = Declaration::table(&header, &["id"]).expect("declares");
        let options = Options { threads, memory, ..Options::new(&scratch) };
        let table = load("t", text.as_bytes(), Format::CSV, &header, &declaration, &options).expect("reads");
        seal(&declaration, &table, &Seed::from_bytes([1; 32]), threads, |_| Ok(())).expect("seals").root()
    };
    assert_eq!(root(1, usize::MAX), root(4, 0));
}

/// Where rows lie until they are compared or sealed is not data either: a table of several blocks and runs, all of them in
/// scratch storage, gives what it gives when it is kept in memory.
#[test]
fn scratch_storage_changes_nothing() {
    let roll = testkit::roll::Roll::new(3, 12_000);
    let texts = [0, 1].map(|at| {
        let mut text = Vec::new();
        roll.write(at, &mut text).expect("writes to memory");
        text
    });
    let found = |memory: usize| {
        let scratch = Memory::default();
        let version = |text: &Vec<u8>| {
            let header = read_header("t", text.as_slice(), Format::CSV).expect("a header");
            let declaration = Declaration::table(&header, &["voter_id"]).expect("declares");
            let options = Options { memory, ..Options::new(&scratch) };
            let table =
                load("t", text.as_slice(), Format::CSV, &header, &declaration, &options).expect("reads");
            TableVersion { name: "t".to_owned(), declaration, table }
        };
        let [a, b] = [version(&texts[0]), version(&texts[1])];
        let root =
            seal(&a.declaration, &a.table, &Seed::from_bytes([1; 32]), 2, |_| Ok(())).expect("seals").root();
        let report = compare(&[&a, &b], &Question::default()).expect("compares");
        (root, format!("{:?}", report.changes), scratch.append(b"").expect("memory"))
    };
    let (kept, spilled) = (found(usize::MAX), found(0));
    assert_eq!((kept.2, spilled.2 > 0), (0, true));
    assert!(kept.1.len() > 1_000, "there is something to find");
    assert_eq!((kept.0, kept.1), (spilled.0, spilled.1));
}
