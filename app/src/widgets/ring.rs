//! The ring around what the keyboard is on.

use egui::{CornerRadius, Painter, Rect, Response, Stroke, StrokeKind};

use crate::theme::Theme;

/// Paints the ring around `rect` if the keyboard is on it.
pub fn focus_ring(painter: &Painter, response: &Response, rect: Rect, radius: u8) {
    if response.has_focus() {
        let color = Theme::of(painter.ctx()).palette.accent_text;
        painter.rect_stroke(rect, CornerRadius::same(radius), Stroke::new(2.0, color), StrokeKind::Inside);
    }
}
