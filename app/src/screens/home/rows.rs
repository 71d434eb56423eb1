//! The rows of a list. Only those in view are laid out. What is pinned can be dragged to another place among the pins.

use std::sync::Arc;

use egui::{Id, Rect, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder, pos2, vec2};
use onionskin_core::api::{Arrangement, Command, ConversationId};

use super::row;
use crate::model::{Row, moved};
use crate::screens::Cx;
use crate::theme::tokens::gap;

/// What is remembered between frames.
#[derive(Debug, Default)]
pub(super) struct Rows {
    shown: Option<ConversationId>,
    /// The pin that is being dragged.
    dragged: Option<ConversationId>,
}

impl Rows {
    /// Shows rows, of which the first `pins` can be put into another order.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, rows: &[Arc<Row>], pins: usize) {
        let open = cx.model.open_conversation();
        let must_show = open.filter(|_| self.shown != open);
        self.shown = open;
        let shown_height = ui.available_height();
        ScrollArea::vertical().id_salt("conversations").auto_shrink([false, false]).show_viewport(ui, |ui, view| {
            ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
                node.set_role(Role::ListBox);
                node.set_label(cx.t("list-label"));
            });
            let (left, top) = (ui.max_rect().left(), ui.max_rect().top());
            let width = ui.available_width();
            let height = cx.theme.row();
            ui.set_height(rows.len() as f32 * height + gap::SM);
            let place = |index: usize| {
                let min = pos2(left, top + index as f32 * height);
                Rect::from_min_size(min, vec2(width, height))
            };
            if let Some(index) = must_show.and_then(|open| rows.iter().position(|row| row.conversation() == open)) {
                let rect = place(index);
                let is_seen = rect.top() >= top + view.top() && rect.bottom() <= top + view.top() + shown_height;
                if !is_seen {
                    ui.scroll_to_rect(rect, None);
                }
            }
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a row number, never negative")]
            let first = (view.top() / height).floor().max(0.0) as usize;
            for (index, row) in rows.iter().enumerate().skip(first) {
                let rect = place(index);
                if rect.top() > top + view.bottom() {
                    break;
                }
                let id = Id::unique(("row", row.conversation()));
                let is_open = Some(row.conversation()) == open;
                let sense = if index < pins && pins > 1 { Sense::click_and_drag() } else { Sense::click() };
                let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(id));
                let response = row::row_ui(&mut ui, cx, row, is_open, (id, sense));
                if response.drag_started() {
                    self.dragged = Some(row.conversation());
                }
            }
            self.drag_ui(ui, cx, rows.get(..pins.min(rows.len())).unwrap_or_default(), &place);
        });
    }

    /// Shows where the pin that is dragged would go, and puts it there once it is let go.
    fn drag_ui(&mut self, ui: &Ui, cx: &Cx<'_>, pins: &[Arc<Row>], place: &dyn Fn(usize) -> Rect) {
        let Some(dragged) = self.dragged else { return };
        let Some(from) = pins.iter().position(|row| row.conversation() == dragged) else {
            self.dragged = None;
            return;
        };
        let (pointer, is_down) = ui.input(|input| (input.pointer.latest_pos(), input.pointer.primary_down()));
        let Some(pointer) = pointer else { return };
        let to = (0..pins.len()).find(|index| pointer.y < place(*index).bottom()).unwrap_or(pins.len() - 1);
        if is_down {
            let line = if to > from { place(to).bottom() } else { place(to).top() };
            let x = place(to).shrink2(vec2(12.0, 0.0)).x_range();
            if to != from {
                ui.painter().hline(x, line, Stroke::new(2.0, cx.palette().accent));
            }
            ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
            return;
        }
        self.dragged = None;
        if to != from {
            let order: Vec<ConversationId> = pins.iter().map(|row| row.conversation()).collect();
            let arrangement = Arrangement::PinOrder(moved(&order, from, to));
            cx.tell(|ticket| Command::Arrange { ticket, arrangement });
        }
    }
}
