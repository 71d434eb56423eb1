//! Plays one sound: a thread decodes it ahead into a ring, from which the device pulls.
//!
//! Between the thread and the device is a ring without a lock. How far the sound has come is counted by what the
//! device took, so it stands still when the device does. Orders go over a short queue; the window reads the state from
//! atomics and never waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use rtrb::{Consumer, Producer, RingBuffer};

use super::{Decoder, Opened, Output, Pull};

/// Orders that may wait.
const WAITING: usize = 16;
/// How far the thread decodes ahead, in parts of a second.
const AHEAD: u32 = 4;
/// How often it looks while something plays.
const TICK: Duration = Duration::from_millis(40);

/// What a player does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Playing {
    /// Nothing.
    #[default]
    Nothing,
    /// It plays.
    Playing,
    /// It is held.
    Paused,
    /// The sound was played to its end.
    Ended,
    /// The sound can't be decoded.
    Failed,
    /// There is no device to play it on.
    NoDevice,
}

impl Playing {
    const ALL: [Self; 6] = [Self::Nothing, Self::Playing, Self::Paused, Self::Ended, Self::Failed, Self::NoDevice];

    const fn number(self) -> u8 {
        match self {
            Self::Nothing => 0,
            Self::Playing => 1,
            Self::Paused => 2,
            Self::Ended => 3,
            Self::Failed => 4,
            Self::NoDevice => 5,
        }
    }
}

enum Order {
    Play(Arc<[u8]>, u64),
    Pause,
    Resume,
    Seek(u64),
    Stop,
}

#[derive(Default)]
struct State {
    playing: AtomicU8,
    /// Samples that the device took since the last start or jump.
    taken: AtomicU64,
    /// Samples a second that the device takes.
    rate: AtomicU64,
    /// Where the last start or jump was, in milliseconds.
    from: AtomicU64,
    length: AtomicU64,
    is_held: AtomicBool,
    is_lost: AtomicBool,
    /// All of the sound is in the ring.
    is_decoded: AtomicBool,
    /// The device found the ring empty after all of the sound was in it.
    is_drained: AtomicBool,
}

impl State {
    fn set(&self, playing: Playing) {
        self.playing.store(playing.number(), Ordering::Relaxed);
    }
}

/// Plays one sound at a time.
pub struct Player {
    orders: SyncSender<Order>,
    state: Arc<State>,
}

impl std::fmt::Debug for Player {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Player({:?})", self.playing())
    }
}

impl Player {
    /// Starts the thread. `wake` is called when what it does changes by itself.
    ///
    /// # Errors
    /// When the system refuses a thread.
    pub fn start(output: Box<dyn Output>, wake: Arc<dyn Fn() + Send + Sync>) -> std::io::Result<Self> {
        let (orders, waiting) = sync_channel(WAITING);
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        let work = move || Worker { output, wake, state: shared, sound: None }.run(&waiting);
        std::thread::Builder::new().name("player".to_owned()).spawn(work)?;
        Ok(Self { orders, state })
    }

    fn order(&self, order: Order) {
        if self.orders.try_send(order).is_err() {
            tracing::debug!("the player is too busy");
        }
    }

    /// Plays a file from a moment on, in place of what plays.
    pub fn play(&self, bytes: Arc<[u8]>, from_millis: u64) {
        self.state.set(Playing::Playing);
        self.state.from.store(from_millis, Ordering::Relaxed);
        self.state.taken.store(0, Ordering::Relaxed);
        self.state.length.store(0, Ordering::Relaxed);
        self.order(Order::Play(bytes, from_millis));
    }

    /// Holds it.
    pub fn pause(&self) {
        self.order(Order::Pause);
    }

    /// Goes on.
    pub fn resume(&self) {
        self.order(Order::Resume);
    }

    /// Goes to a moment.
    pub fn seek(&self, millis: u64) {
        self.order(Order::Seek(millis));
    }

    /// Stops, and forgets the sound.
    pub fn stop(&self) {
        self.order(Order::Stop);
    }

    /// What it does.
    pub fn playing(&self) -> Playing {
        let number = usize::from(self.state.playing.load(Ordering::Relaxed));
        Playing::ALL.get(number).copied().unwrap_or_default()
    }

    /// How far the sound has come, in milliseconds.
    pub fn position_millis(&self) -> u64 {
        let state = &self.state;
        let rate = state.rate.load(Ordering::Relaxed).max(1);
        let played = state.taken.load(Ordering::Relaxed).saturating_mul(1_000) / rate;
        let length = state.length.load(Ordering::Relaxed);
        let at = state.from.load(Ordering::Relaxed).saturating_add(played);
        if length > 0 { at.min(length) } else { at }
    }

    /// How long the sound is, in milliseconds; 0 until that is known.
    pub fn length_millis(&self) -> u64 {
        self.state.length.load(Ordering::Relaxed)
    }
}

/// What is played.
struct Sound {
    bytes: Arc<[u8]>,
    decoder: Decoder,
    opened: Opened,
    ring: Producer<f32>,
    /// Decoded samples that are not in the ring yet.
    decoded: Vec<f32>,
    /// How many of them are.
    used: usize,
    /// Between two samples of the sound, for another rate of the device.
    phase: f64,
    is_over: bool,
}

struct Worker {
    output: Box<dyn Output>,
    wake: Arc<dyn Fn() + Send + Sync>,
    state: Arc<State>,
    sound: Option<Sound>,
}

