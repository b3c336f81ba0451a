//! How fast a log grows, is checked and proves, and how far that is from limits: bare SHA-256 of the same entries, bare fsynced writes of the
//! same bytes, a bare loop of `verify_strict` over the same messages.
//!
//! `log [FOLDER]`: works in FOLDER, which should lie on the disk that a log would lie on (that of temporary files if none is said).
//! Quote the ratios, which are of one run on one machine, not the seconds. All but the writes to disk is processor time of one thread.

use std::error::Error;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use ed25519_dalek::{Signature, VerifyingKey};
use log::{Bundle, Checkpoint, Edge, Hash, TILE_WIDTH, verify_inclusion};
use logdir::{LogDir, Tiles};
use note::{Algorithm, Note, SigningKey};
use sha2::{Digest, Sha256};
use statement::{Entry, Header, MemberName};

type Done<T> = Result<T, Box<dyn Error>>;

/// Pairs of limit and ours, one after the other, so that what else the machine does falls on both.
const ROUNDS: u64 = 5;
const ENTRY: usize = 1024;
/// Entries for each round.
const HASHED: u64 = 50_000;
const BATCHES: u64 = 20;
const BATCH: u64 = 1_000;
const STATEMENTS: u64 = 4_000;
const TREE: u64 = 1 << 20;
/// How many of the tree's tiles are proved from: fewer than are remembered.
const PROVED_TILES: u64 = 1_000;
const PROOFS: u64 = 50_000;

fn main() -> Done<()> {
    let base = std::env::args_os().nth(1).map_or_else(std::env::temp_dir, Into::into);
    let folder = tempfile::tempdir_in(base)?;
    tree()?;
    durable(folder.path())?;
    signatures()?;
    proofs(folder.path())
}

/// Entries hashed and put into tiles and bundles, beside their bare hash.
fn tree() -> Done<()> {
    let (mut bare, mut ours) = (0.0, 0.0);
    for round in 0..ROUNDS {
        let numbers = round * HASHED..(round + 1) * HASHED;
        bare += cpu(|| {
            numbers.clone().for_each(|number| {
                black_box(Sha256::digest(entry(number)));
            });
            Ok(())
        })?
        .1;
        ours += cpu(|| grow(numbers.clone()))?.1;
    }
    let items = ROUNDS * HASHED;
    println!("entries of 1 KiB, bare SHA-256: {}", rate(items, bare));
    println!("  leaf hash, tree, tiles and bundles: {}; {:.2} of the limit", rate(items, ours), bare / ours);
    Ok(())
}

fn grow(numbers: std::ops::Range<u64>) -> Done<()> {
    let (mut edge, mut bundle) = (Edge::default(), Bundle::default());
    for number in numbers {
        let entry = entry(number);
        bundle.push(&entry)?;
        edge.append(Hash::leaf(&entry), |_, tile| drop(black_box(tile.to_bytes())));
        if edge.size().is_multiple_of(TILE_WIDTH as u64) {
            drop(black_box(std::mem::take(&mut bundle).into_bytes()));
        }
    }
    black_box(edge.root());
    Ok(())
}

/// Batches appended to a log and settled at the end, beside bare writes of the same bytes to one file with an fsync for each batch.
fn durable(folder: &Path) -> Done<()> {
    let key = SigningKey::from_seed("example.com/log".parse()?, Algorithm::Ed25519, &[7; 32])?;
    let sign =
        |checkpoint: &Checkpoint| -> Done<Note> { Ok(key.sign(Note::unsigned(&checkpoint.to_string())?)) };
    let empty = Checkpoint { origin: key.verifier().name().clone(), size: 0, root: Hash::empty() };
    let mut log = LogDir::create(&folder.join("log"), key.verifier(), sign(&empty)?)?;
    let mut file = File::create(folder.join("bare"))?;
    let (mut bare, mut ours) = (0.0, 0.0);
    for round in 0..ROUNDS {
        let batches: Vec<Vec<Vec<u8>>> =
            (0..BATCHES).map(|batch| batch_of(round * BATCHES + batch)).collect();
        let bytes: Vec<Vec<u8>> = batches.iter().map(|batch| batch.concat()).collect();
        bare += clock(|| {
            bytes.iter().try_for_each(|bytes| file.write_all(bytes).and_then(|()| file.sync_all()))?;
            Ok(())
        })?;
        ours += clock(|| batches.into_iter().try_for_each(|batch| log.append(batch, sign).map(drop)))?;
    }
    let settled = clock(|| Ok(log.settle()?))?;
    let items = ROUNDS * BATCHES * BATCH;
    println!(
        "entries of 1 KiB in batches of 1,000, bare fsynced writes, by the clock: {}",
        rate(items, bare)
    );
    println!("  appended: {}; {:.2} times the limit's time", rate(items, ours), ours / bare);
    println!(
        "  appended and settled: {}; {:.2} times the limit's time",
        rate(items, ours + settled),
        (ours + settled) / bare
    );
    Ok(())
}

fn batch_of(number: u64) -> Vec<Vec<u8>> {
    (number * BATCH..(number + 1) * BATCH).map(|number| entry(number).to_vec()).collect()
}

/// An entry like no other.
fn entry(number: u64) -> [u8; ENTRY] {
    let mut entry = [b'e'; ENTRY];
    if let Some(start) = entry.first_chunk_mut() {
        *start = number.to_be_bytes();
    }
    entry
}

