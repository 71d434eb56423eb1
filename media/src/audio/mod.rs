//! Sound: decoding what others send, and playing it.
//!
//! | format | codecs |
//! | --- | --- |
//! | MP3 | MP3 |
//! | MP4, M4A, ADTS | AAC-LC |
//! | Ogg, `WebM`, Matroska | Vorbis |
//! | WAV | PCM, ADPCM |
//! | FLAC | FLAC |
//!
//! HE-AAC and Opus are not decoded: such a file can be saved. Everything is mixed to one channel, as voice is.

mod decode;
mod device;
mod player;

pub use decode::{Decoder, SoundError};
pub use device::{Opened, Output, Pull, Stream, SystemOutput};
pub use player::{Player, Playing};
