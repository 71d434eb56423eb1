//! The rows, as protobuf messages: compact, and new fields have defaults in old rows.

use prost::Message;

/// Ourselves.
#[derive(Clone, PartialEq, Message)]
pub struct IdentityRow {
    /// 32 bytes.
    #[prost(bytes = "vec", tag = "1")]
    pub seed: Vec<u8>,
    #[prost(string, tag = "2")]
    pub display_name: String,
    #[prost(uint64, tag = "3")]
    pub name_updated_at_secs: u64,
}

/// A person.
#[derive(Clone, PartialEq, Message)]
pub struct ContactRow {
    #[prost(string, tag = "1")]
    pub display_name: String,
    #[prost(string, optional, tag = "2")]
    pub nickname: Option<String>,
    #[prost(uint64, tag = "3")]
    pub profile_updated_at_secs: u64,
    #[prost(bool, tag = "4")]
    pub is_blocked: bool,
    #[prost(bool, tag = "5")]
    pub is_approved: bool,
    #[prost(bool, tag = "6")]
    pub did_approve_us: bool,
    /// Version of the picture that is here, 0 for none.
    #[prost(uint64, tag = "7")]
    pub portrait: u64,
}

/// A profile picture.
#[derive(Clone, PartialEq, Message)]
pub struct PortraitRow {
    #[prost(string, tag = "1")]
    pub url: String,
    /// 32 bytes.
    #[prost(bytes = "vec", tag = "2")]
    pub key: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    pub bytes: Vec<u8>,
    /// 0 wanted, 1 here, 2 lost.
    #[prost(uint32, tag = "4")]
    pub state: u32,
}

/// A conversation with what the list shows of it.
#[derive(Clone, PartialEq, Message)]
pub struct ConversationRow {
    #[prost(uint32, tag = "1")]
    pub number: u32,
    #[prost(uint64, tag = "2")]
    pub active_at: u64,
    #[prost(uint32, tag = "3")]
    pub unread: u32,
    #[prost(uint64, tag = "4")]
    pub messages: u64,
    #[prost(uint64, tag = "5")]
    pub read_up_to: u64,
    #[prost(string, optional, tag = "6")]
    pub draft: Option<String>,
    #[prost(bool, tag = "7")]
    pub is_hidden: bool,
    #[prost(message, optional, tag = "8")]
    pub last: Option<LastRow>,
    /// Above 0 pinned.
    #[prost(int64, tag = "9")]
    pub priority: i64,
    #[prost(bool, tag = "10")]
    pub is_marked_unread: bool,
    /// 0 default, 1 all, 2 nothing, 3 mentions.
    #[prost(uint32, tag = "11")]
    pub notifications: u32,
    #[prost(uint64, tag = "12")]
    pub mute_until_secs: u64,
    /// Where the reader left it, if not at the end.
    #[prost(message, optional, tag = "13")]
    pub left_at: Option<LeftRow>,
    /// The timer of what we write here.
    #[prost(message, optional, tag = "14")]
    pub timer: Option<TimerRow>,
    /// The message that the draft answers, 0 for none.
    #[prost(uint64, tag = "15")]
    pub draft_answers: u64,
    /// Put away by the person.
    #[prost(bool, tag = "16")]
    pub is_archived: bool,
}

/// A choice of conversations with a name.
#[expect(clippy::struct_excessive_bools, reason = "each is a condition of its own")]
#[derive(Clone, PartialEq, Message)]
pub struct FolderRow {
    #[prost(uint32, tag = "1")]
    pub id: u32,
    #[prost(string, tag = "2")]
    pub name: String,
    /// Conversation ids (33 each).
    #[prost(bytes = "vec", repeated, tag = "3")]
    pub members: Vec<Vec<u8>>,
    #[prost(bool, tag = "4")]
    pub takes_all: bool,
    #[prost(bool, tag = "5")]
    pub only_unread: bool,
    #[prost(bool, tag = "6")]
    pub only_unanswered: bool,
    #[prost(bool, tag = "7")]
    pub without_muted: bool,
}

/// When a message disappears.
#[derive(Clone, Copy, PartialEq, Message)]
pub struct TimerRow {
    /// Whether reading starts it; sending does otherwise.
    #[prost(bool, tag = "1")]
    pub is_after_read: bool,
    #[prost(uint32, tag = "2")]
    pub secs: u32,
}

/// A line that says what happened, in place of a text.
#[derive(Clone, Copy, PartialEq, Message)]
pub struct NoteRow {
    /// 1 timer changed, 2 media saved, 3 screen photographed, 4 request accepted.
    #[prost(uint32, tag = "1")]
    pub kind: u32,
    /// The new timer of its author, if there is one.
    #[prost(message, optional, tag = "2")]
    pub timer: Option<TimerRow>,
}

/// A link with what its sender saw there.
#[derive(Clone, PartialEq, Message)]
pub struct PreviewRow {
    #[prost(string, tag = "1")]
    pub url: String,
    #[prost(string, tag = "2")]
    pub title: String,
}

/// A place in a conversation on a screen.
#[derive(Clone, Copy, PartialEq, Message)]
pub struct LeftRow {
    #[prost(uint64, tag = "1")]
    pub message: u64,
    /// From the top of the view to that of the message, in points.
    #[prost(sint32, tag = "2")]
    pub offset: i32,
}

