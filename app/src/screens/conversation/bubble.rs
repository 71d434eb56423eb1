//! One message: bubble, text, time, how far it has come, and what can be done about it.

use std::sync::Arc;

use egui::{
    Align, Color32, CornerRadius, Id, Pos2, Rect, Response, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};
use onionskin_core::api::{Command, Delivery, MessageId};

use super::choose::Chosen;
use super::find::Find;
use super::layout::{Fold, Laid};
use super::menu::message_menu_ui;
use super::{countdown, files, note, preview, quote, reactions};
use crate::actions::Action;
use crate::model::{Link, MessageView, TimelineView};
use crate::screens::Cx;
use crate::text::failure_sentence;
use crate::theme::palette;
use crate::theme::tokens::{font, radius};
use crate::theme::{Icon, Weight};
use crate::typeset::{self, Inks, Selectable, TextKey};
use crate::widgets::label::rich;
use crate::widgets::ring::focus_ring;
use crate::widgets::{Button, paint_icon};

/// Room for the mark of a chosen message.
const CHECK: f32 = 34.0;
/// Height of the way to the rest of a long text.
pub const FOLD: f32 = 26.0;
/// Left and right of the text.
pub const PAD_X: f32 = 13.0;
/// The line under a message that could not be sent.
const FAILED: f32 = 34.0;

/// How wide time and icon are.
pub fn stamp_width(ui: &Ui, _cx: &Cx<'_>, view: &MessageView) -> f32 {
    let time = typeset::text(ui.ctx(), &view.time, Weight::Regular.style(font::FINE)).size().x;
    let time = if view.item.timer.is_some() { time + countdown::WIDTH } else { time };
    if view.is_outgoing() { time + 17.0 } else { time }
}

/// How wide the longer of the ways to the rest of a text and back is, with some room.
pub fn fold_width(ui: &Ui, cx: &Cx<'_>) -> f32 {
    let width = |key| typeset::text(ui.ctx(), cx.t(key), Weight::Medium.style(font::SMALL)).size().x;
    width("message-more").max(width("message-less")) + 20.0
}

/// The height around a bubble.
pub fn around(cx: &Cx<'_>, view: &MessageView) -> f32 {
    let (within, between) = cx.theme.bubble_gaps();
    let below = if view.standing.is_last { between } else { within };
    let chips = if view.item.reactions.is_empty() { 0.0 } else { reactions::HEIGHT };
    if matches!(view.item.delivery, Delivery::Failed(_)) { below + chips + FAILED } else { below + chips }
}

/// What a bubble needs besides its message.
pub struct Around<'a> {
    /// Which messages are chosen.
    pub chosen: &'a mut Chosen,
    /// All messages, to choose a stretch of them.
    pub timeline: &'a TimelineView,
    /// What is looked for.
    pub find: &'a Find,
    /// It is to be answered.
    pub answer: &'a mut Option<MessageId>,
    /// Its long text is to be opened or folded.
    pub turn: &'a mut Option<MessageId>,
}

