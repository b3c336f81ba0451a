//! How much the index may remember.

/// No index remembers longer than this, in days: ten years. What is kept for a value grows by a bit for each day.
pub const MAX_AGE: u16 = 3_660;

/// How long, on how much disk, with how much memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A day is forgotten when it is so many days ago, and a value when its last day is. No more than [`MAX_AGE`] counts.
    pub age_days: u16,
    /// How many bytes the files of the index may take. Where they take more, the oldest days are forgotten before their time. While files are
    /// merged, about a tenth of that comes on top.
    pub bytes: u64,
    /// How many bytes of memory the index may take; beside it, [`crate::Wanted`] takes what it says. Less than 16 MiB count as 16 MiB.
    pub memory: u64,
}

impl Default for Limits {
    /// Ten years, since telemetry may be old when it is given; 4 GiB, which are about 150 million values and end most memories sooner; 256 MiB of memory.
    fn default() -> Self {
        Limits { age_days: MAX_AGE, bytes: 4 << 30, memory: 256 << 20 }
    }
}
