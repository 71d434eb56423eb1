//! Where a message is written: grows to eight lines, Enter sends, Shift+Enter breaks the line.
//!
//! A message has at most 2,000 code points; the counter appears when 200 are left. Enter that ends the
//! composition of an input method never sends. What was typed is given to the engine half a second
//! after the last key, and when the conversation is left.

use std::time::Duration;

use egui::{CornerRadius, Event, Id, Key, Margin, Modifiers, Stroke, Ui};
use onionskin_core::api::{Command, ConversationId, Draft, FailureCode, MessageId, NewFile, Ticket};

use super::attached::AttachedFiles;
use super::quote::Answered;
use super::shortcodes::Shortcodes;
use crate::actions::Action;
use crate::model::{MessageView, TimelineView};
use crate::screens::Cx;
use crate::screens::emoji::EmojiPicker;
use crate::text::failure_sentence;
use crate::theme::tokens::{font, size};
use crate::theme::{Icon, Weight};
use crate::typeset::{self, Editor};
use crate::widgets::field::inks;
use crate::widgets::label::rich;
use crate::widgets::{Button, IconButton, ToastKind, icon_ui};

/// Code points of a message at most.
pub const MOST: usize = 2_000;
/// From here on the counter is shown.
const NEAR: usize = 200;
/// Lines before the text scrolls.
const LINES: usize = 8;
/// Frames in which the keyboard is asked for; a window that can't have it must come to rest.
const FOCUS_TRIES: u8 = 10;
/// Seconds after the last key.
const PAUSE: f64 = 0.5;

/// What the composer remembers between frames.
#[derive(Debug, Default)]
pub struct Composer {
    conversation: Option<ConversationId>,
    text: String,
    count: usize,
    saved: String,
    changed_at: Option<f64>,
    wants_focus: bool,
    /// Frames in which the keyboard is still asked for.
    tries: u8,
    is_composing: bool,
    /// What was sent and is not answered yet.
    sent: Vec<Sent>,
    /// The engine asked whether the person is sure.
    asks: bool,
    /// The message that is being answered.
    answered: Option<Answered>,
    /// The same as the engine knows it.
    saved_answer: Option<MessageId>,
    /// A message that the draft answers, until it is found in the window.
    wanted: Option<MessageId>,
    /// When the engine was last told that we type.
    told_typing: Option<f64>,
    shortcodes: Shortcodes,
    /// The picker of emoji, while it is open.
    picker: Option<EmojiPicker>,
}

/// What was sent, until the engine has kept it.
#[derive(Debug)]
struct Sent {
    ticket: Ticket,
    typed: String,
    answered: Option<Answered>,
    files: Vec<NewFile>,
}

impl Composer {
    /// Starts with the text that was left in a conversation.
    pub fn opened(&mut self, conversation: ConversationId, draft: &str, answers: Option<MessageId>) {
        *self = Self {
            conversation: Some(conversation),
            text: draft.to_owned(),
            count: draft.chars().count(),
            saved: draft.to_owned(),
            saved_answer: answers,
            wanted: answers,
            wants_focus: true,
            tries: FOCUS_TRIES,
            ..Self::default()
        };
    }

    /// The text and what it answers since they were last kept; they count as kept from now on.
    pub fn unsaved(&mut self) -> Option<(ConversationId, String, Option<MessageId>)> {
        let answers = self.answered.as_ref().map(|answered| answered.message).or(self.wanted);
        let conversation = self.conversation.filter(|_| self.text != self.saved || answers != self.saved_answer)?;
        self.saved.clone_from(&self.text);
        self.saved_answer = answers;
        self.changed_at = None;
        Some((conversation, self.text.clone(), answers))
    }

    /// Looks for the message that the draft answers.
    pub fn find_answered(&mut self, timeline: &TimelineView) {
        let Some(wanted) = self.wanted.filter(|_| timeline.is_loaded) else { return };
        self.wanted = None;
        let found = timeline.messages().find(|view| view.item.message == wanted);
        self.answered = Some(found.map_or_else(|| Answered::earlier(wanted), |view| Answered::new(view)));
    }

