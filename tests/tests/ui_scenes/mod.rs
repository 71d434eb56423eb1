//! A window in a harness, and conversations to show in it.
#![expect(dead_code, reason = "each test uses a part of it")]

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use onionskin::platform::{Notify, Preferences};
use onionskin::text::ClockForm;
use onionskin::theme::{Accent, ThemeName};
use onionskin::{App, AppConfig};
use onionskin_core::api::{
    ConversationKind, ConversationSummary, Delivery, MessageId, Preview, TimelineItem, TimelineSnapshot,
};
use onionskin_tests::scripted::{Script, StillClock, message, row, timeline};

/// The window.
pub struct Window {
    pub harness: Harness<'static, App>,
}

impl Deref for Window {
    type Target = Harness<'static, App>;
    fn deref(&self) -> &Self::Target {
        &self.harness
    }
}

impl DerefMut for Window {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.harness
    }
}

impl Window {
    /// Compares with the picture of a name.
    pub fn picture(&mut self, name: &str) {
        onionskin::typeset::Typesetter::of(&self.harness.ctx).wait_for_system();
        self.harness.remove_cursor();
        self.harness.run();
        self.harness.snapshot(name);
    }

    /// Turns the wheel; positive shows what is above.
    pub fn scroll_by(&mut self, points: f32) {
        self.harness.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, points),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: egui::Modifiers::NONE,
        });
    }

    /// The top of the message with this text, in points.
    pub fn top_of(&self, text: &str) -> i64 {
        let suffix = format!(": {text}");
        let node = self.harness.get_by(|node| node.label().is_some_and(|label| label.ends_with(&suffix)));
        let top = node.accesskit_node().bounding_box().expect("it has a place").y0;
        #[expect(clippy::cast_possible_truncation, reason = "points of a screen")]
        let points = top.round() as i64;
        points
    }

    /// The text and the top of the first message that begins below the header.
    pub fn first_in_view(&self) -> (String, i64) {
        let nodes = self.harness.get_all_by_role(egui::accesskit::Role::ListItem);
        let texts = nodes.filter_map(|node| {
            let label = node.accesskit_node().label()?;
            Some(label.rsplit_once(": ")?.1.to_owned())
        });
        let mut placed: Vec<_> = texts.map(|text| (self.top_of(&text), text)).filter(|(top, _)| *top >= 68).collect();
        placed.sort();
        let (top, text) = placed.into_iter().next().expect("a message is in view");
        (text, top)
    }

    /// Whether another frame was asked for within half a minute; one at midnight is no harm.
    pub fn wants_frame(&self) -> bool {
        self.harness.output().viewport_output.values().any(|viewport| viewport.repaint_delay.as_secs() < 30)
    }

    /// Who asked for the last frame.
    pub fn causes(&self) -> Vec<String> {
        self.harness.ctx.repaint_causes().iter().map(ToString::to_string).collect()
    }
}

/// A window of a size.
pub fn window(size: [f32; 2]) -> (Window, Script) {
    themed(size, ThemeName::ClassicDark, Accent::Green)
}

/// A window of a size with a theme.
pub fn themed(size: [f32; 2], theme: ThemeName, accent: Accent) -> (Window, Script) {
    prefer(size, move |preferences| (preferences.theme, preferences.accent) = (theme, accent))
}

/// A window of a size for somebody with preferences.
pub fn prefer(size: [f32; 2], change: impl FnOnce(&mut Preferences) + 'static) -> (Window, Script) {
    built(size, |config| change(&mut config.preferences))
}

/// A window of a size, of an application that a test arranges.
pub fn built(size: [f32; 2], change: impl FnOnce(&mut AppConfig) + 'static) -> (Window, Script) {
    let script = Script::default();
    let engine = Box::new(script.clone());
    let harness =
        Harness::builder().with_size(size).with_max_steps(40).allow_missing_glyphs().build_eframe(move |cc| {
            // What a test sees does not depend on the language of the system.
            let language = Some("en".to_owned());
            let preferences = Preferences { language, clock: ClockForm::Hours24, ..Preferences::default() };
            let zone = jiff::tz::TimeZone::UTC;
            let (clock, downloads) = (Arc::new(StillClock), Some("/home/ada/Downloads".into()));
            let mut config = AppConfig { preferences, zone, clock, downloads, ..AppConfig::new(engine) };
            change(&mut config);
            App::new(&cc.egui_ctx, config)
        });
    (Window { harness }, script)
}

