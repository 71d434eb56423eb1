//! The methods a script may call, with their parameters.
//!
//! Parameters are objects; a field that a method does not know is an error, so that a misspelled one is
//! noticed. Passwords and recovery passwords become [`Secret`]s at once.

use std::path::PathBuf;

use onionskin_core::api::{ConversationId, Draft, MessageId, Proxy, ProxyKind, SearchQuery, Secret};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::attachments::{self, AttachmentCall, SendFile};
use super::change::Change;
use super::files::FileCall;
use super::wire::RpcError;

/// Most messages one answer holds.
pub const PAGE: usize = 100;
/// Longest time `wait` waits, in milliseconds.
const WAIT_MILLIS: u64 = 600_000;

/// A call that was understood.
#[derive(Debug)]
pub enum Method {
    /// Phase, account, connection at one glance.
    State,
    /// Our account id and name.
    Account,
    /// A new account.
    CreateAccount {
        /// Our name.
        display_name: String,
        /// Password of the store.
        password: Option<Secret>,
    },
    /// An account from its 13 words.
    RestoreAccount {
        /// The words.
        words: Secret,
        /// A name in case the network has none.
        display_name: String,
        /// Password of the store.
        password: Option<Secret>,
    },
    /// An account from a backup.
    RestoreBackup {
        /// Where the file is.
        path: PathBuf,
        /// Its password.
        backup_password: Secret,
        /// Password of the store.
        password: Option<Secret>,
    },
    /// Opens the store with its password.
    Unlock(Option<Secret>),
    /// Other password, or the keyring.
    ChangePassword {
        /// The present one.
        current: Option<Secret>,
        /// The new one.
        new: Option<Secret>,
    },
    /// The 13 words.
    RecoveryPassword(Option<Secret>),
    /// Another name for ourselves.
    SetDisplayName(String),
    /// The list of conversations.
    Conversations,
    /// Makes sure there is a conversation.
    StartConversation(String),
    /// Sends a text.
    Send {
        /// Where to.
        conversation: ConversationId,
        /// What.
        draft: Draft,
    },
    /// Something with the files of messages.
    Attachment(AttachmentCall),
    /// Tries a failed message again.
    Retry(MessageId),
    /// A page of messages.
    Messages(PageRequest),
    /// Looks for messages.
    Search(SearchQuery),
    /// Marks as read.
    MarkRead {
        /// Where.
        conversation: ConversationId,
        /// Up to which message.
        up_to: MessageId,
    },
    /// We type, or no longer do.
    Typing {
        /// Where.
        conversation: ConversationId,
        /// Whether we do.
        is_typing: bool,
    },
    /// Removes messages here.
    Delete(Vec<MessageId>),
    /// Changes what is known of a person or conversation.
    Change(Change),
    /// Writes a file.
    File(FileCall),
    /// Everybody we know.
    Contacts,
    /// How far our devices agree.
    SyncStatus,
    /// Paths and pool.
    Connectivity,
    /// A proxy, or none.
    SetProxy(Option<Proxy>),
    /// New onion paths.
    RebuildPaths,
    /// Asks the network now.
    Poll,
    /// Waits for events after a number.
    Wait {
        /// The number of the last event the script knows.
        after: u64,
        /// How long to wait for one, in milliseconds.
        timeout_millis: u64,
    },
    /// Events as notifications from now on, or no more.
    Subscribe(bool),
    /// Ends the program.
    Shutdown,
}

/// Which messages of a conversation are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRequest {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Where the page lies.
    pub place: PagePlace,
    /// At most so many messages.
    pub limit: usize,
}

