//! The language of the window and how it writes the time of day. Each change is seen at once.

use egui::{Color32, CornerRadius, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::actions::Action;
use crate::screens::Cx;
use crate::text::ClockForm;
use crate::text::strings::languages;
use crate::theme::tokens::{font, gap, radius};
use crate::theme::{Icon, Weight};
use crate::typeset;
use crate::widgets::ring::focus_ring;
use crate::widgets::{fine_ui, paint_icon};

/// Shows the page.
pub fn language_ui(ui: &mut Ui, cx: &Cx<'_>) {
    ui.spacing_mut().item_spacing.y = 2.0;
    let chosen = cx.prefs.language.as_deref();
    if choice_ui(ui, cx, cx.t("settings-language-system"), chosen.is_none()) {
        cx.act(Action::SetLanguage(None));
    }
    for (tag, name) in languages() {
        if choice_ui(ui, cx, name, chosen == Some(tag)) {
            cx.act(Action::SetLanguage(Some(tag.to_owned())));
        }
    }
    ui.add_space(gap::MD);
    fine_ui(ui, cx.t("settings-clock"));
    ui.add_space(gap::XS);
    for form in ClockForm::ALL {
        if choice_ui(ui, cx, cx.t(clock_key(form)), cx.prefs.clock == form) {
            cx.act(Action::SetClock(form));
        }
    }
}

const fn clock_key(form: ClockForm) -> &'static str {
    match form {
        ClockForm::System => "settings-clock-system",
        ClockForm::Hours24 => "settings-clock-24",
        ClockForm::Hours12 => "settings-clock-12",
    }
}

/// A row that is chosen or not. True when it was pressed.
fn choice_ui(ui: &mut Ui, cx: &Cx<'_>, name: &str, is_chosen: bool) -> bool {
    let palette = cx.palette();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 40.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, name));
    let fill = match (is_chosen, response.hovered()) {
        (true, _) => palette.row_selected,
        (false, true) => palette.row_hover,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, CornerRadius::same(radius::ROW), fill);
    let weight = if is_chosen { Weight::Medium } else { Weight::Regular };
    let laid = typeset::line(ui.ctx(), name, weight.style(font::BODY), rect.width() - 60.0);
    laid.paint(ui.painter(), pos2(rect.left() + 16.0, rect.center().y - laid.size().y / 2.0), palette.text);
    if is_chosen {
        let at = pos2(rect.right() - 22.0, rect.center().y);
        paint_icon(ui.painter(), at, Icon::Check, font::ICON - 3.0, palette.accent_text);
    }
    focus_ring(ui.painter(), &response, rect, radius::ROW);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}
