//! Calls about files of messages: sending them, fetching, saving, listing. Paths are as the program sees them.

use std::path::PathBuf;

use onionskin_core::api::{
    Command, ConversationId, Direction, FailureCode, FileId, FileInfo, FilePage, FileState, FileWish, MessageId,
    NewFile, Ticket,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::method::{bad, conversation, take};
use super::wire::RpcError;
use crate::bridge::intake::{self, Unfit};

/// A call.
#[derive(Debug)]
pub enum AttachmentCall {
    /// Fetch, stop or save one.
    Use(FileId, FileWish),
    /// All of a conversation, newest first.
    List(ConversationId, Option<MessageId>),
    /// Small ones of people we talk to are fetched at once, or not.
    SetAutomatic(bool),
}

/// A file to send.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendFile {
    path: PathBuf,
    /// Another name than that of the file.
    name: Option<String>,
    /// Whether it is a voice message.
    #[serde(default)]
    voice: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UseParams {
    message: u64,
    #[serde(default)]
    index: u8,
    action: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SaveParams {
    message: u64,
    #[serde(default)]
    index: u8,
    path: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListParams {
    conversation: String,
    before: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AutomaticParams {
    on: bool,
}

/// Reads files to send from the disk.
///
/// # Errors
/// [`RpcError::Failed`] with the code for what is wrong with one.
pub fn read_all(files: &[SendFile]) -> Result<Vec<NewFile>, RpcError> {
    let read = |file: &SendFile| {
        let own = || file.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = file.name.clone().unwrap_or_else(own);
        let read = intake::read_path(&file.path).and_then(|bytes| intake::new_file(&name, &bytes));
        let read = read.map_err(|unfit| match unfit {
            Unfit::Unreadable => FailureCode::FileUnreadable,
            Unfit::Empty | Unfit::TooLarge => FailureCode::FileTooLarge,
        });
        read.map(|it| NewFile { is_voice: file.voice, ..it }).map_err(|code| RpcError::Failed(code.into()))
    };
    files.iter().map(read).collect()
}

impl AttachmentCall {
    /// Reads a call; nothing if the name is of none of these.
    ///
    /// # Errors
    /// [`RpcError::Params`].
    pub fn read(name: &str, params: &Value) -> Result<Option<Self>, RpcError> {
        let file = |message, index| FileId { message: MessageId(message), index };
        Ok(Some(match name {
            "file" => {
                let p: UseParams = take(params.clone())?;
                let wish = match p.action.as_str() {
                    "fetch" => FileWish::Fetch,
                    "stop" => FileWish::Stop,
                    _ => return Err(bad("action is fetch or stop")),
                };
                Self::Use(file(p.message, p.index), wish)
            }
            "save_file" => {
                let p: SaveParams = take(params.clone())?;
                Self::Use(file(p.message, p.index), FileWish::Save(p.path))
            }
            "files" => {
                let p: ListParams = take(params.clone())?;
                Self::List(conversation(&p.conversation)?, p.before.map(MessageId))
            }
            "fetch_files" => Self::SetAutomatic(take::<AutomaticParams>(params.clone())?.on),
            _ => return Ok(None),
        }))
    }

    /// The command that does it.
    pub fn command(self, ticket: Ticket) -> Command {
        match self {
            Self::Use(file, wish) => Command::UseFile { ticket, file, wish },
            Self::List(conversation, before) => Command::ListFiles { ticket, conversation, before },
            Self::SetAutomatic(is_on) => Command::SetFetchesFiles { ticket, is_on },
        }
    }
}

/// A file of a message.
pub fn file(file: &FileInfo) -> Value {
    let (state, reason) = match file.state {
        FileState::Offered => ("offered", None),
        FileState::Fetching => ("fetching", None),
        FileState::Here => ("here", None),
        FileState::Failed(code) => ("failed", Some(code.as_str())),
        FileState::Expired => ("expired", None),
    };
    json!({
        "message": file.id.message.0,
        "index": file.id.index,
        "name": &*file.name,
        "type": &*file.content_type,
        "size": file.size_bytes,
        "width": file.dimensions.map(|(width, _)| width),
        "height": file.dimensions.map(|(_, height)| height),
        "voice": file.is_voice,
        "state": state,
        "reason": reason,
    })
}

/// Files of a conversation.
pub fn page(page: &FilePage) -> Value {
    let entry = |entry: &onionskin_core::api::FileEntry| {
        json!({
            "file": file(&entry.file),
            "author": entry.author.to_string(),
            "direction": match entry.direction {
                Direction::Incoming => "incoming",
                Direction::Outgoing => "outgoing",
            },
            "sent_at": entry.sent_at.millis(),
        })
    };
    let files: Vec<Value> = page.files.iter().map(entry).collect();
    json!({ "files": files, "next": page.next.map(|message| message.0) })
}
