//! The editor as a widget.
//!
//! It has no frame of its own and grows with its text up to a number of lines, then it scrolls. A press anywhere
//! in it, margin included, puts the caret there. It repaints when something changes; the caret does not blink.

use std::ops::Range;
use std::sync::Arc;

use egui::mutex::Mutex;
use egui::output::IMEOutput;
use egui::{
    Color32, Context, CornerRadius, CursorIcon, Event, EventFilter, IMEPurpose, Id, Pos2, Rect, Response, Sense, Ui,
    Vec2, pos2, vec2,
};

use super::access;
use super::input::{Lines, Outcome, Work};
use super::state::State;
use crate::typeset::laid::{Caret, Laid};
use crate::typeset::selectable::Clicks;
use crate::typeset::selection::{Grain, grain_range};
use crate::typeset::style::{Ink, Inks, Look, Options, Span, TextStyle};
use crate::typeset::typesetter::Typesetter;

/// Width of the caret, in points.
const CARET: f32 = 1.5;

/// What an editor keeps between frames.
#[derive(Default)]
struct Kept {
    state: State,
    clicks: Clicks,
    grain: Grain,
    origin: Range<usize>,
    is_dragging: bool,
    scroll: Vec2,
    laid: Option<(u64, Arc<Laid>)>,
}

type Shelf = Arc<Mutex<Kept>>;

/// Whether the keyboard is in an editor.
pub fn is_editing(ctx: &Context) -> bool {
    let focused = ctx.memory(egui::Memory::focused);
    focused.is_some_and(|id| ctx.data(|data| data.get_temp::<Shelf>(id)).is_some())
}

/// Replaces a part of the text of an editor as if it had been typed: it can be taken back, and the caret stands
/// after it. Nothing for the range means what is selected.
pub fn replace(ctx: &Context, id: Id, text: &mut String, range: Option<Range<usize>>, with: &str) {
    let shelf: Shelf = ctx.data_mut(|data| data.get_temp_mut_or_default::<Shelf>(id).clone());
    let now = ctx.input(|input| input.time);
    let mut kept = shelf.lock();
    kept.state.meet(text);
    let range = range.unwrap_or_else(|| kept.state.selected());
    kept.state.replace(text, range, with, now);
}

/// An editor of text.
#[must_use = "show it with .show(ui, ink)"]
pub struct Editor<'a> {
    text: &'a mut String,
    id: Id,
    name: &'a str,
    hint: &'a str,
    style: TextStyle,
    lines: Lines,
    is_secret: bool,
    is_masked: bool,
    rows: (usize, usize),
    margin: Vec2,
    width: f32,
    spans: &'a [Span],
    atoms: &'a [Range<usize>],
}

/// What came of showing an editor.
#[derive(Debug)]
pub struct Edited {
    /// Of the editor; changed if the text was.
    pub response: Response,
    /// Lines of the text.
    pub lines: usize,
    /// Where the caret is, in the text.
    pub caret: usize,
    /// Where the caret is, in the window; for what is shown beside it.
    pub caret_rect: Rect,
    /// Whether an input method composes.
    pub is_composing: bool,
}

impl<'a> Editor<'a> {
    /// An editor of one line, and its name for screen readers.
    pub fn one_line(text: &'a mut String, id: Id, name: &'a str, style: TextStyle) -> Self {
        Self {
            text,
            id,
            name,
            hint: "",
            style,
            lines: Lines::One,
            is_secret: false,
            is_masked: false,
            rows: (1, 1),
            margin: Vec2::ZERO,
            width: f32::INFINITY,
            spans: &[],
            atoms: &[],
        }
    }

    /// Many lines: at least and at most so many are shown; Enter breaks the line.
    pub fn many_lines(mut self, least: usize, most: usize) -> Self {
        self.lines = Lines::Many;
        self.rows = (least, most);
        self
    }

    /// One line that wraps: at least and at most so many lines are shown.
    pub fn wrapped(mut self, least: usize, most: usize) -> Self {
        self.lines = Lines::Wrapped;
        self.rows = (least, most);
        self
    }

    /// What stands in it while it is empty.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Its text is a secret, of which nothing is kept. While it is masked it is shown as dots and can't be copied.
    pub fn secret(mut self, is_masked: bool) -> Self {
        self.is_secret = true;
        self.is_masked = is_masked;
        self
    }

    /// Around the text, in points; a press there counts.
    pub fn margin(mut self, margin: Vec2) -> Self {
        self.margin = margin;
        self
    }

    /// How wide it is with its margin, in points; at most what there is.
    pub fn width(mut self, points: f32) -> Self {
        self.width = points;
        self
    }

