//! Frames of a GIF.

use std::io::Cursor;
use std::sync::Arc;

use gif::{ColorOutput, DecodeOptions, Decoder, DisposalMethod, MemoryLimit};

use super::canvas::{Area, Blend, Canvas, Disposal, Part};
use super::player::Loops;
use crate::image::gif_blocks::{Block, BlockKind, blocks, is_looping};
use crate::image::{DecodeError, Limits, Size};

pub(super) struct Frames {
    decoder: Decoder<Cursor<Arc<[u8]>>>,
    frame: Vec<u8>,
    most_bytes: usize,
}

impl Frames {
    pub fn open(bytes: Arc<[u8]>, limits: Limits) -> Result<Self, DecodeError> {
        let mut options = DecodeOptions::new();
        options.set_color_output(ColorOutput::RGBA);
        let most_bytes = usize::try_from(limits.memory_bytes / 4).unwrap_or(usize::MAX);
        let limit = u64::try_from(most_bytes).ok().and_then(std::num::NonZeroU64::new);
        options.set_memory_limit(limit.map_or(MemoryLimit::Unlimited, MemoryLimit::Bytes));
        let decoder = options.read_info(Cursor::new(bytes)).map_err(|_damage| DecodeError::Damaged)?;
        Ok(Self { decoder, frame: Vec::new(), most_bytes })
    }

    pub fn size(&self) -> Size {
        Size::new(self.decoder.width().into(), self.decoder.height().into())
    }

    /// Draws the next frame and says how long it stays, in milliseconds.
    pub fn next(&mut self, canvas: &mut Canvas) -> Result<Option<u32>, DecodeError> {
        let Some(frame) = self.decoder.next_frame_info().map_err(|_damage| DecodeError::Damaged)? else {
            return Ok(None);
        };
        let area = Area {
            left: frame.left.into(),
            top: frame.top.into(),
            width: frame.width.into(),
            height: frame.height.into(),
        };
        let delay_ms = u32::from(frame.delay) * 10;
        let disposal = match frame.dispose {
            DisposalMethod::Background => Disposal::Clear,
            DisposalMethod::Previous => Disposal::Restore,
            DisposalMethod::Any | DisposalMethod::Keep => Disposal::Keep,
        };
        let bytes = self.decoder.buffer_size();
        if bytes > self.most_bytes {
            return Err(DecodeError::TooLarge);
        }
        self.frame.clear();
        self.frame.resize(bytes, 0);
        self.decoder.read_into_buffer(&mut self.frame).map_err(|_damage| DecodeError::Damaged)?;
        canvas.draw(&Part { area, rgba: &self.frame, stride: area.width, blend: Blend::Over, disposal });
        Ok(Some(delay_ms))
    }
}

/// How often it plays. Without a word about it, once; `0` is forever, another number counts the repeats.
pub(super) fn loops(bytes: &[u8]) -> Loops {
    let says = |block: &Block| is_looping(bytes, block);
    let Some(block) = blocks(bytes).take_while(|block| block.kind != BlockKind::Image).find(says) else {
        return Loops::Times(1);
    };
    // 21 ff 0b, eleven letters, 03 01, the number.
    match crate::bytes::u16_le(bytes, block.range.start + 16) {
        Some(0) | None => Loops::Forever,
        Some(repeats) => Loops::Times(u32::from(repeats) + 1),
    }
}

/// Whether there is more than one image.
pub(super) fn is_animated(bytes: &[u8]) -> bool {
    blocks(bytes).filter(|block| block.kind == BlockKind::Image).nth(1).is_some()
}
