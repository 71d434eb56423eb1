//! What the window says: sentences by key, and how times are written.

pub mod failure;
pub mod strings;
pub mod time;

pub use failure::{failure_sentence, failure_text, problem_keys};
pub use strings::Strings;