    /// Parts with looks of their own.
    pub fn spans(mut self, spans: &'a [Span]) -> Self {
        self.spans = spans;
        self
    }

    /// Parts that the caret passes and keys delete as one, such as mentions.
    pub fn atoms(mut self, atoms: &'a [Range<usize>]) -> Self {
        self.atoms = atoms;
        self
    }

    /// Shows it.
    pub fn show(mut self, ui: &mut Ui, inks: impl Into<Inks>) -> Edited {
        let inks = inks.into();
        let shelf: Shelf = ui.data_mut(|data| data.get_temp_mut_or_default::<Shelf>(self.id).clone());
        let mut kept = shelf.lock();
        let kept = &mut *kept;
        kept.state.is_secret = self.is_secret;
        kept.state.is_masked = self.is_masked;
        kept.state.atoms = self.atoms.to_vec();
        kept.state.meet(self.text);
        let width = self.width.min(ui.available_width()) - 2.0 * self.margin.x;
        let outcome = self.events(ui, kept, width);
        let laid = self.laid(ui.ctx(), &mut kept.laid, &kept.state, width, self.text);
        let line = self.style.line_height;
        let (least, most) = (self.rows.0.max(1) as f32, self.rows.1.max(1) as f32);
        let height = laid.size().y.clamp(least * line, (most * line).max(line));
        let (rect, response) = ui.allocate_exact_size(vec2(width, height) + 2.0 * self.margin, Sense::hover());
        // Our own id, so that the program can give the keyboard to it.
        let mut response = ui.interact(rect, self.id, Sense::click_and_drag()) | response;
        response.id = self.id;
        let inner = rect.shrink2(self.margin);
        self.mouse(ui, kept, &laid, &response, inner);
        scroll(ui, kept, self.text, &laid, &response, (inner, outcome.is_moved));
        let at = origin(kept, &laid, inner, self.lines);
        self.paint(ui, kept, &laid, inks, (inner, at));
        let has_focus = response.has_focus();
        if has_focus {
            ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter(self.lines)));
        }
        if outcome.is_changed {
            response.mark_changed();
        }
        let caret_rect = laid.caret_rect(kept.state.shown_caret(self.text)).translate(at.to_vec2());
        if has_focus {
            self.tell_input_method(ui, inner, caret_rect);
        }
        access::tell(
            ui,
            &response,
            &kept.state,
            &laid,
            &access::Told { name: self.name, hint: self.hint, text: self.text, lines: self.lines, at },
        );
        if outcome.leaves {
            response.surrender_focus();
        }
        Edited {
            lines: laid.lines(),
            caret: kept.state.caret.byte,
            caret_rect,
            is_composing: kept.state.composition.is_some(),
            response: response.on_hover_cursor(CursorIcon::Text),
        }
    }

    /// Takes the events of the frame if the keyboard is here.
    fn events(&mut self, ui: &Ui, kept: &mut Kept, width: f32) -> Outcome {
        let mut outcome = Outcome::default();
        let now = ui.input(|input| input.time);
        if let Some(value) = access::value_asked_for(ui, self.id) {
            kept.state.select_all(self.text);
            kept.state.insert(self.text, &value, now);
            outcome.is_changed = true;
        }
        if !ui.memory(|memory| memory.has_focus(self.id)) || !ui.is_enabled() {
            if kept.state.composition.is_some() {
                kept.state.settle(self.text, now);
                outcome.is_changed = true;
            }
            return outcome;
        }
        let events = ui.input(|input| input.filtered_events(&filter(self.lines)));
        let selects = !kept.state.selected().is_empty();
        let (dress, lines) = (self.dress(), self.lines);
        let ctx = ui.ctx();
        let mut lay = |state: &State, text: &str| lay_out(ctx, dress, state, text, width);
        let mut work = Work { ctx, text: self.text, state: &mut kept.state, lines, now };
        for event in &events {
            let came = work.take(event, &mut lay);
            outcome.is_changed |= came.is_changed;
            outcome.is_moved |= came.is_moved;
            outcome.leaves |= came.leaves;
        }
        if selects {
            // A selection elsewhere must not be copied too.
            ui.input_mut(|input| input.events.retain(|event| !matches!(event, Event::Copy | Event::Cut)));
        }
        outcome
    }

    fn dress(&self) -> Dress<'a> {
        Dress { style: self.style, lines: self.lines, spans: self.spans }
    }

    /// What is shown, laid out; only when it is not what was shown before.
    fn laid(
        &self,
        ctx: &Context,
        kept: &mut Option<(u64, Arc<Laid>)>,
        state: &State,
        width: f32,
        text: &str,
    ) -> Arc<Laid> {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        (text, self.is_masked, &state.caret, self.spans, self.style.weight, self.lines == Lines::One).hash(&mut hasher);
        if let Some(composition) = &state.composition {
            (&composition.text, &composition.active).hash(&mut hasher);
        }
        let typesetter = Typesetter::of(ctx);
        [width, self.style.size, ctx.pixels_per_point()].map(f32::to_bits).hash(&mut hasher);
        typesetter.generation().hash(&mut hasher);
        let key = hasher.finish();
        if let Some((_, laid)) = kept.as_ref().filter(|(known, _)| *known == key) {
            return Arc::clone(laid);
        }
        let laid = lay_out(ctx, self.dress(), state, text, width);
        *kept = Some((key, Arc::clone(&laid)));
        laid
    }

    fn mouse(&mut self, ui: &Ui, kept: &mut Kept, laid: &Laid, response: &Response, inner: Rect) {
        let ctx = ui.ctx();
        let Some(pointer) = ctx.input(|input| input.pointer.interact_pos()) else { return };
        let (is_pressed, is_down, has_shift) =
            ctx.input(|input| (input.pointer.primary_pressed(), input.pointer.primary_down(), input.modifiers.shift));
        kept.is_dragging &= is_down;
        let local = pointer - origin(kept, laid, inner, self.lines);
        let hit = laid.hit(local);
        let to_text =
            |state: &State, text: &str, caret: Caret| Caret { byte: state.of_shown(text, caret.byte), ..caret };
        if is_pressed && response.contains_pointer() && ui.is_enabled() {
            if kept.state.composition.is_some() {
                kept.state.settle(self.text, ctx.input(|input| input.time));
                ctx.memory_mut(egui::Memory::interrupt_ime);
            }
            response.request_focus();
            kept.grain = kept.clicks.press(ctx, pointer);
            kept.is_dragging = true;
            let range = grain_range(laid, hit, kept.grain);
            kept.origin = kept.state.of_shown(self.text, range.start)..kept.state.of_shown(self.text, range.end);
            let caret = to_text(&kept.state, self.text, hit);
            if has_shift {
                kept.state.caret = caret;
            } else if kept.grain == Grain::Character {
                kept.state.place(caret);
            } else {
                kept.state.anchor = kept.origin.start;
                kept.state.caret = Caret { byte: kept.origin.end, is_upstream: true };
            }
            ctx.request_repaint();
        } else if kept.is_dragging && ctx.input(|input| input.pointer.delta() != Vec2::ZERO) {
            let range = grain_range(laid, hit, kept.grain);
            let range = kept.state.of_shown(self.text, range.start)..kept.state.of_shown(self.text, range.end);
            if kept.grain == Grain::Character {
                kept.state.caret = to_text(&kept.state, self.text, hit);
            } else if range.start < kept.origin.start {
                (kept.state.anchor, kept.state.caret) = (kept.origin.end, Caret::at(range.start));
            } else {
                let end = range.end.max(kept.origin.end);
                (kept.state.anchor, kept.state.caret) = (kept.origin.start, Caret { byte: end, is_upstream: true });
            }
            ctx.request_repaint();
        }
    }

    fn paint(&self, ui: &Ui, kept: &Kept, laid: &Arc<Laid>, inks: Inks, (inner, at): (Rect, Pos2)) {
        if !ui.is_rect_visible(inner) {
            return;
        }
        let has_focus = ui.memory(|memory| memory.has_focus(self.id));
        let clip = inner.expand2(vec2(2.0, 0.0)).intersect(ui.clip_rect());
        let painter = ui.painter().with_clip_rect(clip);
        let mut caret = laid.caret_rect(kept.state.shown_caret(self.text)).translate(at.to_vec2());
        if self.text.is_empty() && kept.state.composition.is_none() {
            let typesetter = Typesetter::of(ui.ctx());
            let options = if self.lines == Lines::One { Options::one_line() } else { Options::lines(self.rows.1) };
            let hint = typesetter.layout(ui.ctx(), &Arc::from(self.hint), self.style, inner.width(), options);
            let left = if hint.is_rtl() { inner.right() - hint.size().x } else { inner.left() };
            hint.paint(&painter, pos2(left, inner.top()), inks.dim);
            // Nothing has no direction: the caret stands where the hint begins.
            caret = hint.caret_rect(Caret::default()).translate(vec2(left, inner.top()));
        }
        let selected = kept.state.selected();
        if has_focus && !selected.is_empty() {
            let shown = kept.state.to_shown(self.text, selected.start)..kept.state.to_shown(self.text, selected.end);
            for rect in laid.rects(shown) {
                painter.rect_filled(rect.translate(at.to_vec2()), 2.0, inks.selection);
            }
        }
        laid.paint(&painter, at, inks);
        if has_focus && ui.is_enabled() {
            let left = caret.left().clamp(inner.left(), inner.right() - CARET);
            let bar = Rect::from_min_size(pos2(left, caret.top() + 1.0), vec2(CARET, caret.height() - 2.0));
            painter.rect_filled(bar, CornerRadius::same(1), inks.accent);
        }
        self.bar(ui, kept, laid, inner, inks.dim);
    }

    /// A thin bar that shows where in a long text one is.
    fn bar(&self, ui: &Ui, kept: &Kept, laid: &Laid, inner: Rect, ink: Color32) {
        let whole = laid.size().y;
        if self.lines == Lines::One || whole <= inner.height() + 1.0 {
            return;
        }
        let height = (inner.height() / whole * inner.height()).max(16.0);
        let way = (inner.height() - height) * (kept.scroll.y / (whole - inner.height())).clamp(0.0, 1.0);
        let at = pos2(inner.right() + self.margin.x.min(8.0) - 3.0, inner.top() + way);
        ui.painter().rect_filled(Rect::from_min_size(at, vec2(3.0, height)), 1.5, ink.gamma_multiply(0.5));
    }

    fn tell_input_method(&self, ui: &Ui, inner: Rect, caret: Rect) {
        let to_global = ui.ctx().layer_transform_to_global(ui.layer_id()).unwrap_or_default();
        let purpose = if self.is_secret { IMEPurpose::Password } else { IMEPurpose::Normal };
        let ime = IMEOutput {
            purpose,
            rect: to_global * inner,
            cursor_rect: to_global * caret,
            should_interrupt_composition: false,
        };
        ui.output_mut(|output| output.ime = Some(ime));
    }
}

