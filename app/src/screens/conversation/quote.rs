//! What a message answers: a bar, who wrote it, the start of its text; a press goes there. And the strip over the
//! composer while an answer is written.

use egui::{Align, CornerRadius, Id, Layout, Margin, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use onionskin_core::api::{MessageId, Quoted};

use crate::actions::Action;
use crate::model::MessageView;
use crate::screens::Cx;
use crate::theme::tokens::font;
use crate::theme::{Icon, Weight};
use crate::typeset;
use crate::widgets::label::rich;
use crate::widgets::ring::focus_ring;
use crate::widgets::{IconButton, ToastKind};

/// Height of a quote in a bubble with the room below it.
pub const HEIGHT: f32 = 50.0;
/// Width of a quote at least.
const LEAST: f32 = 150.0;
/// From the left of the quote to its text.
const INDENT: f32 = 11.0;

/// How wide a quote would be.
pub fn width(ui: &Ui, cx: &Cx<'_>, quote: &Quoted, most: f32) -> f32 {
    let author = typeset::text(ui.ctx(), &quote.author_name, Weight::Bold.style(font::SMALL)).size().x;
    let text = typeset::text(ui.ctx(), shown(cx, quote), Weight::Regular.style(font::SMALL)).size().x;
    (author.max(text) + INDENT + 6.0).max(LEAST).min(most)
}

fn shown<'a>(cx: &'a Cx<'_>, quote: &'a Quoted) -> &'a str {
    match quote.message {
        Some(_) => &quote.text,
        None => cx.t("quote-missing"),
    }
}

/// Shows a quote at the top of a bubble.
pub fn quote_ui(ui: &Ui, cx: &Cx<'_>, view: &MessageView, place: Rect) {
    let Some(quote) = &view.item.quote else { return };
    let (ink, dim, ground) = cx.palette().inset(view.is_outgoing());
    let rect = place.with_max_y(place.top() + HEIGHT - 8.0);
    let response = ui.interact(rect, Id::unique(("quote", view.item.message)), Sense::click());
    let text = shown(cx, quote);
    let label = cx.text.with("quote-label", &[("name", &quote.author_name), ("text", text)]);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    ui.painter().rect_filled(rect, CornerRadius::same(6), ground.gamma_multiply(0.6));
    let bar = rect.with_max_x(rect.left() + 3.0);
    ui.painter().rect_filled(bar, CornerRadius { nw: 6, sw: 6, ne: 0, se: 0 }, ink);
    let room = rect.width() - INDENT - 6.0;
    let line = |text: &str, weight: Weight, top: f32, ink| {
        let laid = typeset::line(ui.ctx(), text, weight.style(font::SMALL), room);
        laid.paint(ui.painter(), pos2(rect.left() + INDENT, top), ink);
    };
    line(&quote.author_name, Weight::Bold, rect.top() + 3.0, ink);
    line(text, Weight::Regular, rect.top() + 21.0, dim);
    focus_ring(ui.painter(), &response, rect, 6);
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        match (quote.message, cx.model.open_conversation()) {
            (Some(message), Some(conversation)) => cx.act(Action::JumpToMessage(conversation, message)),
            _ => cx.act(Action::Toast(ToastKind::Trouble, cx.t("quote-missing").to_owned())),
        }
    }
}

/// A message that is being answered.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Which.
    pub message: MessageId,
    name: String,
    text: String,
}

impl Answered {
    /// The message of a view.
    pub fn new(view: &MessageView) -> Self {
        let text = view.body.split_whitespace().take(40).collect::<Vec<_>>().join(" ");
        Self { message: view.item.message, name: view.item.author_name.to_string(), text }
    }

    /// A message of which no more is known here than that it exists.
    pub const fn earlier(message: MessageId) -> Self {
        Self { message, name: String::new(), text: String::new() }
    }

    /// The strip over the composer. True when it is closed.
    pub fn strip_ui(&self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let palette = cx.palette();
        let mut is_closed = false;
        let frame = egui::Frame::new().inner_margin(Margin { left: 18, right: 14, top: 10, bottom: 0 });
        frame.show(ui, |ui| {
            let bar = vec2(ui.available_width(), 40.0);
            ui.allocate_ui_with_layout(bar, Layout::right_to_left(Align::Center), |ui| {
                is_closed = ui.add(IconButton::new(Icon::X, cx.t("quote-close"))).clicked();
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let (line, _) = ui.allocate_exact_size(vec2(3.0, 36.0), Sense::hover());
                    ui.painter().rect_filled(line, CornerRadius::same(2), palette.accent_text);
                    ui.add_space(4.0);
                    ui.vertical(|ui| {
                        ui.spacing_mut().item_spacing.y = 1.0;
                        let name = match self.name.as_str() {
                            "" => cx.t("quote-earlier").to_owned(),
                            name => cx.text.with("quote-answer", &[("name", name)]),
                        };
                        ui.add(rich(&name, font::SMALL, Weight::Bold, palette.text).truncate());
                        ui.add(rich(&self.text, font::SMALL, Weight::Regular, palette.text_secondary).truncate());
                    });
                });
            });
        });
        is_closed
    }
}
