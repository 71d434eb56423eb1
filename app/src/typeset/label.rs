//! A text to be read: one line or several, elided where it does not fit.

use std::sync::Arc;

use egui::{Context, Response, Role, Sense, Ui, WidgetInfo, vec2};

use super::laid::Laid;
use super::style::{Inks, Options, Span, TextAlign, TextStyle};
use super::typesetter::Typesetter;

/// Size of the text beside the mouse, in points.
const TIP: f32 = 13.0;

/// A text to be read, which takes the room it needs, and no more than there is.
///
/// ```no_run
/// # fn show(ui: &mut egui::Ui, ink: egui::Color32) {
/// use onionskin::typeset::{Label, TextStyle};
/// Label::new("שלום", TextStyle::new(15.0)).one_line().show(ui, ink);
/// # }
/// ```
#[must_use = "show it with .show(ui, ink)"]
pub struct Label<'a> {
    text: &'a str,
    style: TextStyle,
    options: Options<'a>,
    max_width: Option<f32>,
    sense: Sense,
}

impl<'a> Label<'a> {
    /// A text that wraps.
    pub fn new(text: &'a str, style: TextStyle) -> Self {
        Self { text, style, options: Options::default(), max_width: None, sense: Sense::hover() }
    }

    /// All on one line, with an ellipsis if need be.
    pub fn one_line(mut self) -> Self {
        self.options.max_lines = 1;
        self.options.is_single_line = true;
        self
    }

    /// At most so many lines, then an ellipsis.
    pub fn lines(mut self, most: usize) -> Self {
        self.options.max_lines = most;
        self
    }

    /// In another direction than that of the content.
    pub fn align(mut self, align: TextAlign) -> Self {
        self.options.align = align;
        self
    }

    /// With parts of another look.
    pub fn spans(mut self, spans: &'a [Span]) -> Self {
        self.options.spans = spans;
        self
    }

    /// No wider than this, in points.
    pub fn max_width(mut self, points: f32) -> Self {
        self.max_width = Some(points);
        self
    }

    /// What it answers to.
    pub fn sense(mut self, sense: Sense) -> Self {
        self.sense = sense;
        self
    }

    /// Lays it out and shows it. Its text is shown on hovering if a part of it does not fit.
    pub fn show(self, ui: &mut Ui, inks: impl Into<Inks>) -> Response {
        let room = self.max_width.unwrap_or(f32::INFINITY).min(ui.available_width());
        let laid = Typesetter::of(ui.ctx()).layout_str(ui.ctx(), self.text, self.style, room, self.options);
        let fills = self.options.align != TextAlign::Content && !self.options.is_single_line;
        let size = if fills { vec2(room.min(ui.available_width()), laid.size().y) } else { laid.size() };
        let (rect, response) = ui.allocate_exact_size(size, self.sense);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), self.text));
        if ui.is_rect_visible(rect) {
            let spare = rect.width() - laid.size().x;
            let left = match self.options.align {
                TextAlign::Center => spare / 2.0,
                TextAlign::Right => spare,
                TextAlign::Left | TextAlign::Content => 0.0,
            };
            let mut inks = inks.into();
            if !ui.is_enabled() {
                inks.text = ui.visuals().disable(inks.text);
            }
            laid.paint(ui.painter(), rect.min + vec2(left, 0.0), inks);
        }
        if laid.is_elided() { tip(response, self.text) } else { response }
    }
}

/// Shows a text beside the mouse while it rests on something.
pub fn tip(response: Response, text: &str) -> Response {
    response.on_hover_ui(|ui| {
        ui.set_max_width(ui.spacing().tooltip_width);
        Label::new(text, TextStyle::new(TIP)).show(ui, ui.visuals().text_color());
    })
}

/// A text on one line, not elided: to be measured and painted.
pub fn text(ctx: &Context, text: &str, style: TextStyle) -> Arc<Laid> {
    let options = Options { is_single_line: true, ..Options::default() };
    Typesetter::of(ctx).layout_str(ctx, text, style, f32::INFINITY, options)
}

/// A text on one line, elided at a width in points.
pub fn line(ctx: &Context, text: &str, style: TextStyle, max_width: f32) -> Arc<Laid> {
    Typesetter::of(ctx).layout_str(ctx, text, style, max_width, Options::one_line())
}
