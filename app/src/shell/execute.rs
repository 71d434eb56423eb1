//! Carries out what screens asked for.

use std::sync::Arc;

use onionskin_core::api::{Anchor, Command, ConversationId, MessageId, Ticket};

use super::accounts;
use super::app::App;
use super::desk;
use super::mirror::set_mirrored;
use super::seat::Seat;
use crate::actions::{Action, Overlay};
use crate::model::{EntryKey, Link, ProgramLink};
use crate::screens::backup::BackupDialog;
use crate::screens::clear_data::ClearData;
use crate::screens::conversation::{DeleteMessages, ReactDialog};
use crate::screens::export::ExportDialog;
use crate::screens::forward::Forward;
use crate::screens::link::LinkQuestion;
use crate::screens::network_view::NetworkView;
use crate::screens::new_message::NewMessage;
use crate::screens::people::PeopleDialogs;
use crate::screens::program_link::ProgramLinkQuestion;
use crate::screens::settings::Settings;
use crate::screens::shortcuts::Shortcuts;
use crate::screens::switcher::Switcher;
use crate::text::{Direction, Strings};
use crate::theme::Theme;
use crate::theme::manner::{ZOOM_MAX, ZOOM_MIN};
use crate::widgets::ToastKind;

/// Things that can be taken back at most.
const UNDOS: usize = 5;

/// Carries out the actions of a frame, in order.
pub(super) fn all(app: &mut App, ctx: &egui::Context, actions: Vec<Action>) {
    if actions.is_empty() {
        return;
    }
    for action in actions {
        one(app, ctx, action);
    }
    ctx.request_repaint();
}

