//! The application: state, `logic`, `ui`.
//!
//! `logic` takes at most 64 events or 2 ms a frame; what is left asks for another frame. `ui` paints the
//! screen of the phase and collects actions, which are carried out after it.

use std::cell::RefCell;
use std::time::Duration;

use egui::{CentralPanel, Frame, Ui};
use onionskin_core::api::{Phase, Ticket};
use onionskin_media::audio::SystemOutput;

use super::config::AppConfig;
use super::desk::Desk;
use super::lock::{Idle, Terms};
use super::media::Media;
use super::mirror::set_mirrored;
use super::seat::{Looks, Seat};
use super::{accounts, execute, keys};
use crate::actions::Overlay;
use crate::model::{Model, Now, SeatView, Tickets, TimelineView};
use crate::platform::{Preferences, PreferencesFile};
use crate::screens::Cx;
use crate::screens::backup::BackupDialog;
use crate::screens::clear_data::ClearData;
use crate::screens::conversation::{self, Conversation, DeleteMessages, ReactDialog, Viewer};
use crate::screens::export::ExportDialog;
use crate::screens::folders::Folders;
use crate::screens::forward::Forward;
use crate::screens::home::Home;
use crate::screens::link::LinkQuestion;
use crate::screens::network_view::NetworkView;
use crate::screens::new_message::NewMessage;
use crate::screens::onboarding::Onboarding;
use crate::screens::people::{self, PeopleDialogs};
use crate::screens::program_link::ProgramLinkQuestion;
use crate::screens::settings::Settings;
use crate::screens::shortcuts::Shortcuts;
use crate::screens::store_problem::StoreProblemScreen;
use crate::screens::switcher::Switcher;
use crate::screens::unlock::Unlock;
use crate::text::{Direction, Strings, failure_text};
use crate::theme::{Theme, tokens};
use crate::widgets::{ToastKind, Toasts, spinner_ui};

/// What each screen remembers between frames.
#[derive(Debug, Default)]
pub(super) struct Screens {
    pub onboarding: Onboarding,
    pub unlock: Unlock,
    pub store_problem: StoreProblemScreen,
    pub home: Home,
    pub conversation: Conversation,
    pub settings: Settings,
    pub network: NetworkView,
    pub new_message: NewMessage,
    pub people: PeopleDialogs,
    pub clear_data: ClearData,
    pub delete: DeleteMessages,
    pub react: ReactDialog,
    pub viewer: Viewer,
    pub folders: Folders,
    pub forward: Forward,
    pub export: ExportDialog,
    pub backup: BackupDialog,
    pub shortcuts: Shortcuts,
    pub switcher: Switcher,
    pub link: Option<LinkQuestion>,
    pub program_link: Option<ProgramLinkQuestion>,
}

/// The window.
pub struct App {
    pub(super) config: AppConfig,
    /// The account that is shown.
    pub(super) seat: Seat,
    /// The others, by their numbers.
    pub(super) others: Vec<Seat>,
    /// All of them, for those who choose.
    pub(super) views: Vec<SeatView>,
    /// What they were made from.
    pub(super) looks: Vec<Looks>,
    /// Asks the engine for the proxy that a further account takes over.
    pub(super) adding: Option<Ticket>,
    pub(super) text: Strings,
    pub(super) theme: Theme,
    pub(super) prefs: Preferences,
    pub(super) file: PreferencesFile,
    pub(super) overlay: Option<Overlay>,
    pub(super) toasts: Toasts,
    pub(super) tickets: Tickets,
    pub(super) idle: Idle,
    pub(super) desk: Desk,
    pub(super) media: Media,
    /// Of which account the notice is that was shown last.
    pub(super) told_of: u32,
    /// Whether there was room for one pane only, in the last frame.
    pub(super) is_narrow: bool,
    title: String,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("phase", &self.seat.model.phase).finish_non_exhaustive()
    }
}

