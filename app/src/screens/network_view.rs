//! The onion path: from us over three service nodes to where a request goes.

use egui::{Align, Context, Layout, Sense, Stroke, Ui, pos2, vec2};
use onionskin_core::api::{Command, NetworkState, PathInfo};

use super::Cx;
use crate::actions::Action;
use crate::text::failure_sentence;
use crate::theme::tokens::{font, gap, size};
use crate::theme::{Icon, Weight};
use crate::widgets::label::rich;
use crate::widgets::{Button, Dialog, DialogEnd, error_ui, fine_ui, group_ui, secondary_ui};

/// The state of the dialog; a fresh one each time it opens.
#[derive(Debug, Default)]
pub struct NetworkView {}

impl NetworkView {
    /// Shows it.
    pub fn ui(&mut self, ctx: &Context, cx: &Cx<'_>) {
        let dialog = Dialog::new("path", cx.t("path-title"), cx.t("close")).width(size::DIALOG);
        let (end, ()) = dialog.show(ctx, |ui| content_ui(ui, cx));
        if end != DialogEnd::Open {
            cx.act(Action::CloseOverlay);
        }
    }
}

fn content_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let connectivity = &cx.model.connectivity;
    secondary_ui(ui, cx.t("path-explain"));
    ui.add_space(gap::XS);
    group_ui(ui, "", |ui| match connectivity.paths.first() {
        Some(path) => path_ui(ui, cx, path),
        None => none_ui(ui, cx),
    });
    if let Some(trouble) = connectivity.trouble {
        error_ui(ui, failure_sentence(cx.text, trouble));
    }
    if connectivity.is_proxied {
        fine_ui(ui, cx.t("path-proxied"));
    }
    if connectivity.known_nodes > 0 {
        fine_ui(ui, &cx.text.count("path-known", connectivity.known_nodes));
    }
    ui.add_space(gap::XS);
    if connectivity.state == NetworkState::Offline {
        if ui.add(Button::outline(cx.t("path-retry")).icon(Icon::RefreshCw)).clicked() {
            cx.act(Action::Run(Command::PollNow));
        }
    } else if ui.add(Button::outline(cx.t("path-rebuild")).icon(Icon::RefreshCw)).clicked() {
        cx.act(Action::Run(Command::RebuildPaths));
    }
}

fn none_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let key = match cx.model.connectivity.state {
        NetworkState::Offline => "path-none-offline",
        NetworkState::Connecting | NetworkState::Connected => "path-none-connecting",
    };
    ui.add_space(gap::MD);
    secondary_ui(ui, cx.t(key));
    ui.add_space(gap::MD);
}

fn path_ui(ui: &mut Ui, cx: &Cx<'_>, path: &PathInfo) {
    ui.add_space(gap::SM);
    let steps = path.nodes.len() + 2;
    stop_ui(ui, cx, (0, steps), cx.t("path-you"), "");
    for (index, node) in path.nodes.iter().enumerate() {
        let key = if index == 0 { "path-guard" } else { "path-node" };
        stop_ui(ui, cx, (index + 1, steps), cx.t(key), &node.address.ip().to_string());
    }
    stop_ui(ui, cx, (steps - 1, steps), cx.t("path-destination"), "");
    ui.add_space(gap::SM);
}

/// One stop: a dot on the line, what it is, where it is.
fn stop_ui(ui: &mut Ui, cx: &Cx<'_>, (index, count): (usize, usize), what: &str, address: &str) {
    let palette = cx.palette();
    ui.allocate_ui_with_layout(vec2(ui.available_width(), 42.0), Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_height(42.0);
        let (rect, _) = ui.allocate_exact_size(vec2(28.0, 42.0), Sense::hover());
        let center = rect.center();
        let line = Stroke::new(1.5, palette.border);
        if index > 0 {
            ui.painter().line_segment([pos2(center.x, rect.top()), center], line);
        }
        if index + 1 < count {
            ui.painter().line_segment([center, pos2(center.x, rect.bottom())], line);
        }
        let is_end = index == 0 || index + 1 == count;
        let color = if is_end { palette.text_secondary } else { palette.path_ok };
        ui.painter().circle_filled(center, 8.0, palette.dialog);
        ui.painter().circle_filled(center, 8.0, color.gamma_multiply(0.25));
        ui.painter().circle_filled(center, 5.0, color);
        ui.add(rich(what, font::BODY, Weight::Medium, palette.text));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let mono = egui::RichText::new(address).font(egui::FontId::monospace(font::SMALL));
            ui.add(egui::Label::new(mono.color(palette.text_secondary)).selectable(true));
        });
    });
}