/// Shows a message whose entry begins at the top of `row`.
pub fn bubble_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    view: &Arc<MessageView>,
    (laid, row): (&Laid, Rect),
    around: &mut Around<'_>,
) {
    if view.item.note.is_some() {
        let (response, rect) = note::note_ui(ui, cx, view, &laid.text, row);
        if !choose_ui(ui, cx, view, (rect, row), (&response, around)) {
            message_menu_ui(ui, cx, view, &response, (around, None));
        }
        return;
    }
    let is_ours = view.is_outgoing();
    let left = if is_ours { row.right() - laid.width } else { row.left() };
    let left = if around.chosen.is_on() && !is_ours { left + CHECK } else { left };
    let rect = Rect::from_min_size(pos2(left, row.top()), vec2(laid.width, laid.height));
    let id = Id::unique(("message", view.item.message));
    let response = ui.interact(rect, id, Sense::click());
    let is_chosen = around.chosen.has(view.item.message);
    if around.chosen.is_on() {
        response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_chosen, view.label(cx.text)));
    } else {
        response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, view.label(cx.text)));
    }
    ground(ui, cx, view, rect);
    let is_dimmed = around.chosen.is_on() && !is_chosen;
    matches_ui(ui, cx, view, laid, (rect, around.find));
    let (text, link) = text_ui(ui, cx, view, laid, (rect, response.has_focus(), is_dimmed));
    let quote = Rect::from_min_max(
        pos2(rect.left() + PAD_X, rect.top() + cx.theme.bubble_pad()),
        pos2(rect.right() - PAD_X, rect.bottom()),
    );
    quote::quote_ui(ui, cx, view, quote);
    let above = if view.item.quote.is_some() { quote::HEIGHT } else { 0.0 };
    preview::preview_ui(ui, cx, view, quote.with_min_y(quote.top() + above));
    let card = if view.item.preview.is_some() { preview::HEIGHT } else { 0.0 };
    let at =
        if laid.is_bare { rect.min + egui::Vec2::splat(files::FRAME) } else { quote.min + vec2(0.0, above + card) };
    files::files_ui(ui, cx, view, &laid.files, at);
    if laid.is_bare {
        stamp_on_picture(ui, cx, view, rect);
    } else {
        stamp(ui, cx, view, rect, dim(cx, view));
    }
    reactions::chips_ui(ui, cx, view, rect);
    fold_ui(ui, cx, view, laid, rect, around.turn);
    let response = response.union(text);
    focus_ring(ui.painter(), &response, rect, radius::BUBBLE);
    if response.contains_pointer()
        && ui.input(|input| input.pointer.hover_pos().is_some_and(|at| stamp_rect(rect).contains(at)))
    {
        typeset::tip(response.clone(), &countdown::tip(cx, view));
    }
    if let Delivery::Failed(code) = view.item.delivery {
        let chips = if view.item.reactions.is_empty() { 0.0 } else { reactions::HEIGHT };
        let line = Rect::from_min_size(pos2(row.left(), rect.bottom() + chips + 2.0), vec2(row.width(), FAILED - 6.0));
        failed_ui(ui, cx, view, failure_sentence(cx.text, code), line);
    }
    if !choose_ui(ui, cx, view, (rect, row), (&response, around)) {
        follow(ui, cx, &response, link);
        message_menu_ui(ui, cx, view, &response, (around, link));
    }
}

/// Time and marks in a bubble.
fn dim(cx: &Cx<'_>, view: &MessageView) -> Color32 {
    if view.is_outgoing() { cx.palette().bubble_out_dim } else { cx.palette().bubble_in_dim }
}

fn ground(ui: &Ui, cx: &Cx<'_>, view: &MessageView, rect: Rect) {
    let palette = cx.palette();
    let is_ours = view.is_outgoing();
    let fill = if is_ours { palette.bubble_out } else { palette.bubble_in };
    ui.painter().rect_filled(rect, corners(view), fill);
    if !is_ours && palette.bubble_line != Color32::TRANSPARENT {
        ui.painter().rect_stroke(rect, corners(view), Stroke::new(1.0, palette.bubble_line), egui::StrokeKind::Inside);
    }
}

/// Where the text begins.
fn text_at(cx: &Cx<'_>, laid: &Laid, rect: Rect) -> Pos2 {
    let left = if laid.text.is_rtl() { rect.right() - PAD_X - laid.text.size().x } else { rect.left() + PAD_X };
    pos2(left, rect.top() + laid.quote + cx.theme.bubble_pad())
}

