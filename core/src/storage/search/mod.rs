//! Finding messages by their words.
//!
//! An inverted index in the same encrypted file as the messages, changed in the transaction that changes
//! them: what is deleted can't be found from the moment it is gone, and no word of it stays behind. The
//! design notes of the store (section 8) say why it is our own and not a library's.
//!
//! | file | does |
//! | --- | --- |
//! | [`words`] | texts to letters that compare equal, letters to words |
//! | [`postings`] | lists of message numbers, a few hundred in a row of the table |
//! | [`cursor`] | walks these lists from the newest message to the oldest |
//! | [`find`] | a query and filters to messages |
//! | [`matcher`] | where a text matches, and a short piece of it around that |
//! | [`backfill`] | messages from before there was an index |
//! | [`agree`] | checks the index against the messages |
//!
//! A row holds one term, and a term is a word, the beginning of a word, or a mark: the conversation, the
//! author, the day, that there is a link. So a filter is one more list to intersect with.

mod agree;
mod backfill;
mod cursor;
mod find;
mod matcher;
mod postings;
#[cfg(test)]
mod tests;
mod words;

pub use agree::agrees;
pub use backfill::{backfill, is_complete};
pub use find::{Found, Kind, Search, Size, Total, find, size};
pub use matcher::{Matcher, Snippet};
pub use words::folded;

pub(super) use backfill::{is_prepared, prepare};
pub(super) use postings::{Pending, add, flush, remove};
