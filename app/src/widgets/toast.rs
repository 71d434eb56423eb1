//! Short notes at the bottom right that go by themselves: five at most, three seconds each.

use std::time::Duration;

use egui::{Align2, Area, Context, CornerRadius, Frame, Id, Margin, Order, Role, Sense, Stroke, Vec2, WidgetInfo};

use super::button::Button;
use super::icon::icon_ui;
use super::label::rich;
use crate::theme::tokens::{font, radius};
use crate::theme::{Icon, Theme, Weight};

const SECONDS: f64 = 3.0;
/// A note with a button stays longer.
const UNDO_SECONDS: f64 = 6.0;
const MOST: usize = 5;

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToastKind {
    /// Something was done.
    Done,
    /// Something could not be done.
    Trouble,
}

#[derive(Debug)]
struct Toast {
    kind: ToastKind,
    text: String,
    until: Option<f64>,
    /// The name of its button and what the button is called by.
    undo: Option<(String, u64)>,
}

impl Toast {
    const fn seconds(&self) -> f64 {
        if self.undo.is_some() { UNDO_SECONDS } else { SECONDS }
    }
}

/// The notes that are on screen.
#[derive(Debug, Default)]
pub struct Toasts {
    shown: Vec<Toast>,
}

impl Toasts {
    /// Adds a note; the oldest goes when there are more than five.
    pub fn add(&mut self, kind: ToastKind, text: String) {
        if self.shown.last().is_some_and(|last| last.text == text && last.undo.is_none()) {
            self.shown.pop();
        }
        self.push(Toast { kind, text, until: None, undo: None });
    }

    /// Adds a note with a button that takes back what it tells of; `key` comes back from [`Self::show`].
    pub fn add_undo(&mut self, text: String, label: String, key: u64) {
        self.push(Toast { kind: ToastKind::Done, text, until: None, undo: Some((label, key)) });
    }

    fn push(&mut self, toast: Toast) {
        if self.shown.len() >= MOST {
            self.shown.remove(0);
        }
        self.shown.push(toast);
    }

    /// Shows them and gives the key of the one whose button was pressed. Time stands still while the
    /// pointer is on one.
    pub fn show(&mut self, ctx: &Context) -> Option<u64> {
        if self.shown.is_empty() {
            return None;
        }
        let mut undone = None;
        let now = ctx.input(|input| input.time);
        let mut is_hovered = false;
        let mut clicked = None;
        Area::new(Id::unique("toasts"))
            .order(Order::Tooltip)
            .anchor(Align2::RIGHT_BOTTOM, Vec2::new(-20.0, -84.0))
            .show(ctx, |ui| {
                for (index, toast) in self.shown.iter_mut().enumerate().rev() {
                    let seconds = toast.seconds();
                    toast.until.get_or_insert(now + seconds);
                    let (response, is_undone) = toast_ui(ui, toast);
                    if is_undone {
                        undone = toast.undo.as_ref().map(|(_, key)| *key);
                    }
                    is_hovered |= response.contains_pointer();
                    if response.clicked() || is_undone {
                        clicked = Some(index);
                    }
                }
            });
        if let Some(index) = clicked {
            self.shown.remove(index);
        }
        if is_hovered {
            for toast in &mut self.shown {
                toast.until = Some(now + toast.seconds());
            }
        }
        self.shown.retain(|toast| toast.until.is_none_or(|until| until > now));
        let next = self.shown.iter().filter_map(|toast| toast.until).fold(f64::INFINITY, f64::min);
        if next.is_finite() {
            ctx.request_repaint_after(Duration::from_secs_f64((next - now).max(0.05)));
        }
        undone
    }
}

fn toast_ui(ui: &mut egui::Ui, toast: &Toast) -> (egui::Response, bool) {
    let palette = Theme::of(ui.ctx()).palette;
    let (icon, ink) = match toast.kind {
        ToastKind::Done => (Icon::CircleCheck, palette.accent_text),
        ToastKind::Trouble => (Icon::TriangleAlert, palette.danger),
    };
    let frame = Frame::new()
        .fill(palette.dialog)
        .stroke(Stroke::new(1.0, palette.border))
        .corner_radius(CornerRadius::same(radius::FIELD))
        .inner_margin(Margin::symmetric(14, 10))
        .shadow(ui.visuals().popup_shadow);
    let shown = frame.show(ui, |ui| {
        ui.set_max_width(340.0);
        ui.horizontal(|ui| {
            icon_ui(ui, icon, font::ICON - 2.0, ink);
            ui.add(rich(&toast.text, font::NAME, Weight::Regular, palette.text));
            toast.undo.as_ref().is_some_and(|(label, _)| ui.add(Button::simple(label)).clicked())
        })
        .inner
    });
    // The button of a note must not lie under the note.
    let sense = if toast.undo.is_some() { Sense::hover() } else { Sense::click() };
    let response = shown.response.interact(sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Alert, true, &toast.text));
    (response, shown.inner)
}
