//! The canvas on which the frames of an animation are drawn.

use crate::image::{Pixels, Size};

/// What becomes of a frame before the next is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Disposal {
    /// It stays.
    Keep,
    /// Its area becomes transparent.
    Clear,
    /// What was below comes back.
    Restore,
}

/// How a frame is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blend {
    /// Instead of what is there, alpha too.
    Replace,
    /// Over what is there.
    Over,
}

/// A part of the canvas, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub left: u32,
    pub top: u32,
    pub width: u32,
    pub height: u32,
}

/// A frame to be drawn.
pub(super) struct Part<'a> {
    pub area: Area,
    /// Four bytes a pixel.
    pub rgba: &'a [u8],
    /// From row to row of `rgba`, in pixels.
    pub stride: u32,
    pub blend: Blend,
    pub disposal: Disposal,
}

/// What has been drawn so far.
pub(super) struct Canvas {
    pixels: Pixels,
    saved: Vec<u8>,
    last: Option<(Disposal, Area)>,
}

impl Canvas {
    /// Transparent.
    pub fn new(size: Size) -> Self {
        let bytes = usize::try_from(size.pixels() * 4).unwrap_or(0);
        let pixels = Pixels { width: size.width, height: size.height, rgba: vec![0; bytes] };
        Self { pixels, saved: Vec::new(), last: None }
    }

    /// Transparent again.
    pub fn clear(&mut self) {
        self.pixels.rgba.fill(0);
        self.last = None;
    }

    /// What is to be seen.
    pub fn pixels(&self) -> &Pixels {
        &self.pixels
    }

    /// Draws a frame after disposing of the one before. What lies outside is cut off.
    pub fn draw(&mut self, part: &Part) {
        match self.last {
            Some((Disposal::Clear, area)) => self.rows(area).for_each(|row| row.fill(0)),
            Some((Disposal::Restore, _)) if self.saved.len() == self.pixels.rgba.len() => {
                self.pixels.rgba.copy_from_slice(&self.saved);
            }
            _ => {}
        }
        if part.disposal == Disposal::Restore {
            self.saved.clone_from(&self.pixels.rgba);
        }
        self.last = Some((part.disposal, part.area));
        let sources = part.rgba.chunks((part.stride.max(1) as usize).saturating_mul(4));
        for (row, source) in self.rows(part.area).zip(sources) {
            let pixels = row.as_chunks_mut::<4>().0.iter_mut().zip(source.as_chunks::<4>().0);
            match part.blend {
                Blend::Replace => pixels.for_each(|(below, above)| *below = *above),
                Blend::Over => pixels.for_each(|(below, above)| *below = over(*below, *above)),
            }
        }
    }

    /// The rows of an area, as far as they lie on the canvas.
    fn rows(&mut self, area: Area) -> impl Iterator<Item = &mut [u8]> {
        let width = (self.pixels.width as usize).max(1) * 4;
        let left = (area.left as usize).saturating_mul(4).min(width);
        let right = (area.left as usize).saturating_add(area.width as usize).saturating_mul(4).min(width);
        let rows = self.pixels.rgba.chunks_exact_mut(width).skip(area.top as usize).take(area.height as usize);
        rows.filter_map(move |row| row.get_mut(left..right))
    }
}

fn over(below: [u8; 4], above: [u8; 4]) -> [u8; 4] {
    let [r, g, b, alpha] = above;
    match alpha {
        0 => return below,
        255 => return above,
        _ => {}
    }
    let [r0, g0, b0, alpha0] = below;
    let (alpha, rest) = (u32::from(alpha) * 255, u32::from(alpha0) * (255 - u32::from(alpha)));
    let sum = alpha + rest;
    let mix = |above: u8, below: u8| {
        u8::try_from((u32::from(above) * alpha + u32::from(below) * rest + sum / 2) / sum).unwrap_or(u8::MAX)
    };
    [mix(r, r0), mix(g, g0), mix(b, b0), u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: [u8; 4] = [255, 0, 0, 255];
    const BLUE: [u8; 4] = [0, 0, 255, 255];
    const NONE: [u8; 4] = [0; 4];

    fn draw(canvas: &mut Canvas, left: u32, color: [u8; 4], disposal: Disposal) {
        let area = Area { left, top: 0, width: 2, height: 1 };
        canvas.draw(&Part { area, rgba: &color.repeat(2), stride: 2, blend: Blend::Over, disposal });
    }

    fn seen(canvas: &Canvas) -> Vec<[u8; 4]> {
        canvas.pixels().rgba.as_chunks::<4>().0.to_vec()
    }

    #[test]
    fn frames_are_kept_cleared_and_restored() {
        let mut canvas = Canvas::new(Size::new(4, 1));
        draw(&mut canvas, 0, RED, Disposal::Keep);
        draw(&mut canvas, 1, BLUE, Disposal::Restore);
        assert_eq!(seen(&canvas), [RED, BLUE, BLUE, NONE]);
        draw(&mut canvas, 2, BLUE, Disposal::Clear);
        assert_eq!(seen(&canvas), [RED, RED, BLUE, BLUE]);
        draw(&mut canvas, 0, NONE, Disposal::Keep);
        assert_eq!(seen(&canvas), [RED, RED, NONE, NONE]);
    }

    #[test]
    fn a_frame_beside_the_canvas_is_cut_off() {
        let mut canvas = Canvas::new(Size::new(3, 1));
        draw(&mut canvas, 2, RED, Disposal::Clear);
        assert_eq!(seen(&canvas), [NONE, NONE, RED]);
        draw(&mut canvas, u32::MAX, BLUE, Disposal::Keep);
        assert_eq!(seen(&canvas), [NONE, NONE, NONE]);
    }

    #[test]
    fn half_transparent_colors_mix() {
        assert_eq!(over(RED, [0, 0, 255, 128]), [127, 0, 128, 255]);
        assert_eq!(over(NONE, [10, 20, 30, 128]), [10, 20, 30, 128]);
        assert_eq!(over([0, 0, 0, 128], [255, 255, 255, 128]), [170, 170, 170, 192]);
    }
}