    /// Takes the keyboard in the next frame.
    pub fn wants_focus(&mut self) {
        self.wants_focus = true;
        self.tries = FOCUS_TRIES;
    }

    /// Answers a message.
    pub fn answer(&mut self, view: &MessageView) {
        self.answered = Some(Answered::new(view));
        self.wanted = None;
        self.changed_at.get_or_insert(0.0);
        self.wants_focus();
    }

    /// Shows the composer.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, conversation: ConversationId, attached: &mut AttachedFiles) {
        self.take_answers(cx, conversation, attached);
        if self.asks {
            self.asks_ui(ui, cx, conversation, attached);
        }
        if let Some(answered) = &self.answered {
            let is_escaped = !cx.has_overlay() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
            if answered.strip_ui(ui, cx) || is_escaped {
                self.answered = None;
                self.changed_at.get_or_insert(0.0);
            }
        }
        let top = ui.cursor().top();
        self.picker_ui(ui, cx);
        let has_files = attached.has(conversation);
        let is_sendable = self.count <= MOST && (has_files || !self.text.trim().is_empty());
        let frame = egui::Frame::new().inner_margin(Margin { left: 16, right: 14, top: 10, bottom: 12 });
        let shown = frame.show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 10.0;
                let wants = self.field_ui(ui, cx);
                attach_button_ui(ui, cx);
                self.picker_button_ui(ui, cx);
                ui.with_layout(egui::Layout::bottom_up(egui::Align::Center), |ui| {
                    ui.add_space(3.0);
                    let send = IconButton::new(Icon::ArrowUp, cx.t("composer-send")).size(size::ICON_BUTTON);
                    let send = if is_sendable {
                        send.fill(cx.palette().accent).color(cx.palette().on_accent)
                    } else {
                        send.fill(cx.palette().background_raised).enabled(false)
                    };
                    let is_clicked = ui.add(send).clicked();
                    if is_sendable && (wants || is_clicked) {
                        self.send(cx, conversation, false, attached);
                    }
                });
            });
        });
        ui.painter().hline(shown.response.rect.x_range(), top + 0.5, Stroke::new(1.0, cx.palette().border));
        self.keep(ui, cx);
    }

    fn send(&mut self, cx: &Cx<'_>, conversation: ConversationId, is_sure: bool, attached: &mut AttachedFiles) {
        let typed = std::mem::take(&mut self.text);
        let text = typed.trim().to_owned();
        self.count = 0;
        self.asks = false;
        let quote = self.answered.as_ref().map(|answered| answered.message);
        let files = attached.take(conversation);
        let draft = Draft { text, quote, is_sure, files: files.clone() };
        let ticket = cx.run(|ticket| Command::SendMessage { ticket, conversation, draft });
        let answered = self.answered.take();
        self.sent.push(Sent { ticket, typed, answered, files });
        // The engine forgets the draft with the commit that keeps the message, and keeps it if that fails.
        self.saved.clear();
        self.saved_answer = None;
        self.told_typing = None;
        self.changed_at = None;
        self.wants_focus = true;
        self.tries = FOCUS_TRIES;
        cx.act(Action::JumpToNewest);
    }

    /// A text that was refused comes back, unless something else was begun meanwhile.
    fn take_answers(&mut self, cx: &Cx<'_>, conversation: ConversationId, attached: &mut AttachedFiles) {
        let mut refused = None;
        self.sent.retain_mut(|sent| match cx.answer(sent.ticket) {
            None => true,
            Some(Ok(_)) => false,
            Some(Err(failure)) => {
                let (typed, files) = (std::mem::take(&mut sent.typed), std::mem::take(&mut sent.files));
                refused = Some((failure.code, typed, sent.answered.take(), files));
                false
            }
        });
        let Some((code, text, answered, files)) = refused else { return };
        attached.put_back(conversation, files);
        if self.text.is_empty() {
            self.count = text.chars().count();
            self.text = text;
            self.answered = answered;
        }
        self.asks = code == FailureCode::HoldsRecoveryPassword;
        if !self.asks {
            cx.act(Action::Toast(ToastKind::Trouble, failure_sentence(cx.text, code).to_owned()));
        }
    }

    /// Tells the engine that we type, once a second at most; it knows when the other side is to hear of it.
    fn tell_typing(&mut self, cx: &Cx<'_>, now: f64) {
        let Some(conversation) = self.conversation else { return };
        let is_typing = !self.text.trim().is_empty();
        let is_due = self.told_typing.is_none_or(|told| now - told >= 1.0);
        if is_typing == self.told_typing.is_none() || (is_typing && is_due) {
            self.told_typing = is_typing.then_some(now);
            cx.act(Action::Run(Command::SetTyping { conversation, is_typing }));
        }
    }

    /// Asks whether the person is sure to give the account away.
    fn asks_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, conversation: ConversationId, attached: &mut AttachedFiles) {
        let palette = cx.palette();
        let frame = egui::Frame::new().inner_margin(Margin { left: 18, right: 14, top: 12, bottom: 2 });
        frame.show(ui, |ui| {
            ui.horizontal_top(|ui| {
                icon_ui(ui, Icon::TriangleAlert, font::ICON, palette.danger);
                ui.add(rich(cx.t("sure-text"), font::SMALL, Weight::Medium, palette.danger));
            });
            ui.horizontal(|ui| {
                if ui.add(Button::solid(cx.t("sure-not"))).clicked() {
                    self.asks = false;
                }
                if ui.add(Button::outline(cx.t("sure-send")).danger()).clicked() {
                    self.send(cx, conversation, true, attached);
                }
            });
        });
    }

    /// Gives the draft to the engine when the person pauses.
    fn keep(&mut self, ui: &Ui, cx: &Cx<'_>) {
        let Some(changed_at) = self.changed_at else { return };
        let rest = changed_at + PAUSE - ui.input(|input| input.time);
        if rest > 0.0 {
            ui.ctx().request_repaint_after(Duration::from_secs_f64(rest));
        } else if let Some((conversation, text, answers)) = self.unsaved() {
            cx.act(Action::Run(Command::SetDraft { conversation, text, answers }));
        } else {
            self.changed_at = None;
        }
    }

    /// Shows the field; true when Enter asks to send.
    fn field_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let palette = cx.palette();
        let id = editor_id();
        let has_focus = ui.memory(|memory| memory.has_focus(id));
        // A dialog that was just closed still keeps the keyboard for a frame or two: ask until it is here.
        if self.wants_focus && (has_focus || self.tries == 0) {
            self.wants_focus = false;
        } else if self.wants_focus && !cx.has_overlay() {
            self.tries -= 1;
            ui.memory_mut(|memory| memory.request_focus(id));
            ui.ctx().request_repaint();
        }
        let chosen = if has_focus { self.shortcodes.keys(ui) } else { None };
        let wants = has_focus && chosen.is_none() && self.takes_enter(ui, cx.prefs.enter_sends);
        let line = if has_focus { palette.text_secondary } else { palette.border };
        let frame = egui::Frame::new()
            .fill(palette.field)
            .stroke(Stroke::new(1.0, line))
            .corner_radius(CornerRadius::same(21))
            .inner_margin(Margin::symmetric(16, 0));
        let shown = frame.show(ui, |ui| {
            ui.set_width(ui.available_width() - 3.0 * (size::ICON_BUTTON + 10.0));
            let style = Weight::Regular.style(cx.theme.text_size());
            let editor = Editor::one_line(&mut self.text, id, cx.t("composer-label"), style)
                .many_lines(1, LINES)
                .hint(cx.t("composer-placeholder"))
                .margin(egui::vec2(0.0, 11.0));
            let edited = editor.show(ui, inks(palette, palette.text));
            let response = edited.response;
            let caret = edited.caret;
            let mut is_changed = response.changed();
            if is_changed && !edited.is_composing {
                self.shortcodes.look(ui, cx, (id, &mut self.text), caret);
            }
            if self.shortcodes.is_open() {
                // Tab takes an emoji then, and goes nowhere.
                let all = egui::EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
                ui.memory_mut(|memory| memory.set_focus_lock_filter(id, all));
            }
            let pressed = self.shortcodes.ui(ui, cx, edited.caret_rect);
            if let Some(emoji) = chosen.or(pressed) {
                self.shortcodes.put(ui, cx, (id, &mut self.text), emoji);
                is_changed = true;
            }
            if is_changed {
                self.count = self.text.chars().count();
                let now = ui.input(|input| input.time);
                self.changed_at = Some(now);
                self.tell_typing(cx, now);
            }
            self.counter_ui(ui, cx);
        });
        shown.response.on_hover_cursor(egui::CursorIcon::Text);
        wants
    }

    /// The button that opens and closes the picker; so does its key.
    fn picker_button_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let button = IconButton::new(Icon::Smile, cx.t("composer-emoji")).size(size::ICON_BUTTON);
        let room = egui::vec2(size::ICON_BUTTON, ui.available_height());
        let pressed = ui.allocate_ui_with_layout(room, egui::Layout::bottom_up(egui::Align::Center), |ui| {
            ui.add_space(3.0);
            ui.add(button).clicked()
        });
        if pressed.inner {
            self.turn_picker();
        }
    }

    /// Opens the picker of emoji, or closes it.
    pub fn turn_picker(&mut self) {
        self.picker = if self.picker.is_some() { None } else { Some(EmojiPicker::default()) };
        if self.picker.is_none() {
            self.wants_focus();
        }
    }

    /// The picker above the field: it stays open while emoji go where the caret is.
    fn picker_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(picker) = &mut self.picker else { return };
        let is_escaped = !cx.has_overlay() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        if is_escaped {
            return self.turn_picker();
        }
        let frame = egui::Frame::new().inner_margin(Margin { left: 16, right: 16, top: 12, bottom: 0 });
        let height = (ui.ctx().content_rect().height() * 0.3).clamp(120.0, 240.0);
        let taken = frame.show(ui, |ui| picker.ui(ui, cx, height)).inner;
        if let Some(emoji) = taken {
            typeset::replace(ui.ctx(), editor_id(), &mut self.text, None, emoji);
            self.count = self.text.chars().count();
            self.changed_at = Some(ui.input(|input| input.time));
        }
    }

    fn counter_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let palette = cx.palette();
        if self.count + NEAR < MOST {
            return;
        }
        let (text, color) = match MOST.checked_sub(self.count) {
            Some(left) => (cx.text.count("composer-left", left), palette.text_secondary),
            None => (cx.text.count("composer-over", self.count - MOST), palette.danger),
        };
        ui.add(rich(text, font::SMALL, Weight::Medium, color));
        ui.add_space(6.0);
    }

    /// Takes Enter out of the input, unless it ends the composition of an input method.
    fn takes_enter(&mut self, ui: &Ui, enter_sends: bool) -> bool {
        ui.input_mut(|input| {
            let mut is_touched = self.is_composing;
            for event in &input.events {
                if let Event::Ime(ime) = event {
                    is_touched = true;
                    self.is_composing = matches!(ime, egui::ImeEvent::Preedit { text, .. } if !text.is_empty());
                }
            }
            // Shift counts as no obstacle to a match, so it is looked at here.
            let is_plain = !input.modifiers.shift && !input.modifiers.alt;
            let modifiers = if enter_sends { Modifiers::NONE } else { Modifiers::COMMAND };
            !is_touched && is_plain && input.consume_key(modifiers, Key::Enter)
        })
    }
}

/// The button that lets the person choose files.
fn attach_button_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let button = IconButton::new(Icon::Paperclip, cx.t("composer-attach")).size(size::ICON_BUTTON);
    let room = egui::vec2(size::ICON_BUTTON, ui.available_height());
    let pressed = ui.allocate_ui_with_layout(room, egui::Layout::bottom_up(egui::Align::Center), |ui| {
        ui.add_space(3.0);
        ui.add(button).clicked()
    });
    if pressed.inner {
        cx.intake.choose(ui.ctx());
    }
}

fn editor_id() -> Id {
    Id::unique("composer")
}
