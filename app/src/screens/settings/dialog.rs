//! The dialog of the settings: its pages and the list of them.

use egui::{Align, Color32, Context, CornerRadius, Layout, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{
    about, appearance, blocked, conversations, devices, language, notices, profile, proxy, recovery, security,
};
use crate::actions::{Action, Overlay};
use crate::screens::Cx;
use crate::theme::tokens::{font, radius};
use crate::theme::{Icon, Weight};
use crate::typeset;
use crate::widgets::ring::focus_ring;
use crate::widgets::{Button, Dialog, DialogEnd, paint_icon, secondary_ui};

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Page {
    #[default]
    Profile,
    Conversations,
    Notices,
    Appearance,
    Language,
    Security,
    Recovery,
    Blocked,
    Devices,
    Proxy,
    Clear,
    About,
}

const PAGES: [(Page, Icon, &str); 12] = [
    (Page::Profile, Icon::User, "settings-profile"),
    (Page::Conversations, Icon::MessagesSquare, "settings-conversations"),
    (Page::Notices, Icon::Bell, "settings-notices"),
    (Page::Appearance, Icon::Palette, "settings-appearance"),
    (Page::Language, Icon::Languages, "settings-language"),
    (Page::Security, Icon::Lock, "settings-security"),
    (Page::Recovery, Icon::KeyRound, "settings-recovery"),
    (Page::Devices, Icon::HardDrive, "settings-devices"),
    (Page::Blocked, Icon::Ban, "settings-blocked"),
    (Page::Proxy, Icon::Network, "settings-proxy"),
    (Page::Clear, Icon::Trash2, "settings-clear"),
    (Page::About, Icon::Info, "settings-about"),
];

/// The state of the dialog; a fresh one each time it opens, so that no password stays.
#[derive(Debug, Default)]
pub struct Settings {
    page: Page,
    profile: profile::Profile,
    security: security::Security,
    recovery: recovery::Recovery,
    proxy: proxy::ProxyPage,
    devices: devices::Devices,
    blocked: blocked::Blocked,
}

impl Settings {
    /// Shows it.
    pub fn ui(&mut self, ctx: &Context, cx: &Cx<'_>) {
        let is_small = ctx.content_rect().width() < 640.0;
        let height = (ctx.content_rect().height() - 96.0).clamp(420.0, 780.0);
        let dialog = Dialog::new("settings", cx.t("settings-title"), cx.t("close")).width(720.0).height(height);
        let (end, ()) = dialog.show(ctx, |ui| {
            if is_small {
                ui.horizontal_wrapped(|ui| self.tabs_ui(ui, cx, 44.0));
                self.page_ui(ui, cx);
                return;
            }
            ui.horizontal_top(|ui| {
                ui.allocate_ui_with_layout(vec2(190.0, 0.0), Layout::top_down(Align::LEFT), |ui| {
                    ui.set_width(190.0);
                    ui.spacing_mut().item_spacing.y = 2.0;
                    self.tabs_ui(ui, cx, 190.0);
                });
                ui.add_space(10.0);
                ui.vertical(|ui| self.page_ui(ui, cx));
            });
        });
        if end != DialogEnd::Open {
            cx.act(Action::CloseOverlay);
        }
    }

    fn tabs_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, width: f32) {
        for (page, icon, key) in PAGES {
            if tab_ui(ui, cx, (icon, cx.t(key)), width, self.page == page) && self.page != page {
                self.page = page;
                self.recovery = recovery::Recovery::default();
            }
        }
    }

    fn page_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        match self.page {
            Page::Profile => self.profile.ui(ui, cx),
            Page::Conversations => conversations::conversations_ui(ui, cx),
            Page::Notices => notices::notices_ui(ui, cx),
            Page::Appearance => appearance::appearance_ui(ui, cx),
            Page::Language => language::language_ui(ui, cx),
            Page::Security => self.security.ui(ui, cx),
            Page::Recovery => self.recovery.ui(ui, cx),
            Page::Proxy => self.proxy.ui(ui, cx),
            Page::Devices => self.devices.ui(ui, cx),
            Page::Blocked => self.blocked.ui(ui, cx),
            Page::Clear => clear_ui(ui, cx),
            Page::About => about::about_ui(ui, cx),
        }
    }
}

/// What clearing means, and the way to it.
fn clear_ui(ui: &mut Ui, cx: &Cx<'_>) {
    secondary_ui(ui, cx.t("clear-explain"));
    if ui.add(Button::outline(cx.t("clear-open")).icon(Icon::Trash2).danger()).clicked() {
        cx.act(Action::Show(Overlay::ClearData));
    }
}

/// The name of a page at the side; only its icon when there is no room. True when it was pressed.
fn tab_ui(ui: &mut Ui, cx: &Cx<'_>, (icon, name): (Icon, &str), width: f32, is_open: bool) -> bool {
    let palette = cx.palette();
    let (rect, response) = ui.allocate_exact_size(vec2(width, 36.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_open, name));
    let fill = match (is_open, response.hovered()) {
        (true, _) => palette.row_selected,
        (false, true) => palette.row_hover,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, CornerRadius::same(radius::ROW), fill);
    let ink = if is_open { palette.text } else { palette.text_secondary };
    paint_icon(ui.painter(), pos2(rect.left() + 22.0, rect.center().y), icon, font::ICON - 3.0, ink);
    if width > 100.0 {
        let weight = if is_open { Weight::Medium } else { Weight::Regular };
        let laid = typeset::line(ui.ctx(), name, weight.style(font::NAME), width - 52.0);
        let at = pos2(rect.left() + 44.0, rect.center().y - laid.size().y / 2.0);
        laid.paint(ui.painter(), at, palette.text);
    }
    focus_ring(ui.painter(), &response, rect, radius::ROW);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}
