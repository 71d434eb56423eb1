//! Which commands are answered.

use super::command::Command;
use super::input::Ticket;

impl Command {
    /// The ticket of a command that has one.
    pub const fn ticket(&self) -> Option<Ticket> {
        match self {
            Self::CreateAccount { ticket, .. }
            | Self::RestoreAccount { ticket, .. }
            | Self::Unlock { ticket, .. }
            | Self::SetAsideStore { ticket }
            | Self::ChangePassword { ticket, .. }
            | Self::RevealRecoveryPassword { ticket, .. }
            | Self::CheckPassword { ticket, .. }
            | Self::SetDisplayName { ticket, .. }
            | Self::StartConversation { ticket, .. }
            | Self::SetBlocked { ticket, .. }
            | Self::AcceptRequest { ticket, .. }
            | Self::DeclineRequest { ticket, .. }
            | Self::DeclineRequests { ticket, .. }
            | Self::Unblock { ticket, .. }
            | Self::SetNickname { ticket, .. }
            | Self::SetPinned { ticket, .. }
            | Self::Arrange { ticket, .. }
            | Self::RevealProxy { ticket }
            | Self::SetHidden { ticket, .. }
            | Self::SetNotifications { ticket, .. }
            | Self::MarkAllRead { ticket, .. }
            | Self::MarkEverythingRead { ticket }
            | Self::MarkUnread { ticket, .. }
            | Self::DeleteConversation { ticket, .. }
            | Self::DeleteContact { ticket, .. }
            | Self::ClearData { ticket, .. }
            | Self::SyncNow { ticket }
            | Self::SendMessage { ticket, .. }
            | Self::UseFile { ticket, .. }
            | Self::ListFiles { ticket, .. }
            | Self::SetFetchesFiles { ticket, .. }
            | Self::SetPortrait { ticket, .. }
            | Self::ReadPortrait { ticket, .. }
            | Self::RetryMessage { ticket, .. }
            | Self::DeleteLocally { ticket, .. }
            | Self::React { ticket, .. }
            | Self::SetReadReceipts { ticket, .. }
            | Self::SetTimer { ticket, .. }
            | Self::SetTypingIndicators { ticket, .. }
            | Self::DeleteEverywhere { ticket, .. }
            | Self::Search { ticket, .. }
            | Self::Export { ticket, .. }
            | Self::BackUp { ticket, .. }
            | Self::RestoreBackup { ticket, .. }
            | Self::SetProxy { ticket, .. }
            | Self::TestProxy { ticket, .. } => Some(*ticket),
            Self::RetryOpen
            | Self::OpenTimeline { .. }
            | Self::LoadOlder { .. }
            | Self::LoadNewer { .. }
            | Self::CloseTimeline { .. }
            | Self::MarkRead { .. }
            | Self::SetDraft { .. }
            | Self::SetEmojiTaste(_)
            | Self::SetTyping { .. }
            | Self::SetPlace { .. }
            | Self::StopWork { .. }
            | Self::RebuildPaths
            | Self::PollNow
            | Self::Resync => None,
        }
    }
}
