//! What screens ask for. A screen changes nothing but its own state: it returns actions, and the shell
//! carries them out after the frame.

use onionskin_core::api::{AccountId, Command, ConversationId, FileId, MessageId, Ticket};

use crate::model::notices::NoticePrefs;
use crate::model::{Link, ProgramLink};
use crate::platform::Starts;
use crate::screens::people::Question;
use crate::shell::keymap::Changes;
use crate::text::ClockForm;
use crate::theme::{Accent, Manner, ThemeName};
use crate::widgets::ToastKind;

/// Something that lies over the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlay {
    /// A new message by Account ID, and our own to share.
    NewMessage,
    /// The settings.
    Settings,
    /// The onion path.
    Path,
    /// The keys of the window.
    Shortcuts,
    /// Go to a conversation by a part of its name.
    Switcher,
    /// Who is in a conversation and what can be done with it.
    Details(ConversationId),
    /// What is known of a message.
    MessageDetails(MessageId),
    /// All emoji, to put one on a message.
    React(MessageId),
    /// Who put which emoji on a message.
    Reactions(MessageId),
    /// A picture over the whole window.
    Viewer(FileId),
    /// How far a message is to be deleted.
    DeleteMessage(MessageId),
    /// How far the chosen messages are to be deleted.
    DeleteMessages,
    /// To whom texts are to be sent on.
    Forward,
    /// Whether a link is to be opened.
    Link,
    /// Where a link into the program leads.
    ProgramLink,
    /// What of a conversation notifies.
    Notifications(ConversationId),
    /// When what we write in a conversation disappears.
    Timer(ConversationId),
    /// The folders of the list.
    Folders,
    /// In which folders a conversation is.
    FoldersOf(ConversationId),
    /// Into which file a backup of everything is to be written.
    BackUp,
    /// Into which file a conversation is to be written.
    Export(ConversationId),
    /// A name of ours for a person.
    Nickname(AccountId),
    /// Whether the person is sure.
    Confirm(Question),
    /// How much to forget of everything.
    ClearData,
}

/// One thing a screen asks for.
#[derive(Debug)]
pub enum Action {
    /// Give a command to the engine.
    Run(Command),
    /// Say so if a command fails.
    Watch(Ticket),
    /// Show a note with a button that takes back what it tells of, by a command with a ticket.
    OfferUndo(String, Ticket, Command),
    /// Open a conversation and close what lies over the window.
    OpenConversation(ConversationId),
    /// Close the conversation.
    CloseConversation,
    /// Jump to the newest message of the open conversation.
    JumpToNewest,
    /// Go to a message of a conversation, which lights up.
    JumpToMessage(ConversationId, MessageId),
    /// Open a link, after asking if need be.
    OpenLink(Link),
    /// Go where a link into the program leads, or ask first.
    OpenProgramLink(ProgramLink),
    /// Ask before a link opens, or don't.
    AskBeforeLinks(bool),
    /// Let Enter send, or begin a line.
    EnterSends(bool),
    /// Show something over the window.
    Show(Overlay),
    /// Close what lies over the window.
    CloseOverlay,
    /// Give the keyboard to the search field.
    FocusSearch,
    /// Look for messages in the open conversation; without one, everywhere.
    Find,
    /// Save a file of a message, by its name, into the folder of downloads.
    SaveFile(FileId, String),
    /// Put a picture of a message on the clipboard and say so.
    CopyPicture(FileId),
    /// Put a text on the clipboard and say so.
    Copy(String),
    /// Show a note.
    Toast(ToastKind, String),
    /// Change the theme.
    SetTheme(ThemeName),
    /// Change the accent.
    SetAccent(Accent),
    /// Take light or dark from the system.
    FollowSystem(bool),
    /// Change how near, large, calm and clear things are.
    SetManner(Manner),
    /// Change the language, by its tag; nothing for that of the system.
    SetLanguage(Option<String>),
    /// Change how the time of day is written.
    SetClock(ClockForm),
    /// Change the zoom; 1 is the original size.
    SetZoom(f32),
    /// Show pictures only in the list, or all of it.
    FoldList(bool),
    /// Ask to whom texts are to be sent on.
    Forward(Vec<std::sync::Arc<str>>),
    /// Open or close the picker of emoji.
    TurnPicker,
    /// Leave the program in the tray when the window is closed, or don't.
    KeepInTray(bool),
    /// Change when the system starts the program.
    SetStarts(Starts),
    /// Change what is notified.
    SetNotices(NoticePrefs),
    /// Lock the window.
    LockNow,
    /// Show another account, by the number of its folder.
    SwitchAccount(u32),
    /// Show the next account.
    NextAccount,
    /// Add an account.
    AddAccount,
    /// The right password was given.
    Unlocked,
    /// Change after how many minutes the window is locked, 0 for never, and whether by sleep.
    SetLock(u16, bool),
    /// Change the keys of the window.
    SetKeys(Changes),
    /// Change the width of the list, in points.
    SetListWidth(f32),
    /// Try it offline: replace the engine with one on a network inside the process.
    StartDemo,
    /// Close the window.
    Quit,
}
