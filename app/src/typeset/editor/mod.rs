//! Writing text: an editor of one line or many, in every script.
//!
//! [`state`] knows carets, selection and changes, and nothing of the screen; [`history`] what can be taken back;
//! [`input`] turns events into changes; [`show`] is the widget; [`access`] tells screen readers what is there.

mod access;
mod history;
mod input;
mod show;
mod state;

#[cfg(test)]
mod tests;

pub use show::{Edited, Editor, is_editing, replace};
