//! Lines between the bubbles that say what happened: a timer was set, media saved, a request accepted.

use std::sync::Arc;

use egui::{Id, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use onionskin_core::api::Note;

use crate::actions::{Action, Overlay};
use crate::model::MessageView;
use crate::screens::Cx;
use crate::screens::people::Question;
use crate::theme::tokens::{font, radius};
use crate::theme::{Icon, Weight};
use crate::typeset::{self, Options, Typesetter};
use crate::widgets::paint_icon;
use crate::widgets::ring::focus_ring;

/// Above and below a line.
const PAD: f32 = 7.0;
/// Room for the icon before the text.
const ICON: f32 = 20.0;
/// Height of the way to follow a setting.
const FOLLOW: f32 = 34.0;

/// The text of a line within `width`.
pub fn lay(ui: &Ui, view: &MessageView, width: f32) -> Arc<typeset::Laid> {
    let style = Weight::Regular.style(font::SMALL);
    Typesetter::of(ui.ctx()).layout(ui.ctx(), &view.body, style, width - ICON, Options::default())
}

/// The height of a line with what stands below its text.
pub fn height(view: &MessageView, text: &typeset::Laid) -> f32 {
    text.size().y + 2.0 * PAD + if view.standing.can_follow { FOLLOW } else { 0.0 }
}

/// What is asked when the other side's timer is to be followed.
fn wish(cx: &Cx<'_>, view: &MessageView) -> Option<Question> {
    let Some(Note::Timer(theirs)) = view.item.note.filter(|_| view.standing.can_follow) else { return None };
    Some(Question::FollowTimer(cx.model.open_conversation()?, theirs))
}

/// Shows a line in the middle of `row`. Gives what answers to the pointer and the keyboard, and where it is.
pub fn note_ui(ui: &mut Ui, cx: &Cx<'_>, view: &MessageView, text: &typeset::Laid, row: Rect) -> (Response, Rect) {
    let palette = cx.palette();
    let size = vec2(text.size().x + ICON, text.size().y);
    let at = pos2(row.center().x - size.x / 2.0, row.top() + PAD);
    let rect = Rect::from_min_size(at, size).expand2(vec2(8.0, 3.0));
    let response = ui.interact(rect, Id::unique(("message", view.item.message)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, view.label(cx.text)));
    let icon = match view.item.note {
        Some(Note::RequestAccepted) => Icon::UserPlus,
        Some(Note::MediaSaved) => Icon::Download,
        Some(Note::Screenshot) => Icon::Image,
        Some(Note::Timer(_)) | None => Icon::Clock,
    };
    paint_icon(ui.painter(), pos2(at.x + 6.0, at.y + 8.0), icon, 13.0, palette.text_secondary);
    text.paint(ui.painter(), at + vec2(ICON, 0.0), palette.text_secondary);
    focus_ring(ui.painter(), &response, rect, radius::BUBBLE_TIGHT);
    if let Some(question) = wish(cx, view) {
        follow_ui(ui, cx, view, pos2(row.center().x, rect.bottom() + 15.0), question);
    }
    (response, rect)
}

fn follow_ui(ui: &Ui, cx: &Cx<'_>, view: &MessageView, center: egui::Pos2, question: Question) {
    let palette = cx.palette();
    let text = typeset::text(ui.ctx(), cx.t("timer-follow"), Weight::Medium.style(font::SMALL));
    let rect = Rect::from_center_size(center, text.size() + vec2(20.0, 8.0));
    let response = ui.interact(rect, Id::unique(("follow", view.item.message)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, cx.t("timer-follow")));
    let fill = if response.hovered() { palette.background_raised } else { palette.day };
    ui.painter().rect_filled(rect, rect.height() / 2.0, fill);
    text.paint(ui.painter(), rect.min + vec2(10.0, 4.0), palette.accent_text);
    focus_ring(ui.painter(), &response, rect, radius::BUBBLE);
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        cx.act(Action::Show(Overlay::Confirm(question)));
    }
}
