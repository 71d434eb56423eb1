//! What is selected: from a place in one text to a place in another, over all texts between.
//!
//! Texts of one scope (a conversation, a page) have an order. A selection remembers the texts it has seen, so it
//! can be copied when its beginning was scrolled out of sight. There is one selection in a window.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use egui::Id;

use super::laid::{Caret, Laid};

/// Which text: its place in the order of its scope, and what tells it from others at that place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextKey {
    /// Texts with lower numbers come first.
    pub order: u64,
    /// Tells texts of the same order apart.
    pub part: u64,
}

impl TextKey {
    /// A text that is alone at its place.
    pub fn new(order: u64) -> Self {
        Self { order, part: 0 }
    }
}

/// How much a drag takes at once: characters, words after a double click, paragraphs after a triple click.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grain {
    /// Characters.
    #[default]
    Character,
    /// Words.
    Word,
    /// Paragraphs.
    Paragraph,
}

/// A place in one of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The text.
    pub key: TextKey,
    /// Where in it.
    pub caret: Caret,
}

impl Place {
    fn order(self) -> (TextKey, usize) {
        (self.key, self.caret.byte)
    }
}

/// What is selected in a window.
#[derive(Debug, Clone, Default)]
pub struct TextSelection {
    scope: Option<Id>,
    anchor: Option<Place>,
    focus: Option<Place>,
    grain: Grain,
    /// The word or paragraph with which the selection began.
    origin: Range<usize>,
    texts: BTreeMap<TextKey, Arc<str>>,
    /// Whether the mouse is still pressed.
    pub(super) is_dragging: bool,
}

impl TextSelection {
    /// Whether any text of a scope is selected.
    pub fn is_in(&self, scope: Id) -> bool {
        self.scope == Some(scope) && self.anchor.is_some()
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        match (self.anchor, self.focus) {
            (Some(anchor), Some(focus)) => anchor.order() == focus.order(),
            _ => true,
        }
    }

    /// Where the selection ends that moves with the mouse and the keys.
    pub fn focus(&self) -> Option<Place> {
        self.focus
    }

    /// Nothing is selected any more.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Begins a selection at a place.
    pub fn begin(&mut self, scope: Id, key: TextKey, laid: &Laid, caret: Caret, grain: Grain) {
        let origin = grain_range(laid, caret, grain);
        let (start, end) = match grain {
            Grain::Character => (caret, caret),
            _ => (Caret::at(origin.start), Caret { byte: origin.end, is_upstream: true }),
        };
        *self = Self {
            scope: Some(scope),
            anchor: Some(Place { key, caret: start }),
            focus: Some(Place { key, caret: end }),
            grain,
            origin,
            texts: BTreeMap::from([(key, Arc::clone(laid.text()))]),
            is_dragging: true,
        };
    }

    /// Moves the end of the selection, by whole words or paragraphs if it began with one.
    pub fn extend(&mut self, key: TextKey, laid: &Laid, caret: Caret) {
        let Some(anchor) = &mut self.anchor else { return };
        self.texts.insert(key, Arc::clone(laid.text()));
        let mut focus = Place { key, caret };
        if self.grain != Grain::Character {
            let range = grain_range(laid, caret, self.grain);
            let is_backward = (key, caret.byte) < (anchor.key, self.origin.start);
            let at_start = if is_backward { self.origin.end } else { self.origin.start };
            anchor.caret = Caret { byte: at_start, is_upstream: is_backward };
            focus.caret =
                if is_backward { Caret::at(range.start) } else { Caret { byte: range.end, is_upstream: true } };
        }
        self.focus = Some(focus);
    }

    /// Moves the end of the selection to exactly this place.
    pub fn extend_to(&mut self, key: TextKey, laid: &Laid, caret: Caret) {
        self.texts.insert(key, Arc::clone(laid.text()));
        self.focus = Some(Place { key, caret });
    }

    /// Selects all of a text.
    pub fn select_all(&mut self, scope: Id, key: TextKey, laid: &Laid) {
        self.begin(scope, key, laid, Caret::at(0), Grain::Character);
        self.focus = Some(Place { key, caret: Caret { byte: laid.text().len(), is_upstream: true } });
        self.is_dragging = false;
    }

    fn ends(&self) -> Option<(Place, Place)> {
        let (anchor, focus) = (self.anchor?, self.focus?);
        Some(if anchor.order() <= focus.order() { (anchor, focus) } else { (focus, anchor) })
    }

    /// The bytes of a text that are selected. The text is remembered if it lies within.
    pub fn range_in(&mut self, scope: Id, key: TextKey, text: &Arc<str>) -> Option<Range<usize>> {
        if self.scope != Some(scope) {
            return None;
        }
        let (start, end) = self.ends()?;
        if key < start.key || key > end.key {
            return None;
        }
        let from = if key == start.key { start.caret.byte } else { 0 };
        let to = if key == end.key { end.caret.byte } else { text.len() };
        self.texts.entry(key).and_modify(|known| known.clone_from(text)).or_insert_with(|| Arc::clone(text));
        (from < to).then_some(from..to.min(text.len()))
    }

    /// The selected text: parts of several texts are lines of their own, in the order of the scope.
    pub fn copied(&self) -> Option<String> {
        let (start, end) = self.ends()?;
        let mut lines = Vec::new();
        for (key, text) in self.texts.range(start.key..=end.key) {
            let from = if *key == start.key { start.caret.byte } else { 0 };
            let to = if *key == end.key { end.caret.byte } else { text.len() };
            lines.extend(text.get(from..to.min(text.len())).filter(|part| !part.is_empty()));
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

/// The character place, the word or the paragraph around a caret.
pub fn grain_range(laid: &Laid, caret: Caret, grain: Grain) -> Range<usize> {
    match grain {
        Grain::Character => caret.byte..caret.byte,
        Grain::Word => laid.word_at(caret),
        Grain::Paragraph => laid.paragraph_range(caret.byte),
    }
}
