//! Calls that change what is known of people and conversations: one command each, answered when it is
//! done, on this device and from then on by itself on all others.

use onionskin_core::api::{
    AccountId, Arrangement, ClearScope, Command, ConversationId, Expiry, ExpiryMode, MessageId, NetworkTime,
    NotificationLevel, Reach, Ticket,
};
use serde::Deserialize;
use serde_json::Value;

use super::arrange;
use super::method::{bad, conversation, take};
use super::wire::RpcError;

/// A call.
#[derive(Debug)]
pub enum Change {
    /// Lets somebody who wrote to us talk to us.
    AcceptRequest(ConversationId),
    /// Throws a request away.
    DeclineRequest(ConversationId),
    /// Blocks or unblocks.
    Block {
        /// Whom.
        account: AccountId,
        /// Whether blocked from now on.
        is_blocked: bool,
        /// Whether the messages go too.
        is_deleting: bool,
    },
    /// A name of ours for somebody.
    Nickname {
        /// For whom.
        account: AccountId,
        /// The name, or none.
        nickname: Option<String>,
    },
    /// Pins or unpins.
    Pin(ConversationId, bool),
    /// Arranges the list.
    Arrange(Arrangement),
    /// Hides or shows.
    Hide(ConversationId, bool),
    /// What notifies, and until when nothing does.
    Notify {
        /// Where.
        conversation: ConversationId,
        /// What notifies.
        level: NotificationLevel,
        /// Nothing does before this moment.
        mute_until: Option<NetworkTime>,
    },
    /// An emoji put on a message or taken away.
    React {
        /// Which message.
        message: MessageId,
        /// The emoji.
        emoji: String,
        /// Put or taken away.
        is_put: bool,
    },
    /// Messages gone elsewhere, too.
    DeleteElsewhere(Vec<MessageId>, Reach),
    /// Read receipts sent and shown, or neither.
    ReadReceipts(bool),
    /// When what we write disappears.
    Timer(ConversationId, Option<Expiry>),
    /// Who types is sent and shown, or neither.
    TypingIndicators(bool),
    /// Everything is read everywhere.
    MarkEverythingRead,
    /// Everything is read.
    MarkAllRead(ConversationId),
    /// Looks unread until somebody looks.
    MarkUnread(ConversationId),
    /// Messages gone, conversation hidden.
    DeleteConversation(ConversationId),
    /// The person and the conversation gone.
    DeleteContact(AccountId),
    /// Pushes and fetches now.
    SyncNow,
    /// Forgets everything.
    ClearData(ClearScope),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConversationParams {
    conversation: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReactParams {
    message: u64,
    emoji: String,
    #[serde(default = "yes")]
    on: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OnParams {
    on: bool,
}

const fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeleteElsewhereParams {
    messages: Vec<u64>,
    reach: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PinParams {
    conversation: String,
    pinned: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HideParams {
    conversation: String,
    hidden: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NotifyParams {
    conversation: String,
    notifications: String,
    mute_until: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BlockParams {
    account_id: String,
    blocked: bool,
    #[serde(default)]
    delete_messages: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NicknameParams {
    account_id: String,
    nickname: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContactParams {
    account_id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScopeParams {
    scope: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoParams {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TimerParams {
    conversation: String,
    after: Option<String>,
    #[serde(default)]
    seconds: u32,
}

fn timer(after: Option<&str>, timer_secs: u32) -> Result<Option<Expiry>, RpcError> {
    match after {
        None => Ok(None),
        Some("read") => Ok(Some(Expiry { mode: ExpiryMode::AfterRead, timer_secs })),
        Some("send") => Ok(Some(Expiry { mode: ExpiryMode::AfterSend, timer_secs })),
        Some(_) => Err(bad("after is read or send")),
    }
}

fn account(text: &str) -> Result<AccountId, RpcError> {
    text.parse().map_err(|_id| bad("account_id is no account id"))
}

fn level(text: &str) -> Result<NotificationLevel, RpcError> {
    match text {
        "all" => Ok(NotificationLevel::All),
        "mentions" => Ok(NotificationLevel::MentionsOnly),
        "off" => Ok(NotificationLevel::Off),
        _ => Err(bad("notifications is all, mentions or off")),
    }
}

impl Change {
    /// Reads a call; nothing if the name is of none of these.
    ///
    /// # Errors
    /// [`RpcError::Params`].
    pub fn read(name: &str, params: Value) -> Result<Option<Self>, RpcError> {
        let here = |params: Value| conversation(&take::<ConversationParams>(params)?.conversation);
        let change = match name {
            "accept_request" => Self::AcceptRequest(here(params)?),
            "decline_request" => Self::DeclineRequest(here(params)?),
            "react" => {
                let p: ReactParams = take(params)?;
                Self::React { message: MessageId(p.message), emoji: p.emoji, is_put: p.on }
            }
            "set_read_receipts" => Self::ReadReceipts(take::<OnParams>(params)?.on),
            "set_typing_indicators" => Self::TypingIndicators(take::<OnParams>(params)?.on),
            "set_timer" => {
                let p: TimerParams = take(params)?;
                Self::Timer(conversation(&p.conversation)?, timer(p.after.as_deref(), p.seconds)?)
            }
            "delete_elsewhere" => {
                let p: DeleteElsewhereParams = take(params)?;
                let reach = match p.reach.as_str() {
                    "own-devices" => Reach::OwnDevices,
                    "everybody" => Reach::Everybody,
                    _ => return Err(bad("reach is own-devices or everybody")),
                };
                Self::DeleteElsewhere(p.messages.into_iter().map(MessageId).collect(), reach)
            }
            "mark_everything_read" => take::<NoParams>(params).map(|_none| Self::MarkEverythingRead)?,
            "mark_all_read" => Self::MarkAllRead(here(params)?),
            "mark_unread" => Self::MarkUnread(here(params)?),
            "delete_conversation" => Self::DeleteConversation(here(params)?),
            "delete_contact" => Self::DeleteContact(account(&take::<ContactParams>(params)?.account_id)?),
            "set_pinned" => {
                let p: PinParams = take(params)?;
                Self::Pin(conversation(&p.conversation)?, p.pinned)
            }
            "set_hidden" => {
                let p: HideParams = take(params)?;
                Self::Hide(conversation(&p.conversation)?, p.hidden)
            }
            "set_archived" | "set_pin_order" | "set_folders" => Self::Arrange(arrange::read(name, params)?),
            "set_notifications" => {
                let p: NotifyParams = take(params)?;
                let (conversation, level) = (conversation(&p.conversation)?, level(&p.notifications)?);
                Self::Notify { conversation, level, mute_until: p.mute_until.map(NetworkTime) }
            }
            "set_blocked" => {
                let p: BlockParams = take(params)?;
                let account = account(&p.account_id)?;
                Self::Block { account, is_blocked: p.blocked, is_deleting: p.delete_messages }
            }
            "set_nickname" => {
                let p: NicknameParams = take(params)?;
                Self::Nickname { account: account(&p.account_id)?, nickname: p.nickname }
            }
            "sync" => take::<NoParams>(params).map(|_none| Self::SyncNow)?,
            "clear_data" => match take::<ScopeParams>(params)?.scope.as_str() {
                "device" => Self::ClearData(ClearScope::Device),
                "device-and-network" => Self::ClearData(ClearScope::DeviceAndNetwork),
                _ => return Err(bad("scope is device or device-and-network")),
            },
            _ => return Ok(None),
        };
        Ok(Some(change))
    }

    /// The command that does it.
    pub fn command(self, ticket: Ticket) -> Command {
        match self {
            Self::AcceptRequest(conversation) => Command::AcceptRequest { ticket, conversation },
            Self::DeclineRequest(conversation) => Command::DeclineRequest { ticket, conversation },
            Self::Block { account, is_blocked, is_deleting } => {
                Command::SetBlocked { ticket, account, is_blocked, delete_messages: is_deleting }
            }
            Self::Nickname { account, nickname } => Command::SetNickname { ticket, account, nickname },
            Self::Pin(conversation, is_pinned) => Command::SetPinned { ticket, conversation, is_pinned },
            Self::Arrange(arrangement) => Command::Arrange { ticket, arrangement },
            Self::Hide(conversation, is_hidden) => Command::SetHidden { ticket, conversation, is_hidden },
            Self::Notify { conversation, level, mute_until } => {
                Command::SetNotifications { ticket, conversation, notifications: level, mute_until }
            }
            Self::React { message, emoji, is_put } => Command::React { ticket, message, emoji, is_put },
            Self::DeleteElsewhere(messages, reach) => Command::DeleteEverywhere { ticket, messages, reach },
            Self::ReadReceipts(is_on) => Command::SetReadReceipts { ticket, is_on },
            Self::Timer(conversation, timer) => Command::SetTimer { ticket, conversation, timer },
            Self::TypingIndicators(is_on) => Command::SetTypingIndicators { ticket, is_on },
            Self::MarkEverythingRead => Command::MarkEverythingRead { ticket },
            Self::MarkAllRead(conversation) => Command::MarkAllRead { ticket, conversation },
            Self::MarkUnread(conversation) => Command::MarkUnread { ticket, conversation },
            Self::DeleteConversation(conversation) => Command::DeleteConversation { ticket, conversation },
            Self::DeleteContact(account) => Command::DeleteContact { ticket, account },
            Self::SyncNow => Command::SyncNow { ticket },
            Self::ClearData(scope) => Command::ClearData { ticket, scope },
        }
    }
}