/// Which keys stay in an editor instead of moving the keyboard on.
fn filter(lines: Lines) -> EventFilter {
    EventFilter { horizontal_arrows: true, vertical_arrows: lines != Lines::One, ..EventFilter::default() }
}

/// How the text of an editor looks.
#[derive(Clone, Copy)]
struct Dress<'a> {
    style: TextStyle,
    lines: Lines,
    spans: &'a [Span],
}

fn lay_out(ctx: &Context, dress: Dress<'_>, state: &State, text: &str, width: f32) -> Arc<Laid> {
    let Dress { style, lines, spans } = dress;
    let shown: Arc<str> = state.shown(text).into();
    let mut all = Vec::new();
    if !state.is_masked {
        all.extend(spans.iter().map(|span| Span {
            range: state.to_shown(text, span.range.start)..state.to_shown(text, span.range.end),
            ..span.clone()
        }));
    }
    if let Some(range) = state.shown_composition(text) {
        all.push(Span::new(range, Look::UNDERLINE, Ink::Text));
    }
    let options =
        Options { is_single_line: lines == Lines::One, is_full_width: lines != Lines::One, ..Options::default() };
    let width = if lines == Lines::One { f32::INFINITY } else { width };
    Typesetter::of(ctx).layout_once(ctx, &shown, style, width, options.spans(&all))
}

