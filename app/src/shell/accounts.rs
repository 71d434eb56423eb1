//! Several accounts in one window: going from one to another, and adding one.
//!
//! Each account has a folder, a store and an engine of its own; they share the window and nothing else.

use onionskin_core::api::{Command, Outcome};

use super::app::App;
use super::execute;
use super::seat::{Looks, Seat};
use crate::model::SeatView;
use crate::widgets::ToastKind;

/// Accounts in one window at most.
pub const MOST: usize = 10;

/// Writes the accounts anew for those who choose among them, if anything of them changed. Says whether it did.
pub(super) fn refresh(app: &mut App) -> bool {
    let shown = app.others.iter().filter(|seat| !seat.is_blank()).chain([&app.seat]);
    let looks: Vec<Looks> = shown.map(|seat| seat.looks(seat.number == app.seat.number)).collect();
    let is_same = !app.views.is_empty() && looks == app.looks;
    if !is_same {
        app.views = views(app);
        app.looks = looks;
    }
    !is_same
}

/// The accounts by their numbers; blank ones only while one is shown.
fn views(app: &App) -> Vec<SeatView> {
    let mut views = vec![app.seat.view(&app.text, true)];
    views.extend(app.others.iter().filter(|seat| !seat.is_blank()).map(|seat| seat.view(&app.text, false)));
    views.sort_by_key(|view| view.number);
    views
}

/// Shows another account.
pub(super) fn switch(app: &mut App, ctx: &egui::Context, number: u32) {
    let Some(other) = app.others.iter_mut().find(|seat| seat.number == number) else { return };
    std::mem::swap(&mut app.seat, other);
    app.others.sort_by_key(|seat| seat.number);
    app.overlay = None;
    // The answer would come to the account that is left.
    app.adding = None;
    app.prefs.account = number;
    ctx.memory_mut(egui::Memory::stop_text_input);
    let now = app.now();
    app.seat.model.rewrite(&now, &app.text);
    refresh(app);
    ctx.request_repaint();
}

/// The account after the one that is shown.
pub(super) fn next(app: &mut App, ctx: &egui::Context) {
    let views = &app.views;
    let Some(at) = views.iter().position(|view| view.is_current) else { return };
    let to = (at + 1) % views.len();
    if let Some(number) = views.get(to).map(|view| view.number).filter(|_| to != at) {
        execute::leave(app);
        switch(app, ctx, number);
    }
}

/// Adds an account. It goes to the network the way the present one does, so its proxy is asked for first.
pub(super) fn add(app: &mut App) {
    if app.adding.is_some() {
        return;
    }
    let ticket = app.tickets.next();
    app.adding = Some(ticket);
    execute::send(app, Command::RevealProxy { ticket });
}

/// Goes on once the proxy is known.
pub(super) fn mind_added(app: &mut App, ctx: &egui::Context) {
    let Some(answer) = app.adding.and_then(|ticket| app.seat.model.answers.take(ticket)) else { return };
    app.adding = None;
    let Ok(Outcome::Proxy(proxy)) = answer else {
        let text = app.text.get("account-add-failed").to_owned();
        app.toasts.add(ToastKind::Trouble, text);
        return;
    };
    let ticket = app.tickets.next();
    begin(app, ctx, proxy.map(|proxy| Command::SetProxy { ticket, proxy: Some(proxy) }));
}

/// Shows an account that is blank, started anew if there is none. `first` is what its engine does first.
fn begin(app: &mut App, ctx: &egui::Context, first: Option<Command>) {
    let blank = app.others.iter().find(|seat| seat.is_blank()).map(|seat| seat.number);
    let Some(number) = blank.or_else(|| start(app)) else { return };
    execute::leave(app);
    switch(app, ctx, number);
    if let Some(first) = first {
        execute::send(app, first);
    }
}

/// Starts the engine of an account that there is not yet, and gives its number.
fn start(app: &mut App) -> Option<u32> {
    let mut numbers = 1..=u32::try_from(MOST).unwrap_or(1);
    let number = numbers.find(|number| app.seats().all(|seat| seat.number != *number))?;
    match app.config.more.as_ref()?(number) {
        Ok(engine) => {
            app.others.push(Seat::new(number, engine));
            Some(number)
        }
        Err(sentence) => {
            app.toasts.add(ToastKind::Trouble, sentence);
            None
        }
    }
}
