//! The accounts of the window, as one chooses among them.

use crate::widgets::Avatar;

/// An account of the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatView {
    /// Which: the number of its folder, from 1.
    pub number: u32,
    /// Its name, or its number while it is locked.
    pub name: String,
    /// Its picture.
    pub avatar: Avatar,
    /// Unread messages; 0 while it is locked.
    pub unread: u32,
    /// Whether it is the one that is shown.
    pub is_current: bool,
}
