//! A sound file as samples, a packet at a time.

use std::io::Cursor;
use std::sync::Arc;

use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, SeekMode, SeekTo, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::units::Time;

/// Samples a second that are believed.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=384_000;
/// Channels that are believed.
const CHANNELS: std::ops::RangeInclusive<usize> = 1..=16;
/// Packets in a row that may be damaged.
const MOST_DAMAGED: u32 = 200;
/// Longest sound that is believed, in milliseconds: a day.
const LONGEST: u64 = 24 * 3_600_000;

/// Why a sound can't be played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SoundError {
    /// Of no format or codec that is decoded here.
    #[error("not a sound in a known format")]
    Unknown,
    /// Cut off or damaged.
    #[error("the sound is damaged")]
    Damaged,
}

/// A sound file that is decoded.
pub struct Decoder {
    format: Box<dyn FormatReader>,
    codec: Box<dyn AudioDecoder>,
    track: u32,
    rate: u32,
    length_millis: Option<u64>,
    /// Samples of a packet, channel by channel within each moment.
    packet: Vec<f32>,
    is_over: bool,
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Decoder({} Hz)", self.rate)
    }
}

impl Decoder {
    /// Reads the head of a file.
    ///
    /// # Errors
    /// [`SoundError::Unknown`], [`SoundError::Damaged`].
    pub fn open(bytes: Arc<[u8]>) -> Result<Self, SoundError> {
        let source = MediaSourceStream::new(Box::new(Cursor::new(bytes)), MediaSourceStreamOptions::default());
        let (formats, metadata) = (FormatOptions::default(), MetadataOptions::default());
        let format = symphonia::default::get_probe()
            .probe(&Hint::new(), source, formats, metadata)
            .map_err(|_unknown| SoundError::Unknown)?;
        let track = format.default_track(TrackType::Audio).ok_or(SoundError::Unknown)?;
        let params = track.codec_params.as_ref().and_then(|params| params.audio()).ok_or(SoundError::Unknown)?;
        let rate = params.sample_rate.filter(|rate| RATES.contains(rate)).ok_or(SoundError::Damaged)?;
        let codec = symphonia::default::get_codecs()
            .make_audio_decoder(params, &AudioDecoderOptions::default())
            .map_err(|_unknown| SoundError::Unknown)?;
        let time = track.time_base.zip(track.duration).and_then(|(base, duration)| base.calc_duration(duration));
        let length_millis = time.and_then(|time| u64::try_from(time.as_millis()).ok()).filter(|it| *it <= LONGEST);
        let track = track.id;
        Ok(Self { format, codec, track, rate, length_millis, packet: Vec::new(), is_over: false })
    }

    /// Samples a second.
    pub const fn rate(&self) -> u32 {
        self.rate
    }

    /// How long it is, if its head says so.
    pub const fn length_millis(&self) -> Option<u64> {
        self.length_millis
    }

    /// Appends the next samples, mixed to one channel; false at the end.
    pub fn next(&mut self, out: &mut Vec<f32>) -> bool {
        let mut damaged = 0;
        while !self.is_over && damaged < MOST_DAMAGED {
            match self.format.next_packet() {
                Ok(Some(packet)) if packet.track_id == self.track => match self.codec.decode(&packet) {
                    Ok(decoded) => {
                        let channels = decoded.spec().channels().count();
                        if !CHANNELS.contains(&channels) {
                            break;
                        }
                        self.packet.resize(decoded.samples_interleaved(), 0.0);
                        decoded.copy_to_slice_interleaved(&mut self.packet);
                        mix(&self.packet, channels, out);
                        return true;
                    }
                    Err(Error::DecodeError(_)) => damaged += 1,
                    Err(_) => break,
                },
                Ok(Some(_other)) => damaged += 1,
                Ok(None) | Err(_) => break,
            }
        }
        self.is_over = true;
        false
    }

    /// Goes to a moment; what comes next begins there or a little before. False if it can't be reached.
    pub fn seek(&mut self, millis: u64) -> bool {
        let seconds = std::time::Duration::from_millis(millis.min(LONGEST)).as_secs_f64();
        let Some(time) = Time::try_from_secs_f64(seconds) else { return false };
        let to = SeekTo::Time { time, track_id: Some(self.track) };
        let is_there = self.format.seek(SeekMode::Accurate, to).is_ok();
        if is_there {
            self.codec.reset();
            self.is_over = false;
        }
        is_there
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few channels")]
fn mix(packet: &[f32], channels: usize, out: &mut Vec<f32>) {
    let share = 1.0 / channels.max(1) as f32;
    let mixed = packet.chunks_exact(channels.max(1)).map(|frame| frame.iter().sum::<f32>() * share);
    out.extend(mixed.map(|sample| if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 }));
}
