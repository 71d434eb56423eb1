//! Emoji on a message: chips below its bubble, and the bar of six in its menu.

use egui::{Context, CornerRadius, Id, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};
use onionskin_core::api::{Command, MessageId, Reacted};

use crate::actions::{Action, Overlay};
use crate::model::MessageView;
use crate::screens::Cx;
use crate::screens::emoji::EmojiPicker;
use crate::theme::tokens::font;
use crate::theme::{Icon, Weight};
use crate::typeset;
use crate::widgets::ring::focus_ring;
use crate::widgets::{Button, Dialog, DialogEnd, IconButton, group_ui, setting_ui};

/// Height of the chips with the room above them.
pub const HEIGHT: f32 = 30.0;
/// The bar of the official clients before anybody chose.
const USUAL: [&str; 6] = ["😂", "🥰", "😢", "😡", "😮", "😈"];
/// Chips before the rest is behind one, as in the official clients.
const MOST: usize = 6;
/// Chips that are shown when there are more.
const SHOWN: usize = 4;

/// Puts an emoji on a message, or takes ours away.
fn toggle(cx: &Cx<'_>, view: &MessageView, emoji: &str) {
    let is_ours = |known: &Reacted| known.is_ours && *known.emoji == *emoji;
    let is_put = !view.item.reactions.iter().any(is_ours);
    let (message, emoji) = (view.item.message, emoji.to_owned());
    cx.tell(|ticket| Command::React { ticket, message, emoji, is_put });
}

/// Shows the chips of a message below its bubble, on the side of the bubble.
pub fn chips_ui(ui: &Ui, cx: &Cx<'_>, view: &MessageView, bubble: Rect) {
    let all = &view.item.reactions;
    let shown = if all.len() > MOST { SHOWN } else { all.len() };
    let chips: Vec<_> = all.iter().take(shown).map(|reacted| (reacted, lay(ui, reacted))).collect();
    let rest = all.len() - shown;
    let more = (rest > 0).then(|| typeset::text(ui.ctx(), &format!("+{rest}"), Weight::Medium.style(font::SMALL)));
    let width: f32 = chips.iter().map(|(_, laid)| laid).chain(&more).map(|laid| laid.size().x + 22.0).sum();
    let mut left = if view.is_outgoing() { (bubble.right() - width).max(bubble.left() - width) } else { bubble.left() };
    let palette = cx.palette();
    for (reacted, laid) in chips {
        let rect = Rect::from_min_size(pos2(left, bubble.bottom() + 4.0), vec2(laid.size().x + 16.0, 24.0));
        left = rect.right() + 6.0;
        let response = ui.interact(rect, Id::unique(("chip", view.item.message, &reacted.emoji)), Sense::click());
        let names: Vec<&str> = reacted.by.iter().map(|(_, name)| &**name).collect();
        let names = names.join(", ");
        let label = format!("{} {names}", reacted.emoji);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, reacted.is_ours, &label));
        let line = if reacted.is_ours { palette.accent_text } else { palette.border };
        let fill = if response.hovered() { palette.row_selected } else { palette.background_raised };
        ui.painter().rect(rect, CornerRadius::same(12), fill, Stroke::new(1.0, line), StrokeKind::Inside);
        laid.paint(ui.painter(), rect.center() - laid.size() / 2.0, palette.text);
        focus_ring(ui.painter(), &response, rect, 12);
        let response = typeset::tip(response, &names).on_hover_cursor(egui::CursorIcon::PointingHand);
        if response.clicked() {
            toggle(cx, view, &reacted.emoji);
        }
        if response.secondary_clicked() {
            cx.act(Action::Show(Overlay::Reactions(view.item.message)));
        }
    }
    if let Some(laid) = more {
        let rect = Rect::from_min_size(pos2(left, bubble.bottom() + 4.0), vec2(laid.size().x + 16.0, 24.0));
        let response = ui.interact(rect, Id::unique(("chips", view.item.message)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, cx.t("reactions-title")));
        let fill = if response.hovered() { palette.row_selected } else { palette.background_raised };
        ui.painter().rect(rect, CornerRadius::same(12), fill, Stroke::new(1.0, palette.border), StrokeKind::Inside);
        laid.paint(ui.painter(), rect.center() - laid.size() / 2.0, palette.text_secondary);
        focus_ring(ui.painter(), &response, rect, 12);
        if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            cx.act(Action::Show(Overlay::Reactions(view.item.message)));
        }
    }
}

