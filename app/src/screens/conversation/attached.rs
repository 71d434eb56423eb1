//! The files over the composer that go with the next message: small pictures, names, a way to take each out.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{
    Align, ColorImage, CornerRadius, Event, Layout, Margin, Rect, ScrollArea, Sense, Stroke, Ui, Vec2, pos2, vec2,
};
use onionskin_core::api::{ConversationId, NewFile};

use super::files::cover;
use crate::actions::Action;
use crate::bridge::Attached;
use crate::bridge::intake::Unfit;
use crate::model::files;
use crate::screens::Cx;
use crate::theme::palette;
use crate::theme::tokens::{font, radius};
use crate::theme::{Icon, Weight};
use crate::widgets::label::rich;
use crate::widgets::{IconButton, ToastKind, paint_icon};

/// Files of one message at most.
const MOST: usize = 32;
/// Side of a card.
const CARD: Vec2 = vec2(172.0, 56.0);

/// The files that wait, by conversation: going to another one and back loses none.
#[derive(Debug, Default)]
pub struct AttachedFiles {
    waiting: HashMap<ConversationId, Vec<Attached>>,
}

impl AttachedFiles {
    /// Whether there are any for a conversation.
    pub fn has(&self, conversation: ConversationId) -> bool {
        self.waiting.get(&conversation).is_some_and(|files| !files.is_empty())
    }

    /// Takes those of a conversation, to send them.
    pub fn take(&mut self, conversation: ConversationId) -> Vec<NewFile> {
        let files = self.waiting.remove(&conversation).unwrap_or_default();
        files.into_iter().map(|attached| attached.file).collect()
    }

    /// Puts files back that could not be sent.
    pub fn put_back(&mut self, conversation: ConversationId, files: Vec<NewFile>) {
        let waiting = self.waiting.entry(conversation).or_default();
        if waiting.is_empty() {
            waiting.extend(files.into_iter().map(|file| Attached { file, small: None }));
        }
    }

    /// Takes in what was chosen, dropped or pasted.
    pub fn take_in(&mut self, ui: &Ui, cx: &Cx<'_>, conversation: ConversationId) {
        let dropped = if cx.has_overlay() { Vec::new() } else { ui.input(|input| input.raw.dropped_files.clone()) };
        for file in dropped {
            cx.intake.add_path(ui.ctx(), file.path().to_owned());
        }
        if !cx.has_overlay() {
            let images = ui.input(|input| input.events.iter().filter_map(pasted).collect::<Vec<_>>());
            for image in images {
                cx.intake.add_image(ui.ctx(), cx.t("attached-pasted").to_owned(), image);
            }
        }
        for read in cx.intake.take(ui.ctx()) {
            match read {
                Ok(attached) => {
                    let waiting = self.waiting.entry(conversation).or_default();
                    if waiting.len() < MOST {
                        waiting.push(attached);
                    } else {
                        cx.act(Action::Toast(ToastKind::Trouble, cx.t("failure-too-many-files").to_owned()));
                    }
                }
                Err((name, unfit)) => {
                    let key = match unfit {
                        Unfit::Unreadable => "attached-unreadable",
                        Unfit::Empty => "attached-empty",
                        Unfit::TooLarge => "attached-large",
                    };
                    cx.act(Action::Toast(ToastKind::Trouble, cx.text.with(key, &[("name", &name)])));
                }
            }
            ui.ctx().request_repaint();
        }
    }

    /// Shows the cards of a conversation.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, conversation: ConversationId) {
        let Some(files) = self.waiting.get_mut(&conversation).filter(|files| !files.is_empty()) else { return };
        let mut removed = None;
        let frame = egui::Frame::new().inner_margin(Margin { left: 16, right: 14, top: 10, bottom: 0 });
        frame.show(ui, |ui| {
            ScrollArea::horizontal().id_salt("attached").show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 8.0;
                    for (index, attached) in files.iter().enumerate() {
                        if card_ui(ui, cx, attached) {
                            removed = Some(index);
                        }
                    }
                });
            });
        });
        if let Some(index) = removed {
            files.remove(index);
        }
    }
}

/// A picture that was on the clipboard.
fn pasted(event: &Event) -> Option<Arc<ColorImage>> {
    if let Event::PasteImage(image) = event { Some(Arc::clone(image)) } else { None }
}

/// Shows a file; true when it is to be taken out.
fn card_ui(ui: &mut Ui, cx: &Cx<'_>, attached: &Attached) -> bool {
    let palette = cx.palette();
    let (rect, _) = ui.allocate_exact_size(CARD, Sense::hover());
    ui.painter().rect(
        rect,
        CornerRadius::same(radius::FIELD),
        palette.background_raised,
        Stroke::new(1.0, palette.border),
        egui::StrokeKind::Inside,
    );
    let small = Rect::from_min_size(rect.min + Vec2::splat(6.0), Vec2::splat(CARD.y - 12.0));
    if let Some(texture) = &attached.small {
        let shape = egui::epaint::RectShape::filled(small, CornerRadius::same(6), palette::UNTINTED);
        let uv = cover(texture.size_vec2().into(), small.size());
        ui.painter().add(shape.with_texture(texture.id(), uv));
    } else {
        let icon = if attached.file.content_type.starts_with("image/") { Icon::Image } else { Icon::File };
        paint_icon(ui.painter(), small.center(), icon, font::ICON, palette.text_secondary);
    }
    let texts = Rect::from_min_max(pos2(small.right() + 8.0, rect.top() + 9.0), rect.max - vec2(30.0, 6.0));
    let layout = Layout::top_down(Align::Min);
    ui.scope_builder(egui::UiBuilder::new().max_rect(texts).layout(layout), |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.add(rich(&attached.file.name, font::SMALL, Weight::Medium, palette.text).truncate());
        let size = files::size(u64::try_from(attached.file.bytes.len()).unwrap_or(u64::MAX), cx.text);
        ui.add(rich(size, font::FINE, Weight::Regular, palette.text_secondary).truncate());
    });
    let close = Rect::from_min_size(pos2(rect.right() - 27.0, rect.top() + 3.0), Vec2::splat(24.0));
    let name = cx.text.with("attached-remove", &[("name", &attached.file.name)]);
    ui.put(close, IconButton::new(Icon::X, &name).size(24.0)).clicked()
}

/// Says that files can be dropped, while some are held over the window.
pub fn drop_ui(ui: &Ui, cx: &Cx<'_>, place: Rect) {
    let is_held = !cx.has_overlay() && ui.input(|input| !input.raw.hovered_files.is_empty());
    if !is_held {
        return;
    }
    let palette = cx.palette();
    let painter = ui.ctx().layer_painter(egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("drop")));
    painter.rect(
        place.shrink(12.0),
        CornerRadius::same(radius::DIALOG),
        palette.background.gamma_multiply(0.92),
        Stroke::new(2.0, palette.accent_text),
        egui::StrokeKind::Inside,
    );
    paint_icon(&painter, place.center() - vec2(0.0, 26.0), Icon::Paperclip, font::ICON_LARGE, palette.accent_text);
    let text = crate::typeset::text(ui.ctx(), cx.t("drop-here"), Weight::Medium.style(font::LARGE));
    text.paint(&painter, place.center() + vec2(-text.size().x / 2.0, 14.0), palette.text);
}
