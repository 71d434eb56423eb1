//! How far the restoring of an account has come: its steps, and a bar over all of them.

use egui::{Role, Sense, Ui, WidgetInfo, vec2};
use onionskin_core::api::RestoreStep;

use crate::screens::Cx;
use crate::screens::page::{intro_ui, page_ui};
use crate::theme::tokens::{font, gap};
use crate::theme::{Icon, Weight};
use crate::widgets::label::rich;
use crate::widgets::{icon_ui, spinner_ui};

/// The steps in their order.
const STEPS: [(RestoreStep, &str); 4] = [
    (RestoreStep::PreparingKeys, "progress-keys"),
    (RestoreStep::Connecting, "progress-connecting"),
    (RestoreStep::FetchingSettings, "progress-settings"),
    (RestoreStep::FetchingMessages, "progress-messages"),
];

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Done,
    Now,
    Later,
}

pub(super) fn progress_ui(ui: &mut Ui, cx: &Cx<'_>, step: RestoreStep, percent: u8) {
    page_ui(ui, cx, false, |ui| {
        intro_ui(ui, cx.t("progress-title"), "");
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 8.0), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, cx.t("progress-title")));
        let share = f32::from(percent.min(100)) / 100.0;
        let mut done = rect;
        done.set_width(rect.width() * share.max(0.02));
        ui.painter().rect_filled(rect, 4, cx.palette().background_raised);
        ui.painter().rect_filled(done, 4, cx.palette().accent);
        ui.add_space(gap::MD);
        let at = STEPS.iter().position(|(of, _)| *of == step).unwrap_or(0);
        for (index, (_, key)) in STEPS.into_iter().enumerate() {
            let stage = match index.cmp(&at) {
                std::cmp::Ordering::Less => Stage::Done,
                std::cmp::Ordering::Equal => Stage::Now,
                std::cmp::Ordering::Greater => Stage::Later,
            };
            step_ui(ui, cx, cx.t(key), stage);
        }
    });
}

fn step_ui(ui: &mut Ui, cx: &Cx<'_>, text: &str, stage: Stage) {
    let palette = cx.palette();
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        ui.spacing_mut().item_spacing.x = gap::SM;
        match stage {
            Stage::Done => drop(icon_ui(ui, Icon::CircleCheck, font::ICON, palette.accent_text)),
            Stage::Now => drop(spinner_ui(ui, font::ICON)),
            Stage::Later => drop(icon_ui(ui, Icon::Circle, font::ICON, palette.disabled)),
        }
        let (weight, ink) = match stage {
            Stage::Done => (Weight::Regular, palette.text_secondary),
            Stage::Now => (Weight::Medium, palette.text),
            Stage::Later => (Weight::Regular, palette.disabled),
        };
        ui.add(rich(text, font::BODY, weight, ink));
    });
}
