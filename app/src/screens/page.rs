//! A page of its own in the middle of the window, as onboarding and unlocking have it.

use egui::{Align, Frame, Layout, Margin, ScrollArea, Ui};

use super::{Cx, accounts};
use crate::theme::tokens::gap;
use crate::theme::{Icon, Weight};
use crate::widgets::label::rich;
use crate::widgets::{IconButton, heading_ui, logo_ui, secondary_ui};

/// Width of the column, in points.
const COLUMN: f32 = 400.0;

/// Shows a column in the middle, a little above the center, that scrolls when the window is low. Gives
/// whether "back" was pressed, when there is one.
pub fn page_ui(ui: &mut Ui, cx: &Cx<'_>, has_back: bool, content: impl FnOnce(&mut Ui)) -> bool {
    let mut is_back = false;
    let height = ui.available_height();
    ScrollArea::vertical().id_salt("page").auto_shrink([false, false]).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_min_height(60.0);
            ui.add_space(gap::MD);
            if has_back {
                is_back = ui.add(IconButton::new(Icon::ArrowLeft, cx.t("back"))).clicked();
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(gap::MD);
                accounts::strip_ui(ui, cx);
            });
        });
        ui.add_space((height * 0.10 - 20.0).max(0.0));
        ui.vertical_centered(|ui| {
            let width = COLUMN.min(ui.available_width() - 2.0 * gap::LG);
            ui.allocate_ui_with_layout(egui::vec2(width, 0.0), Layout::top_down(Align::LEFT), |ui| {
                ui.set_width(width);
                Frame::new().inner_margin(Margin { bottom: 24, ..Margin::ZERO }).show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = gap::SM;
                    content(ui);
                });
            });
        });
    });
    is_back || (has_back && ui.input(|input| input.key_pressed(egui::Key::Escape)))
}

/// Mark, title and explanation of a page.
pub fn intro_ui(ui: &mut Ui, title: &str, text: &str) {
    logo_ui(ui, 72.0);
    ui.add_space(gap::XS);
    heading_ui(ui, title);
    if !text.is_empty() {
        secondary_ui(ui, text);
    }
    ui.add_space(gap::SM);
}

/// The name of a field over it.
pub fn caption_ui(ui: &mut Ui, cx: &Cx<'_>, text: &str) {
    ui.add(rich(text, crate::theme::tokens::font::SMALL, Weight::Medium, cx.palette().text_secondary));
    ui.add_space(-gap::XS);
}
