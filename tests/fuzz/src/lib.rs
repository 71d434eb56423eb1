//! The parsers to fuzz, shared with the ordinary tests.

#[path = "../../src/fuzz.rs"]
pub mod fuzz;