/// Lights up what is looked for.
fn matches_ui(ui: &Ui, cx: &Cx<'_>, view: &MessageView, laid: &Laid, (rect, find): (Rect, &Find)) {
    let Some(ranges) = find.matches(view) else { return };
    let palette = cx.palette();
    let light = if view.is_outgoing() { palette.bubble_out_selection } else { palette.bubble_in_selection };
    let ink = if view.is_outgoing() { palette.bubble_out_text } else { palette.bubble_in_text };
    let at = text_at(cx, laid, rect).to_vec2();
    for place in ranges.iter().flat_map(|range| laid.text.rects(range.clone())) {
        let place = place.translate(at).expand2(vec2(0.5, 0.0));
        let line = if find.is_current(view.item.message) { Stroke::new(1.0, ink) } else { Stroke::NONE };
        ui.painter().rect(place, CornerRadius::same(3), light, line, egui::StrokeKind::Middle);
    }
}

/// Shows the text, which can be selected; gives the link below the pointer.
fn text_ui<'a>(
    ui: &Ui,
    cx: &Cx<'_>,
    view: &'a MessageView,
    laid: &Laid,
    (rect, has_focus, is_dimmed): (Rect, bool, bool),
) -> (Response, Option<&'a Link>) {
    let palette = cx.palette();
    let is_ours = view.is_outgoing();
    let at = text_at(cx, laid, rect);
    let dim = dim(cx, view);
    let ink = if is_ours { palette.bubble_out_text } else { palette.bubble_in_text };
    let ink = if view.item.is_deleted { dim } else { ink };
    let selection = if is_ours { palette.bubble_out_selection } else { palette.bubble_in_selection };
    let link = if is_ours || !palette.is_dark { ink } else { palette.accent_text };
    let inks = Inks { selection, dim, accent: link, ground: selection, ..Inks::from(ink) };
    let key = TextKey { order: view.item.sent_at.0, part: view.item.message.0 };
    ui.ctx().data_mut(|data| data.insert_temp(Id::unique("conversation-scope"), ui.scope_id()));
    let text = Selectable::new(ui.scope_id(), key, &laid.text).keyboard(has_focus).show(ui, at, inks);
    if is_dimmed {
        let veil = if is_ours { palette.bubble_out } else { palette.bubble_in };
        ui.painter().rect_filled(rect, corners(view), veil.gamma_multiply(0.6));
    }
    let pointer = ui.input(|input| input.pointer.hover_pos()).filter(|_| text.contains_pointer());
    let byte = pointer.and_then(|pointer| laid.text.byte_at(pointer - at));
    (text, byte.and_then(|byte| view.content().link_at(byte)))
}

/// Says where a link leads while the pointer is on it, and opens it on a press that selects nothing.
fn follow(ui: &Ui, cx: &Cx<'_>, response: &Response, link: Option<&Link>) {
    let Some(link) = link else { return };
    ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
    typeset::tip(response.clone(), link.host());
    let has_selection = !typeset::selection(ui.ctx()).is_empty();
    if response.clicked() && !has_selection {
        cx.act(Action::OpenLink(link.clone()));
    }
}

/// The way to the rest of a long text, and back.
fn fold_ui(ui: &mut Ui, cx: &Cx<'_>, view: &MessageView, laid: &Laid, rect: Rect, turn: &mut Option<MessageId>) {
    let key = match laid.fold {
        Fold::None => return,
        Fold::Folded => "message-more",
        Fold::Opened => "message-less",
    };
    let style = Weight::Medium.style(font::SMALL);
    let text = typeset::text(ui.ctx(), cx.t(key), style);
    let at = pos2(rect.left() + PAD_X, rect.bottom() - cx.theme.bubble_pad() - text.size().y);
    let place = Rect::from_min_size(at, text.size());
    let id = Id::unique(("fold", view.item.message));
    let response = ui.interact(place.expand(4.0), id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, cx.t(key)));
    let ink = if view.is_outgoing() { cx.palette().bubble_out_text } else { cx.palette().bubble_in_text };
    text.paint(ui.painter(), at, ink);
    let line = Stroke::new(1.0, ink);
    if response.hovered() || response.has_focus() {
        ui.painter().hline(place.x_range(), place.bottom(), line);
    }
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        *turn = Some(view.item.message);
    }
}

