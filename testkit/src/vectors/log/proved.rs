//! Cases of what is proved: that an entry is in a log, that a log grew, that it showed two histories.

use super::{
    Set,
    spoil::{letter, swap, unused_bits, without},
    trees::*,
};
use log::{Hash, consistency_proof, inclusion_proof};
use note::{Note, encoding};

pub fn all(set: &mut Set) {
    proofs(set);
    consistency(set);
    evidence(set);
    requests(set);
}

fn proofs(set: &mut Set) {
    let leaves = leaves(SMALL);
    let note = signed(&checkpoint(SMALL as u64, root(&leaves)), &[log_key(), witness(1), witness(3)]);
    let proof = |index: u64| {
        let path = inclusion_proof(index, SMALL as u64, &mut nodes(&leaves)).expect("a proof");
        log::Proof { extra: None, index, path, checkpoint: Note::parse(note.as_bytes()).expect("a note") }
    };
    for index in [0, 5, 15, 16, 20] {
        let (name, file) = (format!("{index}.entry"), format!("{index}.tlog-proof"));
        set.file(&name, entry(index));
        set.case("proof", &["policy", &name, &file], true, proof(index as u64).to_string(), "in the log");
    }
    let good = proof(5).to_string();
    set.file("extra-byte.entry", format!("{} ", entry(5)));
    set.line("proof", &["policy", "extra-byte.entry", "5.tlog-proof"], false, "extra byte in the entry");
    set.line("proof", &["policy", "0.entry", "5.tlog-proof"], false, "changed entry");
    set.line("proof", &["policy", "5.entry", "15.tlog-proof"], false, "the proof of another entry");
    set.line("proof", &["all.policy", "5.entry", "5.tlog-proof"], false, "one cosignature missing");
    let mut bad = |name: &str, bytes: String, why: &str| {
        set.case("proof", &["policy", "5.entry", &format!("{name}.tlog-proof")], false, bytes, why);
    };
    bad("index", swap(&good, "index 5", "index 4"), "changed index");
    bad("outside", swap(&good, "index 5", "index 21"), "an index outside the tree");
    bad("leading-zero", swap(&good, "index 5", "index 05"), "leading zero");
    bad("negative", swap(&good, "index 5", "index -5"), "a sign");
    bad("size", swap(&good, "\n21\n", "\n20\n"), "changed size");
    let resigned = |size, root| {
        swap(&good, &note, &signed(&checkpoint(size, root), &[log_key(), witness(1), witness(3)]))
    };
    bad("signed-size", resigned(33, root(&leaves)), "another size, signed");
    bad("signed-root", resigned(21, root(&forked(SMALL))), "another root, signed");
    bad("hash-missing", without(&good, 2), "a hash too few");
    bad("hash-more", swap(&good, "\n\n", &format!("\n{}\n\n", Hash::empty())), "a hash too many");
    bad(
        "hash-bits",
        format!("{}\n\n{note}", unused_bits(good.split_once("\n\n").expect("two parts").0)),
        "base64 that is not canonical",
    );
    bad("crlf", good.replace('\n', "\r\n"), "CRLF");
    bad("no-blank-line", swap(&good, "\n\n", "\n"), "no blank line before the checkpoint");
    bad("header", swap(&good, "@v1", "@v2"), "another first line");
    bad("extra-newline", format!("{good}\n"), "extra byte: a newline at the end");
    bad("newline-first", format!("\n{good}"), "extra byte: a newline at the start");
    bad("one-missing", without(&good, good.lines().count() - 1), "one cosignature missing");
    bad("bad-cosignature", letter(&good), "one bad cosignature");
    bad("bad-extra", swap(&good, "index", "extra QQ\nindex"), "extra line whose base64 has no padding");
    bad("order", swap(&good, "index 5\n", "index 5\nextra QQ==\n"), "extra line behind the index");
    let extra = swap(&good, "index", "extra QQ==\nindex");
    set.case("proof", &["policy", "5.entry", "extra.tlog-proof"], true, extra, "with an extra line");
}

