//! What text costs: a page of messages cold and from the cache, a key in a long draft, the fonts at the start.
//!
//! Frames are made by egui without a window; nothing waits for a graphics card.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use egui::{Context, Event, Id, RawInput, Rect, Ui, pos2, vec2};
use onionskin::theme::Weight;
use onionskin::theme::fonts::OWN;
use onionskin::typeset::{Editor, Options, Typesetter};

const SENTENCES: [&str; 6] = [
    "The quick brown fox jumps over the lazy dog, twice, and then it has a rest in the sun.",
    "يولد جميع الناس أحراراً متساوين في الكرامة والحقوق، وقد وهبوا عقلاً وضميراً",
    "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता",
    "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ",
    "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
    "Mixed שלום with 👍🏽 and 👩‍👩‍👧‍👦, numbers 12:30 (and brackets).",
];

fn frame(ctx: &Context, events: Vec<Event>, mut show: impl FnMut(&mut Ui)) {
    let screen = Rect::from_min_size(pos2(0.0, 0.0), vec2(800.0, 900.0));
    let input = RawInput { screen_rect: Some(screen), events, focused: true, ..RawInput::default() };
    ctx.run_ui(input, |ui| show(ui)).drop_without_applying_deltas();
}

fn messages(count: usize) -> Vec<Arc<str>> {
    (0..count)
        .filter_map(|number| Some(format!("{number}: {}", SENTENCES.get(number % SENTENCES.len())?).into()))
        .collect()
}

fn page(ui: &Ui, typesetter: &Typesetter, texts: &[Arc<str>]) {
    let mut top = 0.0;
    for text in texts {
        let style = Weight::Regular.style(15.0);
        let laid = typesetter.layout(ui.ctx(), text, style, 400.0, Options::default());
        laid.paint(ui.painter(), pos2(10.0, top), ui.visuals().text_color());
        top += laid.size().y.min(14.0);
    }
}

fn texts(criterion: &mut Criterion) {
    criterion.bench_function("fonts of the system, in their thread", |bencher| {
        bencher.iter(|| Typesetter::new(&OWN).load_system());
    });
    let page_of = messages(60);
    criterion.bench_function("the first page of 60 messages in many scripts in a new window", |bencher| {
        let new_window = || {
            let ctx = Context::default();
            let typesetter = Typesetter::install_now(&ctx, &OWN);
            frame(&ctx, Vec::new(), |_| {});
            (ctx, typesetter)
        };
        bencher.iter_batched(
            new_window,
            |(ctx, typesetter)| frame(&ctx, Vec::new(), |ui| page(ui, &typesetter, &page_of)),
            BatchSize::PerIteration,
        );
    });
    criterion.bench_function("60 messages in many scripts, laid out and painted for the first time", |bencher| {
        let ctx = Context::default();
        let typesetter = Typesetter::install_now(&ctx, &OWN);
        let mut number = 0;
        bencher.iter(|| {
            number += 1;
            let new: Vec<Arc<str>> = page_of.iter().map(|text| format!("{number} {text}").into()).collect();
            frame(&ctx, Vec::new(), |ui| page(ui, &typesetter, &new));
        });
    });
    criterion.bench_function("60 messages in many scripts, from the cache", |bencher| {
        let ctx = Context::default();
        let typesetter = Typesetter::install_now(&ctx, &OWN);
        frame(&ctx, Vec::new(), |ui| page(ui, &typesetter, &page_of));
        bencher.iter(|| frame(&ctx, Vec::new(), |ui| page(ui, &typesetter, black_box(&page_of))));
    });
}

fn typing(criterion: &mut Criterion) {
    for (name, sentence) in [("English", 0), ("mixed", 5)] {
        let sentence = SENTENCES.get(sentence).copied().unwrap_or_default();
        criterion.bench_function(
            &format!("a key and the key that deletes it, in a draft of 2,000 characters, {name}"),
            |bencher| {
                let ctx = Context::default();
                Typesetter::install_now(&ctx, &OWN);
                let mut draft: String = sentence.chars().cycle().take(2_000).collect();
                let id = Id::unique("draft");
                ctx.memory_mut(|memory| memory.request_focus(id));
                let mut show = |events| {
                    frame(&ctx, events, |ui| {
                        let editor = Editor::one_line(&mut draft, id, "draft", Weight::Regular.style(15.0));
                        black_box(editor.many_lines(1, 8).show(ui, ui.visuals().text_color()).lines);
                    });
                };
                show(Vec::new());
                bencher.iter(|| {
                    show(vec![Event::Text("x".to_owned())]);
                    let key = egui::Key::Backspace;
                    let modifiers = egui::Modifiers::NONE;
                    show(vec![Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }]);
                });
            },
        );
    }
}

criterion_group!(benches, texts, typing);
criterion_main!(benches);
