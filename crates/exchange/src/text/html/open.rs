//! The elements that are open.

use super::element::Role;
use crate::text::readable::Zone;

/// How deep elements are told apart. Pages of office programs reach some 40.
pub(super) const MAX_OPEN: usize = 256;

/// How many elements an end tag looks through for its start: one that closes nothing must not cost the whole stack.
const MAX_CLOSED: usize = 64;

/// An open element.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: Box<[u8]>,
    pub(super) role: Role,
    /// The zone of what is in it.
    pub(super) zone: Zone,
}

/// The stack of them.
#[derive(Debug, Default)]
pub(super) struct Open {
    elements: Vec<Element>,
    /// Whether more were opened than are told apart.
    pub(super) is_over: bool,
}

impl Open {
    pub(super) fn zone(&self) -> Zone {
        self.elements.last().map_or(Zone::Article, |element| element.zone)
    }

    pub(super) fn push(&mut self, element: Element) {
        match self.elements.len() < MAX_OPEN {
            true => self.elements.push(element),
            false => self.is_over = true,
        }
    }

    /// Closes the nearest element of this name and all that is in it, and hands them over, the innermost first.
    pub(super) fn close(&mut self, name: &[u8]) -> impl Iterator<Item = Element> + use<> {
        let near = self.elements.iter().rev().take(MAX_CLOSED).position(|element| *element.name == *name);
        let from = near.map_or(self.elements.len(), |near| self.elements.len().saturating_sub(near + 1));
        self.elements.split_off(from).into_iter().rev()
    }

    /// The nearest element of this name, if no element of these roles is nearer. Items and cells are closed by the next one.
    pub(super) fn is_within(&self, role: Role, bounds: &[Role]) -> bool {
        let near = self.elements.iter().rev().take(MAX_CLOSED).map(|element| element.role);
        near.take_while(|near| !bounds.contains(near)).any(|near| near == role)
    }
}
