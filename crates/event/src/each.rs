//! What every decoder needs: where records go, and where their memory comes from.

use crate::{BadRecord, Event, Field, Paths};

/// What the decoders hand each record to.
pub(crate) type Each<'e> = dyn FnMut(&Paths, Result<Event<'_>, BadRecord>) + 'e;

/// Gives back the memory of a vector of fields, for the next record. The vector comes back empty, with another
/// lifetime; the standard library collects it in place.
pub(crate) fn recycle<'b>(mut fields: Vec<Field<'_>>) -> Vec<Field<'b>> {
    fields.clear();
    fields.into_iter().map(|_| unreachable!("the vector was cleared")).collect()
}
