//! Recorded telemetry as JSON lines, and the limit of reading it.

use crate::own;
use std::{io, path::Path};
use telemetry::{Inputs, Item, sweep};

/// All lines of the OTRF recordings below the folder of real data, unpacked.
///
/// # Errors
/// What reading them says.
pub fn json_lines(data: &Path) -> io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    let inputs = Inputs::find(&[data.join("otrf/atomic/windows")]);
    sweep(
        inputs,
        1,
        || (),
        |(), _, block| block,
        |item| {
            if let Item::Done(_, block) = item {
                lines.extend(block.bytes);
                if lines.last() != Some(&b'\n') {
                    lines.push(b'\n');
                }
            }
            Ok::<(), io::Error>(())
        },
    )?;
    Ok(lines)
}

/// How many records lines are.
pub fn records(lines: &[u8]) -> f64 {
    lines.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).count() as f64
}

/// Records a second of processor time that a bare JSON tape is made of, the copy that parsing in place needs included.
///
/// # Errors
/// A system that does not count processor time.
pub fn tape(lines: &[u8], seconds: f64) -> io::Result<f64> {
    let (mut buffers, mut scratch) = (simd_json::Buffers::default(), Vec::new());
    let started = own()?;
    let mut records = 0_u64;
    while own()? - started < seconds {
        let mut rest = lines;
        while let Some(end) = memchr::memchr(b'\n', rest) {
            let (line, behind) = rest.split_at(end + 1);
            scratch.clear();
            scratch.extend_from_slice(line);
            records += u64::from(simd_json::to_tape_with_buffers(&mut scratch, &mut buffers).is_ok());
            rest = behind;
        }
    }
    Ok(records as f64 / (own()? - started))
}