/// Where the left upper corner of the text is.
fn origin(kept: &Kept, laid: &Laid, inner: Rect, lines: Lines) -> Pos2 {
    let spare = inner.width() - laid.size().x;
    let left = if lines == Lines::One && laid.is_rtl() && spare > 0.0 { spare } else { 0.0 };
    inner.min + vec2(left, 0.0) - kept.scroll
}

/// Scrolls with the wheel, and so that the caret is in sight when it has moved.
fn scroll(ui: &Ui, kept: &mut Kept, text: &str, laid: &Laid, response: &Response, (inner, is_moved): (Rect, bool)) {
    let most = (laid.size() - inner.size()).max(Vec2::ZERO)
        + vec2(if laid.size().x > inner.width() { CARET } else { 0.0 }, 0.0);
    if response.contains_pointer() && most.y > 0.0 {
        let wheel = ui.input(|input| input.smooth_scroll_delta().y);
        let target = (kept.scroll.y - wheel).clamp(0.0, most.y);
        if (target - kept.scroll.y).abs() > 0.0 {
            kept.scroll.y = target;
            ui.input_mut(|input| input.smooth_scroll_delta.y = 0.0);
        }
    }
    if is_moved || kept.is_dragging {
        let caret = laid.caret_rect(kept.state.shown_caret(text));
        kept.scroll.x = kept.scroll.x.clamp(caret.right() + CARET - inner.width(), caret.left().max(0.0));
        if caret.height() <= inner.height() {
            kept.scroll.y = kept.scroll.y.clamp(caret.bottom() - inner.height(), caret.top());
        }
    }
    kept.scroll = kept.scroll.clamp(Vec2::ZERO, most);
}
