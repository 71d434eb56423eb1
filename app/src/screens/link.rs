//! Asks before a link opens: where it really leads, whether it pretends to lead elsewhere.

use egui::{Align, Context, CornerRadius, Frame, Layout, Margin, Ui, vec2};

use super::Cx;
use crate::actions::Action;
use crate::model::{Link, Suspicion};
use crate::theme::tokens::{font, gap, radius, size};
use crate::theme::{Icon, Weight};
use crate::typeset::{Ink, Inks, Label, Look, Span};
use crate::widgets::label::rich;
use crate::widgets::{Button, Dialog, DialogEnd, check_ui, icon_ui, secondary_ui};

/// The question about a link.
#[derive(Debug)]
pub struct LinkQuestion {
    link: Link,
    asks_no_more: bool,
}

impl LinkQuestion {
    /// A question about a link.
    pub const fn new(link: Link) -> Self {
        Self { link, asks_no_more: false }
    }

    /// Shows it.
    pub fn ui(&mut self, ctx: &Context, cx: &Cx<'_>) {
        let (end, ()) =
            Dialog::new("link", cx.t("link-title"), cx.t("close")).width(size::DIALOG_WIDE).show(ctx, |ui| {
                secondary_ui(ui, cx.t("link-text"));
                address_ui(ui, cx, &self.link);
                match self.link.suspicion {
                    Some(suspicion) => warning_ui(ui, cx, suspicion),
                    None => self.no_more_ui(ui, cx),
                }
                ui.add_space(gap::SM);
                self.buttons_ui(ui, cx);
            });
        if end != DialogEnd::Open {
            cx.act(Action::CloseOverlay);
        }
    }

    fn no_more_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.horizontal(|ui| {
            check_ui(ui, &mut self.asks_no_more, cx.t("link-no-more"));
            ui.add(rich(cx.t("link-no-more"), font::NAME, Weight::Regular, cx.palette().text));
        });
    }

    fn buttons_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let bar = vec2(ui.available_width(), size::BUTTON);
        ui.allocate_ui_with_layout(bar, Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = gap::SM;
            let open = Button::solid(cx.t("link-open")).icon(Icon::ExternalLink);
            let open = if self.link.suspicion.is_some() { open.danger() } else { open };
            if ui.add(open).clicked() {
                cx.act(Action::CloseOverlay);
                if self.asks_no_more {
                    cx.act(Action::AskBeforeLinks(false));
                }
                ui.ctx().open_url(egui::OpenUrl::new_tab(&self.link.url));
            }
            if ui.add(Button::outline(cx.t("link-copy")).icon(Icon::Copy)).clicked() {
                cx.act(Action::CloseOverlay);
                cx.act(Action::Copy(self.link.url.clone()));
            }
        });
    }
}

/// The whole address with its host in bold.
fn address_ui(ui: &mut Ui, cx: &Cx<'_>, link: &Link) {
    let palette = cx.palette();
    let (before, host, behind) = link.parts();
    let end = before.len() + host.len();
    let spans = [
        Span::new(0..before.len(), Look::PLAIN, Ink::Dim),
        Span::new(before.len()..end, Look::BOLD, Ink::Text),
        Span::new(end..end + behind.len(), Look::PLAIN, Ink::Dim),
    ];
    let inks = Inks { dim: palette.text_secondary, ..Inks::from(palette.text) };
    let frame = Frame::new()
        .fill(palette.field)
        .corner_radius(CornerRadius::same(radius::FIELD))
        .inner_margin(Margin::symmetric(14, 12));
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        Label::new(&link.url, Weight::Regular.style(font::BODY)).lines(8).spans(&spans).show(ui, inks);
    });
}

fn warning_ui(ui: &mut Ui, cx: &Cx<'_>, suspicion: Suspicion) {
    let key = match suspicion {
        Suspicion::LookAlike => "link-look-alike",
        Suspicion::Account => "link-account",
        Suspicion::Hidden => "link-hidden",
    };
    ui.horizontal_top(|ui| {
        icon_ui(ui, Icon::TriangleAlert, font::ICON, cx.palette().danger);
        ui.add(rich(cx.t(key), font::NAME, Weight::Medium, cx.palette().danger));
    });
}