fn lay(ui: &Ui, reacted: &Reacted) -> std::sync::Arc<typeset::Laid> {
    let text = match reacted.by.len() {
        1 => reacted.emoji.to_string(),
        count => format!("{} {count}", reacted.emoji),
    };
    typeset::text(ui.ctx(), &text, Weight::Medium.style(font::SMALL))
}

/// The bar at the top of the menu of a message.
pub fn bar_ui(ui: &mut Ui, cx: &Cx<'_>, view: &MessageView) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for emoji in USUAL {
            let (rect, response) = ui.allocate_exact_size(Vec2::splat(36.0), Sense::click());
            let is_ours = view.item.reactions.iter().any(|known| known.is_ours && *known.emoji == *emoji);
            let label = cx.text.with("react-with", &[("emoji", emoji)]);
            response.widget_info(|| WidgetInfo::selected(Role::MenuItem, true, is_ours, &label));
            if response.hovered() || is_ours {
                ui.painter().rect_filled(rect, CornerRadius::same(10), cx.palette().row_selected);
            }
            let laid = typeset::text(ui.ctx(), emoji, Weight::Regular.style(21.0));
            laid.paint(ui.painter(), rect.center() - laid.size() / 2.0, cx.palette().text);
            focus_ring(ui.painter(), &response, rect, 10);
            if response.clicked() {
                toggle(cx, view, emoji);
                ui.close();
            }
        }
        let more = IconButton::new(Icon::Plus, cx.t("react-more")).size(36.0);
        if ui.add(more).clicked() {
            cx.act(Action::Show(Overlay::React(view.item.message)));
            ui.close();
        }
    });
}

/// All emoji to choose one for a message, and who put which.
#[derive(Debug, Default)]
pub struct ReactDialog {
    picker: EmojiPicker,
}

impl ReactDialog {
    /// Shows the picker; what is taken is put on the message.
    pub fn ui(&mut self, ctx: &Context, cx: &Cx<'_>, message: MessageId) {
        let dialog = Dialog::new("react", cx.t("react-title"), cx.t("close")).width(440.0);
        let (end, taken) = dialog.show(ctx, |ui| self.picker.ui(ui, cx, 260.0));
        if let Some(emoji) = taken {
            let emoji = emoji.to_owned();
            cx.tell(|ticket| Command::React { ticket, message, emoji, is_put: true });
        }
        if taken.is_some() || end != DialogEnd::Open {
            cx.act(Action::CloseOverlay);
        }
    }
}

/// Who put which emoji on a message; ours can be taken away.
pub fn reactions_ui(ctx: &Context, cx: &Cx<'_>, message: MessageId) {
    let view = cx.model.timeline.as_ref().and_then(|open| open.messages().find(|view| view.item.message == message));
    let (end, ()) = Dialog::new("reactions", cx.t("reactions-title"), cx.t("close")).show(ctx, |ui| match view {
        Some(view) if !view.item.reactions.is_empty() => list_ui(ui, cx, view),
        _ => cx.act(Action::CloseOverlay),
    });
    if end != DialogEnd::Open {
        cx.act(Action::CloseOverlay);
    }
}

fn list_ui(ui: &mut Ui, cx: &Cx<'_>, view: &MessageView) {
    let own = cx.model.own.as_ref().map(|own| own.profile.account);
    for reacted in &view.item.reactions {
        let title = format!("{} {}", reacted.emoji, reacted.by.len());
        group_ui(ui, &title, |ui| {
            for (account, name) in &reacted.by {
                let is_own = Some(*account) == own;
                let name: &str = if is_own { cx.t("reactions-you") } else { name };
                setting_ui(ui, name, "", |ui| {
                    if is_own && ui.add(Button::outline(cx.t("reactions-remove"))).clicked() {
                        toggle(cx, view, &reacted.emoji);
                    }
                });
            }
        });
    }
}
