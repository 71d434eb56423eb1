//! Emoji by their names while one writes: a colon and two letters show what fits, Enter or Tab takes one.

use egui::{Area, Color32, CornerRadius, Id, Key, Modifiers, Order, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use emojis::Emoji;

use crate::model::emoji::{begun, find, toned, whole};
use crate::screens::Cx;
use crate::screens::emoji::{paint_emoji, used};
use crate::theme::Weight;
use crate::theme::tokens::{font, radius};
use crate::typeset;
use crate::widgets::menu_frame;

/// Lines at most.
const MOST: usize = 10;
/// Height of a line.
const LINE: f32 = 34.0;
/// Width of the list.
const WIDTH: f32 = 260.0;

/// What is offered.
#[derive(Debug, Default)]
pub struct Shortcodes {
    /// Where the colon is, and what was typed after it.
    begun: Option<(usize, String)>,
    found: Vec<&'static Emoji>,
    at: usize,
    /// The person closed it; it stays closed until another begins.
    closed_at: Option<usize>,
}

fn tone(cx: &Cx<'_>) -> u8 {
    cx.model.own.as_ref().map_or(0, |own| own.profile.emoji.tone)
}

impl Shortcodes {
    /// Whether something is offered.
    pub const fn is_open(&self) -> bool {
        !self.found.is_empty()
    }

    /// Takes the keys of the list before the editor does. Gives the emoji that was taken.
    pub fn keys(&mut self, ui: &Ui) -> Option<&'static Emoji> {
        if self.found.is_empty() {
            return None;
        }
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let count = self.found.len();
        if pressed(Key::ArrowDown) {
            self.at = (self.at + 1) % count;
        }
        if pressed(Key::ArrowUp) {
            self.at = (self.at + count - 1) % count;
        }
        if pressed(Key::Escape) {
            self.closed_at = self.begun.as_ref().map(|(at, _)| *at);
            self.found.clear();
            return None;
        }
        if pressed(Key::Enter) || pressed(Key::Tab) {
            return self.found.get(self.at).copied();
        }
        None
    }

    /// Replaces what was begun by an emoji.
    pub fn put(&mut self, ui: &Ui, cx: &Cx<'_>, (editor, text): (Id, &mut String), emoji: &'static Emoji) {
        let Some((start, letters)) = self.begun.take() else { return };
        let emoji = toned(emoji, tone(cx)).as_str();
        let end = start + 1 + letters.len();
        typeset::replace(ui.ctx(), editor, text, Some(start..end), &format!("{emoji} "));
        used(cx, emoji);
        self.found.clear();
    }

    /// Looks at the text after a change. A whole shortcode becomes its emoji at once; true if so.
    pub fn look(&mut self, ui: &Ui, cx: &Cx<'_>, (editor, text): (Id, &mut String), caret: usize) -> bool {
        if let Some((start, emoji)) = whole(text, caret) {
            let emoji = toned(emoji, tone(cx)).as_str();
            typeset::replace(ui.ctx(), editor, text, Some(start..caret), emoji);
            used(cx, emoji);
            *self = Self::default();
            return true;
        }
        let now = begun(text, caret).map(|(at, letters)| (at, letters.to_owned()));
        if now == self.begun {
            return false;
        }
        let is_closed = now.as_ref().is_some_and(|(at, _)| self.closed_at == Some(*at));
        self.found = match &now {
            Some((_, letters)) if !is_closed => find(letters, MOST),
            _ => Vec::new(),
        };
        if now.is_none() {
            self.closed_at = None;
        }
        (self.begun, self.at) = (now, 0);
        false
    }

    /// Shows the list above `place`. Gives the emoji that was pressed.
    pub fn ui(&mut self, ui: &Ui, cx: &Cx<'_>, place: Rect) -> Option<&'static Emoji> {
        if self.found.is_empty() {
            return None;
        }
        let mut taken = None;
        let height = self.found.len() as f32 * LINE + 14.0;
        let at = pos2(place.left(), (place.top() - height - 8.0).max(8.0));
        let area = Area::new(Id::unique("shortcodes")).order(Order::Foreground).fixed_pos(at);
        area.show(ui.ctx(), |ui| {
            menu_frame(ui).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for (index, emoji) in self.found.iter().enumerate() {
                    if line_ui(ui, cx, toned(emoji, tone(cx)), index == self.at) {
                        taken = Some(*emoji);
                    }
                }
            });
        });
        taken
    }
}

fn line_ui(ui: &mut Ui, cx: &Cx<'_>, emoji: &'static Emoji, is_chosen: bool) -> bool {
    let palette = cx.palette();
    let (rect, response) = ui.allocate_exact_size(vec2(WIDTH, LINE), Sense::click());
    let code = emoji.shortcode().unwrap_or(emoji.name());
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, code));
    let fill = match (is_chosen, response.hovered()) {
        (true, _) => palette.row_selected,
        (false, true) => palette.row_hover,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, CornerRadius::same(radius::SMALL), fill);
    let sign = Rect::from_min_size(rect.min + vec2(4.0, 2.0), vec2(30.0, 30.0));
    paint_emoji(ui, cx, emoji.as_str(), sign, 19.0);
    let laid = typeset::line(ui.ctx(), code, Weight::Regular.style(font::NAME), WIDTH - 50.0);
    laid.paint(ui.painter(), pos2(sign.right() + 8.0, rect.center().y - laid.size().y / 2.0), palette.text);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}
