//! What commands carry: tickets, secrets, drafts, what is looked for.

use std::fmt;

use zeroize::Zeroizing;

use super::attachment::NewFile;
use crate::clock::NetworkTime;
use crate::id::{AccountId, ConversationId, MessageId};

/// Ties an answer to its command. The caller chooses the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// Names a window on a conversation. The caller chooses the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimelineId(pub u64);

/// A text that must not be logged and is erased from memory after use.
#[derive(Clone, Default)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes over `text`; the memory is erased when the secret is dropped.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What guards the key of the store on this computer.
#[derive(Debug, Clone)]
pub enum Protection {
    /// The keyring of the system holds the key.
    Keyring,
    /// The key is wrapped by Argon2id of a password, which is asked at each start.
    Password(Secret),
}

/// Where a proxy speaks which protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyKind {
    /// SOCKS version 5; names are resolved by the proxy.
    Socks5,
    /// HTTP with the CONNECT method.
    Http,
}

/// A proxy that carries every connection when set.
#[derive(Debug, Clone)]
pub struct Proxy {
    /// The protocol of the proxy.
    pub kind: ProxyKind,
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// User name, if the proxy asks for one.
    pub user: Option<String>,
    /// Password, if the proxy asks for one.
    pub password: Option<Secret>,
}

/// What a person is about to send.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// The text, at most 2,000 code points.
    pub text: String,
    /// The message it answers.
    pub quote: Option<MessageId>,
    /// Send it even if our own recovery password is in it.
    pub is_sure: bool,
    /// Files, at most 32.
    pub files: Vec<NewFile>,
}

/// Where a window on a conversation opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// At the newest message.
    Newest,
    /// At the first unread message, at the newest if all are read.
    FirstUnread,
    /// Around a message.
    Message(MessageId),
    /// At the first unread message; where it was left, if all are read; at the newest if it was left there.
    LeftOff,
}

/// What of a conversation notifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NotificationLevel {
    /// Every message.
    #[default]
    All,
    /// Messages that mention us.
    MentionsOnly,
    /// Nothing.
    Off,
}

/// What kind of message is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SearchKind {
    /// Any.
    #[default]
    Any,
    /// With a link.
    Links,
    /// With a file.
    Files,
}

/// What is looked for among all messages.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SearchQuery {
    /// Words, of which the last may go on; none, if a filter says enough.
    pub text: String,
    /// Only in this conversation.
    pub conversation: Option<ConversationId>,
    /// Only what this person wrote.
    pub author: Option<AccountId>,
    /// Only written at this moment or later.
    pub from: Option<NetworkTime>,
    /// Only written before this moment.
    pub until: Option<NetworkTime>,
    /// Only of this kind.
    pub kind: SearchKind,
    /// The next page: the `next` of the page before.
    pub before: Option<MessageId>,
    /// Messages of a page, 1 to 200.
    pub limit: usize,
}

/// Hides what is looked for.
impl fmt::Debug for SearchQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SearchQuery(…)")
    }
}

/// Which emoji a person likes. Not shared with other devices: no client does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EmojiTaste {
    /// 0 for yellow, 1 to 5 from light to dark.
    pub tone: u8,
    /// Those used lately, the last one first; at most [`EmojiTaste::MOST`] are kept.
    pub recent: Vec<String>,
}

impl EmojiTaste {
    /// Emoji that are kept.
    pub const MOST: usize = 32;
}

/// How far a message is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// On all devices of ours.
    OwnDevices,
    /// On all devices of everybody in the conversation; only what we wrote.
    Everybody,
}

/// How much to forget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClearScope {
    /// The store of this device.
    Device,
    /// The store of this device and all that our swarm keeps for us.
    DeviceAndNetwork,
}
