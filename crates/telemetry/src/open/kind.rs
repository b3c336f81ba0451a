//! What a stream is, by its magic number.

pub(super) enum Kind {
    Gzip,
    Zstd,
    Zip,
    Tar,
    /// A container that is not opened, by its name.
    Unsupported(&'static str),
    /// Not a container.
    Other,
}

impl Kind {
    pub(super) fn of(start: &[u8]) -> Kind {
        match start {
            [0x1F, 0x8B, 8, ..] => Kind::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Kind::Zstd,
            // A skippable frame of Zstandard, RFC 8878, section 3.1.2.
            [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Kind::Zstd,
            // A local file header, or the end of an empty archive.
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Kind::Zip,
            [b'P', b'K', 7, 8, ..] => Kind::Unsupported("a zip archive in several parts"),
            [b'B', b'Z', b'h', b'1'..=b'9', ..] => Kind::Unsupported("bzip2"),
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Kind::Unsupported("xz"),
            [b'7', b'z', 0xBC, 0xAF, 0x27, 0x1C, ..] => Kind::Unsupported("7-Zip"),
            [b'R', b'a', b'r', b'!', 0x1A, 7, ..] => Kind::Unsupported("RAR"),
            [0x04, 0x22, 0x4D, 0x18, ..] => Kind::Unsupported("LZ4"),
            [b'M', b'S', b'C', b'F', 0, 0, 0, 0, ..] => Kind::Unsupported("a cabinet archive"),
            _ if is_tar(start) => Kind::Tar,
            _ => Kind::Other,
        }
    }
}

/// POSIX and GNU archives say so in their first header.
fn is_tar(start: &[u8]) -> bool {
    start.get(257..262) == Some(b"ustar")
}
