//! Sounds played into the memory of a test.

use std::f32::consts::TAU;
use std::sync::Mutex;
use std::time::Instant;

use super::*;
use crate::audio::{SoundError, Stream};

const PATIENCE: Duration = Duration::from_mins(1);

/// A WAV file of a tone, of two channels.
fn tone(rate: u32, hertz: f32, millis: u32) -> Arc<[u8]> {
    let frames = rate * millis / 1_000;
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + frames * 4).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    bytes.extend([1, 0, 2, 0]);
    bytes.extend(rate.to_le_bytes());
    bytes.extend((rate * 4).to_le_bytes());
    bytes.extend([4, 0, 16, 0]);
    bytes.extend(b"data");
    bytes.extend((frames * 4).to_le_bytes());
    for frame in 0..frames {
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a short tone")]
        let sample = ((frame as f32 * TAU * hertz / rate as f32).sin() * 0.5 * 32_767.0) as i16;
        bytes.extend(sample.to_le_bytes());
        bytes.extend(sample.to_le_bytes());
    }
    bytes.into()
}

/// A device that runs twenty times as fast as a real one and keeps what it is given.
#[derive(Clone, Default)]
struct Fast {
    heard: Arc<Mutex<Vec<f32>>>,
    is_gone: bool,
}

struct Running(Arc<AtomicBool>);

impl Stream for Running {}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Output for Fast {
    fn open(
        &mut self,
        make: &mut dyn FnMut(u32) -> Pull,
        _lost: Box<dyn FnMut() + Send>,
    ) -> Result<Opened, SoundError> {
        if self.is_gone {
            return Err(SoundError::Unknown);
        }
        let (mut pull, heard) = (make(48_000), Arc::clone(&self.heard));
        let is_over = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&is_over);
        let run = move || {
            while !ends.load(Ordering::Relaxed) {
                let mut chunk = [0.0; 960];
                pull(&mut chunk);
                heard.lock().expect("no panic while held").extend(chunk);
                std::thread::sleep(Duration::from_millis(1));
            }
        };
        std::thread::Builder::new().name("device".to_owned()).spawn(run).expect("a thread");
        Ok(Opened { stream: Box::new(Running(is_over)), rate: 48_000 })
    }
}

fn player(output: Fast) -> Player {
    Player::start(Box::new(output), Arc::new(|| {})).expect("a thread")
}

#[track_caller]
fn wait(player: &Player, is_so: impl Fn(&Player) -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is_so(player) {
        assert!(Instant::now() < end, "waited in vain: {player:?} at {}", player.position_millis());
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// What was heard that is not silence.
fn sounding(heard: &Fast) -> Vec<f32> {
    let heard = heard.heard.lock().expect("no panic while held");
    heard.iter().copied().filter(|sample| *sample != 0.0).collect()
}

#[test]
fn a_tone_comes_out_as_long_as_loud_and_as_high_as_it_was() {
    let output = Fast::default();
    let player = player(output.clone());
    player.play(tone(44_100, 441.0, 1_000), 0);
    wait(&player, |player| player.playing() == Playing::Ended);
    assert_eq!(player.length_millis(), 1_000);
    let heard = sounding(&output);
    let millis = heard.len() / 48;
    assert!((980..=1_020).contains(&millis), "{millis} ms");
    let loudest = heard.iter().copied().fold(0.0_f32, f32::max);
    assert!((0.45..=0.56).contains(&loudest), "within a decibel: {loudest}");
    let rises = heard.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] > 0.0).count();
    assert!((435..=447).contains(&rises), "{rises} Hz");
}

#[test]
fn it_is_held_goes_on_jumps_and_stops() {
    let player = player(Fast::default());
    player.play(tone(48_000, 300.0, 20_000), 0);
    wait(&player, |player| player.position_millis() > 200);
    player.pause();
    wait(&player, |player| player.playing() == Playing::Paused);
    std::thread::sleep(Duration::from_millis(20));
    let held = player.position_millis();
    std::thread::sleep(Duration::from_millis(60));
    assert_eq!(player.position_millis(), held, "it stands still");
    player.seek(15_000);
    wait(&player, |player| player.position_millis() >= 15_000);
    assert_eq!(player.playing(), Playing::Paused, "a jump does not let it go on");
    player.resume();
    wait(&player, |player| player.playing() == Playing::Ended);
    player.play(tone(48_000, 300.0, 20_000), 0);
    player.stop();
    wait(&player, |player| player.playing() == Playing::Nothing);
}

#[test]
fn what_is_no_sound_and_what_has_no_device_is_told() {
    let player = player(Fast::default());
    player.play(Arc::from(b"not a sound at all".as_slice()), 0);
    wait(&player, |player| player.playing() == Playing::Failed);
    let without = super::tests::player(Fast { is_gone: true, ..Fast::default() });
    without.play(tone(8_000, 300.0, 100), 0);
    wait(&without, |player| player.playing() == Playing::NoDevice);
}

#[test]
fn a_sound_cut_off_or_changed_anywhere_ends_without_a_panic() {
    let whole = tone(8_000, 300.0, 200);
    for length in (0..whole.len()).step_by(61) {
        let mut bytes = whole[..length].to_vec();
        if let Some(byte) = bytes.get_mut(length / 2) {
            *byte ^= 0x55;
        }
        let Ok(mut decoder) = Decoder::open(bytes.into()) else { continue };
        let mut out = Vec::new();
        while decoder.next(&mut out) {
            assert!(out.len() < 1_000_000, "there is no end");
        }
    }
}
