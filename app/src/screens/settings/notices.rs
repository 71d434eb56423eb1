//! What is notified: whether, how much is told, sound, quiet hours.

use egui::Ui;

use crate::actions::Action;
use crate::model::notices::{NoticePrefs, Telling};
use crate::screens::Cx;
use crate::text::time;
use crate::theme::Icon;
use crate::theme::tokens::gap;
use crate::widgets::{IconButton, fine_ui, group_ui, radio_ui, setting_ui, toggle_ui};

/// Steps of quiet hours, in minutes.
const STEP: u16 = 30;
const DAY: u16 = 24 * 60;

/// Shows the page.
pub fn notices_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let mut wanted = cx.prefs.notices.clone();
    group_ui(ui, "", |ui| {
        setting_ui(ui, cx.t("settings-notices-on"), cx.t("settings-notices-explain"), |ui| {
            toggle_ui(ui, &mut wanted.is_on, cx.t("settings-notices-on"));
        });
    });
    if wanted.is_on {
        fine_ui(ui, cx.t("settings-notices-tell"));
        ui.add_space(gap::XS);
        group_ui(ui, "", |ui| telling_ui(ui, cx, &mut wanted));
        group_ui(ui, "", |ui| {
            setting_ui(ui, cx.t("settings-notices-sound"), "", |ui| {
                toggle_ui(ui, &mut wanted.has_sound, cx.t("settings-notices-sound"));
            });
            setting_ui(ui, cx.t("settings-notices-quiet"), cx.t("settings-notices-quiet-explain"), |ui| {
                toggle_ui(ui, &mut wanted.has_quiet, cx.t("settings-notices-quiet"));
            });
            if wanted.has_quiet {
                hours_ui(ui, cx, "settings-notices-from", &mut wanted.quiet.0);
                hours_ui(ui, cx, "settings-notices-to", &mut wanted.quiet.1);
            }
        });
    }
    if wanted != cx.prefs.notices {
        cx.act(Action::SetNotices(wanted));
    }
}

fn telling_ui(ui: &mut Ui, cx: &Cx<'_>, wanted: &mut NoticePrefs) {
    let choices = [
        (Telling::Everything, "settings-notices-all"),
        (Telling::Name, "settings-notices-name"),
        (Telling::Nothing, "settings-notices-none"),
    ];
    for (telling, key) in choices {
        setting_ui(ui, cx.t(key), "", |ui| {
            if radio_ui(ui, wanted.telling == telling, cx.t(key)).clicked() {
                wanted.telling = telling;
            }
        });
    }
}

/// A time of day with a way to earlier and later ones.
fn hours_ui(ui: &mut Ui, cx: &Cx<'_>, key: &str, minutes: &mut u16) {
    let moment = jiff::civil::date(2026, 1, 1).at(0, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
    let moment = moment.ok().and_then(|day| day.checked_add(jiff::Span::new().minutes(i64::from(*minutes))).ok());
    let shown = moment.map(|moment| time::clock(&moment, cx.text)).unwrap_or_default();
    setting_ui(ui, cx.t(key), &shown, |ui| {
        let name = |step| cx.text.with(step, &[("what", cx.t(key))]);
        if ui.add(IconButton::new(Icon::Plus, &name("settings-notices-later"))).clicked() {
            *minutes = (*minutes + STEP) % DAY;
        }
        if ui.add(IconButton::new(Icon::Minus, &name("settings-notices-earlier"))).clicked() {
            *minutes = (*minutes + DAY - STEP) % DAY;
        }
    });
}
