//! The one sound of a message that plays: read from the engine, handed to the player, held, gone on, moved.
//!
//! It plays on while the person scrolls or goes to another conversation, and ends when the account is left or locked.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use egui::Context;
use onionskin_core::api::{FileId, Outcome, Ticket};
use onionskin_media::audio::{Output, Player, Playing};

use super::pictures::Source;
use crate::model::Answer;

/// How often a sound that plays is painted again.
const TICK: Duration = Duration::from_millis(100);

/// How a sound stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Whether it plays, or will as soon as it is read.
    pub is_playing: bool,
    /// Whether it can't be played.
    pub trouble: Option<Trouble>,
    /// How far it has come, in milliseconds.
    pub position_millis: u64,
    /// How long it is, in milliseconds; 0 until that is known.
    pub length_millis: u64,
}

/// Why a sound is not heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It can't be decoded.
    Unknown,
    /// There is nothing to play it on.
    NoDevice,
}

#[derive(Default)]
struct Inner {
    current: Option<FileId>,
    reading: Option<Ticket>,
    is_wanted: bool,
    /// What is read, to be played again.
    bytes: Option<Arc<[u8]>>,
}

/// The sound that plays.
pub struct Sounds {
    inner: RefCell<Inner>,
    player: Option<Player>,
}

impl Sounds {
    /// None yet.
    pub fn start(ctx: &Context, output: Box<dyn Output>) -> Self {
        let waker = ctx.clone();
        let player = Player::start(output, Arc::new(move || waker.request_repaint()));
        let player = player.inspect_err(|error| tracing::error!(%error, "no thread for sounds")).ok();
        Self { inner: RefCell::default(), player }
    }

    /// Plays a file, or holds it, or lets it go on.
    pub fn press(&self, file: FileId) {
        let Some(player) = &self.player else { return };
        let mut inner = self.inner.borrow_mut();
        if inner.current != Some(file) {
            player.stop();
            *inner = Inner { current: Some(file), is_wanted: true, ..Inner::default() };
            return;
        }
        match (player.playing(), &inner.bytes) {
            (Playing::Playing, Some(_)) => player.pause(),
            (Playing::Paused, Some(_)) => player.resume(),
            (_, Some(bytes)) => player.play(Arc::clone(bytes), 0),
            (_, None) => {}
        }
    }

    /// Goes to a part of the sound, 0 to 1, if it is the one that plays.
    pub fn seek(&self, file: FileId, part: f32) {
        let Some(player) = &self.player else { return };
        if self.inner.borrow().current != Some(file) {
            return;
        }
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a bar"
        )]
        let millis = (player.length_millis() as f32 * part.clamp(0.0, 1.0)) as u64;
        player.seek(millis);
    }

    /// How a sound stands; nothing for one that is not the present one.
    pub fn of(&self, file: FileId) -> Option<Standing> {
        let player = self.player.as_ref()?;
        let inner = self.inner.borrow();
        if inner.current != Some(file) {
            return None;
        }
        if inner.bytes.is_none() {
            return Some(Standing { is_playing: inner.is_wanted || inner.reading.is_some(), ..Standing::default() });
        }
        let playing = player.playing();
        Some(Standing {
            is_playing: playing == Playing::Playing,
            trouble: match playing {
                Playing::Failed => Some(Trouble::Unknown),
                Playing::NoDevice => Some(Trouble::NoDevice),
                _ => None,
            },
            position_millis: if playing == Playing::Ended { 0 } else { player.position_millis() },
            length_millis: player.length_millis(),
        })
    }

    /// Ends what plays.
    pub fn stop(&self) {
        let mut inner = self.inner.borrow_mut();
        if inner.current.is_some() {
            *inner = Inner::default();
            if let Some(player) = &self.player {
                player.stop();
            }
        }
    }

    /// Asks for what is wanted and hands over what came: once a frame. `send` asks the engine for the bytes of a file
    /// if there is room, `answer` takes the answer to that.
    pub fn step(
        &self,
        ctx: &Context,
        mut send: impl FnMut(Source) -> Option<Ticket>,
        answer: impl Fn(Ticket) -> Option<Answer>,
    ) {
        let Some(player) = &self.player else { return };
        let mut inner = self.inner.borrow_mut();
        if let Some(file) = inner.current.filter(|_| inner.is_wanted) {
            inner.reading = send(Source::File(file));
            inner.is_wanted = inner.reading.is_none();
        }
        match inner.reading.and_then(&answer) {
            Some(Ok(Outcome::File(bytes))) => {
                player.play(Arc::clone(&bytes), 0);
                inner.reading = None;
                inner.bytes = Some(bytes);
            }
            Some(_) => *inner = Inner::default(),
            None => {}
        }
        if inner.bytes.is_some() && player.playing() == Playing::Playing {
            ctx.request_repaint_after(TICK);
        }
    }
}
