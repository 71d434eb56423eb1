//! The program's place on the desktop: the tray, what other starts ask for, closing without an end, links that wait.

use std::time::Duration;

use egui::{Context, ViewportCommand};
use onionskin_core::api::Phase;

use super::app::App;
use super::execute;
use crate::model::{Now, ProgramLink};
use crate::platform::instance::MOST_LINKS;
use crate::platform::{Starts, TrayState, TrayWish};
use crate::text::Strings;
use crate::widgets::ToastKind;

/// How long a hidden window waits for a tray.
const TRAY_MILLIS: u64 = 8_000;
/// How often a hidden window that shows itself is taken away.
const TRIES: u8 = 20;
const HOUR_MILLIS: u64 = 3_600_000;
/// When a pause until tomorrow ends.
const MORNING_HOUR: i8 = 7;

/// What the window remembers of the desktop.
#[derive(Debug, Default)]
pub(super) struct Desk {
    /// Whether the window is hidden in the tray.
    pub is_hidden: bool,
    /// When the system started the program before that was last changed.
    starts_before: Option<Starts>,
    /// How the tray looks.
    shown: Option<TrayKey>,
    /// Links that wait until the account can be used.
    links: Vec<ProgramLink>,
    /// Whether closing is the end, whatever the settings say.
    pub is_quitting: bool,
    /// How often the window was taken away since it was hidden.
    tries: u8,
    /// Since when there is no tray while the window is hidden.
    lost_at: Option<u64>,
}

/// What the looks of the tray depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct TrayKey {
    unread: u32,
    is_hidden: bool,
    is_paused: bool,
    can_lock: bool,
}

impl TrayKey {
    fn state(self, text: &Strings) -> TrayState {
        let line = |wish, key: &str| (wish, text.get(key).to_owned());
        let mut lines = vec![line(TrayWish::Turn, if self.is_hidden { "tray-show" } else { "tray-turn" })];
        if self.is_paused {
            lines.push(line(TrayWish::Unmute, "tray-unmute"));
        } else {
            lines.push(line(TrayWish::MuteHour, "tray-mute-hour"));
            lines.push(line(TrayWish::MuteTomorrow, "tray-mute-tomorrow"));
        }
        if self.can_lock {
            lines.push(line(TrayWish::Lock, "tray-lock"));
        }
        lines.push(line(TrayWish::Quit, "tray-quit"));
        let name = text.get("app-name");
        let tip = match usize::try_from(self.unread) {
            Ok(unread) if unread > 0 => format!("{name}: {}", text.count("list-unread", unread)),
            _ => name.to_owned(),
        };
        TrayState { tip, is_unread: self.unread > 0, lines }
    }
}

impl Desk {
    /// Has the tray written anew, in another language.
    pub fn rewrite(&mut self) {
        self.shown = None;
    }

    /// A window that is hidden or not, with links that wait.
    pub fn new(is_hidden: bool, links: &[String]) -> Self {
        let links = links.iter().filter_map(|link| ProgramLink::parse(link)).take(MOST_LINKS).collect();
        Self { is_hidden, links, ..Self::default() }
    }
}

impl App {
    /// Whether the system has a tray.
    pub(super) fn has_tray(&self) -> bool {
        self.config.tray.as_ref().is_some_and(|tray| tray.is_there())
    }

    /// Looks at what the desktop asks for, and shows it how things stand.
    pub(super) fn mind_desk(&mut self, ctx: &Context, now: &Now) {
        self.hear_requests(ctx);
        self.hear_tray(ctx, now);
        self.mind_close(ctx);
        self.show_in_tray(now);
        if self.config.desktop_files.as_ref().is_some_and(|files| files.has_failed()) {
            self.prefs.starts = self.desk.starts_before.take().unwrap_or_default();
            let text = self.text.get("starts-failed").to_owned();
            self.toasts.add(ToastKind::Trouble, text);
        }
        self.open_links();
    }

    /// Shows the window in front of others.
    pub(super) fn come_forward(&mut self, ctx: &Context) {
        self.desk.is_hidden = false;
        for command in [ViewportCommand::Visible(true), ViewportCommand::Minimized(false), ViewportCommand::Focus] {
            ctx.send_viewport_cmd(command);
        }
        ctx.request_repaint();
    }

    fn hide(&mut self, ctx: &Context) {
        self.desk.is_hidden = true;
        self.desk.tries = 0;
        execute::leave(self);
        ctx.send_viewport_cmd(self.away());
    }

