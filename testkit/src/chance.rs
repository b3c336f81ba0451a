//! Numbers that look like chance and are the same every time.

/// A row of such numbers.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The row that begins here.
    pub fn new(seed: u64) -> Self {
        Chance(seed)
    }

    /// A number below `most`, or 0 where there is none.
    pub fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(1);
        mix(self.0) as usize % most.max(1)
    }
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
pub(crate) fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ mixed >> 31
}

/// One of several things.
pub(crate) fn pick<T: Copy>(from: &[T], number: u64) -> T {
    *from.get(number as usize % from.len()).expect("the place is below the length")
}