impl App {
    /// The application in a context of egui.
    ///
    /// # Panics
    /// When there is no engine.
    pub fn new(ctx: &egui::Context, mut config: AppConfig) -> Self {
        let prefs = config.preferences.clone().sound();
        let theme = Theme::new(prefs.theme, prefs.accent).in_manner(prefs.manner);
        Theme::install_fonts(ctx);
        theme.apply(ctx);
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        ctx.set_zoom_factor(prefs.zoom);
        let text = Strings::choose(prefs.language.as_deref(), prefs.clock);
        set_mirrored(ctx, text.direction() == Direction::RightToLeft);
        let file = PreferencesFile::start(config.profile_dir.as_deref());
        let desk = Desk::new(config.is_hidden && config.tray.is_some(), &config.links);
        let output = config.sound.take().unwrap_or_else(|| Box::new(SystemOutput));
        let engines = std::mem::take(&mut config.engines).into_iter();
        let mut others: Vec<Seat> = engines.map(|(number, engine)| Seat::new(number, engine)).collect();
        let last = others.iter().position(|seat| seat.number == prefs.account).unwrap_or(0);
        let seat = others.remove(last);
        Self {
            config,
            seat,
            others,
            views: Vec::new(),
            looks: Vec::new(),
            adding: None,
            text,
            theme,
            prefs,
            file,
            overlay: None,
            toasts: Toasts::default(),
            tickets: Tickets::default(),
            idle: Idle::default(),
            desk,
            media: Media::start(ctx, output),
            told_of: 0,
            is_narrow: false,
            title: String::new(),
        }
    }

    /// What the window knows of the account that is shown, for tests.
    pub fn model(&self) -> &Model {
        &self.seat.model
    }

    /// What the person chose, for tests.
    pub fn preferences(&self) -> &Preferences {
        &self.prefs
    }

    /// Carries out an action as if a screen had asked for it.
    pub fn perform(&mut self, ctx: &egui::Context, action: crate::actions::Action) {
        execute::all(self, ctx, vec![action]);
    }

    pub(super) fn now(&self) -> Now {
        Now::new(self.config.clock.wall_millis(), self.config.zone.clone())
    }

    /// Every account.
    pub(super) fn seats(&self) -> impl Iterator<Item = &Seat> {
        std::iter::once(&self.seat).chain(&self.others)
    }

    /// Locks the accounts when their time has come; unlocks one when there is nothing left to hide.
    fn mind_lock(&mut self, ctx: &egui::Context) {
        for seat in std::iter::once(&mut self.seat).chain(&mut self.others) {
            if seat.lock.is_closed() && !seat.can_lock() {
                seat.lock.open();
            }
        }
        if !self.seats().any(|seat| seat.can_lock() && !seat.lock.is_closed()) {
            self.idle.restart();
            return;
        }
        let has_input = ctx.input(|input| !input.events.is_empty());
        let terms = Terms { after_minutes: self.prefs.lock_after_minutes, on_sleep: self.prefs.locks_on_sleep };
        let (is_due, again) = self.idle.look(&*self.config.clock, has_input, terms);
        if is_due {
            execute::lock(self, ctx);
        } else if let Some(again) = again {
            ctx.request_repaint_after(again + Duration::from_millis(20));
        }
    }

    /// Takes what the engines told.
    fn take_events(&mut self, ctx: &egui::Context, now: &Now) {
        let mut has_more = false;
        for seat in std::iter::once(&mut self.seat).chain(&mut self.others) {
            has_more |= seat.take_events(now, &self.text);
        }
        if self.seat.is_blank() {
            self.overlay = self.overlay.filter(|overlay| *overlay == Overlay::ClearData);
        }
        has_more |= accounts::refresh(self);
        if has_more {
            ctx.request_repaint();
        }
    }

    /// Tells of commands that failed and whose screen is gone.
    fn tell_failures(&mut self) {
        let Self { seat: Seat { watched, model, .. }, toasts, text, .. } = self;
        watched.retain(|ticket| match model.answers.take(*ticket) {
            None => true,
            Some(Ok(_)) => false,
            Some(Err(failure)) => {
                toasts.add(ToastKind::Trouble, failure_text(text, failure.code));
                false
            }
        });
    }

    fn follow_system(&mut self, ctx: &egui::Context) {
        let Some(system) = ctx.system_theme().filter(|_| self.prefs.follows_system) else { return };
        let wanted = self.prefs.theme.with_darkness(system == egui::Theme::Dark);
        if wanted != self.theme.name {
            self.theme = Theme::new(wanted, self.prefs.accent).in_manner(self.prefs.manner);
            self.theme.apply(ctx);
        }
    }