    fn hear_requests(&mut self, ctx: &Context) {
        let Some(requests) = &self.config.requests else { return };
        let heard: Vec<_> = requests.try_iter().collect();
        for request in heard {
            self.come_forward(ctx);
            let links = request.links.iter().filter_map(|link| ProgramLink::parse(link));
            self.desk.links.extend(links);
            self.desk.links.truncate(MOST_LINKS);
        }
    }

    fn hear_tray(&mut self, ctx: &Context, now: &Now) {
        while let Some(wish) = self.config.tray.as_ref().and_then(|tray| tray.wish()) {
            match wish {
                TrayWish::Turn if self.desk.is_hidden || !is_focused(ctx) => self.come_forward(ctx),
                TrayWish::Turn => self.hide(ctx),
                TrayWish::MuteHour => self.prefs.notices.paused_until = now.millis() + HOUR_MILLIS,
                TrayWish::MuteTomorrow => self.prefs.notices.paused_until = tomorrow(now),
                TrayWish::Unmute => self.prefs.notices.paused_until = 0,
                TrayWish::Lock => execute::lock(self, ctx),
                TrayWish::Quit => {
                    self.desk.is_quitting = true;
                    ctx.send_viewport_cmd(ViewportCommand::Close);
                }
            }
            // What was chosen is kept even if the window is never shown.
            self.file.keep(&self.prefs);
        }
    }

    /// Closing the window leaves the program in the tray, if wanted and if there is one.
    fn mind_close(&mut self, ctx: &Context) {
        let is_closed = ctx.input(|input| input.viewport().close_requested());
        if is_closed && !self.desk.is_quitting && self.prefs.keeps_in_tray && self.has_tray() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.hide(ctx);
        }
        self.mind_lost_tray(ctx);
        let is_visible = ctx.input(|input| input.viewport().visible() != Some(false));
        // A window that was just made shows itself once more. Where nobody says whether it is seen, asking ends.
        if self.desk.is_hidden && is_visible && self.desk.tries < TRIES {
            self.desk.tries += 1;
            ctx.send_viewport_cmd(self.away());
        }
    }

    /// What takes the window away: Wayland has no hidden windows, but small ones.
    const fn away(&self) -> ViewportCommand {
        if self.config.can_hide { ViewportCommand::Visible(false) } else { ViewportCommand::Minimized(true) }
    }

    /// Without a tray nobody could bring a hidden window back. One that is on its way is waited for.
    fn mind_lost_tray(&mut self, ctx: &Context) {
        if !self.desk.is_hidden || self.has_tray() {
            self.desk.lost_at = None;
            return;
        }
        let now = self.config.clock.monotonic_millis();
        let lost_at = *self.desk.lost_at.get_or_insert(now);
        let left = (lost_at + TRAY_MILLIS).saturating_sub(now);
        if left == 0 {
            self.come_forward(ctx);
        } else {
            ctx.request_repaint_after(Duration::from_millis(left + 10));
        }
    }

    fn show_in_tray(&mut self, now: &Now) {
        let Some(tray) = &self.config.tray else { return };
        let key = TrayKey {
            unread: self.views.iter().fold(0_u32, |sum, view| sum.saturating_add(view.unread)),
            is_hidden: self.desk.is_hidden,
            is_paused: self.prefs.notices.is_paused(now.millis()),
            can_lock: self.seats().any(|seat| seat.can_lock() && !seat.lock.is_closed()),
        };
        if self.desk.shown != Some(key) {
            self.desk.shown = Some(key);
            tray.show(key.state(&self.text));
        }
    }

    /// Goes where links lead, one after the other, once the account can be used.
    fn open_links(&mut self) {
        let can_open = self.seat.model.phase == Phase::Ready && self.seat.model.has_list && !self.seat.lock.is_closed();
        if can_open && self.overlay.is_none() && !self.desk.links.is_empty() {
            let link = self.desk.links.remove(0);
            execute::open_program_link(self, link);
        }
    }
}

/// Whether the person looks at the window. What is told of the keyboard is that of the last frame that was shown.
pub(super) fn is_focused(ctx: &Context) -> bool {
    ctx.input(|input| input.focused && input.viewport().visible() != Some(false))
}

fn tomorrow(now: &Now) -> u64 {
    let morning = now.moment.tomorrow().and_then(|day| day.with().hour(MORNING_HOUR).minute(0).second(0).build());
    let millis = morning.map_or(0, |morning| morning.timestamp().as_millisecond());
    u64::try_from(millis).unwrap_or(0)
}

/// What an action of the settings does to the desktop.
pub(super) fn set_starts(app: &mut App, starts: Starts) {
    let before = std::mem::replace(&mut app.prefs.starts, starts);
    app.desk.starts_before.get_or_insert(before);
    if let Some(files) = &app.config.desktop_files {
        files.apply(starts);
    }
}
