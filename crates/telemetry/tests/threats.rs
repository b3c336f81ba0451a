//! Inputs that somebody made to exhaust memory, time or patience (docs: THREATS, rows 23 and 29).

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};
use telemetry::{Inputs, Item, sweep};

const LINES: &[u8] = b"{\"a\":1}\n{\"a\":2}\n";

/// What could not be read, what was, and how many bytes came of it.
#[derive(Default)]
struct Swept {
    errors: Vec<String>,
    labels: Vec<String>,
    bytes: usize,
}

fn swept(paths: &[PathBuf]) -> Swept {
    let mut all = Swept::default();
    let result = sweep(
        Inputs::find(paths),
        1,
        || (),
        |(), _, block| block.bytes.len(),
        |item| {
            match item {
                Item::Started(source) => all.labels.push(source.label.clone()),
                Item::Done(_, bytes) => all.bytes += bytes,
                Item::Failed { label, error } => all.errors.push(format!("{label}: {error}")),
                _ => {}
            }
            Ok::<(), ()>(())
        },
    );
    assert_eq!(result, Ok(()));
    all
}

fn swept_bytes(bytes: &[u8]) -> Swept {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("input");
    fs::write(&path, bytes).expect("a file");
    swept(&[path])
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn little_endian(fields: &[(u64, usize)]) -> Vec<u8> {
    fields.iter().flat_map(|&(value, size)| value.to_le_bytes().into_iter().take(size)).collect()
}

/// An archive whose directory names one stored or deflated entry so many times (APPNOTE.TXT, sections 4.3.7, 4.3.12,
/// 4.3.14 to 4.3.16; in its 64-bit form, so that there may be more than 65,535).
fn overlapping(contents: &[u8], entries: u64) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(contents).expect("memory");
    let packed = encoder.finish().expect("memory");
    let mut crc = flate2::Crc::new();
    crc.update(contents);
    let sizes = [(u64::from(crc.sum()), 4), (packed.len() as u64, 4), (contents.len() as u64, 4)];
    let mut bytes = little_endian(&[(0x0403_4b50, 4), (20, 2), (0, 2), (8, 2), (0, 4)]);
    bytes.extend(little_endian(&sizes));
    bytes.extend(little_endian(&[(1, 2), (0, 2)]));
    bytes.push(b'a');
    bytes.extend_from_slice(&packed);
    let directory = bytes.len() as u64;
    for number in 0..entries {
        bytes.extend(little_endian(&[(0x0201_4b50, 4), (20, 2), (20, 2), (0, 2), (8, 2), (0, 4)]));
        bytes.extend(little_endian(&sizes));
        bytes.extend(little_endian(&[(8, 2), (0, 2), (0, 2), (0, 2), (0, 2), (0, 4), (0, 4)]));
        bytes.extend_from_slice(format!("{number:08}").as_bytes());
    }
    let (end, size) = (bytes.len() as u64, bytes.len() as u64 - directory);
    let counts = [(entries, 8), (entries, 8), (size, 8), (directory, 8)];
    bytes.extend(little_endian(&[(0x0606_4b50, 4), (44, 8), (45, 2), (45, 2), (0, 4), (0, 4)]));
    bytes.extend(little_endian(&counts));
    bytes.extend(little_endian(&[(0x0706_4b50, 4), (0, 4), (end, 8), (1, 4)]));
    let most = [(0xFFFF, 2), (0xFFFF, 2), (0xFFFF_FFFF, 4), (0xFFFF_FFFF, 4), (0, 2)];
    bytes.extend(little_endian(&[(0x0605_4b50, 4), (0, 2), (0, 2)]));
    bytes.extend(little_endian(&most));
    bytes
}

/// Entries that lie on one another are counted as often as they are read, but what they lie on is there once.
#[test]
fn threat_23_a_zip_of_overlapping_entries_is_cut() {
    let contents = [LINES, &vec![b'\n'; 32 << 20]].concat();
    let all = swept_bytes(&overlapping(&contents, 500));
    assert!(all.bytes < 1200 << 20, "{} bytes", all.bytes);
    assert!(all.errors.len() <= 2, "{:?}", all.errors);
    assert!(all.errors.iter().all(|error| error.contains("more than 1000 times")), "{:?}", all.errors);
}

#[test]
fn threat_23_a_zip_of_a_million_entries_is_refused() {
    let all = swept_bytes(&overlapping(b"", 1_000_000));
    assert_eq!(all.errors.len(), 1, "{:?}", all.errors);
    assert!(all.errors[0].contains("directory is too large"), "{:?}", all.errors);
    assert!(swept_bytes(&overlapping(b"", 100_000)).errors.is_empty());
}

/// Archives in archives in archives are in memory at once: what may be held is for all of them together.
#[test]
fn threat_29_zips_in_zips_share_their_memory() {
    let mut random = 1_u64;
    let noise: Vec<u8> = (0..(50 << 20) / 8)
        .flat_map(|_| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            random.to_le_bytes()
        })
        .collect();
    let stored = |contents: &[u8]| {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file("x", options).expect("an entry");
        writer.write_all(contents).expect("memory");
        writer.finish().expect("memory").into_inner()
    };
    let twice = stored(&stored(&noise));
    assert!(swept_bytes(&stored(&twice)).errors.is_empty());
    let all = swept_bytes(&gz(&stored(&twice)));
    assert_eq!(all.errors.len(), 1, "{:?}", all.errors);
    assert!(all.errors[0].contains("has more than 128 MiB"), "{:?}", all.errors);
}

