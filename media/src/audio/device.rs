//! Where sound goes: a device of the system, or what a test puts in its place.

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{FromSample, SampleFormat, SizedSample, StreamConfig};

use super::SoundError;

/// Gives the next samples, of one channel: fills all of what it is given. Called where nothing may wait.
pub type Pull = Box<dyn FnMut(&mut [f32]) + Send>;

/// A stream that plays until it is dropped.
pub trait Stream {}

/// A stream that was opened.
pub struct Opened {
    /// Plays until it is dropped.
    pub stream: Box<dyn Stream>,
    /// Samples a second that it pulls.
    pub rate: u32,
}

/// Opens streams. Tests put their own in its place.
pub trait Output: Send {
    /// Opens the device that the system proposes. `make` gets its rate and makes what it pulls from; `lost` is called
    /// when the device is gone.
    ///
    /// # Errors
    /// [`SoundError::Unknown`] when there is no device that can be used.
    fn open(&mut self, make: &mut dyn FnMut(u32) -> Pull, lost: Box<dyn FnMut() + Send>) -> Result<Opened, SoundError>;
}

/// The devices of the system.
#[derive(Debug, Default)]
pub struct SystemOutput;

struct SystemStream(#[expect(dead_code, reason = "it plays until it is dropped")] cpal::Stream);

impl Stream for SystemStream {}

/// Frames that the device asks for at a time: the default of `PulseAudio` is six seconds.
const FRAMES: u32 = 960;
/// Samples that are pulled at a time at most.
const CHUNK: usize = 1_024;

impl Output for SystemOutput {
    fn open(&mut self, make: &mut dyn FnMut(u32) -> Pull, lost: Box<dyn FnMut() + Send>) -> Result<Opened, SoundError> {
        let device = cpal::default_host().default_output_device().ok_or(SoundError::Unknown)?;
        let supported = device.default_output_config().map_err(|_none| SoundError::Unknown)?;
        let mut config: StreamConfig = supported.into();
        config.buffer_size = cpal::BufferSize::Fixed(FRAMES);
        let rate = config.sample_rate;
        let pull = make(rate);
        let stream = match supported.sample_format() {
            SampleFormat::I16 => stream::<i16>(&device, config, pull, lost),
            SampleFormat::I32 => stream::<i32>(&device, config, pull, lost),
            SampleFormat::U8 => stream::<u8>(&device, config, pull, lost),
            _ => stream::<f32>(&device, config, pull, lost),
        };
        Ok(Opened { stream: Box::new(SystemStream(stream?)), rate })
    }
}

fn stream<T: SizedSample + FromSample<f32>>(
    device: &cpal::Device,
    config: StreamConfig,
    mut pull: Pull,
    mut lost: Box<dyn FnMut() + Send>,
) -> Result<cpal::Stream, SoundError> {
    let channels = usize::from(config.channels).max(1);
    let mut samples = [0.0_f32; CHUNK];
    let fill = move |out: &mut [T], _info: &cpal::OutputCallbackInfo| {
        for part in out.chunks_mut(CHUNK * channels) {
            let frames = part.len() / channels;
            let Some(mono) = samples.get_mut(..frames) else { return };
            pull(mono);
            for (frame, sample) in part.chunks_mut(channels).zip(mono.iter()) {
                frame.fill(T::from_sample(*sample));
            }
        }
    };
    let failed = move |error: cpal::Error| {
        use cpal::ErrorKind;
        if !matches!(error.kind(), ErrorKind::Xrun | ErrorKind::RealtimeDenied) {
            lost();
        }
    };
    let stream = device.build_output_stream(config, fill, failed, None).map_err(|_refused| SoundError::Unknown)?;
    stream.play().map_err(|_refused| SoundError::Unknown)?;
    Ok(stream)
}
