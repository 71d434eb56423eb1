//! Scrolling through 100,000 messages of every kind: what a frame costs of our own work.
//!
//! A frame is events, layout, painting and tessellation, without the graphics card. The window holds 600 messages at
//! most, as the engine gives them; the bench plays the engine. Printed are the median, the 99th and the last
//! hundredth of the frames, the time from the messages to the first frame that shows them, a key in a long draft,
//! and what the texts keep.

use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::App as _;
use egui::{Context, Event, Modifiers, MouseWheelUnit, Pos2, RawInput, Rect, TouchPhase, pos2, vec2};
use onionskin::platform::Preferences;
use onionskin::text::ClockForm;
use onionskin::typeset::{BUDGET, Typesetter};
use onionskin::{App, AppConfig};
use onionskin_core::api::{Command, TimelineId, TimelineItem};
use onionskin_tests::scripted::{Script, StillClock, message, row, timeline};

const MESSAGES: usize = 100_000;
/// As in the engine.
const MOST: usize = 600;
const STEP: usize = 200;
/// Points that a turn of the wheel moves in a frame.
const WHEEL: f32 = 700.0;

const TEXTS: [&str; 12] = [
    "Yes",
    "The quick brown fox jumps over the lazy dog, twice, and then it has a rest in the sun.",
    "يولد جميع الناس أحراراً متساوين في الكرامة والحقوق، وقد وهبوا عقلاً وضميراً",
    "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता",
    "https://example.org/a/long/path?with=query and **bold words** with `code` in them",
    "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ",
    "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
    "👍🏽",
    "Mixed שלום with 👍🏽 and 👩‍👩‍👧‍👦, numbers 12:30 (and brackets).",
    "```\nfn main() {\n    println!(\"hello\");\n}\n```",
    "one\ntwo\nthree\nfour lines of it",
    "Supposing that the fundamental relations of pitched sounds in the science of harmony and of musical composition \
     were susceptible of such expression and adaptations, the engine might compose elaborate and scientific pieces of \
     music of any degree of complexity or extent.",
];

/// A window without a window.
struct Bench {
    ctx: Context,
    app: App,
    frame: eframe::Frame,
    script: Script,
    all: Vec<Arc<TimelineItem>>,
    shown: std::ops::Range<usize>,
    time: f64,
}

impl Bench {
    fn new(all: Vec<Arc<TimelineItem>>) -> Self {
        let script = Script::default();
        let ctx = Context::default();
        let preferences =
            Preferences { language: Some("en".to_owned()), clock: ClockForm::Hours24, ..Preferences::default() };
        let zone = jiff::tz::TimeZone::UTC;
        let engine = Box::new(script.clone());
        let config = AppConfig { preferences, zone, clock: Arc::new(StillClock), ..AppConfig::new(engine) };
        let app = App::new(&ctx, config);
        Typesetter::of(&ctx).wait_for_system();
        let shown = all.len() - STEP..all.len();
        Self { ctx, app, frame: eframe::Frame::_new_kittest(), script, all, shown, time: 0.0 }
    }

    /// One frame with events: how long it took.
    fn step(&mut self, events: Vec<Event>) -> Duration {
        self.time += 1.0 / 60.0;
        let screen = Rect::from_min_size(Pos2::ZERO, vec2(1280.0, 900.0));
        let input =
            RawInput { screen_rect: Some(screen), time: Some(self.time), events, focused: true, ..RawInput::default() };
        let began = Instant::now();
        let (app, frame) = (&mut self.app, &mut self.frame);
        let output = self.ctx.run_ui(input, |ui| {
            app.logic(&ui.ctx().clone(), frame);
            app.ui(ui, frame);
        });
        let shapes = output.shapes.clone();
        let pixels_per_point = output.pixels_per_point;
        output.drop_without_applying_deltas();
        std::hint::black_box(self.ctx.tessellate(shapes, pixels_per_point));
        began.elapsed()
    }

