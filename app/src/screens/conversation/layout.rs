//! The texts of messages laid out, kept by message until the message or the width changes.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use egui::Ui;
use onionskin_core::api::MessageId;

use super::files::{self, FilesLaid};
use super::{bubble, note, preview, quote};
use crate::model::MessageView;
use crate::screens::Cx;
use crate::theme::{Manner, Weight};
use crate::typeset::{self, Options, Typesetter};

/// Lines of a message that are shown before it is opened, as in the official clients.
const LINES: usize = 25;
/// So many more are shown without asking: a button would need their room.
const SLACK: usize = 2;
/// Layouts that are kept at most.
const MOST: usize = 600;

/// A message laid out.
#[derive(Debug, Clone)]
pub struct Laid {
    /// The text.
    pub text: Arc<typeset::Laid>,
    /// Whether there is more of it, or it was opened.
    pub fold: Fold,
    /// Height of quote, preview and files above the text, 0 if there are none.
    pub quote: f32,
    /// The files.
    pub files: FilesLaid,
    /// Whether time and icon stand on the last picture, since there is no text.
    pub is_bare: bool,
    /// Width of the bubble.
    pub width: f32,
    /// Height of the bubble.
    pub height: f32,
    /// Height of the whole entry: bubble, name or reason, and the gap below.
    pub entry: f32,
    view: Arc<MessageView>,
    used: u64,
}

/// Whether a long text is shown whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// It is not long.
    None,
    /// Only its beginning is shown.
    Folded,
    /// It is long, and shown whole.
    Opened,
}

/// The layouts.
#[derive(Debug, Default)]
pub struct Layouts {
    /// Long texts that were opened.
    opened: HashSet<MessageId>,
    laid: HashMap<MessageId, Laid>,
    width: f32,
    pixels: f32,
    manner: Manner,
    /// Of the fonts with which they were made.
    fonts: u64,
    frame: u64,
}

impl Layouts {
    /// Begins a frame in which bubbles are at most `width` wide.
    pub fn begin(&mut self, ui: &Ui, cx: &Cx<'_>, width: f32) {
        self.frame += 1;
        let pixels = ui.ctx().pixels_per_point();
        let fonts = Typesetter::of(ui.ctx()).generation();
        if (self.width - width).abs() > 0.1
            || (self.pixels - pixels).abs() > 0.001
            || self.fonts != fonts
            || self.manner != cx.theme.manner
        {
            self.laid.clear();
            (self.width, self.pixels, self.fonts) = (width, pixels, fonts);
            self.manner = cx.theme.manner;
        }
        if self.laid.len() > MOST {
            let oldest = self.frame.saturating_sub(120);
            self.laid.retain(|_, laid| laid.used >= oldest);
        }
    }

    /// The layout of a message.
    pub fn get(&mut self, ui: &Ui, cx: &Cx<'_>, view: &Arc<MessageView>) -> Laid {
        let frame = self.frame;
        if let Some(laid) = self.laid.get_mut(&view.item.message).filter(|laid| Arc::ptr_eq(&laid.view, view)) {
            laid.used = frame;
            return laid.clone();
        }
        let laid = self.lay(ui, cx, view);
        self.laid.insert(view.item.message, laid.clone());
        laid
    }

    /// Opens a long text, or folds it again.
    pub fn turn(&mut self, message: MessageId) {
        if !self.opened.remove(&message) {
            self.opened.insert(message);
        }
        self.laid.remove(&message);
    }

    /// Opens a long text.
    pub fn open(&mut self, message: MessageId) {
        if self.opened.insert(message) {
            self.laid.remove(&message);
        }
    }

    /// The height of an entry if it is known.
    pub fn known(&self, message: MessageId) -> Option<f32> {
        self.laid.get(&message).map(|laid| laid.entry)
    }

    fn lay(&self, ui: &Ui, cx: &Cx<'_>, view: &Arc<MessageView>) -> Laid {
        if view.item.note.is_some() {
            let text = note::lay(ui, view, self.width);
            let entry = note::height(view, &text);
            let (fold, width, view) = (Fold::None, text.size().x, Arc::clone(view));
            let files = FilesLaid::default();
            let (quote, is_bare, used) = (0.0, false, self.frame);
            return Laid { text, fold, quote, files, is_bare, width, height: entry, entry, view, used };
        }
        let most = self.width - 2.0 * bubble::PAD_X;
        let style = Weight::Regular.style(cx.theme.text_size() * view.content().scale);
        let typesetter = Typesetter::of(ui.ctx());
        let options = Options::default().spans(&view.content().spans);
        let mut text = typesetter.layout(ui.ctx(), &view.body, style, most, options);
        let is_long = text.lines() > LINES + SLACK;
        let fold = match (is_long, self.opened.contains(&view.item.message)) {
            (false, _) => Fold::None,
            (true, true) => Fold::Opened,
            (true, false) => {
                let options = Options::lines(LINES).spans(&view.content().spans);
                text = typesetter.layout(ui.ctx(), &view.body, style, most, options);
                Fold::Folded
            }
        };
        let stamp = bubble::stamp_width(ui, cx, view);
        // The time stands beside the last line if that leaves room at the right.
        let (_, last) = text.last_line();
        let beside = last + stamp + 12.0;
        let is_beside = beside <= most && !text.ends_rtl() && fold == Fold::None;
        let (inner, lines) = if is_beside {
            (text.size().x.max(beside), text.size().y)
        } else {
            let button = if fold == Fold::None { 0.0 } else { bubble::FOLD };
            let room = if fold == Fold::None { stamp } else { stamp + bubble::fold_width(ui, cx) };
            (text.size().x.max(room), text.size().y + button.max(16.0))
        };
        let (quote, inner) = match &view.item.quote {
            Some(quoted) => (quote::HEIGHT, inner.max(quote::width(ui, cx, quoted, most))),
            None => (0.0, inner),
        };
        let (card, inner) = match &view.item.preview {
            Some(link) => (preview::HEIGHT, inner.max(preview::width(ui, link, most))),
            None => (0.0, inner),
        };
        let files = files::lay(&view.item.files, most);
        let is_alone = view.item.quote.is_none() && view.item.preview.is_none();
        let is_bare = is_alone && files.is_pictures_only() && view.body.is_empty();
        let (inner, lines) = if is_bare { (files.size.x, -files::BELOW) } else { (inner.max(files.size.x), lines) };
        let quote = quote + card + files.size.y;
        let (pad_x, pad_y) =
            if is_bare { (files::FRAME, files::FRAME) } else { (bubble::PAD_X, cx.theme.bubble_pad()) };
        let height = lines + quote + 2.0 * pad_y;
        let entry = height + bubble::around(cx, view);
        Laid {
            text,
            fold,
            quote,
            files,
            is_bare,
            width: inner + 2.0 * pad_x,
            height,
            entry,
            view: Arc::clone(view),
            used: self.frame,
        }
    }
}
