//! What is notified: whether, how much is told, sound, quiet hours. And the program's place on the desktop.

use egui::Ui;
use onionskin_core::api::NetworkTime;

use crate::actions::Action;
use crate::model::notices::{NoticePrefs, Telling};
use crate::screens::Cx;
use crate::text::time;
use crate::theme::Icon;
use crate::theme::tokens::gap;
use crate::widgets::{Button, IconButton, fine_ui, group_ui, radio_ui, setting_ui, toggle_ui};

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
    pause_ui(ui, cx, &mut wanted);
    desktop_ui(ui, cx);
    if wanted != cx.prefs.notices {
        cx.act(Action::SetNotices(wanted));
    }
}

/// The pause that was chosen in the tray, with its end.
fn pause_ui(ui: &mut Ui, cx: &Cx<'_>, wanted: &mut NoticePrefs) {
    if !wanted.is_paused(cx.now_millis) {
        return;
    }
    let until = cx.full_time(NetworkTime(wanted.paused_until));
    group_ui(ui, "", |ui| {
        setting_ui(ui, cx.t("settings-notices-paused"), &cx.text.with("mute-until", &[("moment", &until)]), |ui| {
            if ui.add(Button::outline(cx.t("tray-unmute"))).clicked() {
                wanted.paused_until = 0;
            }
        });
    });
}

/// The tray, and when the system starts the program.
fn desktop_ui(ui: &mut Ui, cx: &Cx<'_>) {
    group_ui(ui, cx.t("settings-desktop"), |ui| {
        let explain = if cx.has_tray { "settings-tray-explain" } else { "settings-tray-none" };
        setting_ui(ui, cx.t("settings-tray"), cx.t(explain), |ui| {
            let mut keeps = cx.prefs.keeps_in_tray && cx.has_tray;
            let toggled = ui.add_enabled_ui(cx.has_tray, |ui| toggle_ui(ui, &mut keeps, cx.t("settings-tray"))).inner;
            if toggled.changed() {
                cx.act(Action::KeepInTray(keeps));
            }
        });
        let mut starts = cx.prefs.starts;
        let explain = if cx.has_desktop_files { "" } else { "settings-starts-none" };
        let rows = [("settings-login", &mut starts.at_login), ("settings-scheme", &mut starts.for_links)];
        for (key, is_on) in rows {
            setting_ui(ui, cx.t(key), cx.t(explain), |ui| {
                ui.add_enabled_ui(cx.has_desktop_files, |ui| toggle_ui(ui, is_on, cx.t(key)));
            });
        }
        if starts != cx.prefs.starts {
            cx.act(Action::SetStarts(starts));
        }
    });
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