/// A frame may ask for a window of 128 MiB (RFC 8878, section 3.1.1.1.2); one such is enough.
#[test]
fn threat_29_zstd_streams_in_zstd_streams_have_small_windows() {
    let wide = |contents: &[u8]| {
        let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).expect("an encoder");
        encoder.window_log(27).expect("a window");
        encoder.write_all(contents).expect("memory");
        encoder.finish().expect("memory")
    };
    let lines = LINES.repeat(10 << 20);
    assert_eq!(swept_bytes(&wide(&lines)).bytes, lines.len());
    let all = swept_bytes(&wide(&wide(&lines)));
    assert_eq!((all.bytes, all.errors.len()), (0, 1), "{:?}", all.errors);
}

fn tar_header(name: &[u8], size: &[u8], kind: u8) -> Vec<u8> {
    let mut header = vec![0; 512];
    header[..name.len()].copy_from_slice(name);
    header[124..124 + size.len()].copy_from_slice(size);
    header[148..156].fill(b' ');
    header[156] = kind;
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}

#[test]
fn threat_23_sizes_that_no_entry_can_have() {
    let largest = [&[0x80, 0, 0, 0][..], &[0xFF; 8]].concat();
    let nearly = [&[0x80, 0, 0, 0][..], &[0xFF; 6], &[0xFE, 0x01]].concat();
    for size in [largest, nearly, vec![0xFF; 12], b"99999999999".to_vec(), b"77777777777".to_vec()] {
        let all = swept_bytes(&[&tar_header(b"a", &size, b'0')[..], LINES].concat());
        assert_eq!(all.errors.len(), 1, "{size:?}: {:?}", all.errors);
        assert!(all.bytes <= LINES.len());
    }
}

/// Links, devices and pipes in an archive are passed over; a name is never a path.
#[test]
fn threat_23_only_files_of_a_tar_are_read() {
    let padded = [LINES, &[0; 496]].concat();
    let mut bytes = Vec::new();
    for (name, kind) in
        [("../../up", b'0'), ("/abs", b'0'), ("link", b'2'), ("hard", b'1'), ("dev", b'3'), ("pipe", b'6')]
    {
        let is_file = kind == b'0';
        bytes.extend(tar_header(name.as_bytes(), if is_file { b"20" } else { b"0" }, kind));
        bytes.extend_from_slice(if is_file { &padded } else { b"" });
    }
    let all = swept_bytes(&bytes);
    assert!(all.errors.is_empty(), "{:?}", all.errors);
    let names: Vec<_> =
        all.labels.iter().filter_map(|label| label.rsplit_once('!')).map(|(_, name)| name).collect();
    assert_eq!(names, ["../../up", "/abs"]);
}

/// Every finding repeats the name of its input.
#[test]
fn threat_29_a_long_name_is_shown_cut() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(LINES.len() as u64);
    builder.append_data(&mut header, "x/".repeat(100_000) + "y", LINES).expect("memory");
    let all = swept_bytes(&builder.into_inner().expect("memory"));
    assert_eq!(all.bytes, LINES.len());
    let label = all.labels.first().expect("a label");
    assert!(label.ends_with("...") && label.len() < 2000, "{} bytes", label.len());
}

#[cfg(unix)]
#[test]
fn threat_29_links_that_fan_out_are_followed_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = |number: usize| folder.path().join(format!("{number:02}"));
    for number in 0..14 {
        fs::create_dir(place(number)).expect("a folder");
        fs::write(place(number).join("x.json"), LINES).expect("a file");
    }
    for (number, link) in (0..13).flat_map(|number| (0..10).map(move |link| (number, link))) {
        let target = Path::new("..").join(format!("{:02}", number + 1));
        std::os::unix::fs::symlink(target, place(number).join(format!("link{link}"))).expect("a link");
    }
    for path in [folder.path().to_owned(), folder.path().join("**/*.json"), place(0)] {
        let found = Inputs::find(std::slice::from_ref(&path)).len();
        assert!((14..=28).contains(&found), "{found} files by {}", path.display());
    }
}

/// Folders hold pipes and devices, which would wait or run for ever.
#[cfg(unix)]
#[test]
fn threat_29_only_files_of_a_folder_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let _listener = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).expect("a socket");
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("zeros")).expect("a link");
    let odd = std::os::unix::ffi::OsStringExt::from_vec(b"new\nline\x1b[31m\xFF.json".to_vec());
    let odd: std::ffi::OsString = odd;
    fs::write(folder.path().join(odd), LINES).expect("a file");
    let all = swept(&[folder.path().to_owned()]);
    assert!(all.errors.is_empty(), "{:?}", all.errors);
    assert_eq!(all.labels.len(), 1);
    assert!(all.labels.iter().all(|label| !label.contains(char::is_control)), "{:?}", all.labels);
}
