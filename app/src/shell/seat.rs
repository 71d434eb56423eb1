//! What belongs to one account in the window: its engine, what that told, and what the screens remember of it.
//!
//! The window shows one account at a time; the others go on behind it, so that their messages arrive and are told of.

use std::sync::Arc;
use std::time::{Duration, Instant};

use onionskin_core::api::{Command, OwnProfile, Phase, Ticket};

use super::app::Screens;
use super::config::Engine;
use super::lock::Lock;
use crate::model::notices::Notices;
use crate::model::{Model, Now, SeatView};
use crate::screens::clear_data::ClearData;
use crate::text::Strings;
use crate::theme::Icon;
use crate::widgets::Avatar;

/// Events taken in one frame.
const EVENTS_PER_FRAME: usize = 64;
/// Time for events in one frame.
const TIME_PER_FRAME: Duration = Duration::from_millis(2);

/// What the looks of an account depend on, where one chooses among several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Looks {
    number: u32,
    unread: u32,
    is_current: bool,
    is_blank: bool,
    /// Who it is, unless that is hidden.
    own: Option<Arc<OwnProfile>>,
}

/// One account in the window.
pub(super) struct Seat {
    /// Which: the number of its folder, from 1.
    pub number: u32,
    pub engine: Box<dyn Engine>,
    pub model: Model,
    pub screens: Screens,
    /// Commands of which a failure is to be told.
    pub watched: Vec<Ticket>,
    /// What takes back the things that notes tell of, by its ticket, which is the key of the note.
    pub undos: Vec<(Ticket, Command)>,
    pub lock: Lock,
    pub notices: Notices,
    /// The list, and whether the window had the keyboard, when notices were last looked at.
    pub noticed: Option<(u64, bool)>,
}

impl Seat {
    pub fn new(number: u32, engine: Box<dyn Engine>) -> Self {
        Self {
            number,
            engine,
            model: Model::default(),
            screens: Screens::default(),
            watched: Vec::new(),
            undos: Vec::new(),
            lock: Lock::default(),
            notices: Notices::default(),
            noticed: None,
        }
    }

    /// Takes events within the budget of a frame. Says whether there may be more.
    pub fn take_events(&mut self, now: &Now, text: &Strings) -> bool {
        let had_account = self.model.own.is_some();
        let has_more = self.apply_events(now, text);
        if had_account && self.is_blank() {
            self.start_anew();
        }
        has_more
    }

    fn apply_events(&mut self, now: &Now, text: &Strings) -> bool {
        let started = Instant::now();
        for _ in 0..EVENTS_PER_FRAME {
            let Some(event) = self.engine.try_recv() else { return false };
            self.model.apply(event, now, text);
            if started.elapsed() > TIME_PER_FRAME {
                break;
            }
        }
        true
    }

    /// When everything was forgotten, so does the window; the dialog that asked may have to say something.
    fn start_anew(&mut self) {
        self.model.forget();
        let clear_data: ClearData = std::mem::take(&mut self.screens.clear_data);
        self.screens = Screens { clear_data, ..Screens::default() };
        self.watched.clear();
        self.undos.clear();
    }

    /// Whether there is no account.
    pub const fn is_blank(&self) -> bool {
        matches!(self.model.phase, Phase::NoAccount { .. })
    }

    /// Whether there is a password to lock it with.
    pub fn can_lock(&self) -> bool {
        let has_password = self.model.own.as_ref().is_some_and(|own| own.profile.has_password);
        self.model.phase == Phase::Ready && has_password
    }

    /// Whether what belongs to the account is hidden.
    pub fn is_hidden(&self) -> bool {
        self.lock.is_closed() || self.model.own.is_none()
    }

    /// What its looks depend on.
    pub fn looks(&self, is_current: bool) -> Looks {
        let own = self.model.own.as_ref().filter(|_| !self.is_hidden());
        Looks {
            number: self.number,
            unread: own.map_or(0, |_own| self.model.unread),
            is_current,
            is_blank: self.is_blank(),
            own: own.map(|own| Arc::clone(&own.profile)),
        }
    }

    /// How it looks to whom chooses among several. Nothing of an account that is locked is told.
    pub fn view(&self, text: &Strings, is_current: bool) -> SeatView {
        let Looks { number, unread, is_blank, .. } = self.looks(is_current);
        let (name, avatar) = if let Some(own) = self.model.own.as_ref().filter(|_| !self.is_hidden()) {
            (own.profile.display_name.to_string(), own.avatar.clone())
        } else {
            let icon = if is_blank { Icon::UserPlus } else { Icon::Lock };
            (text.with("account-number", &[("number", &number.to_string())]), Avatar::of_icon(icon))
        };
        SeatView { number, name, avatar, unread, is_current }
    }
}
