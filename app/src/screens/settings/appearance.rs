//! Theme, accent, size, manner. Each change is seen at once, also in two messages on the page.

use std::sync::Arc;

use egui::{Color32, CornerRadius, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::actions::Action;
use crate::screens::Cx;
use crate::theme::manner::{TEXT_MAX, TEXT_MIN, ZOOM_MAX, ZOOM_MIN};
use crate::theme::tokens::{font, gap, radius};
use crate::theme::{Accent, Density, Icon, Manner, Palette, ThemeName, Weight};
use crate::typeset::{self, Laid, Options, Typesetter};
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
    preview_ui(ui, cx);
    group_ui(ui, "", |ui| {
        switch_ui(ui, cx, "settings-follow", cx.prefs.follows_system, Action::FollowSystem);
        let zoom = cx.prefs.zoom;
        let percent = format!("{:.0} %", zoom * 100.0);
        if let Some(way) = stepper_ui(ui, cx, "settings-zoom", &percent, (zoom > ZOOM_MIN, zoom < ZOOM_MAX)) {
            cx.act(Action::SetZoom(zoom + 0.1 * way));
        }
        let manner = cx.theme.manner;
        let size = manner.text_size;
        let points = format!("{size:.0}");
        if let Some(way) = stepper_ui(ui, cx, "settings-text-size", &points, (size > TEXT_MIN, size < TEXT_MAX)) {
            cx.act(Action::SetManner(Manner { text_size: size + way, ..manner }));
        }
        density_ui(ui, cx);
        switch_ui(ui, cx, "settings-calm", manner.is_calm, |is_calm| Action::SetManner(Manner { is_calm, ..manner }));
        switch_ui(ui, cx, "settings-contrast", manner.is_clear, |is_clear| {
            Action::SetManner(Manner { is_clear, ..manner })
        });
    });
}

/// A row with a switch; what it means is the key with `-explain`.
fn switch_ui(ui: &mut Ui, cx: &Cx<'_>, key: &'static str, is_on: bool, action: impl FnOnce(bool) -> Action) {
    let explain = match key {
        "settings-follow" => cx.t("settings-follow-explain"),
        "settings-calm" => cx.t("settings-calm-explain"),
        _ => cx.t("settings-contrast-explain"),
    };
    setting_ui(ui, cx.t(key), explain, |ui| {
        let mut is_on = is_on;
        if toggle_ui(ui, &mut is_on, cx.t(key)).changed() {
            cx.act(action(is_on));
        }
    });
}

/// A row with a value between two buttons. Which of them was pressed: 1 or -1.
fn stepper_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    key: &'static str,
    value: &str,
    (can_shrink, can_grow): (bool, bool),
) -> Option<f32> {
    let (smaller, larger) = match key {
        "settings-zoom" => ("settings-zoom-smaller", "settings-zoom-larger"),
        _ => ("settings-text-smaller", "settings-text-larger"),
    };
    setting_ui(ui, cx.t(key), "", |ui| {
        let grows = ui.add_enabled(can_grow, IconButton::new(Icon::Plus, cx.t(larger))).clicked();
        ui.allocate_ui(vec2(56.0, 20.0), |ui| {
            ui.set_width(56.0);
            ui.vertical_centered(|ui| ui.add(rich(value, font::BODY, Weight::Medium, cx.palette().text)));
        });
        let shrinks = ui.add_enabled(can_shrink, IconButton::new(Icon::Minus, cx.t(smaller))).clicked();
        grows.then_some(1.0).or(shrinks.then_some(-1.0))
    })
}

fn density_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let manner = cx.theme.manner;
    setting_ui(ui, cx.t("settings-density"), "", |ui| {
        for density in Density::ALL.into_iter().rev() {
            let name = cx.t(density_key(density));
            let is_chosen = manner.density == density;
            let laid = typeset::text(ui.ctx(), name, Weight::Medium.style(font::SMALL));
            let (rect, response) = ui.allocate_exact_size(laid.size() + vec2(22.0, 14.0), Sense::click());
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, name));
            let palette = cx.palette();
            let (fill, ink) = if is_chosen {
                (palette.accent, palette.on_accent)
            } else if response.hovered() {
                (palette.row_selected, palette.text)
            } else {
                (Color32::TRANSPARENT, palette.text)
            };
            ui.painter().rect_filled(rect, CornerRadius::same(radius::FIELD), fill);
            laid.paint(ui.painter(), rect.min + vec2(11.0, 7.0), ink);
            focus_ring(ui.painter(), &response, rect, radius::FIELD);
            if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
                cx.act(Action::SetManner(Manner { density, ..manner }));
            }
        }
    });
}

const fn density_key(density: Density) -> &'static str {
    match density {
        Density::Compact => "settings-density-compact",
        Density::Normal => "settings-density-normal",
        Density::Roomy => "settings-density-roomy",
    }
}

/// Two messages as they look now.
fn preview_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let palette = *cx.palette();
    let pad = cx.theme.bubble_pad();
    let (_, between) = cx.theme.bubble_gaps();
    let most = (ui.available_width() - 32.0) * 0.8;
    let lay = |key| {
        let style = Weight::Regular.style(cx.theme.text_size());
        let text: Arc<str> = cx.t(key).into();
        Typesetter::of(ui.ctx()).layout(ui.ctx(), &text, style, most, Options::default())
    };
    let (theirs, ours) = (lay("settings-preview-theirs"), lay("settings-preview-ours"));
    let high = |laid: &Laid| laid.size().y + 2.0 * pad;
    let size = vec2(ui.available_width(), high(&theirs) + between + high(&ours) + 28.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, cx.t("settings-preview")));
    let painter = ui.painter();
    painter.rect(
        rect,
        CornerRadius::same(radius::FIELD),
        palette.background_deep,
        Stroke::new(1.0, palette.border),
        StrokeKind::Inside,
    );
    let corner = CornerRadius::same(radius::BUBBLE);
    let bubble =
        |laid: &Laid, left: f32, top: f32| Rect::from_min_size(pos2(left, top), vec2(laid.size().x + 26.0, high(laid)));
    let text_at = |laid: &Laid, rect: Rect| {
        let left = if laid.is_rtl() { rect.right() - 13.0 - laid.size().x } else { rect.left() + 13.0 };
        pos2(left, rect.top() + pad)
    };
    let top = rect.top() + 14.0;
    let first = bubble(&theirs, rect.left() + 16.0, top);
    painter.rect(first, corner, palette.bubble_in, Stroke::new(1.0, palette.bubble_line), StrokeKind::Inside);
    theirs.paint(painter, text_at(&theirs, first), palette.bubble_in_text);
    let left = rect.right() - 16.0 - ours.size().x - 26.0;
    let second = bubble(&ours, left, first.bottom() + between);
    painter.rect_filled(second, corner, palette.bubble_out);
    ours.paint(painter, text_at(&ours, second), palette.bubble_out_text);
    ui.add_space(gap::SM);
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
    let shown = if cx.theme.manner.is_clear { shown.clearer() } else { shown };
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