impl Worker {
    fn run(mut self, orders: &Receiver<Order>) {
        loop {
            let is_active = self.sound.is_some() && !self.state.is_held.load(Ordering::Relaxed);
            let order = if is_active {
                orders.recv_timeout(TICK)
            } else {
                orders.recv().map_err(|_closed| RecvTimeoutError::Disconnected)
            };
            match order {
                Ok(order) => self.obey(order),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.go_on();
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Play(bytes, from) => self.begin(bytes, from),
            Order::Pause if self.sound.is_some() => {
                self.state.is_held.store(true, Ordering::Relaxed);
                self.tell(Playing::Paused);
            }
            Order::Resume if self.sound.is_some() => {
                self.state.is_held.store(false, Ordering::Relaxed);
                self.tell(Playing::Playing);
            }
            Order::Seek(millis) => {
                let is_held = self.state.is_held.load(Ordering::Relaxed);
                if let Some(sound) = self.sound.take() {
                    self.begin(sound.bytes, millis);
                    if is_held && self.sound.is_some() {
                        self.state.is_held.store(true, Ordering::Relaxed);
                        self.tell(Playing::Paused);
                    }
                }
            }
            Order::Stop => {
                self.sound = None;
                self.tell(Playing::Nothing);
            }
            Order::Pause | Order::Resume => {}
        }
    }

    fn tell(&self, playing: Playing) {
        self.state.set(playing);
        (self.wake)();
    }

    fn begin(&mut self, bytes: Arc<[u8]>, from: u64) {
        self.sound = None;
        let Ok(mut decoder) = Decoder::open(Arc::clone(&bytes)) else { return self.tell(Playing::Failed) };
        let from = if from > 0 && decoder.seek(from) { from } else { 0 };
        let state = &self.state;
        state.from.store(from, Ordering::Relaxed);
        state.taken.store(0, Ordering::Relaxed);
        state.length.store(decoder.length_millis().unwrap_or(0), Ordering::Relaxed);
        for flag in [&state.is_held, &state.is_lost, &state.is_decoded, &state.is_drained] {
            flag.store(false, Ordering::Relaxed);
        }
        let mut ring = None;
        let lost = Arc::clone(state);
        let opened = self.output.open(
            &mut |rate| {
                let (producer, consumer) = RingBuffer::new(usize::try_from(rate / AHEAD).unwrap_or(1).max(1));
                state.rate.store(u64::from(rate), Ordering::Relaxed);
                ring = Some(producer);
                pull(consumer, Arc::clone(state))
            },
            Box::new(move || lost.is_lost.store(true, Ordering::Relaxed)),
        );
        match (opened, ring) {
            (Ok(opened), Some(ring)) => {
                let decoded = Vec::new();
                self.sound = Some(Sound { bytes, decoder, opened, ring, decoded, used: 0, phase: 0.0, is_over: false });
                self.tell(Playing::Playing);
            }
            _ => self.tell(Playing::NoDevice),
        }
    }

    /// Decodes ahead; notices the end and a device that is gone.
    fn go_on(&mut self) {
        let Some(sound) = &mut self.sound else { return };
        sound.fill();
        if sound.is_over && sound.used >= sound.decoded.len() {
            self.state.is_decoded.store(true, Ordering::Release);
        }
        if self.state.is_lost.load(Ordering::Relaxed) {
            self.sound = None;
            self.tell(Playing::NoDevice);
        } else if self.state.is_drained.load(Ordering::Relaxed) {
            self.sound = None;
            self.tell(Playing::Ended);
        }
    }
}

impl Sound {
    /// Fills the ring as far as it goes, at the rate of the device.
    fn fill(&mut self) {
        let step = f64::from(self.decoder.rate()) / f64::from(self.opened.rate.max(1));
        while !self.ring.is_full() {
            if self.used + 1 >= self.decoded.len() && !self.is_over {
                self.decoded.drain(..self.used.min(self.decoded.len()));
                self.used = 0;
                self.is_over = !self.decoder.next(&mut self.decoded);
                continue;
            }
            let Some(here) = self.decoded.get(self.used).copied() else { return };
            let next = self.decoded.get(self.used + 1).copied().unwrap_or(here);
            #[expect(clippy::cast_possible_truncation, reason = "a part of one")]
            let between = here + (next - here) * self.phase as f32;
            if self.ring.push(between).is_err() {
                return;
            }
            self.phase += step;
            while self.phase >= 1.0 {
                self.phase -= 1.0;
                self.used += 1;
            }
        }
    }
}

/// What the device calls: no lock, no memory, no waiting.
fn pull(mut ring: Consumer<f32>, state: Arc<State>) -> Pull {
    Box::new(move |out: &mut [f32]| {
        if state.is_held.load(Ordering::Relaxed) {
            out.fill(0.0);
            return;
        }
        let is_decoded = state.is_decoded.load(Ordering::Acquire);
        let mut taken = 0;
        for sample in out.iter_mut() {
            match ring.pop() {
                Ok(value) => {
                    *sample = value;
                    taken += 1;
                }
                Err(_empty) => *sample = 0.0,
            }
        }
        state.taken.fetch_add(taken, Ordering::Relaxed);
        if is_decoded && ring.is_empty() {
            state.is_drained.store(true, Ordering::Relaxed);
        }
    })
}

#[cfg(test)]
mod tests;
