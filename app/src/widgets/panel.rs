//! Groups of rows, as settings have them.

use egui::{Align, CornerRadius, Frame, Layout, Margin, Ui};

use super::label::rich;
use crate::theme::tokens::{font, gap, radius, size};
use crate::theme::{Theme, Weight};

/// A label over a rounded panel.
pub fn group_ui<R>(ui: &mut Ui, label: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    let palette = Theme::of(ui.ctx()).palette;
    if !label.is_empty() {
        ui.add(rich(label, font::SMALL, Weight::Medium, palette.text_secondary));
    }
    let frame = Frame::new()
        .fill(palette.background_raised.gamma_multiply(0.6))
        .corner_radius(CornerRadius::same(radius::BUBBLE))
        .inner_margin(Margin::symmetric(16, 4));
    let inner = frame
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 0.0;
            content(ui)
        })
        .inner;
    ui.add_space(gap::SM);
    inner
}

/// A row: title, what it means, and a control at its end.
pub fn setting_ui<R>(ui: &mut Ui, title: &str, subtitle: &str, control: impl FnOnce(&mut Ui) -> R) -> R {
    let palette = Theme::of(ui.ctx()).palette;
    ui.allocate_ui_with_layout(
        egui::vec2(ui.available_width(), size::SETTING),
        Layout::right_to_left(Align::Center),
        |ui| {
            ui.set_min_height(size::SETTING);
            let inner = control(ui);
            ui.with_layout(Layout::top_down(Align::LEFT).with_main_align(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                let lines = if subtitle.is_empty() { 20.0 } else { 38.0 };
                ui.add_space(((size::SETTING - lines) / 2.0).max(0.0));
                ui.add(rich(title, font::BODY, Weight::Medium, palette.text));
                if !subtitle.is_empty() {
                    ui.add(rich(subtitle, font::SMALL, Weight::Regular, palette.text_secondary));
                }
            });
            inner
        },
    )
    .inner
}
