//! Theme, accent, size. Each change is seen at once.

use egui::{Color32, CornerRadius, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::actions::Action;
use crate::screens::Cx;
use crate::theme::tokens::{font, gap, radius};
use crate::theme::{Accent, Icon, Palette, ThemeName, Weight};
use crate::typeset;
use crate::widgets::label::rich;
use crate::widgets::ring::focus_ring;
use crate::widgets::{IconButton, fine_ui, group_ui, setting_ui, toggle_ui};

/// Shows the page.
pub fn appearance_ui(ui: &mut Ui, cx: &Cx<'_>) {
    fine_ui(ui, cx.t("settings-theme"));
    let width = ((ui.available_width() - 3.0 * gap::SM) / 4.0).max(90.0);
    ui.horizontal_wrapped(|ui| {
        for theme in ThemeName::ALL {
            theme_ui(ui, cx, theme, width);
        }
    });
    ui.add_space(gap::XS);
    fine_ui(ui, cx.t("settings-accent"));
    ui.horizontal_wrapped(|ui| {
        for accent in Accent::ALL {
            accent_ui(ui, cx, accent);
        }
    });
    ui.add_space(gap::XS);
    group_ui(ui, "", |ui| {
        setting_ui(ui, cx.t("settings-follow"), cx.t("settings-follow-explain"), |ui| {
            let mut follows = cx.prefs.follows_system;
            if toggle_ui(ui, &mut follows, cx.t("settings-follow")).changed() {
                cx.act(Action::FollowSystem(follows));
            }
        });
        setting_ui(ui, cx.t("settings-zoom"), "", |ui| {
            let zoom = cx.prefs.zoom;
            if ui.add(IconButton::new(Icon::Plus, cx.t("settings-zoom-larger"))).clicked() {
                cx.act(Action::SetZoom(zoom + 0.1));
            }
            let percent = format!("{:.0} %", zoom * 100.0);
            ui.add(rich(percent, font::BODY, Weight::Medium, cx.palette().text));
            if ui.add(IconButton::new(Icon::Minus, cx.t("settings-zoom-smaller"))).clicked() {
                cx.act(Action::SetZoom(zoom - 0.1));
            }
        });
    });
}

const fn theme_key(theme: ThemeName) -> &'static str {
    match theme {
        ThemeName::ClassicDark => "settings-theme-classic-dark",
        ThemeName::ClassicLight => "settings-theme-classic-light",
        ThemeName::OceanDark => "settings-theme-ocean-dark",
        ThemeName::OceanLight => "settings-theme-ocean-light",
    }
}

const fn accent_key(accent: Accent) -> &'static str {
    match accent {
        Accent::Green => "settings-accent-green",
        Accent::Blue => "settings-accent-blue",
        Accent::Yellow => "settings-accent-yellow",
        Accent::Pink => "settings-accent-pink",
        Accent::Purple => "settings-accent-purple",
        Accent::Orange => "settings-accent-orange",
        Accent::Red => "settings-accent-red",
    }
}

/// A small picture of a conversation in a theme.
fn theme_ui(ui: &mut Ui, cx: &Cx<'_>, theme: ThemeName, width: f32) {
    let name = cx.t(theme_key(theme));
    let is_chosen = cx.theme.name == theme;
    let (rect, response) = ui.allocate_exact_size(vec2(width, 92.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, name));
    let picture = rect.with_max_y(rect.bottom() - 24.0);
    let shown = Palette::new(theme, cx.theme.accent);
    let painter = ui.painter();
    let corner = CornerRadius::same(radius::FIELD);
    painter.rect_filled(picture, corner, shown.background_deep);
    let bubble = |from_right: bool, y: f32, share: f32, color: Color32| {
        let size = vec2(picture.width() * share, 14.0);
        let x = if from_right { picture.right() - 8.0 - size.x } else { picture.left() + 8.0 };
        painter.rect_filled(Rect::from_min_size(pos2(x, picture.top() + y), size), CornerRadius::same(7), color);
    };
    bubble(false, 10.0, 0.5, shown.bubble_in);
    bubble(true, 27.0, 0.6, shown.bubble_out);
    bubble(false, 44.0, 0.35, shown.bubble_in);
    let stroke =
        if is_chosen { Stroke::new(2.0, cx.palette().accent_text) } else { Stroke::new(1.0, cx.palette().border) };
    painter.rect_stroke(picture, corner, stroke, StrokeKind::Inside);
    let ink = if is_chosen { cx.palette().text } else { cx.palette().text_secondary };
    let label = typeset::line(ui.ctx(), name, Weight::Regular.style(12.0), rect.width());
    label.paint(painter, pos2(rect.center().x - label.size().x / 2.0, rect.bottom() - 19.0), ink);
    focus_ring(painter, &response, picture.expand(3.0), radius::FIELD + 3);
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        cx.act(Action::SetTheme(theme));
    }
}

fn accent_ui(ui: &mut Ui, cx: &Cx<'_>, accent: Accent) {
    let name = cx.t(accent_key(accent));
    let is_chosen = cx.theme.accent == accent;
    let (rect, response) = ui.allocate_exact_size(vec2(36.0, 36.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, name));
    ui.painter().circle_filled(rect.center(), 12.0, accent.color());
    if is_chosen || response.has_focus() {
        ui.painter().circle_stroke(rect.center(), 16.0, Stroke::new(2.0, cx.palette().accent_text));
    }
    if typeset::tip(response, name).on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        cx.act(Action::SetAccent(accent));
    }
}
