//! The frame of the main screen: what lies where, one pane or two, and the note of the demo.

use egui::{CentralPanel, Context, Frame, Id, Key, Margin, Panel, Rect, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::{list, rail, welcome};
use crate::actions::Action;
use crate::screens::Cx;
use crate::screens::conversation::Conversation;
use crate::theme::tokens::{font, size};
use crate::theme::{Icon, Weight};
use crate::widgets::icon_ui;
use crate::widgets::label::rich;

/// What the main screen remembers between frames.
#[derive(Debug, Default)]
pub struct Home {
    list: list::List,
}

impl Home {
    /// Shows it over the whole window.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, conversation: &mut Conversation) {
        if cx.is_demo {
            demo_ui(ui, cx);
        }
        let has_open = cx.model.timeline.is_some();
        let frame = Frame::new().fill(cx.palette().background);
        if cx.is_narrow && has_open {
            CentralPanel::no_frame().frame(frame).show(ui, |ui| conversation.ui(ui, cx));
            return;
        }
        Panel::left("rail")
            .exact_size(size::RAIL)
            .resizable(false)
            .show_separator_line(false)
            .frame(frame)
            .show(ui, |ui| rail::rail_ui(ui, cx));
        if cx.is_narrow {
            CentralPanel::no_frame().frame(frame).show(ui, |ui| self.list.ui(ui, cx));
            return;
        }
        Panel::left("list")
            .exact_size(if cx.prefs.is_list_folded { size::LIST_FOLDED } else { cx.prefs.list_width })
            .resizable(false)
            .show_separator_line(false)
            .frame(frame)
            .show(ui, |ui| self.list.ui(ui, cx));
        let deep = Frame::new().fill(cx.palette().background_deep);
        CentralPanel::no_frame().frame(deep).show(ui, |ui| {
            let edge = ui.max_rect();
            if has_open {
                conversation.ui(ui, cx);
            } else {
                welcome::welcome_ui(ui, cx);
            }
            splitter_ui(ui, cx, edge);
        });
    }

    /// Gives the keyboard to the search field.
    pub fn focus_search(&mut self, ctx: &Context) {
        self.list.show_search();
        ctx.memory_mut(|memory| memory.request_focus(list::search_id()));
    }
}

/// The line between list and conversation, which can be dragged.
fn splitter_ui(ui: &Ui, cx: &Cx<'_>, pane: Rect) {
    let grip = Rect::from_min_size(pane.left_top() - vec2(3.0, 0.0), vec2(6.0, pane.height()));
    let response = ui.interact(grip, Id::unique("list-width"), Sense::DRAG | Sense::FOCUSABLE);
    let width = if cx.prefs.is_list_folded { size::LIST_FOLDED } else { cx.prefs.list_width };
    response.widget_info(|| WidgetInfo::slider(true, f64::from(width), cx.t("list-width")));
    if response.has_focus() {
        let by = ui.input(|input| {
            f32::from(i8::from(input.key_pressed(Key::ArrowRight)) - i8::from(input.key_pressed(Key::ArrowLeft)))
        });
        if by != 0.0 {
            let wanted = match (cx.prefs.is_list_folded, by > 0.0) {
                (true, true) => size::LIST_MIN,
                (false, false) if width <= size::LIST_MIN => size::LIST_FOLDED,
                _ => width + by * 16.0,
            };
            set_width(ui, cx, wanted);
        }
        ui.memory_mut(|memory| {
            let arrows = egui::EventFilter { horizontal_arrows: true, ..egui::EventFilter::default() };
            memory.set_focus_lock_filter(response.id, arrows);
        });
    }
    let is_hot = response.hovered() || response.dragged() || response.has_focus();
    let color = if is_hot { cx.palette().text_secondary } else { cx.palette().border };
    ui.painter().vline(pane.left() + 0.5, pane.y_range(), Stroke::new(1.0, color));
    if let Some(at) = response.interact_pointer_pos().filter(|_| response.dragged()) {
        set_width(ui, cx, at.x - size::RAIL);
    }
    response.on_hover_and_drag_cursor(egui::CursorIcon::ResizeHorizontal);
}

/// Below a width the list shows pictures only; beyond it, it is as wide as asked within its bounds.
fn set_width(ui: &Ui, cx: &Cx<'_>, wanted: f32) {
    let is_folded = wanted < size::LIST_FOLDS;
    if is_folded != cx.prefs.is_list_folded {
        cx.act(Action::FoldList(is_folded));
    }
    if !is_folded {
        let most = ui.ctx().content_rect().width() - size::RAIL - 320.0;
        cx.act(Action::SetListWidth(wanted.clamp(size::LIST_MIN, size::LIST_MAX).min(most)));
    }
}

/// Says that nothing here is real.
fn demo_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let palette = cx.palette();
    let frame = Frame::new().fill(palette.accent).inner_margin(Margin::symmetric(16, 7));
    Panel::top("demo").resizable(false).show_separator_line(false).frame(frame).show(ui, |ui| {
        ui.horizontal(|ui| {
            icon_ui(ui, Icon::FlaskConical, font::ICON_SMALL, palette.on_accent);
            let text = rich(cx.t("demo-banner"), font::SMALL, Weight::Medium, palette.on_accent);
            ui.add(text.truncate());
        });
    });
}
