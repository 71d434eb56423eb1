//! Where the pictures of glyphs are kept: textures of 1,024 × 1,024 pixels, filled shelf by shelf.
//!
//! There are at most [`PAGES`] of them, 4 MiB each. When they are full all are given back and the glyphs that
//! are still seen are made again; texts notice by the [generation](Atlas::generation). egui frees a texture
//! after the frame that used it, so what was painted before stays right.

use std::collections::HashMap;

use egui::epaint::FontColorTransferFunction;
use egui::{ColorImage, Context, TextureHandle, TextureId, TextureOptions};

use super::raster::{Face, GlyphKey, Rasterizer};

/// Width and height of a texture, in pixels.
pub const SIDE: u16 = 1024;
/// Textures at most.
pub const PAGES: usize = 4;
/// Shelves are as high as a multiple of this, in pixels.
const STEP: u16 = 4;

/// A glyph in a texture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sprite {
    /// The number of the texture.
    pub page: u8,
    /// Left upper corner in the texture, in pixels.
    pub at: [u16; 2],
    /// Width and height, in pixels.
    pub size: [u16; 2],
    /// From the origin of the glyph to its left edge, in pixels.
    pub left: i16,
    /// From the baseline up to its upper edge, in pixels.
    pub top: i16,
    /// Whether it has colors of its own.
    pub is_color: bool,
}

/// A row of glyphs of nearly the same height.
#[derive(Debug)]
struct Shelf {
    top: u16,
    height: u16,
    used: u16,
}

struct Page {
    texture: TextureHandle,
    shelves: Vec<Shelf>,
    used: u16,
}

impl Page {
    fn new(ctx: &Context) -> Self {
        let side = usize::from(SIDE);
        let empty = ColorImage::filled([side, side], egui::Color32::TRANSPARENT);
        Self { texture: ctx.load_texture("typeset", empty, TextureOptions::LINEAR), shelves: Vec::new(), used: 0 }
    }

    /// A free place; one pixel is left between glyphs.
    fn place(&mut self, width: u16, height: u16) -> Option<[u16; 2]> {
        let (width, height) = (width + 1, (height + 1).next_multiple_of(STEP));
        let fits = |shelf: &&mut Shelf| shelf.height == height && SIDE - shelf.used >= width;
        if let Some(shelf) = self.shelves.iter_mut().find(fits) {
            let at = [shelf.used, shelf.top];
            shelf.used += width;
            return Some(at);
        }
        if width > SIDE || height > SIDE - self.used {
            return None;
        }
        self.shelves.push(Shelf { top: self.used, height, used: width });
        self.used += height;
        Some([0, self.shelves.last()?.top])
    }
}

/// The textures and what is in them.
#[derive(Default)]
pub struct Atlas {
    pages: Vec<Page>,
    sprites: HashMap<GlyphKey, Option<Sprite>>,
    rasterizer: Rasterizer,
    generation: u64,
}

impl Atlas {
    /// Changes whenever sprites that were given out have become wrong.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Sets how coverage becomes alpha. Another way makes all glyphs anew.
    pub fn set_transfer(&mut self, transfer: FontColorTransferFunction) {
        if self.rasterizer.transfer != transfer {
            self.rasterizer.transfer = transfer;
            self.clear();
        }
    }

    /// Gives all textures back.
    pub fn clear(&mut self) {
        self.pages.clear();
        self.sprites.clear();
        self.generation += 1;
    }

    /// The texture of a page.
    pub fn texture(&self, page: u8) -> Option<TextureId> {
        self.pages.get(usize::from(page)).map(|page| page.texture.id())
    }

    /// Bytes of the textures.
    pub fn bytes(&self) -> usize {
        self.pages.len() * usize::from(SIDE) * usize::from(SIDE) * 4
    }

    /// The sprite of a glyph, made if need be; none for what has no pixels.
    pub fn sprite(&mut self, ctx: &Context, face: &Face<'_>, glyph: u16, step: u8) -> Option<Sprite> {
        let key = face.key(glyph, step);
        if let Some(known) = self.sprites.get(&key) {
            return *known;
        }
        let sprite = self.make(ctx, face, key);
        self.sprites.insert(key, sprite);
        sprite
    }

    fn make(&mut self, ctx: &Context, face: &Face<'_>, key: GlyphKey) -> Option<Sprite> {
        let picture = self.rasterizer.picture(face, key)?;
        let [width, height] = picture.image.size;
        let size = [u16::try_from(width).ok()?, u16::try_from(height).ok()?];
        let left = i16::try_from(picture.left).ok()?;
        let top = i16::try_from(picture.top).ok()?;
        let (page, at) = self.place(ctx, size)?;
        let texture = &mut self.pages.get_mut(usize::from(page))?.texture;
        texture.set_partial(at.map(usize::from), picture.image, TextureOptions::LINEAR);
        Some(Sprite { page, at, size, left, top, is_color: picture.is_color })
    }

    fn place(&mut self, ctx: &Context, [width, height]: [u16; 2]) -> Option<(u8, [u16; 2])> {
        if width >= SIDE / 2 || height >= SIDE / 2 {
            return None;
        }
        let found = self.pages.iter_mut().enumerate().find_map(|(page, it)| Some((page, it.place(width, height)?)));
        if let Some((page, at)) = found {
            return Some((u8::try_from(page).ok()?, at));
        }
        if self.pages.len() >= PAGES {
            self.clear();
        }
        let mut page = Page::new(ctx);
        let at = page.place(width, height)?;
        self.pages.push(page);
        Some((u8::try_from(self.pages.len() - 1).ok()?, at))
    }
}