/// While messages are chosen, a press chooses. Says whether it is so.
fn choose_ui(
    ui: &Ui,
    cx: &Cx<'_>,
    view: &MessageView,
    (rect, row): (Rect, Rect),
    (response, around): (&Response, &mut Around<'_>),
) -> bool {
    let message = view.item.message;
    let modifiers = ui.input(|input| input.modifiers);
    if !around.chosen.is_on() {
        let begins = response.clicked() && modifiers.command;
        if begins {
            around.chosen.begin(message);
        }
        return begins;
    }
    let palette = cx.palette();
    let center = pos2(row.left() + 10.0, rect.center().y);
    if around.chosen.has(message) {
        ui.painter().circle_filled(center, 10.0, palette.accent);
        paint_icon(ui.painter(), center, Icon::Check, 13.0, palette.on_accent);
    } else {
        ui.painter().circle_stroke(center, 9.0, Stroke::new(1.5, palette.text_secondary));
    }
    let whole = Rect::from_min_max(row.min, pos2(row.right(), rect.bottom()));
    let line = ui.interact(whole, Id::unique(("choose", message)), Sense::click());
    if line.clicked() || response.clicked() {
        if modifiers.shift {
            around.chosen.extend(around.timeline, message);
        } else {
            around.chosen.toggle(message);
        }
    }
    true
}

fn stamp_rect(bubble: Rect) -> Rect {
    Rect::from_min_max(bubble.right_bottom() - vec2(70.0, 22.0), bubble.right_bottom())
}

/// Corners towards a neighbor of the series are tight.
fn corners(view: &MessageView) -> CornerRadius {
    let (wide, tight) = (radius::BUBBLE, radius::BUBBLE_TIGHT);
    let above = if view.standing.is_first { wide } else { tight };
    let below = if view.standing.is_last { wide } else { tight };
    if view.is_outgoing() {
        CornerRadius { nw: wide, sw: wide, ne: above, se: below }
    } else {
        CornerRadius { ne: wide, se: wide, nw: above, sw: below }
    }
}

/// Time and icon on a picture, with a ground that makes them readable on any.
fn stamp_on_picture(ui: &Ui, cx: &Cx<'_>, view: &MessageView, rect: Rect) {
    let width = stamp_width(ui, cx, view) + 14.0;
    let right_bottom = rect.max - egui::Vec2::splat(files::FRAME + 6.0);
    let ground = Rect::from_min_max(right_bottom - vec2(width, 20.0), right_bottom);
    let place = Rect::from_min_max(rect.min, right_bottom + vec2(PAD_X - 9.0, cx.theme.bubble_pad() - 4.0));
    ui.painter().rect_filled(ground, CornerRadius::same(9), palette::PICTURE_SHADE);
    stamp(ui, cx, view, place, palette::ON_PICTURE);
}

/// Time and icon at the bottom right, within the bubble.
fn stamp(ui: &Ui, cx: &Cx<'_>, view: &MessageView, rect: Rect, dim: Color32) {
    let mut right = rect.right() - PAD_X + 2.0;
    let middle = rect.bottom() - cx.theme.bubble_pad() - 6.0;
    if view.is_outgoing() {
        let icon = match view.item.delivery {
            Delivery::Sending => Icon::CircleEllipsis,
            _ if view.item.read_at.is_some() => Icon::CheckCheck,
            Delivery::Sent | Delivery::Received => Icon::CircleCheck,
            Delivery::Failed(_) => Icon::CircleAlert,
        };
        paint_icon(ui.painter(), pos2(right - 6.0, middle), icon, 12.5, dim);
        right -= 17.0;
    }
    if let Some(timer) = view.item.timer {
        countdown::paint(ui, cx, (timer, view.item.expires_at), pos2(right - 5.5, middle), dim);
        right -= countdown::WIDTH;
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
