//! What a program may ask of the engine: one imperative variant each.

use std::sync::Arc;

use super::arrange::Arrangement;
use super::attachment::FileWish;
use super::files::{BackUp, Export, RestoreBackup};
use super::input::{
    Anchor, ClearScope, Draft, EmojiTaste, NotificationLevel, Protection, Proxy, Reach, SearchQuery, Secret, Ticket,
    TimelineId,
};
use crate::clock::NetworkTime;
use crate::id::{AccountId, ConversationId, FileId, MessageId};
use crate::protocol::content::Expiry;

/// One thing a program asks of the engine.
///
/// A command with a [`Ticket`] is answered by one `CommandSucceeded` or `CommandFailed`.
#[derive(Debug)]
#[non_exhaustive]
pub enum Command {
    /// Makes a new account with a fresh seed. Allowed in `Phase::NoAccount`.
    CreateAccount {
        /// For the answer.
        ticket: Ticket,
        /// 1 to 100 bytes of UTF-8 after trimming.
        display_name: String,
        /// What guards the store.
        protection: Protection,
    },
    /// Restores an account from its recovery password. Allowed in `Phase::NoAccount`.
    RestoreAccount {
        /// For the answer.
        ticket: Ticket,
        /// The 13 words.
        recovery_password: Secret,
        /// A name to use if the network has none; may be empty and given later.
        display_name: String,
        /// What guards the store.
        protection: Protection,
    },
    /// Opens a store that is behind a password. Allowed in `Phase::Locked`.
    Unlock {
        /// For the answer.
        ticket: Ticket,
        /// What the person typed.
        password: Secret,
    },
    /// Tries once more to open the store. Allowed in `Phase::StoreUnavailable`.
    RetryOpen,
    /// Moves a store that can't be opened out of the way, untouched, and starts without an account.
    SetAsideStore {
        /// For the answer, whose outcome names the folder the store went to.
        ticket: Ticket,
    },
    /// Sets, changes or removes the password of the store.
    ChangePassword {
        /// For the answer.
        ticket: Ticket,
        /// The present password, if there is one.
        current: Option<Secret>,
        /// The new password; `None` moves the key to the keyring.
        new: Option<Secret>,
    },
    /// Asks for the 13 words. The password is needed if the store has one.
    RevealRecoveryPassword {
        /// For the answer.
        ticket: Ticket,
        /// The password of the store, if there is one.
        password: Option<Secret>,
    },
    /// Checks the password of the store, as before a locked window shows something again.
    CheckPassword {
        /// For the answer.
        ticket: Ticket,
        /// What the person typed.
        password: Secret,
    },
    /// Changes our own display name.
    SetDisplayName {
        /// For the answer.
        ticket: Ticket,
        /// 1 to 100 bytes of UTF-8 after trimming.
        display_name: String,
    },
    /// Makes sure there is a conversation with a person and answers with its id.
    StartConversation {
        /// For the answer.
        ticket: Ticket,
        /// What the person typed or pasted: an account id.
        account_id: String,
    },
    /// Blocks or unblocks a person.
    SetBlocked {
        /// For the answer.
        ticket: Ticket,
        /// Who.
        account: AccountId,
        /// Whether their messages are dropped from now on.
        is_blocked: bool,
        /// Whether the conversation goes too, here and on our other devices.
        delete_messages: bool,
    },
    /// Lets somebody who wrote to us talk to us.
    AcceptRequest {
        /// For the answer.
        ticket: Ticket,
        /// Their conversation.
        conversation: ConversationId,
    },
    /// Throws a request away; whoever sent it is not told and may send another.
    DeclineRequest {
        /// For the answer.
        ticket: Ticket,
        /// Their conversation.
        conversation: ConversationId,
    },
    /// Throws several requests away at once; those that are gone meanwhile don't matter.
    DeclineRequests {
        /// For the answer.
        ticket: Ticket,
        /// Their conversations.
        conversations: Vec<ConversationId>,
    },
    /// Unblocks several people at once.
    Unblock {
        /// For the answer.
        ticket: Ticket,
        /// Who.
        accounts: Vec<AccountId>,
    },
    /// Gives a person a name of ours.
    SetNickname {
        /// For the answer.
        ticket: Ticket,
        /// Who.
        account: AccountId,
        /// At most 100 bytes are kept; nothing or an empty one shows their own name again.
        nickname: Option<String>,
    },
    /// Pins a conversation to the top of the list, or unpins it.
    SetPinned {
        /// For the answer.
        ticket: Ticket,
        /// Which conversation.
        conversation: ConversationId,
        /// Whether it is pinned.
        is_pinned: bool,
    },
    /// Tells the proxy, for another account to take it over.
    RevealProxy {
        /// For the answer.
        ticket: Ticket,
    },
    /// Arranges the list.
    Arrange {
        /// For the answer.
        ticket: Ticket,
        /// What of it.
        arrangement: Arrangement,
    },
    /// Takes a conversation off the list without touching its messages, or puts it back.
    SetHidden {
        /// For the answer.
        ticket: Ticket,
        /// Which conversation.
        conversation: ConversationId,
        /// Whether it is hidden.
        is_hidden: bool,
    },
    /// Sets what of a conversation notifies.
    SetNotifications {
        /// For the answer.
        ticket: Ticket,
        /// Which conversation.
        conversation: ConversationId,
        /// What notifies.
        notifications: NotificationLevel,
        /// Nothing notifies before this moment.
        mute_until: Option<NetworkTime>,
    },
    /// Marks all of a conversation as read.
    MarkAllRead {
        /// For the answer.
        ticket: Ticket,
        /// Which conversation.
        conversation: ConversationId,
    },
    /// Marks all of every conversation as read, but for requests.
    MarkEverythingRead {
        /// For the answer.
        ticket: Ticket,
    },
    /// Makes a conversation look unread until it is read again.
    MarkUnread {
        /// For the answer.
        ticket: Ticket,
        /// Which conversation.
        conversation: ConversationId,
    },
    /// Deletes the messages of a conversation on this device and takes it off the list on all.
    DeleteConversation {
        /// For the answer.
        ticket: Ticket,
        /// Which conversation.
        conversation: ConversationId,
    },
    /// Forgets a person on all devices, with the conversation.
    DeleteContact {
        /// For the answer.
        ticket: Ticket,
        /// Who.
        account: AccountId,
    },
    /// Exchanges settings with our other devices now; answered when that is done.
    SyncNow {
        /// For the answer.
        ticket: Ticket,
    },
    /// Forgets everything and starts without an account. With the network: only if it deleted, too, unless
    /// no node could be reached, which is a failure. Of this device only, it works on a store that is locked
    /// or can't be opened, too.
    ClearData {
        /// For the answer.
        ticket: Ticket,
        /// How much.
        scope: ClearScope,
    },
    /// Opens a window of about 200 messages on a conversation.
    OpenTimeline {
        /// The window's name; an open window of that name is replaced.
        timeline: TimelineId,
        /// Which conversation.
        conversation: ConversationId,
        /// Where it opens.
        anchor: Anchor,
    },
    /// Extends a window towards older messages.
    LoadOlder {
        /// Which window.
        timeline: TimelineId,
    },
    /// Extends a window towards newer messages.
    LoadNewer {
        /// Which window.
        timeline: TimelineId,
    },
    /// Forgets a window.
    CloseTimeline {
        /// Which window.
        timeline: TimelineId,
    },
    /// Sends a message. It is on screen at once and stored before the answer.
    SendMessage {
        /// For the answer.
        ticket: Ticket,
        /// Where to.
        conversation: ConversationId,
        /// What.
        draft: Draft,
    },
    /// Fetches, gives or saves a file of a message.
    UseFile {
        /// For the answer.
        ticket: Ticket,
        /// Which file.
        file: FileId,
        /// What to do with it.
        wish: FileWish,
    },
    /// Asks for the files of a conversation, newest first. Answered with [`Outcome::Files`](super::Outcome::Files).
    ListFiles {
        /// For the answer.
        ticket: Ticket,
        /// Which conversation.
        conversation: ConversationId,
        /// Only those of messages before this one.
        before: Option<MessageId>,
    },
    /// Sets or removes our own picture; answered when it is uploaded.
    SetPortrait {
        /// For the answer.
        ticket: Ticket,
        /// A picture file of at most 5,000,000 bytes; nothing removes it.
        picture: Option<Arc<[u8]>>,
    },
    /// Asks for the picture of a person or of ourselves. Answered with [`Outcome::File`](super::Outcome::File).
    ReadPortrait {
        /// For the answer.
        ticket: Ticket,
        /// Whose.
        account: AccountId,
    },
    /// Has small files of people we talk to fetched at once, or only when asked for.
    SetFetchesFiles {
        /// For the answer.
        ticket: Ticket,
        /// At once or not.
        is_on: bool,
    },
    /// Tries a failed message again.
    RetryMessage {
        /// For the answer.
        ticket: Ticket,
        /// Which message of ours.
        message: MessageId,
    },
    /// Puts an emoji on a message or takes ours away.
    React {
        /// For the answer.
        ticket: Ticket,
        /// Which message.
        message: MessageId,
        /// The emoji.
        emoji: String,
        /// Put or taken away.
        is_put: bool,
    },
    /// Deletes messages here and elsewhere.
    DeleteEverywhere {
        /// For the answer.
        ticket: Ticket,
        /// Which messages.
        messages: Vec<MessageId>,
        /// How far.
        reach: Reach,
    },
    /// Removes messages from this device only.
    DeleteLocally {
        /// For the answer.
        ticket: Ticket,
        /// Which messages.
        messages: Vec<MessageId>,
    },
    /// Marks everything up to a message as read.
    MarkRead {
        /// Which conversation.
        conversation: ConversationId,
        /// The newest message that was seen.
        up_to: MessageId,
    },
    /// Keeps where the reader is in a conversation, for [`Anchor::LeftOff`].
    SetPlace {
        /// Which conversation.
        conversation: ConversationId,
        /// A message in view, and how far below the top of the view it begins, in points; nothing for the end.
        place: Option<(MessageId, i32)>,
    },
    /// Keeps a text that was typed but not sent; an empty one that answers nothing removes it.
    SetDraft {
        /// Which conversation.
        conversation: ConversationId,
        /// The text.
        text: String,
        /// The message that it answers.
        answers: Option<MessageId>,
    },
    /// Looks for messages. Answered with [`Outcome::Found`](super::Outcome::Found), or with
    /// [`Outcome::Done`](super::Outcome::Done) if another search came instead.
    Search {
        /// For the answer.
        ticket: Ticket,
        /// A search nobody waits for any more.
        instead_of: Option<Ticket>,
        /// What is looked for.
        query: SearchQuery,
    },
    /// Sends and shows read receipts, or neither.
    SetReadReceipts {
        /// For the answer.
        ticket: Ticket,
        /// On or off.
        is_on: bool,
    },
    /// Sets when what we write in a conversation disappears from now on, and tells the other side.
    SetTimer {
        /// For the answer.
        ticket: Ticket,
        /// Which conversation.
        conversation: ConversationId,
        /// The timer, of at most two weeks; nothing lets messages stay. Notes to ourselves know *after send* only.
        timer: Option<Expiry>,
    },
    /// Says that we type in a conversation, at each change of the text, or that we no longer do.
    SetTyping {
        /// Which conversation.
        conversation: ConversationId,
        /// Whether we type.
        is_typing: bool,
    },
    /// Keeps which emoji were used lately, and the skin tone.
    SetEmojiTaste(EmojiTaste),
    /// Sends and shows who types, or neither.
    SetTypingIndicators {
        /// For the answer.
        ticket: Ticket,
        /// On or off.
        is_on: bool,
    },
    /// Sets or removes the proxy for all connections.
    SetProxy {
        /// For the answer.
        ticket: Ticket,
        /// The proxy; `None` connects directly.
        proxy: Option<Proxy>,
    },
    /// Tries to reach the network through a proxy without keeping it.
    TestProxy {
        /// For the answer.
        ticket: Ticket,
        /// The proxy to try.
        proxy: Proxy,
    },
    /// Writes a conversation into a file. Answered with [`Outcome::Saved`](super::Outcome::Saved).
    Export {
        /// For the answer, and for telling how far it has come.
        ticket: Ticket,
        /// Which, how and where.
        export: Export,
    },
    /// Writes everything into an encrypted file. Answered with [`Outcome::Saved`](super::Outcome::Saved).
    BackUp {
        /// For the answer, and for telling how far it has come.
        ticket: Ticket,
        /// Where, and behind which password.
        backup: BackUp,
    },
    /// Makes the store of an account from a backup. Allowed in `Phase::NoAccount`.
    RestoreBackup {
        /// For the answer, and for telling how far it has come.
        ticket: Ticket,
        /// From where, and how the store is guarded.
        restore: RestoreBackup,
    },
    /// Stops a command that writes or reads a file; it fails with [`FailureCode::Stopped`](super::FailureCode::Stopped).
    StopWork {
        /// The ticket of that command.
        work: Ticket,
    },
    /// Throws the present onion paths away and builds new ones.
    RebuildPaths,
    /// Asks the network now instead of at the next turn.
    PollNow,
    /// Sends every snapshot again.
    Resync,
}
