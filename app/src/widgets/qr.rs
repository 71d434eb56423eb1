//! A QR code drawn as squares, dark on white in every theme so that cameras read it.

use egui::{CornerRadius, Mesh, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, vec2};
use qrcode::{Color, QrCode};

use crate::theme::palette::{INK, PAPER};
use crate::typeset::Typesetter;

/// A code, computed once.
#[derive(Debug)]
pub struct Qr {
    modules: Vec<bool>,
    width: usize,
}

impl Qr {
    /// The code of a text; empty if the text is too long for one.
    pub fn new(text: &str) -> Self {
        match QrCode::new(text.as_bytes()) {
            Ok(code) => {
                let width = code.width();
                let modules = code.into_colors().into_iter().map(|color| color == Color::Dark).collect();
                Self { modules, width }
            }
            Err(_) => Self { modules: Vec::new(), width: 1 },
        }
    }

    /// Shows it as a square with a quiet border.
    pub fn ui(&self, ui: &mut Ui, size: f32, name: &str) -> Response {
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
        ui.painter().rect_filled(rect, CornerRadius::same(8), PAPER);
        let module = (size - 16.0) / self.width as f32;
        let start = rect.min + vec2(8.0, 8.0);
        // A mirrored window must not mirror the code: not every camera reads that.
        let is_mirrored = Typesetter::of(ui.ctx()).is_mirrored();
        let mut mesh = Mesh::default();
        for (index, _) in self.modules.iter().enumerate().filter(|(_, is_dark)| **is_dark) {
            let (x, y) = (index % self.width, index / self.width);
            let x = if is_mirrored { self.width - 1 - x } else { x };
            let at = start + vec2(x as f32 * module, y as f32 * module);
            mesh.add_colored_rect(Rect::from_min_size(at, Vec2::splat(module)), INK);
        }
        ui.painter().add(mesh);
        response
    }
}