fn grown(old: usize, leaves: &[Hash]) -> String {
    let proof = consistency_proof(old as u64, leaves.len() as u64, &mut nodes(leaves)).expect("a proof");
    let proof: String = proof.iter().map(|hash| format!("{hash}\n")).collect();
    format!("old {old} {}\nnew {} {}\n{proof}", root(&leaves[..old]), leaves.len(), root(leaves))
}

fn consistency(set: &mut Set) {
    let leaves = leaves(LARGE);
    for old in [0, 1, 16, SMALL, 29, LARGE] {
        set.case("consistency", &[&format!("{old}.consistency")], true, grown(old, &leaves), "grown");
    }
    let good = grown(SMALL, &leaves);
    let roots = [&leaves[..SMALL], &leaves[..]].map(|leaves| root(leaves).to_string());
    let mut bad = |name: &str, bytes: String, why: &str| {
        set.case("consistency", &[&format!("{name}.consistency")], false, bytes, why);
    };
    bad("old-size", swap(&good, "old 21", "old 20"), "changed old size");
    bad("new-size", swap(&good, "new 30", "new 33"), "changed new size");
    bad("old-root", swap(&good, &roots[0], &root(&forked(SMALL)).to_string()), "changed old root");
    bad("new-root", swap(&good, &roots[1], &root(&forked(LARGE)).to_string()), "changed new root");
    bad("letter", letter(&good), "changed hash");
    bad("missing", without(&good, 2), "a hash too few");
    bad("more", format!("{good}{}\n", roots[0]), "a hash too many");
    bad("zero", swap(&good, "old 21", "old 021"), "leading zero");
    bad("bits", unused_bits(&good), "base64 that is not canonical");
    bad("crlf", good.replace('\n', "\r\n"), "CRLF");
    bad("newline", format!("{good}\n"), "extra byte: a newline at the end");
    bad("shrunk", format!("old 30 {}\nnew 21 {}\n", roots[1], roots[0]), "a tree that became smaller");
    bad(
        "same-size",
        format!("old 21 {}\nnew 21 {}\n", roots[0], root(&forked(SMALL))),
        "one size, two roots",
    );
    bad("same-more", format!("{}{}\n", grown(LARGE, &leaves), roots[0]), "one size, one root and a hash");
    bad(
        "empty-root",
        swap(&grown(0, &leaves), &Hash::empty().to_string(), &roots[0]),
        "the empty tree has another root",
    );
}

fn accusation(first: &str, second: &str, between: &str) -> String {
    let [first, second] = [first, second].map(|head| encoding::base64(head.as_bytes()));
    format!(
        "detente/equivocation/v1\nlog {}\nfirst {first}\nsecond {second}\n{between}",
        log_key().verifier()
    )
}

/// The lines `root` and hashes: what a tree of these leaves was.
fn between(leaves: &[Hash]) -> String {
    let (_, hashes) = grown(SMALL, leaves)
        .split_once("\nnew ")
        .map(|(old, new)| (old.to_owned(), new.to_owned()))
        .expect("two");
    let (_, hashes) = hashes.split_once('\n').expect("hashes");
    format!("root {}\n{hashes}", root(&leaves[..SMALL]))
}

