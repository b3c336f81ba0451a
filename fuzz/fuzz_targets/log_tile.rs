//! Tiles, bundles and their paths: what is read is written back to the same bytes.
#![no_main]

use log::{Bundle, Tile, TileId};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(path) = std::str::from_utf8(bytes)
        && let Ok(id) = path.parse::<TileId>()
    {
        assert_eq!(id.path(), path);
    }
    let Some((width, rest)) = bytes.split_first() else { return };
    let width = u16::from(*width) + 1;
    if let Ok(tile) = Tile::parse(rest, width) {
        assert_eq!(tile.to_bytes(), rest);
    }
    if let Ok(bundle) = Bundle::parse(rest.to_vec(), width) {
        assert_eq!(bundle.entries().count(), usize::from(width));
        assert_eq!(bundle.as_bytes(), rest);
    }
});
