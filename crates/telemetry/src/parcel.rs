//! Telemetry that came whole by another way than a file: what somebody sent.

use crate::{
    Inputs, Item,
    feed::{Feed, Task},
    inputs::{Input, clean},
};
use event::{Block, Format};

/// Bytes in any format that is read, packed or not, block by block. Nothing of it is held twice.
pub struct Parcel(Feed);

impl Parcel {
    /// What came, and what it is to be called.
    pub fn new(name: &str, bytes: Vec<u8>) -> Self {
        let mut inputs = Inputs::default();
        inputs.queue.push_back(Input::Bytes(clean(name), bytes));
        Parcel(Feed::new(inputs))
    }

    /// Takes it for this format, whatever it looks like.
    #[must_use]
    pub fn with_format(mut self, format: Option<Format>) -> Self {
        self.0.set_format(format);
        self
    }
}

impl Iterator for Parcel {
    type Item = Item<Block>;

    /// The next block, as [`Item::Done`]; or what is to be said of what stands in its place.
    fn next(&mut self) -> Option<Item<Block>> {
        Some(match self.0.next::<Block>()? {
            Task::Work(source, block) => Item::Done(source, block),
            Task::Say(item) => item,
        })
    }
}