fn evidence(set: &mut Set) {
    let (one, other) = (leaves(LARGE), forked(LARGE));
    let [small, large] = [head(&one[..SMALL]), head(&one)];
    let [small_fork, large_fork] = [head(&other[..SMALL]), head(&other)];
    let same = accusation(&small, &small_fork, "");
    let path = accusation(&small, &large_fork, &between(&other));
    let mut case = |name: &str, good: bool, bytes: String, why: &str| {
        set.case("evidence", &[&format!("{name}.evidence")], good, bytes, why);
    };
    case("one-size", true, same.clone(), "one size, two roots");
    case("two-sizes", true, path.clone(), "two sizes, and the larger tree had another root at the smaller");
    case("consistent", false, accusation(&small, &large, &between(&one)), "two heads of one history");
    case("same-head", false, accusation(&small, &small, ""), "one head twice");
    case("no-path", false, accusation(&small, &large_fork, ""), "two sizes without the path between");
    case("path-of-other", false, accusation(&small, &large_fork, &between(&one)), "the path of another tree");
    case("needless-path", false, accusation(&small, &small_fork, &between(&other)), "one size with a path");
    case("backwards", false, accusation(&large_fork, &small, &between(&other)), "the larger head first");
    let text = checkpoint(SMALL as u64, root(&other[..SMALL]));
    case(
        "wrong-key",
        false,
        accusation(&small, &signed(&text, &[stranger()]), ""),
        "one head is signed by a wrong key",
    );
    case(
        "bad-signature",
        false,
        accusation(&small, &letter(&small_fork), ""),
        "one head has a bad signature",
    );
    case(
        "changed-root",
        false,
        swap(&path, &root(&other[..SMALL]).to_string(), &Hash::empty().to_string()),
        "changed root",
    );
    case("hash-missing", false, without(&path, path.lines().count() - 1), "a hash too few");
    case("hash-bits", false, unused_bits(&path), "base64 that is not canonical");
    case("header", false, swap(&same, "v1", "v2"), "another first line");
    case(
        "order",
        false,
        swap(&swap(&swap(&same, "first ", "x "), "second ", "first "), "x ", "second "),
        "lines in another order",
    );
    case("crlf", false, same.replace('\n', "\r\n"), "CRLF");
    case("extra-newline", false, format!("{same}\n"), "extra byte: a newline at the end");
    case("no-end", false, same.trim_end().to_owned(), "no newline at the end");
    case("number", false, swap(&same, "alpha/log+", "alpha/log+0"), "the key's number is not plain");
}

fn requests(set: &mut Set) {
    let leaves = leaves(LARGE);
    let (_, path) =
        grown(SMALL, &leaves).split_once("\nnew ").map(|(_, new)| ((), new.to_owned())).expect("two");
    let (_, path) = path.split_once('\n').expect("hashes");
    let good = format!("old 21\n{path}\n{}", head(&leaves));
    let mut case = |name: &str, good: bool, bytes: String, why: &str| {
        set.case("request", &[&format!("{name}.request")], good, bytes, why);
    };
    case("good", true, good.clone(), "a proof and a checkpoint");
    case("first", true, format!("old 0\n\n{}", head(&leaves)), "from the empty tree: no proof");
    case(
        "wrong-proof",
        true,
        letter_of_proof(&good),
        "a proof that does not verify is the witness's to refuse",
    );
    case("crlf", false, good.replace('\n', "\r\n"), "CRLF");
    case("old-zero", false, swap(&good, "old 21", "old 021"), "leading zero");
    case("old-plus", false, swap(&good, "old 21", "old +21"), "a sign");
    case("no-old", false, without(&good, 0), "no old size");
    case("no-blank-line", false, swap(&good, "\n\n", "\n"), "no blank line before the checkpoint");
    case("bits", false, unused_bits_of_proof(&good), "base64 that is not canonical");
    case(
        "more-than-63",
        false,
        swap(&good, "\n\n", &format!("\n{}\n", format!("{}\n", Hash::empty()).repeat(64))),
        "more than 63 hashes",
    );
    case("extra-newline", false, format!("{good}\n"), "extra byte: a newline at the end");
}

/// The letter in the middle of the first hash becomes another.
fn letter_of_proof(request: &str) -> String {
    let hash = request.lines().nth(1).expect("a hash");
    swap(request, hash, &letter(hash))
}

fn unused_bits_of_proof(request: &str) -> String {
    let hash = request.lines().nth(1).expect("a hash");
    swap(request, hash, &unused_bits(hash))
}
