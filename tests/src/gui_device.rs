//! The whole program in a harness: the real window over a real engine on a local network.
//!
//! A [`GuiDevice`] is what one person has in front of them. Tests press what a person would press, by the
//! names that a screen reader would read, and wait for what a person would wait for to see. Frames are
//! made one by one, since a spinner asks for frames for ever; between two frames the engine's waker rings.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use onionskin::shell::{Engine, EngineLink};
use onionskin::{App, AppConfig, accounts};
use onionskin_core::api::{EngineConfig, EngineHandle, KeyChoice, NetworkSpec, Phase, Waker, start};
use onionskin_localnet::LocalNetwork;

/// How long a person waits for something to appear before a test gives up.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longest pause between two looks at the window, for what changes without an event.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How long the engine may take to put things away.
const QUITTING: Duration = Duration::from_secs(10);

/// A window, the engines behind it, one for each account, and the folder that outlives them.
pub struct GuiDevice {
    harness: Harness<'static, App>,
    engines: Rc<RefCell<Vec<EngineHandle>>>,
    bell: Receiver<()>,
}

impl GuiDevice {
    /// Opens the window on a profile.
    ///
    /// # Panics
    /// If the engine can't start.
    pub fn open(network: &LocalNetwork, profile: &Path, keys: KeyChoice) -> Self {
        let (ring, bell) = sync_channel(1);
        let waker: Waker = Arc::new(move || match ring.try_send(()) {
            Ok(()) | Err(_) => {}
        });
        let spec = NetworkSpec::from_json(&network.network_json()).expect("the local network describes itself");
        let engines: Rc<RefCell<Vec<EngineHandle>>> = Rc::default();
        let running = Rc::clone(&engines);
        let profile = profile.to_owned();
        let present = accounts::present(&profile);
        let start_one = move |number| -> Result<Box<dyn Engine>, String> {
            let folder = accounts::folder(&profile, number);
            let config =
                EngineConfig { keys: keys.clone(), ..EngineConfig::for_tests(folder, spec.clone(), waker.clone()) };
            let (handle, events) = start(config).map_err(|error| error.to_string())?;
            running.borrow_mut().push(handle.clone());
            Ok(Box::new(EngineLink { handle, events }))
        };
        let first = present.iter().map(|number| (*number, start_one(*number).expect("the engine starts"))).collect();
        let harness = Harness::builder().with_size([1000.0, 720.0]).allow_missing_glyphs().build_eframe(move |cc| {
            let config = AppConfig { engines: first, more: Some(Box::new(start_one)), ..AppConfig::default() };
            App::new(&cc.egui_ctx, config)
        });
        Self { harness, engines, bell }
    }

