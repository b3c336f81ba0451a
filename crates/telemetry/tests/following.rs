//! Files that are written, renamed, copied, packed, cut and removed while they are followed: each record comes once, whether the follower goes on
//! or starts again in between.

use event::Decoder;
use flate2::{Compression, write::GzEncoder};
use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};
use telemetry::follow::{Follow, News, Position, StreamId, Watch};

/// A follower, and what came of it. It can be started again from what a caller would have kept.
struct Bench {
    folder: tempfile::TempDir,
    watch: PathBuf,
    follow: Follow,
    kept: BTreeMap<StreamId, Position>,
    lines: Vec<String>,
    other: Vec<String>,
    now: Duration,
    run: u64,
}

impl Bench {
    fn on(name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let watch = folder.path().join(name);
        let follow = follow(&watch, Vec::new(), 1);
        Bench {
            folder,
            watch,
            follow,
            kept: BTreeMap::new(),
            lines: Vec::new(),
            other: Vec::new(),
            now: Duration::ZERO,
            run: 1,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn append(&self, name: &str, text: &str) {
        let mut file = OpenOptions::new().create(true).append(true).open(self.path(name)).expect("opened");
        file.write_all(text.as_bytes()).expect("written");
    }

    fn gzip(&self, from: &str, to: &str) {
        let mut packer = GzEncoder::new(fs::File::create(self.path(to)).expect("made"), Compression::fast());
        packer.write_all(&fs::read(self.path(from)).expect("read")).expect("written");
        packer.finish().expect("written");
        fs::remove_file(self.path(from)).expect("removed");
    }

    /// A look, half a second after the one before.
    fn look(&mut self) {
        self.now += Duration::from_millis(500);
        self.follow.look(self.now);
        let mut decoder = Decoder::default();
        while let Some(news) = self.follow.next_news() {
            match news {
                News::Block { mut block, position, .. } => {
                    decoder.decode(&mut block, |_, record| {
                        self.lines.push(match record {
                            Ok(event) => event
                                .fields
                                .iter()
                                .map(|field| field.value.to_string())
                                .collect::<Vec<_>>()
                                .join(" "),
                            Err(bad) => bad.to_string(),
                        });
                    });
                    self.keep(&position);
                }
                News::Moved(position) => self.keep(&position),
                other => self.other.push(format!("{other:?}")),
            }
        }
    }

    /// As a caller keeps it: as text.
    fn keep(&mut self, position: &Position) {
        let text = serde_json::to_string(position).expect("written");
        let read: Position = serde_json::from_str(&text).expect("read");
        assert_eq!(read, *position);
        self.kept.insert(read.stream, read);
    }

    /// Looks until everything has come to rest.
    fn rest(&mut self) {
        (0..13).for_each(|_| self.look());
    }

    fn restart(&mut self) {
        self.run += 1;
        self.follow = follow(&self.watch, self.kept.values().cloned().collect(), self.run);
    }

    fn take(&mut self) -> Vec<String> {
        std::mem::take(&mut self.lines)
    }
}

fn follow(watch: &Path, positions: Vec<Position>, run: u64) -> Follow {
    Follow::new(vec![Watch { name: "w".into(), path: watch.to_owned() }], positions, run)
}

/// Lines that nobody else writes, enough of them that a file is known by them.
fn lines(name: &str, from: usize, count: usize) -> String {
    (from..from + count)
        .map(|number| format!("{name} line {number} of a log that is long enough\n"))
        .collect()
}

fn expected(name: &str, from: usize, count: usize) -> Vec<String> {
    lines(name, from, count).lines().map(str::to_owned).collect()
}

/// Runs a story with the follower going on, and again with a restart after each look.
fn both_ways(story: impl Fn(&mut Bench, &dyn Fn(&mut Bench))) {
    for watch in ["", "x.log"] {
        for restarts in [false, true] {
            let mut bench = Bench::on(watch);
            let pause = move |bench: &mut Bench| {
                bench.look();
                if restarts {
                    bench.restart();
                }
            };
            story(&mut bench, &pause);
        }
    }
}

#[test]
fn what_grows_is_taken_by_whole_lines() {
    both_ways(|bench, pause| {
        bench.append("x.log", "one\ntwo\nthr");
        pause(bench);
        assert_eq!(bench.take(), ["one", "two"]);
        bench.append("x.log", "ee\nfour\n");
        pause(bench);
        assert_eq!(bench.take(), ["three", "four"]);
        pause(bench);
        assert!(bench.take().is_empty());
        bench.append("x.log", "five without its end");
        bench.look();
        assert!(bench.take().is_empty(), "it may go on");
        bench.rest();
        assert_eq!(bench.take(), ["five without its end"]);
        bench.rest();
        assert!(bench.take().is_empty());
    });
}

#[test]
fn a_log_that_is_renamed_and_packed_is_read_once() {
    both_ways(|bench, pause| {
        bench.append("x.log", &lines("a", 0, 20));
        pause(bench);
        bench.append("x.log", &lines("a", 20, 5));
        fs::rename(bench.path("x.log"), bench.path("x.log.1")).expect("renamed");
        bench.append("x.log", &lines("b", 0, 10));
        pause(bench);
        let mut taken = bench.take();
        taken.sort();
        let mut all = [expected("a", 0, 25), expected("b", 0, 10)].concat();
        all.sort();
        assert_eq!(taken, all);
        bench.append("x.log.1", &lines("a", 25, 2));
        pause(bench);
        assert_eq!(bench.take(), expected("a", 25, 2), "its writer had it open");
        pause(bench);
        bench.gzip("x.log.1", "x.log.1.gz");
        pause(bench);
        bench.rest();
        assert!(bench.take().is_empty(), "packed, it is the same");
        bench.append("x.log", &lines("b", 10, 1));
        pause(bench);
        assert_eq!(bench.take(), expected("b", 10, 1));
    });
}

#[test]
fn what_was_written_before_it_was_packed_is_not_lost() {
    for watch in ["", "x.log"] {
        let mut bench = Bench::on(watch);
        bench.append("x.log", &lines("a", 0, 20));
        bench.look();
        bench.take();
        // While nobody looks.
        bench.append("x.log", &lines("a", 20, 5));
        bench.gzip("x.log", "x.log.1.gz");
        bench.append("x.log", &lines("b", 0, 3));
        bench.restart();
        bench.rest();
        let mut taken = bench.take();
        taken.sort();
        let mut all = [expected("a", 20, 5), expected("b", 0, 3)].concat();
        all.sort();
        assert_eq!(taken, all, "{watch:?}");
        bench.restart();
        bench.rest();
        assert!(bench.take().is_empty());
    }
}

#[test]
fn a_log_that_is_copied_and_cut_goes_on_in_its_copy() {
    both_ways(|bench, pause| {
        bench.append("x.log", &lines("a", 0, 20));
        pause(bench);
        assert_eq!(bench.take(), expected("a", 0, 20));
        bench.append("x.log", &lines("a", 20, 5));
        fs::copy(bench.path("x.log"), bench.path("x.log.1")).expect("copied");
        fs::write(bench.path("x.log"), lines("b", 0, 2)).expect("cut");
        pause(bench);
        bench.rest();
        let mut taken = bench.take();
        taken.sort();
        let mut all = [expected("a", 20, 5), expected("b", 0, 2)].concat();
        all.sort();
        assert_eq!(taken, all);
        // Cut and written longer than before, between two looks.
        fs::write(bench.path("x.log"), lines("c", 0, 60)).expect("cut");
        pause(bench);
        assert_eq!(bench.take(), expected("c", 0, 60));
    });
}

#[test]
fn a_copy_beside_its_original_is_not_read_again() {
    both_ways(|bench, pause| {
        bench.append("x.log", &lines("a", 0, 20));
        pause(bench);
        bench.take();
        fs::copy(bench.path("x.log"), bench.path("x.log.old")).expect("copied");
        pause(bench);
        bench.rest();
        assert!(bench.take().is_empty());
        bench.append("x.log", &lines("a", 20, 1));
        bench.append("x.log.old", &lines("z", 0, 1));
        pause(bench);
        bench.rest();
        let mut taken = bench.take();
        taken.sort();
        let all = [expected("a", 20, 1), expected("z", 0, 1)].concat();
        assert_eq!(taken, all);
    });
}

#[test]
fn what_is_removed_is_read_to_its_end() {
    let mut bench = Bench::on("");
    bench.append("x.log", &lines("a", 0, 3));
    bench.look();
    bench.append("x.log", "the last words");
    fs::remove_file(bench.path("x.log")).expect("removed");
    bench.rest();
    assert_eq!(bench.take(), [expected("a", 0, 3), vec!["the last words".to_owned()]].concat());
    bench.append("x.log", "anew\n");
    bench.rest();
    assert_eq!(bench.take(), ["anew"]);
    assert!(bench.other.is_empty(), "{:?}", bench.other);
}

#[test]
fn a_file_in_the_place_of_another_is_another() {
    both_ways(|bench, pause| {
        bench.append("x.log", &lines("a", 0, 20));
        pause(bench);
        bench.take();
        bench.append("new", &lines("b", 0, 30));
        fs::rename(bench.path("new"), bench.path("x.log")).expect("renamed");
        pause(bench);
        bench.rest();
        assert_eq!(bench.take(), expected("b", 0, 30));
    });
}

#[test]
fn headers_hold_over_a_restart() {
    both_ways(|bench, pause| {
        bench.append("x.log", "#separator \\x09\n#path\tx\n#fields\ta\tb\n#types\tstring\tstring\n");
        pause(bench);
        bench.append("x.log", "1\t2\n");
        pause(bench);
        bench.append("x.log", "3\t4\n");
        pause(bench);
        assert_eq!(bench.take(), ["x 1 2", "x 3 4"]);
    });
}

#[test]
fn archives_are_read_once_when_they_rest() {
    let mut bench = Bench::on("");
    bench.append("y", &lines("a", 0, 5));
    bench.gzip("y", "y.gz");
    bench.look();
    assert!(bench.take().is_empty(), "it may be written still");
    bench.rest();
    assert_eq!(bench.take(), expected("a", 0, 5));
    bench.restart();
    bench.rest();
    assert!(bench.take().is_empty());
}

#[test]
fn what_cannot_be_read_is_told_once_and_a_watch_may_be_missing() {
    let mut bench = Bench::on("missing");
    bench.look();
    assert!(bench.follow.states()[0].trouble.is_some());
    fs::create_dir(bench.path("missing")).expect("made");
    fs::write(bench.path("missing/picture"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01").expect("written");
    bench.append("missing/z.log", "one\n");
    bench.rest();
    bench.rest();
    assert_eq!(bench.take(), ["one"]);
    assert_eq!(bench.other.len(), 1, "{:?}", bench.other);
    let states = bench.follow.states();
    assert_eq!((states[0].files, states[0].behind, &states[0].trouble), (2, 0, &None));
}
