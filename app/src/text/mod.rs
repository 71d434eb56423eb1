//! Everything the window says: sentences, reasons of failures, times, numbers, in the language of the person.

pub mod failure;
pub mod locale;
pub mod strings;
pub mod time;

pub use failure::{failure_sentence, failure_text, problem_keys};
pub use locale::{ClockForm, Direction};
pub use strings::Strings;