    /// Does what the engine would: opens and extends windows.
    fn play(&mut self) -> bool {
        let commands = self.script.take_commands();
        let mut has_changed = false;
        for command in commands {
            match command {
                Command::OpenTimeline { timeline, .. } => self.feed(timeline),
                Command::LoadOlder { timeline } => {
                    let start = self.shown.start.saturating_sub(STEP);
                    self.shown = start..self.shown.end.min(start + MOST);
                    self.feed(timeline);
                    has_changed = true;
                }
                _ => {}
            }
        }
        has_changed
    }

    fn feed(&self, id: TimelineId) {
        let items = self.all.get(self.shown.clone()).expect("a stretch of all").to_vec();
        let mut snapshot = timeline(id.0, 1, items);
        snapshot.has_older = self.shown.start > 0;
        snapshot.has_newer = self.shown.end < self.all.len();
        self.script.feed_timeline(snapshot);
    }
}

fn wheel(points: f32) -> Vec<Event> {
    let modifiers = Modifiers::NONE;
    let delta = vec2(0.0, points);
    vec![
        Event::PointerMoved(pos2(900.0, 400.0)),
        Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta,
            phase: TouchPhase::Move,
            modifiers,
            source: egui::MouseWheelSource::Unknown,
        },
    ]
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn at(sorted: &[Duration], share: f64) -> Duration {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
    let index = ((sorted.len() as f64 * share) as usize).min(sorted.len() - 1);
    sorted.get(index).copied().unwrap_or_default()
}

fn main() {
    let body = |index: usize| format!("{index}: {}", TEXTS.get(index % TEXTS.len()).copied().unwrap_or_default());
    let all: Vec<_> = (0..MESSAGES)
        .map(|index| {
            let seconds = u64::try_from((MESSAGES - index) * 97).unwrap_or(0);
            let author = u8::from(index % 5 < 3);
            let text = if index % TEXTS.len() == 7 { "👍🏽".to_owned() } else { body(index) };
            message(u64::try_from(index + 1).unwrap_or(0), author, "Grace Hopper", seconds, &text)
        })
        .collect();
    let mut bench = Bench::new(all);
    bench.script.feed_ready(vec![row(1, "Grace Hopper", "Come and see", 2)]);
    for _ in 0..5 {
        bench.step(Vec::new());
    }
    let before = resident_kib();
    let ctx = bench.ctx.clone();
    let conversation = bench.app.model().rows.first().expect("a row").conversation();
    bench.app.perform(&ctx, onionskin::actions::Action::OpenConversation(conversation));
    bench.play();
    let opening = bench.step(Vec::new());
    bench.step(Vec::new());
    let mut frames = Vec::new();
    let mut still = 0;
    while bench.shown.start > 0 || still < 400 {
        frames.push(bench.step(wheel(WHEEL)));
        still = if bench.play() { 0 } else { still + 1 };
    }
    frames.sort_unstable();
    let held = Typesetter::of(&bench.ctx).held();
    let after = resident_kib();
    println!("{MESSAGES} messages, {} frames", frames.len());
    println!("open: {opening:?}");
    println!("frame: p50 {:?}, p99 {:?}, worst {:?}", at(&frames, 0.5), at(&frames, 0.99), at(&frames, 1.0));
    println!(
        "texts keep {} layouts, {} KiB of {} KiB, and {} KiB of glyphs; memory {} MiB before, {} MiB after",
        held.layouts,
        held.layout_bytes / 1_024,
        BUDGET / 1_024,
        held.atlas_bytes / 1_024,
        before / 1_024,
        after / 1_024
    );
    let draft = "a word ".repeat(285);
    bench.step(vec![Event::Text(draft)]);
    let mut keys: Vec<Duration> = (0..200).map(|_| bench.step(vec![Event::Text("x".to_owned())])).collect();
    keys.sort_unstable();
    println!("a key in a draft of 2,000 characters: p50 {:?}, p99 {:?}", at(&keys, 0.5), at(&keys, 0.99));
}
