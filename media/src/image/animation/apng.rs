//! Frames of an animated PNG.

use std::io::Cursor;
use std::sync::Arc;

use png::{BlendOp, Decoder, DisposeOp, Reader, Transformations};

use super::canvas::{Area, Blend, Canvas, Disposal, Part};
use super::player::Loops;
use crate::image::{DecodeError, Limits, Pixels, Size};

pub(super) struct Frames {
    reader: Reader<Cursor<Arc<[u8]>>>,
    buffer: Vec<u8>,
    /// Frames still to come.
    left: u32,
    loops: Loops,
}

impl Frames {
    pub fn open(bytes: Arc<[u8]>, limits: Limits) -> Result<Self, DecodeError> {
        let memory = usize::try_from(limits.memory_bytes / 4).unwrap_or(usize::MAX);
        let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: memory });
        decoder.set_ignore_text_chunk(true);
        decoder.set_ignore_iccp_chunk(true);
        decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16 | Transformations::ALPHA);
        let mut reader = decoder.read_info().map_err(sort_error)?;
        let bytes = reader.output_buffer_size().filter(|bytes| *bytes <= memory).ok_or(DecodeError::TooLarge)?;
        let control = *reader.info().animation_control().ok_or(DecodeError::Damaged)?;
        let mut buffer = vec![0; bytes];
        // The still picture for programs that know no animations need not be part of this one.
        if reader.info().frame_control().is_none() {
            reader.next_frame(&mut buffer).map_err(sort_error)?;
        }
        let loops = if control.num_plays == 0 { Loops::Forever } else { Loops::Times(control.num_plays) };
        Ok(Self { reader, buffer, left: control.num_frames, loops })
    }

    pub fn size(&self) -> Size {
        Size::new(self.reader.info().width, self.reader.info().height)
    }

    pub fn loops(&self) -> Loops {
        self.loops
    }

    /// Draws the next frame and says how long it stays, in milliseconds.
    pub fn next(&mut self, canvas: &mut Canvas) -> Result<Option<u32>, DecodeError> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        self.buffer.fill(0);
        let output = self.reader.next_frame(&mut self.buffer).map_err(sort_error)?;
        let info = self.reader.info();
        let frame = *info.frame_control().ok_or(DecodeError::Damaged)?;
        let area = Area { left: frame.x_offset, top: frame.y_offset, width: output.width, height: output.height };
        // The rows of an interlaced frame lie as far apart as those of the canvas.
        let stride = if info.interlaced { info.width } else { output.width };
        let disposal = match frame.dispose_op {
            DisposeOp::None => Disposal::Keep,
            DisposeOp::Background => Disposal::Clear,
            DisposeOp::Previous => Disposal::Restore,
        };
        let blend = if frame.blend_op == BlendOp::Over { Blend::Over } else { Blend::Replace };
        let channels = output.color_type.samples();
        let part = |rgba: &[u8], canvas: &mut Canvas| canvas.draw(&Part { area, rgba, stride, blend, disposal });
        if channels == 4 {
            part(&self.buffer, canvas);
        } else {
            part(&Pixels::from_channels(Size::new(0, 0), channels, self.buffer.clone()).rgba, canvas);
        }
        let per_second = if frame.delay_den == 0 { 100 } else { u32::from(frame.delay_den) };
        Ok(Some(u32::from(frame.delay_num) * 1_000 / per_second))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "used as the function of map_err")]
fn sort_error(error: png::DecodingError) -> DecodeError {
    match error {
        png::DecodingError::LimitsExceeded => DecodeError::TooLarge,
        _ => DecodeError::Damaged,
    }
}
