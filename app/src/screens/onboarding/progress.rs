//! How far the restoring of an account has come.

use egui::{Role, Sense, Ui, WidgetInfo, vec2};
use onionskin_core::api::RestoreStep;

use crate::screens::Cx;
use crate::screens::page::{intro_ui, page_ui};
use crate::theme::tokens::gap;
use crate::widgets::secondary_ui;

pub(super) fn progress_ui(ui: &mut Ui, cx: &Cx<'_>, step: RestoreStep, percent: u8) {
    let said = match step {
        RestoreStep::PreparingKeys => "progress-keys",
        RestoreStep::Connecting => "progress-connecting",
        RestoreStep::FetchingSettings => "progress-settings",
        RestoreStep::FetchingMessages => "progress-messages",
    };
    page_ui(ui, cx, false, |ui| {
        intro_ui(ui, cx.t("progress-title"), "");
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 8.0), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, cx.t("progress-title")));
        let share = f32::from(percent.min(100)) / 100.0;
        let mut done = rect;
        done.set_width(rect.width() * share.max(0.02));
        ui.painter().rect_filled(rect, 4, cx.palette().background_raised);
        ui.painter().rect_filled(done, 4, cx.palette().accent);
        ui.add_space(gap::XS);
        secondary_ui(ui, &format!("{} · {percent} %", cx.t(said)));
    });
}
