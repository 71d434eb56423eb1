//! The pictures of people, as whoever paints an avatar finds them: textures by person and version.
//!
//! Painting notes which pictures were wanted; whoever has the textures looks at that once a frame and puts here what
//! there is. Until then, and for whom there is none, the initials stand.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use egui::{Context, Id, TextureId};

/// A picture of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Portrait {
    /// Whose: the 33 bytes of an account.
    pub owner: [u8; 33],
    /// Which of theirs.
    pub version: u64,
}

impl Portrait {
    /// The picture of a person; nothing when there is none, whose version is 0.
    pub fn of(owner: [u8; 33], version: u64) -> Option<Self> {
        (version != 0).then_some(Self { owner, version })
    }
}

#[derive(Debug, Default)]
struct State {
    ready: HashMap<Portrait, TextureId>,
    wanted: HashSet<Portrait>,
}

/// The pictures of people in one window; clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Portraits(Arc<Mutex<State>>);

impl Portraits {
    /// Those of a window.
    pub fn of(ctx: &Context) -> Self {
        ctx.data_mut(|data| data.get_temp_mut_or_default::<Self>(Id::unique("portraits")).clone())
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A picture, if it is ready. It counts as wanted either way.
    pub fn get(&self, portrait: Portrait) -> Option<TextureId> {
        self.with(|state| {
            state.wanted.insert(portrait);
            state.ready.get(&portrait).copied()
        })
    }

    /// Puts here what is ready of what was wanted since the last time, in place of what was here.
    pub fn renew(&self, ready: impl Fn(Portrait) -> Option<TextureId>) {
        self.with(|state| {
            let wanted = std::mem::take(&mut state.wanted);
            state.ready = wanted.into_iter().filter_map(|it| Some((it, ready(it)?))).collect();
        });
    }
}
