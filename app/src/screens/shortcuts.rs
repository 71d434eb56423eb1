//! The keys of the window, and other keys for them: press a row, then the keys.

use egui::{Align, Context, CornerRadius, Event, Key, Layout, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::Cx;
use crate::actions::Action;
use crate::shell::keymap::{Changes, Chord, Deed, Refusal, check};
use crate::theme::tokens::{font, gap, radius};
use crate::theme::{Icon, Theme, Weight};
use crate::typeset;
use crate::widgets::label::rich;
use crate::widgets::ring::focus_ring;
use crate::widgets::{Button, Dialog, DialogEnd, IconButton, error_ui, fine_ui};

/// Keys that can't be changed.
const FIXED: [(&str, &[&str]); 5] = [
    ("shortcuts-go", &["Ctrl", "1 … 9"]),
    ("shortcuts-menu", &["Shift", "F10"]),
    ("shortcuts-send", &["Enter"]),
    ("shortcuts-newline", &["Shift", "Enter"]),
    ("shortcuts-escape", &["Esc"]),
];

/// What the table remembers between frames.
#[derive(Debug, Default)]
pub struct Shortcuts {
    /// The deed that waits for its keys.
    waiting: Option<Deed>,
    refused: Option<(Deed, Refusal)>,
}

impl Shortcuts {
    /// Shows the table.
    pub fn ui(&mut self, ctx: &Context, cx: &Cx<'_>) {
        self.listen(ctx, cx);
        let height = (ctx.content_rect().height() - 140.0).clamp(360.0, 720.0);
        let dialog = Dialog::new("shortcuts", cx.t("shortcuts-title"), cx.t("close")).width(500.0).height(height);
        let (end, ()) = dialog.show(ctx, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.horizontal(|ui| {
                fine_ui(ui, cx.t("shortcuts-explain"));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let reset = Button::simple(cx.t("shortcuts-reset-all"));
                    if !cx.prefs.keys.is_empty() && ui.add(reset).clicked() {
                        self.refused = None;
                        cx.act(Action::SetKeys(Changes::new()));
                    }
                });
            });
            ui.add_space(gap::SM);
            for deed in Deed::ALL {
                self.row_ui(ui, cx, deed);
            }
            ui.add_space(gap::SM);
            for (key, caps) in FIXED {
                fixed_ui(ui, cx, key, caps);
            }
        });
        if end != DialogEnd::Open && self.waiting.is_none() {
            cx.act(Action::CloseOverlay);
        }
    }

    /// Takes the keys for the deed that waits for them. Escape leaves things as they are.
    fn listen(&mut self, ctx: &Context, cx: &Cx<'_>) {
        let Some(deed) = self.waiting else { return };
        let pressed = ctx.input_mut(|input| {
            let pressed = input.events.iter().find_map(|event| match event {
                Event::Key { key, pressed: true, modifiers, .. } => Some((*key, *modifiers)),
                Event::Copy => Some((Key::C, egui::Modifiers::COMMAND)),
                Event::Cut => Some((Key::X, egui::Modifiers::COMMAND)),
                Event::Paste(_) | Event::PasteImage(_) => Some((Key::V, egui::Modifiers::COMMAND)),
                _ => None,
            });
            input.events.retain(|event| !matches!(event, Event::Key { .. } | Event::Text(_)));
            pressed
        });
        let Some((key, modifiers)) = pressed else { return };
        self.waiting = None;
        self.refused = None;
        if key == Key::Escape {
            return;
        }
        let chord = Chord::pressed(key, modifiers);
        let mut changes = cx.prefs.keys.clone();
        match check(&changes, deed, chord) {
            Ok(()) => {
                if chord == deed.usual() {
                    changes.remove(&deed);
                } else {
                    changes.insert(deed, chord);
                }
                cx.act(Action::SetKeys(changes));
            }
            Err(refusal) => self.refused = Some((deed, refusal)),
        }
    }

    fn row_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, deed: Deed) {
        let name = cx.t(deed.name());
        let chord = deed.chord(&cx.prefs.keys);
        let is_waiting = self.waiting == Some(deed);
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 36.0), Sense::click());
        let label = format!("{name}, {}", chord.caps().join(" "));
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
        if response.hovered() || is_waiting {
            let fill = cx.palette().row_hover;
            ui.painter().rect_filled(rect, CornerRadius::same(radius::SMALL), fill);
        }
        focus_ring(ui.painter(), &response, rect, radius::SMALL);
        let inner = rect.shrink2(vec2(8.0, 0.0));
        ui.scope_builder(egui::UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)), |ui| {
            ui.add(rich(name, font::NAME, Weight::Regular, cx.palette().text));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 5.0;
                if cx.prefs.keys.contains_key(&deed)
                    && ui.add(IconButton::new(Icon::RotateCw, cx.t("shortcuts-reset")).size(28.0)).clicked()
                {
                    let mut changes = cx.prefs.keys.clone();
                    changes.remove(&deed);
                    cx.act(Action::SetKeys(changes));
                }
                if is_waiting {
                    ui.add(rich(cx.t("shortcuts-press"), font::SMALL, Weight::Medium, cx.palette().accent_text));
                } else {
                    for cap in chord.caps().iter().rev() {
                        cap_ui(ui, cap);
                    }
                }
            });
        });
        if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            self.waiting = Some(deed);
            self.refused = None;
        }
        if let Some((_, refusal)) = self.refused.filter(|(refused, _)| *refused == deed) {
            error_ui(ui, &sentence(cx, refusal));
        }
    }
}

fn sentence(cx: &Cx<'_>, refusal: Refusal) -> String {
    match refusal {
        Refusal::Plain => cx.t("shortcuts-plain").to_owned(),
        Refusal::Reserved => cx.t("shortcuts-reserved").to_owned(),
        Refusal::Taken(deed) => cx.text.with("shortcuts-taken", &[("name", cx.t(deed.name()))]),
    }
}

fn fixed_ui(ui: &mut Ui, cx: &Cx<'_>, key: &str, caps: &[&str]) {
    ui.horizontal(|ui| {
        ui.set_min_height(34.0);
        ui.add_space(8.0);
        ui.add(rich(cx.t(key), font::NAME, Weight::Regular, cx.palette().text_secondary));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 5.0;
            ui.add_space(8.0);
            for cap in caps.iter().rev() {
                cap_ui(ui, cap);
            }
        });
    });
}

/// A key as it looks.
fn cap_ui(ui: &mut Ui, cap: &str) {
    let palette = Theme::of(ui.ctx()).palette;
    let laid = typeset::text(ui.ctx(), cap, Weight::Medium.style(font::SMALL));
    let (rect, _) = ui.allocate_exact_size(vec2((laid.size().x + 16.0).max(26.0), 26.0), Sense::hover());
    let line = Stroke::new(1.0, palette.border);
    let corner = CornerRadius::same(radius::SMALL);
    ui.painter().rect(rect, corner, palette.background_raised, line, StrokeKind::Inside);
    laid.paint(ui.painter(), rect.center() - laid.size() / 2.0, palette.text);
}
