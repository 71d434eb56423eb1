//! Files on their way: encrypted and uploaded before their message goes out, fetched and opened after one came.
//!
//! Rules: protocol notes, messages 4 and network 7. Files that we send have the older encryption, which every client
//! reads. A file is uploaded by the job of its message and fetched by one of its own, so both survive a restart. What
//! was fetched is kept only if its authenticator, its digest and its size are right.

pub mod fetch;
pub mod upload;
pub mod wishes;

use super::face::{FailureCode, FileInfo, FileState};
use crate::id::FileId;
use crate::storage::{self, File, Message};

/// A file as programs see it.
pub fn info(id: FileId, file: &File) -> FileInfo {
    let pointer = &file.pointer;
    FileInfo {
        id,
        name: pointer.file_name.as_deref().unwrap_or_default().into(),
        content_type: pointer.content_type.as_deref().unwrap_or_default().into(),
        size_bytes: pointer.size_bytes,
        dimensions: pointer.dimensions,
        is_voice: pointer.is_voice,
        state: match &file.state {
            storage::FileState::Offered => FileState::Offered,
            storage::FileState::Fetching => FileState::Fetching,
            storage::FileState::Here => FileState::Here,
            storage::FileState::Failed(word) => {
                FileState::Failed(FailureCode::from_word(word).unwrap_or(FailureCode::Internal))
            }
            storage::FileState::Expired => FileState::Expired,
        },
    }
}

/// The files of a message as programs see them.
pub fn infos(message: &Message) -> Vec<FileInfo> {
    let numbered = (0_u8..).zip(&message.files);
    numbered.map(|(index, file)| info(FileId { message: message.id, index }, file)).collect()
}