/// Statements read, verified and put into a tree, beside their signatures alone.
fn signatures() -> Done<()> {
    let (key, entries) = statements()?;
    let point = VerifyingKey::from_bytes(key.verifier().public())?;
    let messages: Vec<(&str, Signature)> = entries.iter().map(message).collect::<Done<_>>()?;
    let bytes: Vec<Vec<u8>> = entries.iter().map(|entry| entry.note().to_string().into_bytes()).collect();
    let (mut bare, mut ours) = (0.0, 0.0);
    for _ in 0..ROUNDS {
        bare += cpu(|| {
            messages
                .iter()
                .try_for_each(|(text, signature)| point.verify_strict(text.as_bytes(), signature))?;
            Ok(())
        })?
        .1;
        ours += cpu(|| {
            let mut edge = Edge::default();
            for bytes in &bytes {
                Entry::parse(bytes)?.verify(key.verifier())?;
                edge.append(Hash::leaf(bytes), |_, tile| drop(black_box(tile.to_bytes())));
            }
            black_box(edge.root());
            Ok(())
        })?
        .1;
    }
    let items = ROUNDS * STATEMENTS;
    println!("signatures of statements, bare verify_strict: {}", rate(items, bare));
    println!("  read, verified, put into a tree: {}; {:.2} of the limit", rate(items, ours), bare / ours);
    Ok(())
}

/// Statements of one member, each signed.
fn statements() -> Done<(SigningKey, Vec<Entry>)> {
    let digest = statement::Digest::of(b"a charter");
    let member: MemberName = "alpha".parse()?;
    let name = format!("{digest}/{member}/statement").parse()?;
    let key = SigningKey::from_seed(name, Algorithm::Ed25519, &[8; 32])?;
    let entries = (0..STATEMENTS).map(|number| {
        let body = note::encoding::base64(&Sha256::digest(number.to_be_bytes()));
        let header = Header::parse(&format!(
            "detente/statement/v1\nunit {digest}\ncharter {digest}\nmember {member}\nkind intel\nmade 2026-11-23T00:00:00Z\n\
             marking TLP:AMBER PAP:GREEN\naudience unit\nbody {body} {} application/json\n",
            number + 1
        ))?;
        Ok(Entry::sign(&header, &key)?)
    });
    let entries = entries.collect::<Done<_>>()?;
    Ok((key, entries))
}

fn message(entry: &Entry) -> Done<(&str, Signature)> {
    let signature = entry.note().signatures().first().ok_or("no signature")?;
    Ok((entry.note().text(), Signature::from_slice(&signature.bytes)?))
}

/// Proofs made from tiles in files and checked: the first of each tile, which has to be read, and more from tiles that are remembered.
fn proofs(folder: &Path) -> Done<()> {
    let root = write_tiles(folder)?;
    let mut tiles = Tiles::new(folder, TREE);
    let tile = TILE_WIDTH as u64;
    let (_, read) =
        cpu(|| Ok((0..PROVED_TILES).try_for_each(|at| tiles.prove_inclusion(at * tile).map(drop))?))?;
    // A step that shares no factor with the number of entries goes from tile to tile and meets every entry.
    let indexes: Vec<u64> = (0..PROOFS).map(|number| number * 7_919 % (PROVED_TILES * tile)).collect();
    let (proofs, made) = cpu(|| {
        let proofs: Result<Vec<_>, _> = indexes.iter().map(|index| tiles.prove_inclusion(*index)).collect();
        Ok(proofs?)
    })?;
    let (_, checked) = cpu(|| {
        for (index, proof) in indexes.iter().zip(&proofs) {
            verify_inclusion(&Hash::leaf(&index.to_be_bytes()), *index, TREE, proof, &root)?;
        }
        Ok(())
    })?;
    println!("proofs in a tree of {TREE} entries, microseconds each");
    println!("  made, the first of a tile, its file in memory: {:.1}", read / PROVED_TILES as f64 * 1e6);
    println!("  made from tiles that are remembered: {:.1}", made / PROOFS as f64 * 1e6);
    println!("  checked: {:.1}", checked / PROOFS as f64 * 1e6);
    Ok(())
}

/// The tiles of a tree of small entries, and its root. Nothing is synced: only reading is measured.
fn write_tiles(folder: &Path) -> Done<Hash> {
    let (mut edge, mut tiles) = (Edge::default(), Vec::new());
    for number in 0..TREE {
        edge.append(Hash::leaf(&number.to_be_bytes()), |id, tile| tiles.push((id, tile)));
    }
    tiles.extend(edge.partial());
    for (id, tile) in tiles {
        let path = folder.join(id.path());
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, tile.to_bytes())?;
    }
    Ok(edge.root())
}

/// Runs a step and gives its seconds of processor time.
fn cpu<T>(step: impl FnOnce() -> Done<T>) -> Done<(T, f64)> {
    let before = bench::own()?;
    let done = step()?;
    Ok((done, bench::own()? - before))
}

/// Runs a step and gives its seconds by the clock: most of them pass in waiting for the disk.
fn clock(step: impl FnOnce() -> Done<()>) -> Done<f64> {
    let start = Instant::now();
    step()?;
    Ok(start.elapsed().as_secs_f64())
}

fn rate(items: u64, seconds: f64) -> String {
    format!("{seconds:.2} s, {:.0}/s", items as f64 / seconds)
}
