//! The stopwatch of a message that disappears: a dial that empties in twelve steps.

use std::time::Duration;

use egui::{Color32, Pos2, Shape, Stroke, Ui, vec2};
use onionskin_core::api::{Expiry, ExpiryMode, NetworkTime};

use crate::model::MessageView;
use crate::screens::Cx;
use crate::text::time;

/// Room for the dial.
pub const WIDTH: f32 = 16.0;
/// Steps of the dial.
const STEPS: u64 = 12;
/// Radius of the dial.
const RADIUS: f32 = 4.8;

/// Milliseconds until a message disappears.
fn left(cx: &Cx<'_>, expires_at: NetworkTime) -> u64 {
    let now = cx.now_millis.saturating_add_signed(cx.model.clock_ahead_millis());
    expires_at.millis().saturating_sub(now)
}

/// Paints the dial, full while the timer doesn't run.
pub fn paint(ui: &Ui, cx: &Cx<'_>, (timer, expires_at): (Expiry, Option<NetworkTime>), center: Pos2, ink: Color32) {
    let whole = u64::from(timer.timer_secs).max(1) * 1_000;
    let step = match expires_at {
        None => STEPS,
        Some(at) => {
            let left = left(cx, at).min(whole);
            let step = (left * STEPS).div_ceil(whole);
            let until_next = left.saturating_sub((step.saturating_sub(1)) * whole / STEPS);
            ui.ctx().request_repaint_after(Duration::from_millis(until_next + 10));
            step
        }
    };
    let painter = ui.painter();
    painter.circle_stroke(center, RADIUS, Stroke::new(1.2, ink));
    painter.line_segment([center - vec2(0.0, RADIUS), center - vec2(0.0, RADIUS + 1.8)], Stroke::new(1.4, ink));
    let share = step as f32 / STEPS as f32;
    // A fan from the top, against the clock, so that what is left shrinks towards the top.
    let count = usize::try_from(step * 2).unwrap_or(0);
    let mut points = vec![center];
    for index in 0..=count {
        let angle = std::f32::consts::TAU * share * index as f32 / count.max(1) as f32;
        points.push(center + vec2(-angle.sin(), -angle.cos()) * (RADIUS - 1.6));
    }
    if step == STEPS {
        painter.circle_filled(center, RADIUS - 1.6, ink);
    } else if step <= STEPS / 2 {
        painter.add(Shape::convex_polygon(points, ink, Stroke::NONE));
    } else {
        // More than half is not convex: half, and the rest of it.
        let (first, second) = points.split_at(points.len() / 2 + 1);
        let second = [&[center], first.last().map(std::slice::from_ref).unwrap_or_default(), second].concat();
        painter.add(Shape::convex_polygon(first.to_vec(), ink, Stroke::NONE));
        painter.add(Shape::convex_polygon(second, ink, Stroke::NONE));
    }
}

/// The full time of a message, and when it disappears.
pub fn tip(cx: &Cx<'_>, view: &MessageView) -> String {
    let sent = cx.full_time(view.item.sent_at);
    match disappears(cx, view) {
        Some(when) => format!("{sent}\n{when}"),
        None => sent,
    }
}

/// When a message disappears, as a sentence.
pub fn disappears(cx: &Cx<'_>, view: &MessageView) -> Option<String> {
    let timer = view.item.timer?;
    Some(match (view.item.expires_at, timer.mode) {
        (Some(at), _) => {
            let secs = u32::try_from(left(cx, at).div_ceil(1_000)).unwrap_or(u32::MAX);
            cx.text.with("timer-left", &[("time", &time::span(secs, cx.text))])
        }
        (None, ExpiryMode::AfterRead) => {
            cx.text.with("timer-after-read", &[("time", &time::span(timer.timer_secs, cx.text))])
        }
        (None, ExpiryMode::AfterSend) => {
            cx.text.with("timer-after-send", &[("time", &time::span(timer.timer_secs, cx.text))])
        }
    })
}
