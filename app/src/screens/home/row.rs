//! One row of the list: picture, name, time; preview, marks. Opens on press, has a menu.

use egui::{
    Color32, CornerRadius, Id, Key, Popup, PopupCloseBehavior, Pos2, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo,
    pos2, vec2,
};
use onionskin_core::api::{Command, ConversationId, ConversationKind, Delivery};

use crate::actions::Action;
use crate::model::Row;
use crate::screens::Cx;
use crate::theme::tokens::{font, gap, radius, size};
use crate::theme::{Icon, Weight};
use crate::typeset::{self, Ink, Inks, Laid, Look, Options, Span, Typesetter};
use crate::widgets::ring::focus_ring;
use crate::widgets::{menu_frame, menu_item_ui, paint_avatar, paint_icon, paint_pill};

/// Shows a row over the whole of `ui`.
pub fn row_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row, is_open: bool, id: Id) {
    let full = ui.max_rect();
    let rect = full.shrink2(vec2(8.0, 1.0));
    let response = ui.interact(full, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_open, &row.label));
    let palette = cx.palette();
    let fill = match (is_open, response.hovered()) {
        (true, _) => palette.row_selected,
        (false, true) => palette.row_hover,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, CornerRadius::same(radius::ROW), fill);
    let middle = rect.center().y;
    let picture =
        Rect::from_center_size(pos2(rect.left() + 10.0 + size::AVATAR / 2.0, middle), Vec2::splat(size::AVATAR));
    paint_avatar(ui.painter(), picture, &row.avatar);
    let text = Rect::from_min_max(pos2(picture.right() + 12.0, rect.top()), pos2(rect.right() - 10.0, rect.bottom()));
    first_line(ui, cx, row, text.with_max_y(middle + 1.0));
    second_line(ui, cx, row, text.with_min_y(middle + 1.0));
    focus_ring(ui.painter(), &response, rect, radius::ROW);
    act(ui, cx, row, &response);
}

fn act(ui: &Ui, cx: &Cx<'_>, row: &Row, response: &Response) {
    let is_pressed = response.is_pointer_button_down_on() && ui.input(|input| input.pointer.primary_pressed());
    let is_entered = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if response.clicked() || is_pressed || is_entered {
        cx.act(Action::OpenConversation(row.conversation()));
    }
    if response.has_focus() {
        ui.memory_mut(|memory| {
            memory.set_focus_lock_filter(
                response.id,
                egui::EventFilter { vertical_arrows: false, ..egui::EventFilter::default() },
            );
        });
    }
    Popup::context_menu(response)
        .close_behavior(PopupCloseBehavior::CloseOnClick)
        .frame(menu_frame(ui))
        .show(|ui| menu_ui(ui, cx, row));
}

/// The menu of a conversation, also behind the three dots of its header.
pub fn menu_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row) {
    if menu_item_ui(ui, Icon::Copy, cx.t("menu-copy-id"), false).clicked() {
        cx.act(Action::Copy(row.id_text.clone()));
    }
    let ConversationId::Contact(account) = row.conversation() else { return };
    if row.summary.kind == ConversationKind::NoteToSelf {
        return;
    }
    let is_blocked = row.summary.is_blocked;
    let (icon, key) = if is_blocked { (Icon::LockOpen, "menu-unblock") } else { (Icon::Ban, "menu-block") };
    if menu_item_ui(ui, icon, cx.t(key), !is_blocked).clicked() {
        cx.run(|ticket| Command::SetBlocked { ticket, account, is_blocked: !is_blocked, delete_messages: false });
    }
}

fn first_line(ui: &Ui, cx: &Cx<'_>, row: &Row, line: Rect) {
    let palette = cx.palette();
    let is_unread = row.summary.unread > 0;
    let baseline = line.bottom() - 11.0;
    let time = typeset::text(ui.ctx(), &row.time, Weight::Regular.style(font::FINE));
    let time_left = line.right() - time.size().x;
    place(ui, &time, pos2(time_left, baseline), palette.text_secondary);
    let weight = if is_unread { Weight::Bold } else { Weight::Medium };
    let room = (time_left - line.left() - gap::SM).max(20.0);
    let name = typeset::line(ui.ctx(), &row.name, weight.style(font::NAME), room);
    place(ui, &name, pos2(line.left(), baseline), palette.text);
}

fn second_line(ui: &Ui, cx: &Cx<'_>, row: &Row, line: Rect) {
    let palette = cx.palette();
    let middle = line.top() + 11.0;
    let mut right = line.right();
    let summary = &row.summary;
    if !row.unread.is_empty() {
        let pill = paint_pill(ui.painter(), pos2(right, middle), &row.unread, palette.accent, palette.on_accent);
        right = pill.left() - 6.0;
    }
    if summary.is_blocked {
        paint_icon(ui.painter(), pos2(right - 8.0, middle), Icon::Ban, font::ICON_SMALL, palette.danger);
        right -= 22.0;
    } else if summary.is_request {
        let tag = cx.t("list-request");
        let pill = paint_pill(
            ui.painter(),
            pos2(right, middle),
            tag,
            palette.row_selected.lerp_to_gamma(palette.text, 0.08),
            palette.text,
        );
        right = pill.left() - 6.0;
    } else if let Some((icon, color)) = delivery_icon(cx, row) {
        paint_icon(ui.painter(), pos2(right - 8.0, middle), icon, font::ICON_SMALL, color);
        right -= 22.0;
    }
    let has_draft = summary.draft.is_some() && !row.lead.is_empty();
    let lead = if has_draft { Ink::Alert } else { Ink::Dim };
    let ink = if summary.unread > 0 { palette.text } else { palette.text_secondary };
    let inks = Inks { alert: palette.danger, dim: palette.text_secondary, ..Inks::from(ink) };
    // The direction of the preview has nothing to do with that of what stands before it.
    let text = match row.lead.as_str() {
        "" => row.preview.clone(),
        lead => format!("{lead} \u{2068}{}\u{2069}", row.preview),
    };
    let spans = [Span::new(0..row.lead.len(), Look::PLAIN, lead)];
    let options = Options::one_line().spans(&spans);
    let room = (right - line.left()).max(20.0);
    let style = Weight::Regular.style(font::SMALL);
    let laid = Typesetter::of(ui.ctx()).layout_str(ui.ctx(), &text, style, room, options);
    place(ui, &laid, pos2(line.left(), middle), inks);
}

fn delivery_icon(cx: &Cx<'_>, row: &Row) -> Option<(Icon, Color32)> {
    let palette = cx.palette();
    if row.summary.draft.is_some() || row.summary.kind == ConversationKind::NoteToSelf {
        return None;
    }
    match row.summary.preview.as_ref()?.delivery {
        Delivery::Received => None,
        Delivery::Sending => Some((Icon::CircleEllipsis, palette.text_secondary)),
        Delivery::Sent => Some((Icon::CircleCheck, palette.text_secondary)),
        Delivery::Failed(_) => Some((Icon::TriangleAlert, palette.danger)),
    }
}

/// Paints a line with its middle at `at`.
fn place(ui: &Ui, laid: &Laid, at: Pos2, inks: impl Into<Inks>) {
    laid.paint(ui.painter(), pos2(at.x, at.y - laid.size().y / 2.0), inks);
}
