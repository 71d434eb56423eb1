//! Opens the window of the system and starts the engine beside it.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::{NativeOptions, Renderer};
use egui::ViewportBuilder;
use onionskin_core::api::Waker;
use onionskin_media::image::Limits;

use super::app::App;
use super::config::{AccountStarter, AppConfig, DemoStarter, Engine};
use crate::platform::instance::Instance;
use crate::platform::{self, DesktopFiles, Notify, PreferencesFile, SystemFiles, SystemNotifier, SystemTray, Tray};

/// Starts the engine of the account of a number, which calls the waker when there are events. An error is a sentence.
pub type EngineStarter = Box<dyn Fn(u32, Waker) -> Result<Box<dyn Engine>, String>>;

/// What to open a window on.
pub struct WindowConfig {
    /// Starts an engine.
    pub engine: EngineStarter,
    /// The numbers of the accounts that there are; one at least.
    pub accounts: Vec<u32>,
    /// Whether that engine is the demo's.
    pub is_demo: bool,
    /// How to start the demo from the first screen.
    pub demo: Option<DemoStarter>,
    /// The folder of the profile; `None` keeps nothing.
    pub profile_dir: Option<PathBuf>,
    /// The right to hear of other starts.
    pub instance: Option<Instance>,
    /// Links to open at first.
    pub links: Vec<String>,
    /// Whether the window stays in the tray at first.
    pub is_hidden: bool,
    /// The command line by which the system starts the program; nothing for the demo.
    pub line: Option<Vec<PathBuf>>,
}

/// Shows the window until it is closed.
///
/// # Errors
/// A sentence of the system, when there is no display or no graphics.
pub fn run_window(config: WindowConfig) -> Result<(), String> {
    let preferences = config.profile_dir.as_deref().map(PreferencesFile::read).unwrap_or_default();
    let downloads = platform::downloads();
    let icon = onionskin_media::image::decode(include_bytes!("../../../assets/logo/logo-64.png"), Limits::default())
        .map(|picture| egui::IconData { rgba: picture.rgba, width: picture.width, height: picture.height });
    let viewport = ViewportBuilder::default()
        .with_title("Onionskin")
        .with_app_id("onionskin")
        .with_inner_size(preferences.window)
        .with_min_inner_size([360.0, 480.0])
        .with_maximized(preferences.is_maximized)
        .with_icon(icon.unwrap_or_default());
    let options = NativeOptions { viewport, renderer: Renderer::Glow, centered: true, ..NativeOptions::default() };
    let create = move |cc: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, Box<dyn std::error::Error + Send + Sync>> {
        let ctx = cc.egui_ctx.clone();
        let start = move |number| {
            let ctx = ctx.clone();
            (config.engine)(number, Arc::new(move || ctx.request_repaint()))
        };
        let engines = config.accounts.iter().map(|number| Ok((*number, start(*number)?)));
        let engines = engines.collect::<Result<Vec<_>, String>>()?;
        let ctx = cc.egui_ctx.clone();
        let waker: Waker = Arc::new(move || ctx.request_repaint());
        let notifier = SystemNotifier::start(Arc::clone(&waker));
        let tray = config.line.as_ref().and_then(|_line| SystemTray::start(Arc::clone(&waker)));
        let requests = config.instance.map(|instance| instance.listen(Arc::clone(&waker)));
        let files = config.line.map(|line| Box::new(SystemFiles::new(line, waker)) as Box<dyn DesktopFiles>);
        let app = AppConfig {
            engines,
            more: (!config.is_demo).then(|| Box::new(start) as AccountStarter),
            is_demo: config.is_demo,
            demo: config.demo,
            notifier: notifier.map(|notifier| Box::new(notifier) as Box<dyn Notify>),
            tray: tray.map(|tray| Box::new(tray) as Box<dyn Tray>),
            desktop_files: files,
            requests,
            links: config.links,
            is_hidden: config.is_hidden,
            can_hide: std::env::var_os("WAYLAND_DISPLAY").is_none(),
            profile_dir: config.profile_dir,
            downloads,
            preferences,
            ..AppConfig::default()
        };
        Ok(Box::new(App::new(&cc.egui_ctx, app)))
    };
    eframe::run_native("onionskin", options, Box::new(create)).map_err(|error| error.to_string())
}
