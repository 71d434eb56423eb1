//! Looking for messages: everywhere, in the list; and in the open conversation, by a bar below its header.
//!
//! The engine looks, this asks and shows. Each letter asks anew and overtakes the question before; nothing waits.

mod asker;
mod filters;
mod hit;
mod results;

pub use asker::Asker;
pub use filters::Filters;
pub use results::Results;