/// A window with notices of the system that a test makes up.
pub fn with_notices(size: [f32; 2], notifier: Box<dyn Notify>) -> (Window, Script) {
    built(size, |config| config.notifier = Some(notifier))
}

/// Opens the conversation with the person of a number and feeds its messages.
pub fn open(window: &mut Window, script: &Script, with: u8, items: Vec<Arc<TimelineItem>>) {
    let mut snapshot = timeline(1, with, items);
    snapshot.first_unread = snapshot.items.iter().map(|item| item.message).find(|id| *id == MessageId(11));
    open_snapshot(window, script, snapshot);
}

/// Opens the conversation of a snapshot, which must be the first that is opened.
pub fn open_snapshot(window: &mut Window, script: &Script, snapshot: TimelineSnapshot) {
    let row = window.state().model().row(snapshot.conversation).expect("the conversation is in the list");
    let label = row.label.clone();
    window.run();
    window.get_by_label(&label).click();
    window.run();
    script.feed_timeline(snapshot);
    window.run();
}

/// A list with something of everything.
pub fn people() -> Vec<ConversationSummary> {
    let ours = |text: &str, delivery| {
        Some(Preview { text: text.into(), delivery, message: MessageId(1), is_deleted: false, note: None, files: None })
    };
    vec![
        ConversationSummary { unread: 2, ..row(1, "Grace Hopper", "The compiler works, come and see", 2) },
        ConversationSummary { draft: Some("Shall we".into()), ..row(2, "Bo", "", 25) },
        ConversationSummary { is_request: true, unread: 1, ..row(3, "Mallory", "Hi, we met at the conference", 70) },
        ConversationSummary { preview: ours("On my way", Delivery::Sending), ..row(4, "Charles Babbage", "", 190) },
        ConversationSummary {
            kind: ConversationKind::NoteToSelf,
            preview: ours("Buy oat milk", Delivery::Sent),
            ..row(0, "Note to Self", "", 600)
        },
        ConversationSummary {
            preview: ours("Did you get my letter?", Delivery::Failed(onionskin_core::api::FailureCode::Offline)),
            ..row(5, "Alan Turing", "", 60 * 30)
        },
        ConversationSummary { preview: ours("Thank you!", Delivery::Sent), ..row(6, "Hedy Lamarr", "", 60 * 60) },
        ConversationSummary { is_blocked: true, ..row(7, "Spam King", "Buy now", 60 * 24 * 9) },
        row(8, "05a1b2…9f3c", "who are you?", 60 * 24 * 40),
        row(
            9,
            "Ἀρχιμήδης ὁ Συρακόσιος, a man with a long name",
            "Give me a lever long enough and a fulcrum",
            60 * 24 * 400,
        ),
    ]
}

/// A conversation with series, days, an unread line and each direction of writing.
pub fn chat() -> Vec<Arc<TimelineItem>> {
    let grace = |id, seconds, body| message(id, 1, "Grace Hopper", seconds, body);
    let ours = |id, seconds, body| message(id, 0, "Ada Lovelace", seconds, body);
    let day = 86_400;
    let mut sending = (*ours(10, 400, "I will bring the cards ✨")).clone();
    sending.delivery = Delivery::Sending;
    vec![
        grace(1, day + 900, "Good morning! Did the numbers come out?"),
        ours(
            2,
            day + 800,
            "They did. All of them, in fact, and the table of Bernoulli numbers is complete as far as the eighth.",
        ),
        ours(3, day + 790, "I checked it twice"),
        grace(4, day + 700, "Splendid"),
        grace(5, 5_000, "A question: is it true that the engine could compose music?"),
        grace(6, 4_990, "Of any degree of complexity, you wrote"),
        ours(
            7,
            4_000,
            "Supposing that the fundamental relations of pitched sounds were susceptible of such expression and adaptations, yes.",
        ),
        ours(8, 3_990, "👍"),
        grace(9, 3_000, "Ὦ φίλε, τί πράττεις; Как дела?"),
        Arc::new(sending),
        grace(11, 130, "The compiler works"),
        grace(12, 120, "Come and see"),
    ]
}