fn one(app: &mut App, ctx: &egui::Context, action: Action) {
    match action {
        Action::Run(command) => run(app, command),
        Action::Watch(ticket) => app.seat.watched.push(ticket),
        Action::OfferUndo(text, ticket, command) => offer_undo(app, text, ticket, command),
        Action::OpenConversation(conversation) => open(app, conversation),
        Action::CloseConversation => close(app),
        Action::JumpToNewest => jump(app),
        Action::JumpToMessage(conversation, message) => jump_to(app, conversation, message),
        Action::OpenLink(link) => open_link(app, ctx, link),
        Action::OpenProgramLink(link) => open_program_link(app, link),
        Action::AskBeforeLinks(asks) => app.prefs.asks_before_links = asks,
        Action::EnterSends(sends) => app.prefs.enter_sends = sends,
        Action::Show(overlay) => show(app, overlay),
        Action::CloseOverlay => app.overlay = None,
        Action::FocusSearch => focus_search(app, ctx),
        Action::Find => match &app.seat.model.timeline {
            Some(_) => app.seat.screens.conversation.find(),
            None => focus_search(app, ctx),
        },
        Action::SaveFile(file, name) => app.save_file(file, &name),
        Action::CopyPicture(file) => app.copy_picture(file),
        Action::Copy(text) => copy(app, ctx, text),
        Action::Toast(kind, text) => app.toasts.add(kind, text),
        Action::SetTheme(theme) => {
            app.prefs.theme = theme;
            app.prefs.follows_system = false;
            restyle(app, ctx);
        }
        Action::SetAccent(accent) => {
            app.prefs.accent = accent;
            restyle(app, ctx);
        }
        Action::FollowSystem(follows) => {
            app.prefs.follows_system = follows;
            restyle(app, ctx);
        }
        Action::SetManner(manner) => {
            app.prefs.manner = manner.sound();
            restyle(app, ctx);
        }
        Action::SetLanguage(language) => {
            app.prefs.language = language;
            speak(app, ctx);
        }
        Action::SetClock(clock) => {
            app.prefs.clock = clock;
            speak(app, ctx);
        }
        Action::SetZoom(zoom) => {
            app.prefs.zoom = ((zoom * 10.0).round() / 10.0).clamp(ZOOM_MIN, ZOOM_MAX);
            ctx.set_zoom_factor(app.prefs.zoom);
        }
        Action::FoldList(is_folded) => app.prefs.is_list_folded = is_folded,
        Action::Forward(texts) => {
            app.seat.screens.forward = Forward::of(texts);
            app.overlay = Some(Overlay::Forward);
        }
        Action::TurnPicker => app.seat.screens.conversation.turn_picker(),
        Action::KeepInTray(keeps) => app.prefs.keeps_in_tray = keeps,
        Action::SetStarts(starts) => desk::set_starts(app, starts),
        Action::SetNotices(notices) => app.prefs.notices = notices,
        Action::LockNow => lock(app, ctx),
        Action::Unlocked => {
            app.seat.lock.open();
            app.idle.restart();
        }
        Action::SwitchAccount(number) => {
            leave(app);
            accounts::switch(app, ctx, number);
        }
        Action::NextAccount => accounts::next(app, ctx),
        Action::AddAccount => accounts::add(app),
        Action::SetLock(minutes, on_sleep) => {
            (app.prefs.lock_after_minutes, app.prefs.locks_on_sleep) = (minutes, on_sleep);
        }
        Action::SetKeys(keys) => app.prefs.keys = keys,
        Action::SetListWidth(width) => app.prefs.list_width = width,
        Action::StartDemo => start_demo(app, ctx),
        Action::Quit => {
            app.desk.is_quitting = true;
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }
}

/// Gives the keyboard to the search field, which a folded list and a narrow window with a conversation don't show.
fn focus_search(app: &mut App, ctx: &egui::Context) {
    app.prefs.is_list_folded = false;
    if app.is_narrow {
        close(app);
    }
    app.seat.screens.home.focus_search(ctx);
}

/// Gives a command to the engine. A proxy is set for all accounts: who hides one from the network hides all.
fn run(app: &mut App, command: Command) {
    if let Command::SetProxy { proxy, .. } = &command {
        for seat in &app.others {
            let ticket = app.tickets.next();
            if seat.engine.send(Command::SetProxy { ticket, proxy: proxy.clone() }).is_err() {
                tracing::warn!("an engine was too busy for another proxy");
            }
        }
    }
    send(app, command);
}

/// Gives a command to the engine; when it is busy, the person is told.
pub(super) fn send(app: &mut App, command: Command) {
    if app.seat.engine.send(command).is_err() {
        let text = app.text.get("window-too-busy").to_owned();
        app.toasts.add(ToastKind::Trouble, text);
    }
}

/// Shows a note that can be taken back; only as many are kept as notes are shown.
fn offer_undo(app: &mut App, text: String, ticket: Ticket, command: Command) {
    if app.seat.undos.len() >= UNDOS {
        app.seat.undos.remove(0);
    }
    app.seat.undos.push((ticket, command));
    let label = app.text.get("undo").to_owned();
    app.toasts.add_undo(text, label, ticket.0);
}

/// Takes back what the note of a key told of.
pub(super) fn undo(app: &mut App, key: u64) {
    let Some(at) = app.seat.undos.iter().position(|(of, _)| of.0 == key) else { return };
    let (ticket, command) = app.seat.undos.remove(at);
    app.seat.watched.push(ticket);
    send(app, command);
}

/// Hides every account behind its password, if it has one.
pub(super) fn lock(app: &mut App, ctx: &egui::Context) {
    if app.seat.can_lock() {
        leave(app);
        app.seat.screens.settings = Settings::default();
        ctx.memory_mut(egui::Memory::stop_text_input);
    }
    for seat in std::iter::once(&mut app.seat).chain(&mut app.others).filter(|seat| seat.can_lock()) {
        seat.lock.close();
    }
    ctx.request_repaint();
}

/// Keeps what was typed, and closes what lies over the window.
pub(super) fn leave(app: &mut App) {
    save(app);
    app.overlay = None;
}

fn save(app: &mut App) {
    for command in unsaved(app) {
        send(app, command);
    }
}

/// What the engine is to keep of the open conversation: the text that was typed, and the place.
pub(super) fn unsaved(app: &mut App) -> Vec<Command> {
    let draft = app.seat.screens.conversation.unsaved_draft();
    let place = app.seat.screens.conversation.unsaved_place();
    let draft = draft.map(|(conversation, text, answers)| Command::SetDraft { conversation, text, answers });
    let place = place.map(|(conversation, place)| Command::SetPlace { conversation, place });
    draft.into_iter().chain(place).collect()
}

fn open(app: &mut App, conversation: ConversationId) {
    app.overlay = None;
    if app.seat.model.open_conversation() == Some(conversation) {
        app.seat.screens.conversation.focus_composer();
        return;
    }
    save(app);
    if let Some(open) = &app.seat.model.timeline {
        let timeline = open.timeline;
        send(app, Command::CloseTimeline { timeline });
    }
    let row = app.seat.model.row(conversation);
    let draft = row.and_then(|row| row.summary.draft.clone());
    let answers = row.and_then(|row| row.summary.draft_answers);
    let timeline = app.seat.model.begin_timeline(conversation);
    app.seat.screens.conversation.opened(conversation, draft.as_deref().unwrap_or_default(), answers);
    send(app, Command::OpenTimeline { timeline, conversation, anchor: Anchor::LeftOff });
}

fn close(app: &mut App) {
    save(app);
    if let Some(open) = app.seat.model.timeline.take() {
        send(app, Command::CloseTimeline { timeline: open.timeline });
    }
}

/// Near the newest message this is a scroll, elsewhere another window on the conversation.
fn jump(app: &mut App) {
    app.seat.screens.conversation.jump_to_newest();
    let Some(open) = app.seat.model.timeline.as_ref().filter(|open| open.has_newer) else { return };
    let conversation = open.conversation;
    let timeline = app.seat.model.begin_timeline(conversation);
    send(app, Command::OpenTimeline { timeline, conversation, anchor: Anchor::Newest });
}

/// Goes to a message, wherever it is; it lights up.
fn jump_to(app: &mut App, conversation: ConversationId, message: MessageId) {
    app.overlay = None;
    // An open conversation keeps the keyboard where it is.
    if app.seat.model.open_conversation() != Some(conversation) {
        open(app, conversation);
    }
    app.seat.screens.conversation.jump_to(message);
    let Some(open) = app.seat.model.timeline.as_ref() else { return };
    if open.places.contains_key(&EntryKey::Message(message)) {
        return;
    }
    let timeline = app.seat.model.begin_timeline(conversation);
    send(app, Command::OpenTimeline { timeline, conversation, anchor: Anchor::Message(message) });
}

fn show(app: &mut App, overlay: Overlay) {
    match overlay {
        Overlay::NewMessage => app.seat.screens.new_message = NewMessage::default(),
        Overlay::Settings => app.seat.screens.settings = Settings::default(),
        Overlay::Path => app.seat.screens.network = NetworkView::default(),
        Overlay::Nickname(_) | Overlay::Timer(_) | Overlay::Confirm(_) => {
            app.seat.screens.people = PeopleDialogs::default();
        }
        Overlay::ClearData => app.seat.screens.clear_data = ClearData::default(),
        Overlay::DeleteMessage(_) | Overlay::DeleteMessages => app.seat.screens.delete = DeleteMessages::default(),
        Overlay::React(_) => app.seat.screens.react = ReactDialog::default(),
        Overlay::Shortcuts => app.seat.screens.shortcuts = Shortcuts::default(),
        Overlay::Switcher => app.seat.screens.switcher = Switcher::default(),
        Overlay::Export(_) => app.seat.screens.export = ExportDialog::default(),
        Overlay::BackUp => app.seat.screens.backup = BackupDialog::default(),
        Overlay::Details(_)
        | Overlay::Viewer(_)
        | Overlay::Notifications(_)
        | Overlay::MessageDetails(_)
        | Overlay::Reactions(_)
        | Overlay::Folders
        | Overlay::FoldersOf(_)
        | Overlay::Forward
        | Overlay::ProgramLink
        | Overlay::Link => {}
    }
    app.overlay = Some(overlay);
}

fn copy(app: &mut App, ctx: &egui::Context, text: String) {
    ctx.copy_text(text);
    let said = app.text.get("copied").to_owned();
    app.toasts.add(ToastKind::Done, said);
}

fn restyle(app: &mut App, ctx: &egui::Context) {
    app.theme = Theme::new(app.prefs.theme, app.prefs.accent).in_manner(app.prefs.manner);
    app.theme.apply(ctx);
}

/// Goes to the conversation with somebody known; asks about anything else.
pub(super) fn open_program_link(app: &mut App, link: ProgramLink) {
    if let ProgramLink::Chat(account) = &link {
        let conversation = ConversationId::Contact(*account);
        let is_own = app.seat.model.own.as_ref().is_some_and(|own| own.profile.account == *account);
        if is_own || app.seat.model.row(conversation).is_some() {
            open(app, conversation);
            return;
        }
    }
    app.seat.screens.program_link = Some(ProgramLinkQuestion::new(link));
    app.overlay = Some(Overlay::ProgramLink);
}

/// Opens a link, or asks first. One that pretends to lead elsewhere is always asked about.
fn open_link(app: &mut App, ctx: &egui::Context, link: Link) {
    if let Some(inside) = ProgramLink::parse(&link.url) {
        open_program_link(app, inside);
        return;
    }
    if app.prefs.asks_before_links || link.suspicion.is_some() {
        app.seat.screens.link = Some(LinkQuestion::new(link));
        app.overlay = Some(Overlay::Link);
    } else {
        ctx.open_url(egui::OpenUrl::new_tab(&link.url));
    }
}

/// Says everything in the language that was chosen.
fn speak(app: &mut App, ctx: &egui::Context) {
    app.text = Strings::choose(app.prefs.language.as_deref(), app.prefs.clock);
    set_mirrored(ctx, app.text.direction() == Direction::RightToLeft);
    let now = app.now();
    app.seat.model.rewrite(&now, &app.text);
    // What is written in the other language is written anew.
    app.views.clear();
    app.desk.rewrite();
}

/// The engine of the demo takes the place of the other, which ends with its handle.
fn start_demo(app: &mut App, ctx: &egui::Context) {
    let Some(starter) = &app.config.demo else { return };
    let repaint = ctx.clone();
    match starter(Arc::new(move || repaint.request_repaint())) {
        Ok(engine) => {
            app.config.is_demo = true;
            let number = app.seat.number;
            app.seat = Seat::new(number, engine);
            app.overlay = None;
        }
        Err(sentence) => app.toasts.add(ToastKind::Trouble, sentence),
    }
}
