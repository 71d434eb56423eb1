//! The frame of dialogs: a veil, a title, a cross, and a body that scrolls.
//!
//! Escape, the cross, or a press outside ends the one on top. It is as wide as told, but never wider or
//! higher than the window allows.

use egui::{Align, Context, CornerRadius, Frame, Id, Layout, Margin, Modal, ScrollArea, Stroke, Ui};

use super::button::IconButton;
use super::label::rich;
use crate::theme::tokens::{font, radius, size};
use crate::theme::{Icon, Theme, Weight};

/// A dialog.
#[must_use = "show it with .show(ctx, …)"]
pub struct Dialog<'a> {
    id: &'a str,
    title: &'a str,
    close: &'a str,
    back: Option<&'a str>,
    width: f32,
    height: Option<f32>,
}

/// What ended a dialog, if something did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DialogEnd {
    /// It stays.
    Open,
    /// Close it.
    Closed,
    /// Go back to the page before.
    Back,
}

impl<'a> Dialog<'a> {
    /// A dialog with a title; `close` is the name of the cross.
    pub fn new(id: &'a str, title: &'a str, close: &'a str) -> Self {
        Self { id, title, close, back: None, width: size::DIALOG, height: None }
    }

    /// Its width.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Keeps its height whatever is in it, for dialogs with pages.
    pub fn height(mut self, height: f32) -> Self {
        self.height = Some(height);
        self
    }

    /// An arrow with a name that goes back a page.
    pub fn back(mut self, name: Option<&'a str>) -> Self {
        self.back = name;
        self
    }

    /// Shows it with its content.
    pub fn show<R>(self, ctx: &Context, content: impl FnOnce(&mut Ui) -> R) -> (DialogEnd, R) {
        let palette = Theme::of(ctx).palette;
        let screen = ctx.content_rect();
        let width = self.width.min(screen.width() - 24.0);
        let most = screen.height() - 48.0;
        let frame = Frame::new()
            .fill(palette.dialog)
            .stroke(Stroke::new(1.0, palette.border))
            .corner_radius(CornerRadius::same(radius::DIALOG))
            .shadow(ctx.global_style().visuals.window_shadow);
        let mut end = DialogEnd::Open;
        let shown = Modal::new(Id::unique(self.id)).frame(frame).backdrop_color(palette.veil).show(ctx, |ui| {
            ui.set_width(width);
            // The area of a dialog is 400 high unless told otherwise.
            ui.set_max_height(most);
            ui.spacing_mut().item_spacing.y = 0.0;
            if let Some(pressed) = self.header_ui(ui) {
                end = pressed;
            }
            let body = (most - 72.0).max(120.0);
            let height = self.height.map_or(body, |height| height.min(body));
            let scroll =
                ScrollArea::vertical().id_salt(self.id).max_height(height).auto_shrink([false, self.height.is_none()]);
            scroll
                .show(ui, |ui| {
                    Frame::new()
                        .inner_margin(Margin { left: 24, right: 24, top: 4, bottom: 24 })
                        .show(ui, |ui| {
                            ui.spacing_mut().item_spacing.y = 10.0;
                            content(ui)
                        })
                        .inner
                })
                .inner
        });
        if shown.should_close() {
            end = DialogEnd::Closed;
        }
        (end, shown.inner)
    }

    fn header_ui(&self, ui: &mut Ui) -> Option<DialogEnd> {
        let palette = Theme::of(ui.ctx()).palette;
        let mut end = None;
        let bar = egui::vec2(ui.available_width(), 60.0);
        ui.allocate_ui_with_layout(bar, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_height(60.0);
            ui.add_space(14.0);
            match self.back {
                Some(name) => {
                    if ui.add(IconButton::new(Icon::ChevronLeft, name)).clicked() {
                        end = Some(DialogEnd::Back);
                    }
                }
                None => ui.add_space(10.0),
            }
            ui.add(rich(self.title, font::TITLE, Weight::Bold, palette.text));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(14.0);
                if ui.add(IconButton::new(Icon::X, self.close)).clicked() {
                    end = Some(DialogEnd::Closed);
                }
            });
        });
        end
    }
}