    /// The title tells how many messages are unread.
    fn retitle(&mut self, ctx: &egui::Context) {
        let name = self.text.get("app-name");
        let unread = self.views.iter().fold(0_u32, |sum, view| sum.saturating_add(view.unread));
        let title = if unread > 0 { format!("({unread}) {name}") } else { name.to_owned() };
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Remembers the size of the window.
    fn note_window(&mut self, ctx: &egui::Context) {
        let zoom = ctx.zoom_factor();
        let (rect, maximized) = ctx.input(|input| (input.viewport().inner_rect, input.viewport().maximized));
        self.prefs.is_maximized = maximized.unwrap_or(false);
        if let Some(rect) = rect.filter(|_| !self.prefs.is_maximized) {
            self.prefs.window = [(rect.width() * zoom).round(), (rect.height() * zoom).round()];
        }
    }

    fn paint(&mut self, ui: &mut Ui) {
        let is_narrow = ui.available_width() < tokens::size::NARROW;
        self.is_narrow = is_narrow;
        let cx = Cx {
            model: &self.seat.model,
            seats: &self.views,
            can_add: self.config.more.is_some() && !self.config.is_demo && self.others.len() < accounts::MOST - 1,
            text: &self.text,
            theme: &self.theme,
            prefs: &self.prefs,
            is_demo: self.config.is_demo,
            can_demo: self.config.demo.is_some(),
            profile_dir: self.config.profile_dir.as_deref(),
            downloads: self.config.downloads.as_deref(),
            pictures: &self.media.pictures,
            sounds: &self.media.sounds,
            intake: &self.media.intake,
            is_narrow,
            overlay: self.overlay,
            has_tray: self.has_tray(),
            has_desktop_files: self.config.desktop_files.as_ref().is_some_and(|files| files.is_there()),
            now_millis: self.config.clock.wall_millis(),
            zone: &self.config.zone,
            tickets: &self.tickets,
            actions: RefCell::default(),
        };
        if let Some(locked) = &mut self.seat.lock.screen {
            let fill = Frame::new().fill(cx.palette().background);
            CentralPanel::no_frame().frame(fill).show(ui, |ui| locked.window_ui(ui, &cx));
            let actions = cx.actions.into_inner();
            return execute::all(self, &ui.ctx().clone(), actions);
        }
        keys::shortcuts(ui.ctx(), &cx);
        phase_ui(ui, &cx, &mut self.seat.screens);
        if self.seat.model.phase == Phase::Ready || self.overlay == Some(Overlay::ClearData) {
            overlay_ui(ui.ctx(), &cx, &mut self.seat.screens, self.overlay);
        }
        let actions = cx.actions.into_inner();
        let undone = self.toasts.show(ui.ctx());
        execute::all(self, ui.ctx(), actions);
        if let Some(key) = undone {
            execute::undo(self, key);
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        let now = self.now();
        self.take_events(ctx, &now);
        self.tell_failures();
        accounts::mind_added(self, ctx);
        self.mind_media(ctx);
        self.mind_lock(ctx);
        self.mind_notices(ctx, &now);
        self.mind_desk(ctx, &now);
        self.seat.model.turn_day(&now, &self.text);
        self.follow_system(ctx);
        self.retitle(ctx);
        self.seat.model.end_mutes(&now, &self.text);
        self.seat.model.expire(&now, &self.text);
        if let Some(end) = self.seat.model.timeline.as_ref().and_then(TimelineView::next_expiry) {
            ctx.request_repaint_after(Duration::from_millis(end.saturating_sub(now.millis()) + 5));
        }
        if let Some(end) = self.seat.model.next_unmute(self.config.clock.wall_millis()) {
            ctx.request_repaint_after(Duration::from_millis(end - self.config.clock.wall_millis() + 20));
        }
        // Days are named anew at midnight.
        ctx.request_repaint_after(now.until_midnight());
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.paint(ui);
        self.note_window(&ui.ctx().clone());
        self.file.keep(&self.prefs);
    }

    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        self.theme.palette.background.to_normalized_gamma_f32()
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.file.keep(&self.prefs);
        for command in execute::unsaved(self) {
            execute::send(self, command);
        }
    }
}

fn phase_ui(ui: &mut Ui, cx: &Cx<'_>, screens: &mut Screens) {
    let fill = Frame::new().fill(cx.palette().background);
    // An account that was restored without its name asks for one first.
    let is_nameless = cx.model.own.as_ref().is_some_and(|own| own.profile.display_name.is_empty());
    if cx.model.phase == Phase::Ready && is_nameless {
        CentralPanel::no_frame().frame(fill).show(ui, |ui| screens.onboarding.name_ui(ui, cx));
        return;
    }
    if cx.model.phase == Phase::Ready {
        screens.home.ui(ui, cx, &mut screens.conversation);
        return;
    }
    CentralPanel::no_frame().frame(fill).show(ui, |ui| match cx.model.phase {
        Phase::Locked => screens.unlock.ui(ui, cx),
        Phase::StoreUnavailable(_) => screens.store_problem.ui(ui, cx),
        Phase::NoAccount { .. } | Phase::Restoring { .. } => screens.onboarding.ui(ui, cx),
        _ => opening_ui(ui),
    });
}

/// Nothing at first: the store opens within a few frames, and a spinner would only flicker.
fn opening_ui(ui: &mut Ui) {
    let is_slow = ui.input(|input| input.time > 1.0);
    if is_slow {
        ui.centered_and_justified(|ui| spinner_ui(ui, 36.0));
    } else {
        ui.ctx().request_repaint_after(Duration::from_secs(1));
    }
}

fn overlay_ui(ctx: &egui::Context, cx: &Cx<'_>, screens: &mut Screens, overlay: Option<Overlay>) {
    match overlay {
        Some(Overlay::NewMessage) => screens.new_message.ui(ctx, cx),
        Some(Overlay::Settings) => screens.settings.ui(ctx, cx),
        Some(Overlay::Path) => screens.network.ui(ctx, cx),
        Some(Overlay::Shortcuts) => screens.shortcuts.ui(ctx, cx),
        Some(Overlay::Switcher) => screens.switcher.ui(ctx, cx),
        Some(Overlay::ClearData) => screens.clear_data.ui(ctx, cx),
        Some(Overlay::Viewer(file)) => screens.viewer.ui(ctx, cx, file),
        Some(Overlay::MessageDetails(message)) => conversation::details_ui(ctx, cx, message),
        Some(Overlay::BackUp) => screens.backup.ui(ctx, cx),
        Some(Overlay::Export(conversation)) => screens.export.ui(ctx, cx, conversation),
        Some(Overlay::Forward) => screens.forward.ui(ctx, cx),
        Some(Overlay::React(message)) => screens.react.ui(ctx, cx, message),
        Some(Overlay::Reactions(message)) => conversation::reactions_ui(ctx, cx, message),
        Some(Overlay::DeleteMessage(message)) => {
            conversation::delete_ui(ctx, cx, &mut screens.delete, &[message]);
        }
        Some(Overlay::DeleteMessages) => {
            let chosen = screens.conversation.chosen();
            if conversation::delete_ui(ctx, cx, &mut screens.delete, &chosen) {
                screens.conversation.choose_none();
            }
        }
        Some(Overlay::Link) => {
            if let Some(question) = &mut screens.link {
                question.ui(ctx, cx);
            }
        }
        Some(Overlay::ProgramLink) => {
            if let Some(question) = &mut screens.program_link {
                question.ui(ctx, cx);
            }
        }
        Some(Overlay::Details(conversation)) => people::details_ui(ctx, cx, conversation),
        Some(Overlay::Timer(conversation)) => screens.people.timer_ui(ctx, cx, conversation),
        Some(Overlay::Notifications(conversation)) => people::notifications_ui(ctx, cx, conversation),
        Some(Overlay::Folders) => screens.folders.ui(ctx, cx),
        Some(Overlay::FoldersOf(conversation)) => screens.folders.of_ui(ctx, cx, conversation),
        Some(Overlay::Nickname(account)) => screens.people.nickname_ui(ctx, cx, account),
        Some(Overlay::Confirm(question)) => screens.people.confirm_ui(ctx, cx, question),
        None => {}
    }
}
