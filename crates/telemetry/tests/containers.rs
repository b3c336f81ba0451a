//! What holds telemetry is opened, whatever it is called and whatever it lies in.

use std::{
    fs,
    io::{Cursor, Write},
    path::{Path, PathBuf},
};
use telemetry::{Inputs, Item, sweep};

const LINES: &[u8] = b"{\"a\":1}\n{\"a\":2}\n";

/// What a sweep says, one line an item.
fn read(paths: &[PathBuf], root: &Path) -> Vec<String> {
    let mut said = Vec::new();
    let root = format!("{}/", root.display());
    let short = |label: &str| label.replace(&root, "");
    let result = sweep(
        Inputs::find(paths),
        2,
        || (),
        |(), _, block| block.bytes,
        |item| {
            said.push(match item {
                Item::Started(source) => format!("{}: {}", short(&source.label), source.format),
                Item::Done(_, bytes) => format!("  {} bytes", bytes.len()),
                Item::Ended { bytes, .. } => format!("  end at {bytes}"),
                Item::Failed { label, error } => format!("{}! {error}", short(&label)),
                Item::Unrecognised { label } => format!("{}: ?", short(&label)),
                Item::Empty { label } => format!("{}: empty", short(&label)),
            });
            Ok::<(), ()>(())
        },
    );
    assert_eq!(result, Ok(()));
    said
}