/// The newest message of a conversation.
#[derive(Clone, PartialEq, Message)]
pub struct LastRow {
    #[prost(uint64, tag = "1")]
    pub sent_at: u64,
    #[prost(uint64, tag = "2")]
    pub message: u64,
    #[prost(string, tag = "3")]
    pub preview: String,
    #[prost(message, optional, tag = "4")]
    pub delivery: Option<DeliveryRow>,
    /// As in `MessageRow`.
    #[prost(bool, tag = "5")]
    pub is_deleted: bool,
    /// As in `MessageRow`.
    #[prost(uint64, tag = "6")]
    pub expires_at: u64,
    /// As in `MessageRow`.
    #[prost(message, optional, tag = "7")]
    pub note: Option<NoteRow>,
    #[prost(message, optional, tag = "8")]
    pub files: Option<FilesRow>,
}

/// How far a message has come.
#[derive(Clone, PartialEq, Message)]
pub struct DeliveryRow {
    /// 0 received, 1 sending, 2 sent, 3 failed.
    #[prost(uint32, tag = "1")]
    pub state: u32,
    #[prost(string, tag = "2")]
    pub failure: String,
}

/// A message; its conversation, time and id are in the key.
#[derive(Clone, PartialEq, Message)]
pub struct MessageRow {
    /// 33 bytes.
    #[prost(bytes = "vec", tag = "1")]
    pub author: Vec<u8>,
    /// Whether we wrote it, here or on another device.
    #[prost(bool, tag = "2")]
    pub is_outgoing: bool,
    #[prost(uint64, tag = "3")]
    pub received_at: u64,
    #[prost(string, tag = "4")]
    pub body: String,
    #[prost(message, optional, tag = "5")]
    pub delivery: Option<DeliveryRow>,
    #[prost(string, optional, tag = "6")]
    pub server_hash: Option<String>,
    #[prost(message, optional, tag = "7")]
    pub quote: Option<QuoteRow>,
    /// In the order in which they were put.
    #[prost(message, repeated, tag = "8")]
    pub reactions: Vec<ReactionRow>,
    /// When the other side read it, 0 if that is not known.
    #[prost(uint64, tag = "9")]
    pub read_at: u64,
    /// Only this is left of it: that there was a message.
    #[prost(bool, tag = "10")]
    pub is_deleted: bool,
    #[prost(message, optional, tag = "11")]
    pub timer: Option<TimerRow>,
    /// When it disappears, 0 while the timer doesn't run.
    #[prost(uint64, tag = "12")]
    pub expires_at: u64,
    #[prost(message, optional, tag = "13")]
    pub note: Option<NoteRow>,
    #[prost(message, optional, tag = "14")]
    pub preview: Option<PreviewRow>,
    #[prost(message, repeated, tag = "15")]
    pub files: Vec<FileRow>,
}

/// A file of a message; its bytes are in a table of their own.
#[derive(Clone, PartialEq, Message)]
pub struct FileRow {
    #[prost(string, tag = "1")]
    pub url: String,
    #[prost(bytes = "vec", tag = "2")]
    pub key: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    pub digest: Vec<u8>,
    #[prost(string, optional, tag = "4")]
    pub content_type: Option<String>,
    #[prost(string, optional, tag = "5")]
    pub name: Option<String>,
    #[prost(uint32, optional, tag = "6")]
    pub size: Option<u32>,
    #[prost(uint32, tag = "7")]
    pub width: u32,
    #[prost(uint32, tag = "8")]
    pub height: u32,
    #[prost(bool, tag = "9")]
    pub is_voice: bool,
    #[prost(string, optional, tag = "10")]
    pub caption: Option<String>,
    /// 0 offered, 1 being fetched, 2 here, 3 failed, 4 expired.
    #[prost(uint32, tag = "11")]
    pub state: u32,
    #[prost(string, tag = "12")]
    pub failure: String,
}

/// What the list says of the files of a message.
#[derive(Clone, PartialEq, Message)]
pub struct FilesRow {
    #[prost(uint32, tag = "1")]
    pub count: u32,
    /// Of the first one.
    #[prost(string, tag = "2")]
    pub content_type: String,
    #[prost(bool, tag = "3")]
    pub is_voice: bool,
}

/// Which message is answered.
#[derive(Clone, PartialEq, Message)]
pub struct QuoteRow {
    /// 33 bytes.
    #[prost(bytes = "vec", tag = "1")]
    pub author: Vec<u8>,
    #[prost(uint64, tag = "2")]
    pub sent_at: u64,
}

/// An emoji on a message.
#[derive(Clone, PartialEq, Message)]
pub struct ReactionRow {
    #[prost(string, tag = "1")]
    pub emoji: String,
    /// 33 bytes.
    #[prost(bytes = "vec", tag = "2")]
    pub author: Vec<u8>,
    #[prost(uint64, tag = "3")]
    pub at: u64,
}

/// Something to do, again after a restart.
#[derive(Clone, PartialEq, Message)]
pub struct JobRow {
    #[prost(uint32, tag = "1")]
    pub kind: u32,
    #[prost(bytes = "vec", tag = "2")]
    pub lane: Vec<u8>,
    #[prost(uint64, optional, tag = "3")]
    pub message: Option<u64>,
    #[prost(bytes = "vec", tag = "4")]
    pub payload: Vec<u8>,
    #[prost(uint32, tag = "5")]
    pub attempts: u32,
    #[prost(uint64, tag = "6")]
    pub created_at: u64,
    #[prost(uint64, tag = "7")]
    pub due_at: u64,
}
