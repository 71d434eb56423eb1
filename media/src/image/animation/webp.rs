//! Frames of an animated WebP.
//!
//! Each frame is decoded as a still picture of its own, made of its chunks: so the sizes in all headers are
//! checked against each other.

use std::io::Cursor;
use std::ops::Range;
use std::sync::Arc;

use image_webp::WebPDecoder;

use super::canvas::{Area, Blend, Canvas, Disposal, Part};
use super::player::Loops;
use crate::bytes::{byte, u16_le};
use crate::image::riff::{HAS_ALPHA, HAS_ANIMATION, chunks, chunks_within, flags, u24_le, written};
use crate::image::{DecodeError, Limits, Pixels, Size};

/// Bytes of a frame's header.
const FRAME_HEADER: usize = 16;

pub(super) struct Frames {
    bytes: Arc<[u8]>,
    size: Size,
    loops: Loops,
    frames: std::vec::IntoIter<Range<usize>>,
    memory_bytes: usize,
}

impl Frames {
    pub fn open(bytes: Arc<[u8]>, limits: Limits) -> Result<Self, DecodeError> {
        let size = canvas_size(&bytes).ok_or(DecodeError::Damaged)?;
        let frames = frames(&bytes).take(limits.frames).collect::<Vec<_>>().into_iter();
        let settings = chunks(&bytes).find(|chunk| &chunk.name == b"ANIM");
        let loops = settings.and_then(|chunk| u16_le(&bytes, chunk.body.start + 4));
        let loops = loops.filter(|times| *times > 0).map_or(Loops::Forever, |times| Loops::Times(times.into()));
        let memory_bytes = usize::try_from(limits.memory_bytes / 4).unwrap_or(usize::MAX);
        Ok(Self { bytes, size, loops, frames, memory_bytes })
    }

    pub fn size(&self) -> Size {
        self.size
    }

    pub fn loops(&self) -> Loops {
        self.loops
    }

    /// Draws the next frame and says how long it stays, in milliseconds.
    pub fn next(&mut self, canvas: &mut Canvas) -> Result<Option<u32>, DecodeError> {
        let Some(body) = self.frames.next() else { return Ok(None) };
        let (area, delay_ms, how) = frame_header(&self.bytes, body.start).ok_or(DecodeError::Damaged)?;
        let inside = |start: u32, length: u32, whole: u32| start.checked_add(length).is_some_and(|end| end <= whole);
        if !inside(area.left, area.width, self.size.width) || !inside(area.top, area.height, self.size.height) {
            return Err(DecodeError::Damaged);
        }
        let still = still(&self.bytes, body, area).ok_or(DecodeError::Damaged)?;
        let rgba = decoded(&still, Size::new(area.width, area.height), self.memory_bytes)?;
        let disposal = if how & 1 == 1 { Disposal::Clear } else { Disposal::Keep };
        let blend = if how & 2 == 2 { Blend::Replace } else { Blend::Over };
        canvas.draw(&Part { area, rgba: &rgba, stride: area.width, blend, disposal });
        Ok(Some(delay_ms))
    }
}

/// Whether there is more than one frame.
pub(super) fn is_animated(bytes: &[u8]) -> bool {
    flags(bytes) & HAS_ANIMATION != 0 && frames(bytes).nth(1).is_some()
}

fn frames(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    chunks(bytes).filter(|chunk| &chunk.name == b"ANMF").map(|chunk| chunk.body)
}

fn canvas_size(bytes: &[u8]) -> Option<Size> {
    let header = chunks(bytes).next().filter(|chunk| &chunk.name == b"VP8X")?;
    Some(Size::new(u24_le(bytes, header.body.start + 4)? + 1, u24_le(bytes, header.body.start + 7)? + 1))
}

/// Where a frame stands, how long, and its flags.
fn frame_header(bytes: &[u8], at: usize) -> Option<(Area, u32, u8)> {
    let number = |offset| u24_le(bytes, at + offset);
    let area = Area { left: number(0)? * 2, top: number(3)? * 2, width: number(6)? + 1, height: number(9)? + 1 };
    Some((area, number(12)?, byte(bytes, at + 15)?))
}

/// A file of its own for a frame.
fn still(bytes: &[u8], body: Range<usize>, area: Area) -> Option<Vec<u8>> {
    let found = |name: &[u8; 4]| {
        let inside = body.start + FRAME_HEADER..body.end;
        let chunk = chunks_within(bytes, inside).take(16).find(|chunk| &chunk.name == name)?;
        bytes.get(chunk.body)
    };
    if let Some(lossless) = found(b"VP8L") {
        return written([(b"VP8L", lossless)]);
    }
    let lossy = found(b"VP8 ")?;
    let Some(alpha) = found(b"ALPH") else { return written([(b"VP8 ", lossy)]) };
    let [w0, w1, w2, _] = area.width.checked_sub(1)?.to_le_bytes();
    let [h0, h1, h2, _] = area.height.checked_sub(1)?.to_le_bytes();
    written([(b"VP8X", &[HAS_ALPHA, 0, 0, 0, w0, w1, w2, h0, h1, h2][..]), (b"ALPH", alpha), (b"VP8 ", lossy)])
}

fn decoded(still: &[u8], size: Size, memory_bytes: usize) -> Result<Vec<u8>, DecodeError> {
    let mut decoder = WebPDecoder::new(Cursor::new(still)).map_err(|_damage| DecodeError::Damaged)?;
    decoder.set_memory_limit(memory_bytes);
    if decoder.dimensions() != (size.width, size.height) || decoder.is_animated() {
        return Err(DecodeError::Damaged);
    }
    let bytes = decoder.output_buffer_size().filter(|bytes| *bytes <= memory_bytes).ok_or(DecodeError::TooLarge)?;
    let mut data = vec![0; bytes];
    decoder.read_image(&mut data).map_err(|_damage| DecodeError::Damaged)?;
    let channels = if decoder.has_alpha() { 4 } else { 3 };
    Ok(Pixels::from_channels(size, channels, data).rgba)
}