fn read_bytes(bytes: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("input");
    fs::write(&path, bytes).expect("a file");
    read(&[path], folder.path())
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(bytes, 1).expect("memory")
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (number, (name, bytes)) in entries.iter().enumerate() {
        let method = match number % 2 {
            0 => zip::CompressionMethod::Deflated,
            _ => zip::CompressionMethod::Stored,
        };
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).expect("an entry");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

fn tar(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in entries {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        // The builder refuses names that lead out of the folder; a hostile archive has them.
        let field = header.as_gnu_mut().expect("a GNU header");
        if name.len() < field.name.len() {
            field.name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            builder.append(&header, *bytes).expect("memory");
        } else {
            builder.append_data(&mut header, name, *bytes).expect("memory");
        }
    }
    builder.into_inner().expect("memory")
}

#[test]
fn compressed_files_are_opened_by_content() {
    let plain = ["input: jsonl", "  16 bytes", "  end at 16"];
    for bytes in [LINES.to_vec(), gz(LINES), zst(LINES), gz(&zst(LINES))] {
        assert_eq!(read_bytes(&bytes), plain);
    }
    let members = [gz(LINES), gz(LINES)].concat();
    assert_eq!(read_bytes(&members), ["input: jsonl", "  32 bytes", "  end at 32"]);
    let frames = [zst(LINES), zst(LINES)].concat();
    assert_eq!(read_bytes(&frames), ["input: jsonl", "  32 bytes", "  end at 32"]);
}

#[test]
fn archives_are_read_entry_by_entry() {
    let long = format!("{}/long.json", "folder/".repeat(30));
    let evil = "../../etc/\x1b[31mpasswd";
    let entries: [(&str, &[u8]); 5] = [
        ("a.json", LINES),
        ("empty", b""),
        ("photo.jpg", b"\xFF\xD8\0\x10JFIF\0\x01"),
        (evil, LINES),
        (&long, LINES),
    ];
    let expected = |container: &str| {
        [
            format!("{container}!a.json: jsonl"),
            "  16 bytes".into(),
            "  end at 16".into(),
            format!("{container}!empty: empty"),
            format!("{container}!photo.jpg: ?"),
            format!("{container}!../../etc/\u{fffd}[31mpasswd: jsonl"),
            "  16 bytes".into(),
            "  end at 16".into(),
            format!("{container}!{long}: jsonl"),
            "  16 bytes".into(),
            "  end at 16".into(),
        ]
    };
    for bytes in [zip(&entries), tar(&entries), gz(&tar(&entries)), zst(&tar(&entries)), gz(&zip(&entries))] {
        assert_eq!(read_bytes(&bytes), expected("input"));
    }
    let nested = zip(&[("inner.tgz", &gz(&tar(&entries)))]);
    assert_eq!(read_bytes(&nested), expected("input!inner.tgz"));
    let nested = tar(&[("inner.zip", &zip(&entries))]);
    assert_eq!(read_bytes(&nested), expected("input!inner.zip"));
}

#[test]
fn nesting_has_an_end() {
    let mut bytes = LINES.to_vec();
    for _ in 0..10 {
        bytes = gz(&bytes);
    }
    assert_eq!(read_bytes(&bytes), ["input! archives are nested more than 4 deep"]);
    let mut bytes = LINES.to_vec();
    for _ in 0..10 {
        bytes = zip(&[("x", &bytes)]);
    }
    let said = read_bytes(&bytes);
    assert_eq!(said.len(), 1);
    assert!(said[0].ends_with("archives are nested more than 4 deep"), "{said:?}");
}

#[test]
fn what_is_not_supported_is_named() {
    let cases: [(&[u8], &str); 4] = [
        (b"BZh91AY&SY", "bzip2 is"),
        (b"\xFD7zXZ\0...", "xz is"),
        (b"7z\xBC\xAF\x27\x1C...", "7-Zip is"),
        (b"Rar!\x1A\x07\x01\0", "RAR is"),
    ];
    for (bytes, name) in cases {
        let said = read_bytes(bytes);
        assert!(said.len() == 1 && said[0].starts_with(&format!("input! {name} not supported")), "{said:?}");
    }
}

#[test]
fn entries_that_cannot_be_read_are_named() {
    // Offsets of the flags and of the method in the two headers: APPNOTE.TXT, sections 4.3.7 and 4.3.12.
    let with = |local: usize, central: usize, value: u8| {
        let mut bytes = zip(&[("a", LINES), ("b", LINES)]);
        let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02").expect("a directory");
        (bytes[local], bytes[directory + central]) = (value, value);
        read_bytes(&bytes)
    };
    let rest = ["input!b: jsonl", "  16 bytes", "  end at 16"];
    let encrypted = with(6, 8, 1);
    assert!(encrypted[0].starts_with("input!a! the entry is encrypted"), "{encrypted:?}");
    assert_eq!(encrypted[1..], rest);
    let bzip2 = with(8, 10, 12);
    assert!(bzip2[0].starts_with("input!a! this compression inside zip is not supported"), "{bzip2:?}");
    assert_eq!(bzip2[1..], rest);
}

#[test]
fn damaged_archives_end() {
    let entries: [(&str, &[u8]); 3] = [("a.json", LINES), ("b/c", &[7; 3000]), ("d", LINES)];
    let archives = [zip(&entries), tar(&entries), gz(&tar(&entries)), zst(LINES), gz(&zip(&entries))];
    let mut random = 1_u64;
    let mut next = move |below: usize| {
        // Knuth's MMIX generator: any damage will do, as long as it is the same each time.
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below
    };
    for archive in archives {
        for _ in 0..100 {
            let mut bytes = archive.clone();
            for _ in 0..=next(4) {
                let at = next(bytes.len());
                bytes[at] = next(256) as u8;
            }
            bytes.truncate(bytes.len() - next(bytes.len() / 4));
            read_bytes(&bytes);
        }
    }
}

#[test]
fn what_comes_before_the_damage_is_used() {
    let lines: Vec<u8> = (0..100_000)
        .flat_map(|n: u32| format!("{{\"a\":{}}}\n", n.wrapping_mul(77_777)).into_bytes())
        .collect();
    let mut cut = gz(&lines);
    cut.truncate(cut.len() / 2);
    let said = read_bytes(&cut);
    assert_eq!(said[0], "input: jsonl");
    assert!(said[1].ends_with("bytes"), "{said:?}");
    assert!(said.last().expect("an item").starts_with("input! "), "{said:?}");
    let mut wrong = gz(LINES);
    let crc = wrong.len() - 8;
    wrong[crc] ^= 1;
    let said = read_bytes(&wrong);
    assert_eq!(said[..2], ["input: jsonl", "  16 bytes"]);
    assert!(said[2].starts_with("input! "), "{said:?}");
    let archive = tar(&[("a", &lines)]);
    let said = read_bytes(&archive[..archive.len() / 2]);
    assert!(said.iter().any(|item| item == "input!a! the archive ends inside the entry"), "{said:?}");
    let mut archive = zip(&[("a", LINES), ("b", LINES)]);
    let at = archive.windows(LINES.len()).position(|window| window == LINES).expect("stored");
    archive[at + 6] = b'!';
    let said = read_bytes(&archive);
    assert_eq!(said.last().map(String::as_str), Some("input!b! the checksum of the entry is wrong"));
}

#[test]
fn a_bomb_is_cut() {
    // Deflate packs zeros by about 1,030; twice packed, what is left of three gibibytes is kilobytes.
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![b'\n'; 1 << 20];
    for _ in 0..1100 {
        encoder.write_all(&zeros).expect("memory");
    }
    let once = encoder.finish().expect("memory");
    let mut bomb = Vec::new();
    (0..3).for_each(|_| bomb.extend_from_slice(&once));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bomb");
    fs::write(&path, gz(&bomb)).expect("a file");
    let mut inputs = Inputs::find(&[path]).with_format(Some(event::Format::Syslog));
    assert_eq!(inputs.len(), 1);
    let mut errors = Vec::new();
    let progress = inputs.progress();
    inputs = inputs.with_format(Some(event::Format::Syslog));
    let swept = sweep(
        inputs,
        2,
        || (),
        |(), _, _| (),
        |item| {
            if let Item::Failed { error, .. } = item {
                errors.push(error.to_string());
            }
            Ok::<(), ()>(())
        },
    );
    assert_eq!(swept, Ok(()));
    assert_eq!(errors.len(), 1);
    assert!(errors[0].starts_with("unpacks to more than 1000 times"), "{errors:?}");
    assert!(progress.unpacked() < 1200 << 20);
}

#[test]
fn folders_and_patterns_are_read_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    fs::create_dir_all(root.join("b/.hidden")).expect("a folder");
    for name in ["c.json", "a.json", "b/.hidden/x.json", "b/y.log"] {
        fs::write(root.join(name), LINES).expect("a file");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(root, root.join("b/loop")).expect("a link");
    let started = |paths: &[PathBuf]| -> Vec<String> {
        read(paths, root).into_iter().filter(|item| !item.starts_with(' ')).collect()
    };
    let all = started(&[root.to_owned()]);
    assert_eq!(all[..2], ["a.json: jsonl", "b/.hidden/x.json: jsonl"]);
    assert!(all[2].starts_with("b/loop! "), "{all:?}");
    assert_eq!(all[3..], ["b/y.log: jsonl", "c.json: jsonl"]);
    assert_eq!(started(&[root.join("*.json")]), ["a.json: jsonl", "c.json: jsonl"]);
    assert_eq!(started(&[root.join("**/x.*")]), ["b/.hidden/x.json: jsonl"]);
    let missing = started(&[root.join("none"), root.join("a.json"), root.join("*.none")]);
    assert!(missing[0].starts_with("none! no such file"), "{missing:?}");
    assert_eq!(missing[1], "a.json: jsonl");
    assert!(missing[2].starts_with("*.none! no such file"), "{missing:?}");
}
