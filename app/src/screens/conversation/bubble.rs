//! One message: bubble, text, time, how far it has come, and what can be done about it.

use std::sync::Arc;

use egui::{
    Align, Color32, CornerRadius, Id, Popup, PopupCloseBehavior, Rect, Response, Role, Sense, Stroke, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};
use onionskin_core::api::{Command, Delivery};

use super::layout::Laid;
use crate::actions::Action;
use crate::model::MessageView;
use crate::screens::Cx;
use crate::text::failure_sentence;
use crate::theme::tokens::{font, radius};
use crate::theme::{Icon, Weight};
use crate::typeset::{self, Inks, Selectable, TextKey};
use crate::widgets::label::rich;
use crate::widgets::{Button, menu_frame, menu_item_ui, paint_icon};

/// Left and right of the text.
pub const PAD_X: f32 = 13.0;
/// The line under a message that could not be sent.
const FAILED: f32 = 34.0;

/// How wide time and icon are.
pub fn stamp_width(ui: &Ui, _cx: &Cx<'_>, view: &MessageView) -> f32 {
    let time = typeset::text(ui.ctx(), &view.time, Weight::Regular.style(font::FINE)).size().x;
    if view.is_outgoing() { time + 17.0 } else { time }
}

/// The height around a bubble.
pub fn around(cx: &Cx<'_>, view: &MessageView) -> f32 {
    let (within, between) = cx.theme.bubble_gaps();
    let below = if view.is_last { between } else { within };
    if matches!(view.item.delivery, Delivery::Failed(_)) { below + FAILED } else { below }
}

/// Shows a message whose entry begins at the top of `row`.
pub fn bubble_ui(ui: &mut Ui, cx: &Cx<'_>, view: &Arc<MessageView>, laid: &Laid, row: Rect) {
    let palette = cx.palette();
    let is_ours = view.is_outgoing();
    let left = if is_ours { row.right() - laid.width } else { row.left() };
    let rect = Rect::from_min_size(pos2(left, row.top()), vec2(laid.width, laid.height));
    let id = Id::unique(("message", view.item.message));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &view.label));
    let (fill, ink) = if is_ours {
        (palette.bubble_out, palette.bubble_out_text)
    } else {
        (palette.bubble_in, palette.bubble_in_text)
    };
    ui.painter().rect_filled(rect, corners(view), fill);
    if !is_ours && palette.bubble_line != Color32::TRANSPARENT {
        ui.painter().rect_stroke(rect, corners(view), Stroke::new(1.0, palette.bubble_line), egui::StrokeKind::Inside);
    }
    let text_left = if laid.text.is_rtl() { rect.right() - PAD_X - laid.text.size().x } else { rect.left() + PAD_X };
    let at = pos2(text_left, rect.top() + cx.theme.bubble_pad());
    let selection = if is_ours { palette.bubble_out_selection } else { palette.bubble_in_selection };
    let dim = if is_ours { palette.bubble_out_dim } else { palette.bubble_in_dim };
    let ink = if view.item.is_deleted { dim } else { ink };
    let key = TextKey { order: view.item.sent_at.0, part: view.item.message.0 };
    let text = Selectable::new(ui.scope_id(), key, &laid.text).keyboard(response.has_focus());
    let text = text.show(ui, at, Inks { selection, ..Inks::from(ink) });
    stamp(ui, cx, view, rect, dim);
    let response = response.union(text);
    if response.contains_pointer()
        && ui.input(|input| input.pointer.hover_pos().is_some_and(|at| stamp_rect(rect).contains(at)))
    {
        typeset::tip(response.clone(), &view.full_time);
    }
    if let Delivery::Failed(code) = view.item.delivery {
        let line = Rect::from_min_size(pos2(row.left(), rect.bottom() + 2.0), vec2(row.width(), FAILED - 6.0));
        failed_ui(ui, cx, view, failure_sentence(cx.text, code), line);
    }
    menu(ui, cx, view, &response);
}

fn stamp_rect(bubble: Rect) -> Rect {
    Rect::from_min_max(bubble.right_bottom() - vec2(70.0, 22.0), bubble.right_bottom())
}

/// Corners towards a neighbor of the series are tight.
fn corners(view: &MessageView) -> CornerRadius {
    let (wide, tight) = (radius::BUBBLE, radius::BUBBLE_TIGHT);
    let above = if view.is_first { wide } else { tight };
    let below = if view.is_last { wide } else { tight };
    if view.is_outgoing() {
        CornerRadius { nw: wide, sw: wide, ne: above, se: below }
    } else {
        CornerRadius { ne: wide, se: wide, nw: above, sw: below }
    }
}

/// Time and icon at the bottom right, within the bubble.
fn stamp(ui: &Ui, cx: &Cx<'_>, view: &MessageView, rect: Rect, dim: Color32) {
    let mut right = rect.right() - PAD_X + 2.0;
    let middle = rect.bottom() - cx.theme.bubble_pad() - 6.0;
    if view.is_outgoing() {
        let icon = match view.item.delivery {
            Delivery::Sending => Icon::CircleEllipsis,
            Delivery::Sent | Delivery::Received => Icon::CircleCheck,
            Delivery::Failed(_) => Icon::CircleAlert,
        };
        paint_icon(ui.painter(), pos2(right - 6.0, middle), icon, 12.5, dim);
        right -= 17.0;
    }
    let time = typeset::text(ui.ctx(), &view.time, Weight::Regular.style(font::FINE));
    time.paint(ui.painter(), pos2(right - time.size().x, middle - time.size().y / 2.0), dim);
}

fn failed_ui(ui: &mut Ui, cx: &Cx<'_>, view: &MessageView, reason: &str, line: Rect) {
    let palette = *cx.palette();
    let layout = egui::Layout::right_to_left(Align::Center);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(line).layout(layout).id_salt(("failed", view.item.message)));
    ui.spacing_mut().item_spacing.x = 2.0;
    let message = view.item.message;
    if ui.add(Button::simple(cx.t("message-delete"))).clicked() {
        cx.run(|ticket| Command::DeleteLocally { ticket, messages: vec![message] });
    }
    if ui.add(Button::simple(cx.t("message-retry")).icon(Icon::RotateCw)).clicked() {
        cx.run(|ticket| Command::RetryMessage { ticket, message });
    }
    let text = rich(reason, font::SMALL, Weight::Regular, palette.danger);
    ui.add(text.truncate());
}

fn menu(ui: &Ui, cx: &Cx<'_>, view: &Arc<MessageView>, response: &Response) {
    let message = view.item.message;
    Popup::context_menu(response).close_behavior(PopupCloseBehavior::CloseOnClick).frame(menu_frame(ui)).show(|ui| {
        if matches!(view.item.delivery, Delivery::Failed(_))
            && menu_item_ui(ui, Icon::RotateCw, cx.t("menu-retry"), false).clicked()
        {
            cx.run(|ticket| Command::RetryMessage { ticket, message });
        }
        if menu_item_ui(ui, Icon::Copy, cx.t("menu-copy-text"), false).clicked() {
            cx.act(Action::Copy(view.item.body.to_string()));
        }
        if menu_item_ui(ui, Icon::Trash2, cx.t("menu-delete"), true).clicked() {
            cx.run(|ticket| Command::DeleteLocally { ticket, messages: vec![message] });
        }
    });
}
