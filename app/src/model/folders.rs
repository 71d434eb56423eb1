//! Folders with the rows in them, found when the list changes.

use std::sync::Arc;

use onionskin_core::api::Folder;

use super::list::Row;

/// A folder, ready to paint.
#[derive(Debug)]
pub struct FolderView {
    /// What the engine says.
    pub folder: Folder,
    /// The rows in it, in the order of the list.
    pub rows: Vec<Arc<Row>>,
    /// How many of them have something unread.
    pub unread: usize,
    /// Its name, with how many have something unread.
    pub label: String,
}

impl FolderView {
    /// Finds what belongs into a folder at a moment, in Unix milliseconds.
    pub fn of(folder: &Folder, rows: &[Arc<Row>], now_millis: u64) -> Self {
        let rows: Vec<_> = rows.iter().filter(|row| takes(folder, row, now_millis)).cloned().collect();
        let unread = rows.iter().filter(|row| row.is_unread()).count();
        let label = match unread {
            0 => folder.name.clone(),
            count => format!("{} \u{2068}{count}\u{2069}", folder.name),
        };
        Self { folder: folder.clone(), rows, unread, label }
    }
}

/// A list in which one thing went to another place.
pub fn moved<T: Clone>(list: &[T], from: usize, to: usize) -> Vec<T> {
    let mut list = list.to_vec();
    if from < list.len() && to < list.len() {
        let one = list.remove(from);
        list.insert(to, one);
    }
    list
}

/// Whether a folder takes a conversation.
fn takes(folder: &Folder, row: &Row, now_millis: u64) -> bool {
    (folder.takes_all || folder.members.contains(&row.conversation()))
        && (!folder.only_unread || row.is_unread())
        && (!folder.only_unanswered || row.is_unanswered())
        && !(folder.without_muted && row.is_muted(now_millis))
}
