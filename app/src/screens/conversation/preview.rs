//! What the sender of a message saw at a link in it: the title of the page and where it is. A press opens the link
//! as any other does. We fetch nothing ourselves: asking a site would tell it who reads.

use egui::{CornerRadius, Id, Rect, Role, Sense, Ui, WidgetInfo, pos2};
use onionskin_core::api::LinkPreview;

use crate::actions::Action;
use crate::model::{Link, MessageView};
use crate::screens::Cx;
use crate::theme::Weight;
use crate::theme::tokens::font;
use crate::typeset;
use crate::widgets::ring::focus_ring;

/// Height of a preview with the room below it.
pub const HEIGHT: f32 = 52.0;
/// Left and right of its texts.
const PAD: f32 = 10.0;

/// How wide a preview would be.
pub fn width(ui: &Ui, preview: &LinkPreview, most: f32) -> f32 {
    let title = typeset::text(ui.ctx(), &preview.title, Weight::Medium.style(font::SMALL)).size().x;
    (title + 2.0 * PAD).max(180.0).min(most)
}

/// Shows a preview at the top of `place`.
pub fn preview_ui(ui: &Ui, cx: &Cx<'_>, view: &MessageView, place: Rect) {
    let Some(preview) = &view.item.preview else { return };
    let (ink, dim, ground) = cx.palette().inset(view.is_outgoing());
    let rect = place.with_max_y(place.top() + HEIGHT - 8.0);
    let link = view.content().links.iter().find(|link| link.url == preview.url);
    let response = ui.interact(rect, Id::unique(("preview", view.item.message)), Sense::click());
    let host = link.map_or("", Link::host);
    let label = cx.text.with("preview-label", &[("title", &preview.title), ("host", host)]);
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, &label));
    ui.painter().rect_filled(rect, CornerRadius::same(6), ground.gamma_multiply(0.6));
    let room = rect.width() - 2.0 * PAD;
    let line = |text: &str, weight: Weight, top: f32, ink| {
        let laid = typeset::line(ui.ctx(), text, weight.style(font::SMALL), room);
        let left = if laid.is_rtl() { rect.right() - PAD - laid.size().x } else { rect.left() + PAD };
        laid.paint(ui.painter(), pos2(left, top), ink);
    };
    line(&preview.title, Weight::Medium, rect.top() + 4.0, ink);
    line(host, Weight::Regular, rect.top() + 22.0, dim);
    focus_ring(ui.painter(), &response, rect, 6);
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
        && let Some(link) = link
    {
        cx.act(Action::OpenLink(link.clone()));
    }
}
