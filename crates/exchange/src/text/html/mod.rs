//! Pages: the article out of what stands around it, and where links go.
//!
//! The tokens are those of the HTML standard; there is no tree, for what is asked here (which zone, which link, which block) can be kept on a
//! stack of open elements that is searched to a bounded depth. So a million unclosed tags cost a million steps and nothing more. No script
//! is run, no address is looked up, no reference is followed; style sheets are not read, and only what an element's own `style` hides is
//! known to be hidden.

mod attributes;
mod element;
mod link;
mod open;
mod page;
mod write;

use super::readable::Readable;
use html5gum::{
    Span, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};
use page::Page;
use std::convert::Infallible;

/// Appends what the page says, links and remarks included.
pub(super) fn read(html: &str, to: &mut Readable) {
    let mut page = Page::new(to);
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
        page.event(&event);
        None
    });
    emitter.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(html, emitter).finish();
    page.end();
}