    /// Makes frames until a condition holds.
    ///
    /// # Panics
    /// If it does not hold in time; says what the window shows instead.
    pub fn wait_for(&mut self, what: &str, mut holds: impl FnMut(&Harness<'static, App>) -> bool) {
        let until = Instant::now() + PATIENCE;
        loop {
            self.harness.step();
            if holds(&self.harness) {
                return;
            }
            assert!(Instant::now() < until, "no {what}; the window shows {:#?}", self.labels());
            match self.bell.recv_timeout(LOOK_EVERY) {
                Ok(()) | Err(_) => {}
            }
        }
    }

    /// Waits until something with exactly this name is there.
    pub fn see(&mut self, label: &str) {
        self.wait_for(label, |window| window.query_all_by_label(label).next().is_some());
    }

    /// Waits until something is there whose name contains a text.
    pub fn see_part(&mut self, part: &str) {
        self.wait_for(part, |window| window.query_all_by_label_contains(part).next().is_some());
    }

    /// Waits until the engine works with an account.
    pub fn wait_until_ready(&mut self) {
        self.wait_for("account", |window| window.state().model().phase == Phase::Ready);
    }

    /// Waits for something that can be pressed, by its name, and presses it.
    pub fn press(&mut self, label: &str) {
        self.wait_for(label, |window| {
            let mut nodes = window.query_all_by_label(label);
            nodes.any(|node| is_pressable(node.accesskit_node().role()) && !node.accesskit_node().is_disabled())
        });
        let pressable = self.harness.query_all_by_label(label).find(|node| is_pressable(node.accesskit_node().role()));
        pressable.expect("it was just there").click();
        self.frames();
    }

    /// Presses the last of several things of a name: that of the dialog on top.
    pub fn press_last(&mut self, label: &str) {
        self.see(label);
        let last = self.harness.query_all_by_label(label).rfind(|node| is_pressable(node.accesskit_node().role()));
        last.expect("it can be pressed").click();
        self.frames();
    }

    /// Waits for something that can be pressed and whose name contains a text, and presses it.
    pub fn press_part(&mut self, part: &str) {
        let fits = |role: Role| is_pressable(role);
        self.wait_for(part, |window| {
            window.query_all_by_label_contains(part).any(|node| fits(node.accesskit_node().role()))
        });
        let found = self.harness.query_all_by_label_contains(part).find(|node| fits(node.accesskit_node().role()));
        found.expect("it was just there").click();
        self.frames();
    }

    /// Types into the field of a name, whose kind may change with the eye beside it.
    pub fn type_into(&mut self, label: &str, text: &str) {
        self.wait_for(label, |window| {
            window.query_all_by_label(label).any(|node| is_field(node.accesskit_node().role()))
        });
        let field = self.harness.query_all_by_label(label).find(|node| is_field(node.accesskit_node().role()));
        let field = field.expect("it was just there");
        field.focus();
        self.frames();
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.frames();
    }

    /// Empties the field that has the keyboard.
    pub fn clear(&mut self) {
        self.harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
        self.frames();
        self.harness.key_press(Key::Delete);
        self.frames();
    }

    /// Presses a key.
    pub fn key(&mut self, key: Key) {
        self.harness.key_press(key);
        self.frames();
    }

    /// Whether something with this name is there now.
    pub fn has(&self, label: &str) -> bool {
        self.harness.query_all_by_label(label).next().is_some()
    }

    /// Our own account id.
    ///
    /// # Panics
    /// If there is no account.
    pub fn account_id(&self) -> String {
        self.harness.state().model().own.as_ref().expect("there is an account").id_text.clone()
    }

    /// Compares the window with a picture. Only for screens that look the same each time.
    pub fn picture(&mut self, name: &str) {
        onionskin::typeset::Typesetter::of(&self.harness.ctx).wait_for_system();
        self.harness.remove_cursor();
        self.harness.run_steps(3);
        self.harness.snapshot(name);
    }

    /// The names of all that is shown, with what stands in the fields.
    pub fn labels(&self) -> Vec<String> {
        let root = self.harness.root();
        let named = root.children_recursive().filter_map(|node| match (node.accesskit_node().label(), node.value()) {
            (Some(label), Some(value)) => Some(format!("{label} = {value}")),
            (label, value) => label.or(value),
        });
        named.collect()
    }

    /// Closes the window and waits until the engine has put everything away.
    pub fn quit(self) {
        let Self { mut harness, engines, bell } = self;
        // A second device of the same test compares pictures too.
        harness.take_snapshot_results().unwrap();
        drop(harness);
        for engine in engines.take() {
            engine.shutdown(QUITTING);
        }
        drop(bell);
    }

    /// A press and its release, and a frame to look at what they did.
    fn frames(&mut self) {
        self.harness.run_steps(4);
    }
}

impl std::fmt::Debug for GuiDevice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GuiDevice").finish_non_exhaustive()
    }
}

const fn is_pressable(role: Role) -> bool {
    let is_choice = matches!(role, Role::ListBoxOption | Role::RadioButton | Role::Switch | Role::CheckBox);
    is_choice || matches!(role, Role::Button | Role::Link | Role::Tab | Role::MenuItem)
}

const fn is_field(role: Role) -> bool {
    matches!(role, Role::TextInput | Role::MultilineTextInput | Role::PasswordInput)
}
