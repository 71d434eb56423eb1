//! Calls that arrange the list: `set_archived`, `set_pin_order`, `set_folders`, and how folders look to scripts.

use onionskin_core::api::{Arrangement, ConversationId, Folder};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::method::{bad, conversation, take};
use super::wire::RpcError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ArchiveParams {
    conversation: String,
    archived: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderParams {
    conversations: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FolderParams {
    folders: Vec<FolderForm>,
}

/// A folder as scripts read and write it.
#[expect(clippy::struct_excessive_bools, reason = "each is a condition of its own")]
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FolderForm {
    id: u32,
    name: String,
    #[serde(default)]
    conversations: Vec<String>,
    #[serde(default)]
    all: bool,
    #[serde(default)]
    only_unread: bool,
    #[serde(default)]
    only_unanswered: bool,
    #[serde(default)]
    without_muted: bool,
}

impl From<&Folder> for FolderForm {
    fn from(folder: &Folder) -> Self {
        Self {
            id: folder.id,
            name: folder.name.clone(),
            conversations: folder.members.iter().map(ToString::to_string).collect(),
            all: folder.takes_all,
            only_unread: folder.only_unread,
            only_unanswered: folder.only_unanswered,
            without_muted: folder.without_muted,
        }
    }
}

fn folder(form: FolderForm) -> Result<Folder, RpcError> {
    Ok(Folder {
        id: form.id,
        name: form.name,
        members: ids(&form.conversations)?,
        takes_all: form.all,
        only_unread: form.only_unread,
        only_unanswered: form.only_unanswered,
        without_muted: form.without_muted,
    })
}

fn ids(texts: &[String]) -> Result<Vec<ConversationId>, RpcError> {
    texts.iter().map(|text| conversation(text)).collect()
}

/// Reads a call.
///
/// # Errors
/// [`RpcError::Params`].
pub fn read(name: &str, params: Value) -> Result<Arrangement, RpcError> {
    match name {
        "set_archived" => {
            let p: ArchiveParams = take(params)?;
            Ok(Arrangement::Archived(conversation(&p.conversation)?, p.archived))
        }
        "set_pin_order" => Ok(Arrangement::PinOrder(ids(&take::<OrderParams>(params)?.conversations)?)),
        "set_folders" => {
            let forms = take::<FolderParams>(params)?.folders;
            Ok(Arrangement::Folders(forms.into_iter().map(folder).collect::<Result<_, _>>()?))
        }
        _ => Err(bad("nothing of the list is called so")),
    }
}
