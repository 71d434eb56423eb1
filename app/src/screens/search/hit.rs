//! A message that was found, ready to paint.

use egui::{Color32, CornerRadius, Id, Rect, Role, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2};
use onionskin_core::api::{Direction, NetworkTime, SearchHit};

use crate::screens::Cx;
use crate::text::time;
use crate::theme::Weight;
use crate::theme::tokens::{font, radius, size};
use crate::typeset::{self, Ink, Inks, Look, Options, Span, Typesetter};
use crate::widgets::ring::focus_ring;
use crate::widgets::{Avatar, paint_avatar};

/// Height of a message that was found, with two lines of its text.
pub const HIT: f32 = 80.0;

/// A message that was found.
#[derive(Debug)]
pub struct HitView {
    /// What the engine says.
    pub hit: SearchHit,
    name: String,
    time: String,
    avatar: Avatar,
    text: String,
    spans: Vec<Span>,
    label: String,
}

impl HitView {
    /// Makes what is painted of a message.
    pub fn new(cx: &Cx<'_>, hit: SearchHit) -> Self {
        let is_note = cx.model.own.as_ref().is_some_and(|own| own.id_text == hit.conversation.to_string());
        let row = cx.model.row(hit.conversation);
        let name = match row {
            Some(row) => row.name.clone(),
            None if is_note => cx.t("note-to-self").to_owned(),
            None => hit.author_name.to_string(),
        };
        let avatar = row.map_or_else(|| Avatar::of_person(&hit.author.to_string(), &name), |row| row.avatar.clone());
        let now = cx.local(NetworkTime(cx.now_millis));
        let time = time::row(&cx.local(hit.sent_at), &now, cx.text);
        let lead = match hit.direction {
            Direction::Outgoing if !is_note => format!("{} ", cx.t("list-you")),
            _ => String::new(),
        };
        // The direction of the text has nothing to do with that of what stands before it.
        let text = format!("{lead}\u{2068}{}\u{2069}", hit.snippet);
        let shift = lead.len() + '\u{2068}'.len_utf8();
        let mut spans = vec![Span::new(0..lead.len(), Look::PLAIN, Ink::Dim)];
        let matches = hit.matches.iter();
        spans.extend(matches.map(|it| Span::new(it.start + shift..it.end + shift, Look::BOLD, Ink::Accent)));
        let label = cx.text.with("search-hit", &[("name", &name), ("time", &time), ("text", &hit.snippet)]);
        Self { hit, name, time, avatar, text, spans, label }
    }
}

/// Shows a message over `rect`. True when it was pressed.
pub fn hit_ui(ui: &mut Ui, cx: &Cx<'_>, view: &HitView, rect: Rect, is_chosen: bool) -> bool {
    let id = Id::unique(("hit", view.hit.message));
    let ui = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(id));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, &view.label));
    let palette = cx.palette();
    let fill = match (is_chosen, response.hovered()) {
        (true, _) => palette.row_selected,
        (false, true) => palette.row_hover,
        (false, false) => Color32::TRANSPARENT,
    };
    let ground = rect.shrink2(vec2(8.0, 1.0));
    ui.painter().rect_filled(ground, CornerRadius::same(radius::ROW), fill);
    let picture = Rect::from_min_size(ground.left_top() + vec2(10.0, 10.0), Vec2::splat(size::AVATAR));
    paint_avatar(ui.painter(), picture, &view.avatar);
    let (left, right) = (picture.right() + 12.0, ground.right() - 10.0);
    let time = typeset::text(ui.ctx(), &view.time, Weight::Regular.style(font::FINE));
    let room = right - left - time.size().x - 10.0;
    let name = typeset::line(ui.ctx(), &view.name, Weight::Medium.style(font::NAME), room.max(20.0));
    let middle = ground.top() + 19.0;
    let at = |size: Vec2, x: f32| pos2(x, middle - size.y / 2.0);
    name.paint(ui.painter(), at(name.size(), left), palette.text);
    time.paint(ui.painter(), at(time.size(), right - time.size().x), palette.text_secondary);
    let options = Options::lines(2).spans(&view.spans);
    let style = Weight::Regular.style(font::SMALL);
    let laid = Typesetter::of(ui.ctx()).layout_str(ui.ctx(), &view.text, style, (right - left).max(20.0), options);
    let inks = Inks { accent: palette.text, dim: palette.text_secondary, ..Inks::from(palette.text_secondary) };
    laid.paint(ui.painter(), pos2(left, middle + 12.0), inks);
    focus_ring(ui.painter(), &response, ground, radius::ROW);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}
