//! Folders: choices of conversations with a name, in the order in which the list shows them.
//!
//! A folder takes the conversations it names, or all, and of these only what its conditions let through. Folders belong
//! to this device: no client shares such a thing.

use prost::Message as _;
use redb::ReadableTable;

use super::db::{Reads, WriteTx};
use super::error::StoreError;
use super::schema::rows::FolderRow;
use super::schema::tables::FOLDERS;
use crate::id::ConversationId;

/// A folder.
#[expect(clippy::struct_excessive_bools, reason = "each is a condition of its own")]
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folder {
    /// Its number, unlike that of any other; who makes it chooses.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// The conversations it names.
    pub members: Vec<ConversationId>,
    /// Whether it takes all conversations, named or not.
    pub takes_all: bool,
    /// Only those with something unread.
    pub only_unread: bool,
    /// Only those in which the other side wrote last.
    pub only_unanswered: bool,
    /// Only those that notify.
    pub without_muted: bool,
}

impl Folder {
    /// Folders that there may be.
    pub const MOST: usize = 20;
    /// Conversations that one may name.
    pub const MOST_MEMBERS: usize = 500;
    /// Code points of a name at most.
    pub const LONGEST_NAME: usize = 40;

    fn to_row(&self) -> FolderRow {
        FolderRow {
            id: self.id,
            name: self.name.clone(),
            members: self.members.iter().map(|member| member.to_bytes().to_vec()).collect(),
            takes_all: self.takes_all,
            only_unread: self.only_unread,
            only_unanswered: self.only_unanswered,
            without_muted: self.without_muted,
        }
    }

    fn from_row(row: FolderRow) -> Result<Self, StoreError> {
        let member = |bytes: &Vec<u8>| {
            let bytes = <&[u8; 33]>::try_from(bytes.as_slice()).map_err(|_length| StoreError::Damaged)?;
            Ok::<_, StoreError>(ConversationId::from_bytes(bytes)?)
        };
        Ok(Self {
            id: row.id,
            members: row.members.iter().map(member).collect::<Result<_, _>>()?,
            name: row.name,
            takes_all: row.takes_all,
            only_unread: row.only_unread,
            only_unanswered: row.only_unanswered,
            without_muted: row.without_muted,
        })
    }
}

/// The folders in their order.
///
/// # Errors
/// [`StoreError`] when the store can't be read.
pub fn all(tx: &impl Reads) -> Result<Vec<Folder>, StoreError> {
    let mut folders = Vec::new();
    for entry in tx.open(FOLDERS)?.iter()? {
        folders.push(Folder::from_row(FolderRow::decode(entry?.1.value())?)?);
    }
    Ok(folders)
}

/// Keeps these folders in place of those there were.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn replace(tx: &WriteTx, folders: &[Folder]) -> Result<(), StoreError> {
    let mut table = tx.table(FOLDERS)?;
    table.retain(|_place, _row| false)?;
    for (place, folder) in (0_u32..).zip(folders) {
        table.insert(&place.to_be_bytes(), folder.to_row().encode_to_vec().as_slice())?;
    }
    Ok(())
}