/// Where a page lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PagePlace {
    /// The newest messages.
    Newest,
    /// Those just before a message.
    Before(MessageId),
    /// Those received and not read yet, oldest first.
    Unread,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoParams {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CreateParams {
    display_name: String,
    password: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RestoreParams {
    recovery_password: String,
    #[serde(default)]
    display_name: String,
    password: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RestoreBackupParams {
    path: PathBuf,
    backup_password: String,
    password: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PasswordParams {
    password: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangePasswordParams {
    current: Option<String>,
    new: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameParams {
    display_name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountParams {
    account_id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SendParams {
    conversation: String,
    #[serde(default)]
    text: String,
    reply_to: Option<u64>,
    #[serde(default)]
    files: Vec<SendFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MessageParams {
    message: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeleteParams {
    messages: Vec<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PageParams {
    conversation: String,
    before: Option<u64>,
    #[serde(default)]
    unread: bool,
    limit: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkReadParams {
    conversation: String,
    up_to: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypingParams {
    conversation: String,
    #[serde(default = "yes")]
    on: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProxyParams {
    proxy: Option<ProxyParam>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProxyParam {
    kind: String,
    host: String,
    port: u16,
    user: Option<String>,
    password: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WaitParams {
    #[serde(default)]
    after: u64,
    timeout_ms: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SubscribeParams {
    #[serde(default = "yes")]
    on: bool,
}

const fn yes() -> bool {
    true
}

impl Method {
    /// Reads a call.
    ///
    /// # Errors
    /// [`RpcError::NoMethod`], [`RpcError::Params`], or the failure code of a bad id.
    pub fn read(name: &str, params: Value) -> Result<Self, RpcError> {
        match name {
            "create_account" | "restore_account" | "restore_backup" | "unlock" | "change_password"
            | "recovery_password" => Self::read_store(name, params),
            "conversations" | "start_conversation" | "send" | "retry" | "messages" | "mark_read" | "delete" => {
                Self::read_conversation(name, params)
            }
            "typing" => {
                let p: TypingParams = take(params)?;
                Ok(Self::Typing { conversation: conversation(&p.conversation)?, is_typing: p.on })
            }
            "search" => super::search::read(params).map(Self::Search),
            "contacts" => take::<NoParams>(params).map(|_none| Self::Contacts),
            "sync_status" => take::<NoParams>(params).map(|_none| Self::SyncStatus),
            "set_display_name" => take::<NameParams>(params).map(|p| Self::SetDisplayName(p.display_name)),
            "set_proxy" => take::<ProxyParams>(params)?.proxy.map(proxy).transpose().map(Self::SetProxy),
            "wait" => take::<WaitParams>(params).map(|p| Self::Wait {
                after: p.after,
                timeout_millis: p.timeout_ms.unwrap_or(WAIT_MILLIS).min(WAIT_MILLIS),
            }),
            "subscribe" => take::<SubscribeParams>(params).map(|p| Self::Subscribe(p.on)),
            "state" => take::<NoParams>(params).map(|_none| Self::State),
            "account" => take::<NoParams>(params).map(|_none| Self::Account),
            "connectivity" => take::<NoParams>(params).map(|_none| Self::Connectivity),
            "rebuild_paths" => take::<NoParams>(params).map(|_none| Self::RebuildPaths),
            "poll" => take::<NoParams>(params).map(|_none| Self::Poll),
            "shutdown" => take::<NoParams>(params).map(|_none| Self::Shutdown),
            other => {
                if let Some(call) = AttachmentCall::read(other, &params)? {
                    return Ok(Self::Attachment(call));
                }
                match (FileCall::read(other, &params)?, Change::read(other, params)?) {
                    (Some(call), _) => Ok(Self::File(call)),
                    (None, Some(change)) => Ok(Self::Change(change)),
                    (None, None) => Err(RpcError::NoMethod(other.chars().take(64).collect())),
                }
            }
        }
    }

    fn read_store(name: &str, params: Value) -> Result<Self, RpcError> {
        Ok(match name {
            "create_account" => {
                let p: CreateParams = take(params)?;
                Self::CreateAccount { display_name: p.display_name, password: p.password.map(Secret::new) }
            }
            "restore_account" => {
                let p: RestoreParams = take(params)?;
                Self::RestoreAccount {
                    words: Secret::new(p.recovery_password),
                    display_name: p.display_name,
                    password: p.password.map(Secret::new),
                }
            }
            "restore_backup" => {
                let p: RestoreBackupParams = take(params)?;
                let backup_password = Secret::new(p.backup_password);
                Self::RestoreBackup { path: p.path, backup_password, password: p.password.map(Secret::new) }
            }
            "unlock" => Self::Unlock(take::<PasswordParams>(params)?.password.map(Secret::new)),
            "change_password" => {
                let p: ChangePasswordParams = take(params)?;
                Self::ChangePassword { current: p.current.map(Secret::new), new: p.new.map(Secret::new) }
            }
            _ => Self::RecoveryPassword(take::<PasswordParams>(params)?.password.map(Secret::new)),
        })
    }

    fn read_conversation(name: &str, params: Value) -> Result<Self, RpcError> {
        Ok(match name {
            "conversations" => take::<NoParams>(params).map(|_none| Self::Conversations)?,
            "start_conversation" => Self::StartConversation(take::<AccountParams>(params)?.account_id),
            "send" => {
                let p: SendParams = take(params)?;
                Self::Send {
                    conversation: conversation(&p.conversation)?,
                    draft: Draft {
                        text: p.text,
                        quote: p.reply_to.map(MessageId),
                        is_sure: true,
                        files: attachments::read_all(&p.files)?,
                    },
                }
            }
            "retry" => Self::Retry(MessageId(take::<MessageParams>(params)?.message)),
            "messages" => Self::Messages(page(&take(params)?)?),
            "mark_read" => {
                let p: MarkReadParams = take(params)?;
                Self::MarkRead { conversation: conversation(&p.conversation)?, up_to: MessageId(p.up_to) }
            }
            _ => Self::Delete(take::<DeleteParams>(params)?.messages.into_iter().map(MessageId).collect()),
        })
    }
}

pub(super) fn take<T: DeserializeOwned>(params: Value) -> Result<T, RpcError> {
    serde_json::from_value(params).map_err(|error| RpcError::Params(error.to_string()))
}

pub(super) fn bad(why: &str) -> RpcError {
    RpcError::Params(why.to_owned())
}

pub(super) fn conversation(text: &str) -> Result<ConversationId, RpcError> {
    text.parse().map_err(|_id| bad("conversation is no id of a conversation"))
}

fn page(p: &PageParams) -> Result<PageRequest, RpcError> {
    let place = match (p.before, p.unread) {
        (Some(_), true) => return Err(bad("before and unread exclude each other")),
        (Some(message), false) => PagePlace::Before(MessageId(message)),
        (None, true) => PagePlace::Unread,
        (None, false) => PagePlace::Newest,
    };
    let limit = p.limit.unwrap_or(PAGE);
    if limit == 0 || limit > PAGE {
        return Err(bad("limit is 1 to 100"));
    }
    Ok(PageRequest { conversation: conversation(&p.conversation)?, place, limit })
}

fn proxy(p: ProxyParam) -> Result<Proxy, RpcError> {
    let kind = match p.kind.as_str() {
        "socks5" => ProxyKind::Socks5,
        "http" => ProxyKind::Http,
        _ => return Err(bad("kind of a proxy is socks5 or http")),
    };
    Ok(Proxy { kind, host: p.host, port: p.port, user: p.user, password: p.password.map(Secret::new) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ID: &str = "0577cb6c50ed49a2c45e383ac3ca855375c68300f7ff0c803ea93cb18437d61f46";

    #[test]
    fn a_misspelled_parameter_is_noticed() {
        let error = Method::read("send", json!({ "conversation": ID, "txt": "hi" })).expect_err("misspelled");
        assert!(matches!(&error, RpcError::Params(why) if why.contains("txt")), "{error}");
        assert!(matches!(Method::read("account", json!({ "x": 1 })), Err(RpcError::Params(_))));
        assert!(matches!(Method::read("sned", json!({})), Err(RpcError::NoMethod(_))));
    }

    #[test]
    fn a_page_lies_at_one_place() {
        let read = |extra: Value| {
            let mut params = json!({ "conversation": ID });
            if let (Some(map), Value::Object(more)) = (params.as_object_mut(), extra) {
                map.extend(more);
            }
            Method::read("messages", params)
        };
        let place = |extra| match read(extra) {
            Ok(Method::Messages(page)) => page.place,
            other => panic!("{other:?}"),
        };
        assert_eq!(place(json!({})), PagePlace::Newest);
        assert_eq!(place(json!({ "before": 9 })), PagePlace::Before(MessageId(9)));
        assert_eq!(place(json!({ "unread": true })), PagePlace::Unread);
        assert!(read(json!({ "unread": true, "before": 9 })).is_err());
        assert!(read(json!({ "limit": 101 })).is_err());
    }

    #[test]
    fn secrets_do_not_show_in_debug_output() {
        let method = Method::read("unlock", json!({ "password": "hunter2" })).expect("a call");
        assert!(!format!("{method:?}").contains("hunter2"));
    }
}
