//! One row of the list: picture, name, time; preview, marks. Opens on press, has a menu.

use egui::{
    Color32, CornerRadius, Id, Key, Modifiers, Popup, PopupCloseBehavior, Pos2, Rect, Response, Role, Sense, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};
use onionskin_core::api::{ConversationKind, Delivery};

use crate::actions::Action;
use crate::model::Row;
use crate::screens::Cx;
use crate::screens::people::conversation_menu_ui;
use crate::theme::tokens::{font, gap, radius, size};
use crate::theme::{Icon, Weight};
use crate::typeset::{self, Ink, Inks, Laid, Look, Options, Span, Typesetter};
use crate::widgets::ring::focus_ring;
use crate::widgets::{menu_frame, paint_avatar, paint_icon, paint_pill};

/// Room for a mark beside the name.
const MARK: f32 = 18.0;

/// Shows a row over the whole of `ui`. It opens by itself.
pub fn row_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row, is_open: bool, (id, sense): (Id, Sense)) -> Response {
    let full = ui.max_rect();
    let rect = full.shrink2(vec2(8.0, 1.0));
    let response = ui.interact(full, id, sense);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_open, &row.label));
    let palette = cx.palette();
    let fill = match (is_open, response.hovered()) {
        (true, _) => palette.row_selected,
        (false, true) => palette.row_hover,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, CornerRadius::same(radius::ROW), fill);
    let middle = rect.center().y;
    let side = cx.theme.row_avatar();
    let picture = Rect::from_center_size(pos2(rect.left() + 10.0 + side / 2.0, middle), Vec2::splat(side));
    paint_avatar(ui.painter(), picture, &row.avatar);
    if cx.prefs.is_list_folded && !cx.is_narrow {
        if row.is_unread() {
            let at = picture.right_top() + vec2(-4.0, 4.0);
            ui.painter().circle_filled(at, 7.0, palette.background);
            ui.painter().circle_filled(at, 5.0, palette.accent);
        }
        focus_ring(ui.painter(), &response, rect, radius::ROW);
        act(ui, cx, row, &response);
        return typeset::tip(response, &row.name);
    }
    let text = Rect::from_min_max(pos2(picture.right() + 12.0, rect.top()), pos2(rect.right() - 10.0, rect.bottom()));
    first_line(ui, cx, row, text.with_max_y(middle + 1.0));
    second_line(ui, cx, row, text.with_min_y(middle + 1.0));
    focus_ring(ui.painter(), &response, rect, radius::ROW);
    act(ui, cx, row, &response);
    response
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
    menu(ui, cx, row, response);
}

/// The menu opens by the other button of the pointer, by the menu key and by Shift+F10.
fn menu(ui: &Ui, cx: &Cx<'_>, row: &Row, response: &Response) {
    let id = Popup::default_response_id(response);
    let mut popup =
        Popup::context_menu(response).close_behavior(PopupCloseBehavior::CloseOnClick).frame(menu_frame(ui));
    let is_asked = response.has_focus()
        && ui.input_mut(|input| {
            input.consume_key(Modifiers::SHIFT, Key::F10) || input.consume_key(Modifiers::NONE, Key::Menu)
        });
    if is_asked {
        Popup::open_id(ui.ctx(), id);
    }
    // Opened by a key, it has no place of the pointer to lie at.
    if !response.secondary_clicked() && Popup::position_of_id(ui.ctx(), id).is_none() {
        popup = popup.at_position(response.rect.left_bottom() + vec2(size::AVATAR + 24.0, -10.0));
    }
    popup.show(|ui| {
        if is_asked {
            ui.memory_mut(|memory| memory.move_focus(egui::FocusDirection::Next));
        }
        conversation_menu_ui(ui, cx, row);
    });
}

fn first_line(ui: &Ui, cx: &Cx<'_>, row: &Row, line: Rect) {
    let palette = cx.palette();
    let is_unread = row.is_unread();
    let baseline = line.bottom() - 11.0;
    let time = typeset::text(ui.ctx(), &row.time, Weight::Regular.style(font::FINE));
    let time_left = line.right() - time.size().x;
    place(ui, &time, pos2(time_left, baseline), palette.text_secondary);
    let weight = if is_unread { Weight::Bold } else { Weight::Medium };
    let marks = [(row.summary.is_pinned(), Icon::Pin), (row.is_muted(cx.now_millis), Icon::BellOff)];
    let shown = marks.iter().filter(|(is_shown, _)| *is_shown).count();
    let room = (time_left - line.left() - gap::SM - shown as f32 * MARK).max(20.0);
    let name = typeset::line(ui.ctx(), &row.name, weight.style(font::NAME), room);
    place(ui, &name, pos2(line.left(), baseline), palette.text);
    let mut x = line.left() + name.size().x + 6.0;
    for (_, icon) in marks.into_iter().filter(|(is_shown, _)| *is_shown) {
        paint_icon(ui.painter(), pos2(x + 6.0, baseline), icon, font::ICON_SMALL - 2.0, palette.text_secondary);
        x += MARK;
    }
}

fn second_line(ui: &Ui, cx: &Cx<'_>, row: &Row, line: Rect) {
    let palette = cx.palette();
    let middle = line.top() + 11.0;
    let mut right = line.right();
    let summary = &row.summary;
    if !row.unread.is_empty() {
        let pill = paint_pill(ui.painter(), pos2(right, middle), &row.unread, palette.accent, palette.on_accent);
        right = pill.left() - 6.0;
    } else if summary.is_marked_unread {
        ui.painter().circle_filled(pos2(right - 6.0, middle), 5.0, palette.accent);
        right -= 18.0;
    }
    if summary.is_blocked {
        paint_icon(ui.painter(), pos2(right - 8.0, middle), Icon::Ban, font::ICON_SMALL, palette.danger);
        right -= 22.0;
    } else if let Some((icon, color)) = delivery_icon(cx, row) {
        paint_icon(ui.painter(), pos2(right - 8.0, middle), icon, font::ICON_SMALL, color);
        right -= 22.0;
    }
    let has_draft = summary.draft.is_some() && !row.lead.is_empty();
    let lead = if has_draft { Ink::Alert } else { Ink::Dim };
    let ink = if row.is_unread() { palette.text } else { palette.text_secondary };
    let inks = Inks { alert: palette.danger, dim: palette.text_secondary, ..Inks::from(ink) };
    // The direction of the preview has nothing to do with that of what stands before it.
    let is_typing = cx.model.is_typing(row.conversation());
    let text = match row.lead.as_str() {
        _ if is_typing => cx.t("typing").to_owned(),
        "" => row.preview.clone(),
        lead => format!("{lead} \u{2068}{}\u{2069}", row.preview),
    };
    let lead_len = if is_typing { 0 } else { row.lead.len() };
    let spans = [Span::new(0..lead_len, Look::PLAIN, lead)];
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
