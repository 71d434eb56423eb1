//! A sound in a bubble: a button that plays and holds it, how far it has come, and a bar to go elsewhere in it.

use egui::{Color32, CornerRadius, Painter, Pos2, Rect, Response, Shape, Stroke, Ui, pos2, vec2};
use onionskin_core::api::FileInfo;

use crate::bridge::sounds::{Standing, Trouble};
use crate::model::MessageView;
use crate::model::files::FileWords;
use crate::screens::Cx;
use crate::theme::Weight;
use crate::theme::tokens::font;
use crate::typeset;

/// From the left of the line to the bar.
const INDENT: f32 = 54.0;
/// Right of the bar.
const PAD: f32 = 14.0;

/// Shows a sound that is here in its line.
pub fn sound_ui(ui: &Ui, cx: &Cx<'_>, view: &MessageView, (file, words): (&FileInfo, &FileWords), rect: Rect) {
    let (ink, dim, ground) = cx.palette().inset(view.is_outgoing());
    let standing = cx.sounds.of(file.id);
    let Standing { is_playing, trouble, position_millis, length_millis } = standing.unwrap_or_default();
    let center = pos2(rect.left() + 27.0, rect.center().y);
    ui.painter().circle_filled(center, 17.0, ground);
    sign(ui.painter(), center, is_playing, ink);
    let bar = bar(rect);
    let line = |text: &str, weight: Weight, top: f32, ink| {
        let laid = typeset::line(ui.ctx(), text, weight.style(font::SMALL), bar.width());
        laid.paint(ui.painter(), pos2(bar.left(), top), ink);
    };
    let trouble = trouble.map(|trouble| match trouble {
        Trouble::Unknown => cx.t("sound-unknown"),
        Trouble::NoDevice => cx.t("sound-no-device"),
    });
    let Some(_) = standing.filter(|_| trouble.is_none()) else {
        line(&words.name, Weight::Medium, rect.top() + 7.0, ink);
        line(trouble.unwrap_or(&words.state), Weight::Regular, rect.top() + 26.0, dim);
        return;
    };
    ui.painter().rect_filled(bar, CornerRadius::same(2), ground);
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of a sound")]
    let part = if length_millis == 0 { 0.0 } else { (position_millis as f32 / length_millis as f32).min(1.0) };
    let done = bar.with_max_x(bar.left() + bar.width() * part);
    ui.painter().rect_filled(done, CornerRadius::same(2), ink);
    ui.painter().circle_filled(pos2(done.right(), bar.center().y), 5.0, ink);
    let time = if length_millis == 0 {
        clock(position_millis)
    } else {
        format!("{} / {}", clock(position_millis), clock(length_millis))
    };
    line(&time, Weight::Regular, rect.top() + 27.0, dim);
}

/// Two bars while it plays, a triangle that would let it.
fn sign(painter: &Painter, center: Pos2, is_playing: bool, ink: Color32) {
    if is_playing {
        for left in [-5.0, 2.0] {
            let bar = Rect::from_min_size(center + vec2(left, -6.0), vec2(3.5, 12.0));
            painter.rect_filled(bar, CornerRadius::same(1), ink);
        }
        return;
    }
    // A triangle looks centered a little to the right.
    let corners = [vec2(-4.0, -6.5), vec2(7.0, 0.0), vec2(-4.0, 6.5)].map(|corner| center + corner);
    painter.add(Shape::convex_polygon(corners.to_vec(), ink, Stroke::NONE));
}

fn bar(rect: Rect) -> Rect {
    Rect::from_min_max(pos2(rect.left() + INDENT, rect.top() + 15.0), pos2(rect.right() - PAD, rect.top() + 19.0))
}

/// What a press on the line does: on the bar it goes there, elsewhere it plays or holds.
pub fn press(cx: &Cx<'_>, file: &FileInfo, response: &Response) {
    let bar = bar(response.rect);
    let on_bar = |at: &Pos2| bar.expand2(vec2(6.0, 12.0)).contains(*at);
    let is_current = cx.sounds.of(file.id).is_some_and(|standing| standing.length_millis > 0);
    match response.interact_pointer_pos().filter(on_bar).filter(|_| is_current) {
        Some(at) => cx.sounds.seek(file.id, (at.x - bar.left()) / bar.width().max(1.0)),
        None => cx.sounds.press(file.id),
    }
}

/// Minutes and seconds.
fn clock(millis: u64) -> String {
    let seconds = millis / 1_000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
