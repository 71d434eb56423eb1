//! Disappearing messages: the timer that every message carries (protocol notes, messages 3.14).
//!
//! A timer of zero is none. One with a mode that is not *after send* counts as *after read*; groups and
//! Note to Self force *after send*, which is their reader's business.

use crate::codec::proto;

/// What starts the timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExpiryMode {
    /// Reading the message does.
    AfterRead,
    /// Sending it does.
    AfterSend,
}

/// When a message disappears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Expiry {
    /// What starts the timer.
    pub mode: ExpiryMode,
    /// How long it runs, in seconds; never 0.
    pub timer_secs: u32,
}

impl Expiry {
    /// Reads the two fields of the wire.
    pub(super) fn read(mode: Option<i32>, timer_secs: Option<u32>) -> Option<Self> {
        let timer_secs = timer_secs.filter(|secs| *secs > 0)?;
        let mode = match mode.and_then(|mode| proto::ExpirationType::try_from(mode).ok()) {
            Some(proto::ExpirationType::DeleteAfterSend) => ExpiryMode::AfterSend,
            _ => ExpiryMode::AfterRead,
        };
        Some(Self { mode, timer_secs })
    }

    /// The mode as the wire numbers it.
    pub(super) fn wire_mode(self) -> i32 {
        match self.mode {
            ExpiryMode::AfterRead => proto::ExpirationType::DeleteAfterRead.into(),
            ExpiryMode::AfterSend => proto::ExpirationType::DeleteAfterSend.into(),
        }
    }
}
