//! How texts of people look in every script, and how they are selected and written: pictures by a software
//! renderer, and what is copied.

mod ui_scenes;

use std::sync::Arc;

use egui::{Event, Frame, Key, Margin, Modifiers, OutputCommand, PointerButton, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use onionskin::theme::{Accent, Theme, ThemeName, Weight};
use onionskin_tests::scripted::message;
use ui_scenes::{Window, open, people, themed};

use onionskin::typeset::{Ink, Inks, Label, Look, Options, Span, Typesetter};

/// A sentence in each script; the first words of the Universal Declaration of Human Rights where it has them.
const SCRIPTS: [&str; 30] = [
    "All human beings are born free, and equal in dignity: fi ffl, naïve café, Tiếng Việt được",
    "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι",
    "Все люди рождаются свободными и равными в своём достоинстве",
    "يولد جميع الناس أحراراً متساوين في الكرامة والحقوق، 1948 (المادة 1)",
    "تمام انسان آزاد اور حقوق و عزت کے اعتبار سے برابر پیدا ہوئے ہیں۔",
    "כל בני האדם נולדו בני חורין ושווים בערכם (1948) ובזכויותיהם",
    "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता",
    "সমস্ত মানুষ স্বাধীনভাবে সমান মর্যাদা এবং অধিকার নিয়ে জন্মগ্রহণ করে",
    "மனிதப் பிறிவியினர் சகலரும் சுதந்திரமாகவே பிறக்கின்றனர்",
    "ప్రతిపత్తిస్వత్వముల విషయమున మానవులెల్లరును జన్మతః స్వతంత్రులు",
    "ಎಲ್ಲಾ ಮಾನವರೂ ಸ್ವತಂತ್ರರಾಗಿಯೇ ಜನಿಸಿದ್ದಾರೆ",
    "മനുഷ്യരെല്ലാവരും തുല്യാവകാശങ്ങളോടും അന്തസ്സോടും",
    "સર્વ માનવો જન્મથી સ્વતંત્ર છે",
    "ਸਾਰਾ ਮਨੁੱਖੀ ਪਰਿਵਾਰ ਆਪਣੀ ਮਹਿਮਾ",
    "සියලු මනුෂ්‍යයෝ නිදහස්ව උපත ලබා ඇත",
    "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ น้ำใจ ผู้ที่",
    "មនុស្សទាំងអស់ កើតមកមានសេរីភាព និងសមភាព",
    "ມະນຸດທຸກຄົນເກີດມາມີກຽດສັກສີ",
    "လူတိုင်းသည် တူညီ လွတ်လပ်သော ဂုဏ်သိက္ခာဖြင့်",
    "འགྲོ་བ་མིའི་རིགས་རྒྱུད་ཡོངས་ལ་སྐྱེས་ཙམ་ཉིད་ནས",
    "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心。",
    "人人生而自由﹐在尊嚴和權利上一律平等。ㄅㄆㄇ",
    "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
    "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
    "ყველა ადამიანი იბადება თავისუფალი და თანასწორი",
    "Բոլոր մարդիկ ծնվում են ազատ ու հավասար",
    "የሰው፡ልጅ፡ሁሉ፡ሲወለድ፡ነጻና፡በክብርና፡በመብትም፡እኩልነት፡ያለው፡ነው።",
    "ᏂᎦᏓ ᎠᏂᏴᏫ ᏂᎨᎫᏓᎸᎾ  ⴰⵔ ⴷ ⵜⵜⵍⴰⵍⴰⵏ  ∑∞≠ ⌘⌥ ♞ ☃ ①",
    "👍 👍🏽 👩‍👩‍👧‍👦 🏳️‍🌈 🇨🇭🇯🇵🇧🇷 1️⃣ ☺️ ❤️ 🧑🏿‍🚀 🫠 😀",
    "The word שלום means peace, and سلام too; (שלום) 12:30, price ₪5. C++ ו־Java.",
];

fn page(name: &str, theme: ThemeName, pixels_per_point: f32) {
    let theme = Theme::new(theme, Accent::Green);
    let mut is_new = true;
    let mut harness =
        Harness::builder().with_size([1000.0, 900.0]).with_pixels_per_point(pixels_per_point).build_ui(move |ui| {
            if is_new {
                is_new = false;
                Theme::install_fonts(ui.ctx());
                theme.apply(ui.ctx());
                Typesetter::of(ui.ctx()).wait_for_system();
            }
            let palette = theme.palette;
            Frame::new().fill(palette.background).inner_margin(Margin::same(16)).show(ui, |ui| {
                ui.set_min_size(egui::vec2(968.0, 868.0));
                ui.horizontal_top(|ui| {
                    for column in SCRIPTS.chunks(15) {
                        ui.vertical(|ui| {
                            ui.set_width(470.0);
                            for text in column {
                                Label::new(text, Weight::Regular.style(15.0)).max_width(460.0).show(ui, palette.text);
                            }
                        });
                    }
                });
                looks(ui, &theme);
            });
        });
    harness.run();
    harness.snapshot(name);
}

/// Spans, paragraphs of different directions, elision.
fn looks(ui: &mut egui::Ui, theme: &Theme) {
    let palette = theme.palette;
    let text = "Bold, italic, code() and a link https://example.org with ~strike~";
    let part = |word: &str| {
        let start = text.find(word).expect("the word is there");
        start..start + word.len()
    };
    let spans = [
        Span::new(part("Bold"), Look::BOLD, Ink::Text),
        Span::new(part("italic"), Look::ITALIC, Ink::Text),
        Span::new(part("code()"), Look::MONO | Look::GROUND, Ink::Text),
        Span::new(part("https://example.org"), Look::UNDERLINE, Ink::Accent),
        Span::new(part("~strike~"), Look::STRIKE, Ink::Dim),
    ];
    let inks = Inks {
        accent: palette.accent_text,
        dim: palette.text_secondary,
        alert: palette.danger,
        ground: palette.background_raised,
        ..Inks::from(palette.text)
    };
    Label::new(text, Weight::Regular.style(15.0)).spans(&spans).show(ui, inks);
    Label::new("An English line.\nשורה בעברית, עם English בתוכה.\nAnd English again.", Weight::Medium.style(14.5))
        .show(ui, palette.text);
    let long = "A name that goes on and on, وهو طويل جداً بالفعل ولا ينتهي أبداً 👩‍👩‍👧‍👦 and on";
    for width in [120.0, 250.0, 400.0] {
        Label::new(long, Weight::Bold.style(14.5)).one_line().max_width(width).show(ui, palette.text);
    }
}

#[test]
fn every_script_in_dark() {
    page("text_scripts_dark", ThemeName::ClassicDark, 1.0);
}

#[test]
fn every_script_in_light_on_a_sharp_screen() {
    page("text_scripts_light", ThemeName::ClassicLight, 1.5);
}

#[test]
fn a_text_that_was_seen_before_is_not_shaped_again() {
    let ctx = egui::Context::default();
    let typesetter = Typesetter::install_now(&ctx, &onionskin::theme::fonts::OWN);
    let text: Arc<str> = "Hello שלום".into();
    let style = Weight::Regular.style(15.0);
    let first = typesetter.layout(&ctx, &text, style, 200.0, Options::default());
    let second = typesetter.layout(&ctx, &Arc::from("Hello שלום"), style, 200.0, Options::default());
    assert!(Arc::ptr_eq(&first, &second));
    assert_eq!(typesetter.held().shaped, 1);
}

/// A conversation in many languages.
fn conversation(theme: ThemeName) -> Window {
    let (mut window, script) = themed([880.0, 600.0], theme, Accent::Blue);
    script.feed_ready(people());
    window.run();
    let texts = [
        (1, "مرحبا! كيف حالك اليوم؟ هل وصلتك رسالتي رقم 12 (من Ada)؟"),
        (0, "שלום, כן! I got it yesterday, תודה רבה 🙏🏽"),
        (1, "नमस्ते, क्या हाल है? สวัสดีครับ ผู้ที่น่ารัก"),
        (0, "First line in English\nשורה שנייה בעברית\n最後の行は日本語です"),
        (1, "👩‍👩‍👧‍👦 🏳️‍🌈 🇨🇭 👍🏽 ❤️"),
        (0, "A word: Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüssel, and a link https://example.org/path"),
    ];
    let items = texts.iter().zip(1..).map(|((from, text), id)| message(id, *from, "Ada", 60 - id, text)).collect();
    open(&mut window, &script, 1, items);
    window
}

#[test]
fn a_conversation_in_many_languages() {
    conversation(ThemeName::ClassicDark).picture("text_conversation_dark");
}

#[test]
fn a_conversation_in_many_languages_in_light() {
    conversation(ThemeName::OceanLight).picture("text_conversation_light");
}

fn center_of(window: &Window, text: &str) -> Pos2 {
    let node = window.get_by(|node| node.label().is_some_and(|label| label.contains(text)));
    let bounds = node.accesskit_node().bounding_box().expect("it has a place");
    #[expect(clippy::cast_possible_truncation, reason = "points of a screen")]
    let center = Pos2::new(f64::midpoint(bounds.x0, bounds.x1) as f32, f64::midpoint(bounds.y0, bounds.y1) as f32);
    center
}

fn press(window: &mut Window, at: Pos2, is_down: bool) {
    window.event(Event::PointerMoved(at));
    let modifiers = Modifiers::NONE;
    window.event(Event::PointerButton { pos: at, button: PointerButton::Primary, pressed: is_down, modifiers });
    window.run();
}

fn copied(window: &mut Window) -> Option<String> {
    window.event(Event::Copy);
    window.step();
    let commands = window.output().platform_output.commands.clone();
    commands.into_iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text),
        _ => None,
    })
}

#[test]
fn a_drag_over_several_messages_selects_them_all_and_copies_them_in_order() {
    let mut window = conversation(ThemeName::ClassicDark);
    let from = center_of(&window, "नमस्ते");
    let to = center_of(&window, "🏳️‍🌈");
    press(&mut window, from, true);
    for step in 1..=8 {
        window.event(Event::PointerMoved(from.lerp(to, step as f32 / 8.0)));
        window.run();
    }
    press(&mut window, to, false);
    window.remove_cursor();
    window.picture("text_selection_dark");
    let text = copied(&mut window).expect("something is selected");
    assert!(text.contains("First line in English\nשורה שנייה בעברית\n最後の行は日本語です\n👩‍👩‍👧‍👦"), "{text}");
    assert!(!text.contains("नमस्ते"), "it began in the middle of the message: {text}");
}

#[test]
fn a_press_beside_all_texts_ends_the_selection() {
    let mut window = conversation(ThemeName::ClassicDark);
    let word = center_of(&window, "नमस्ते");
    press(&mut window, word, true);
    press(&mut window, word + egui::vec2(60.0, 0.0), false);
    assert!(copied(&mut window).is_some(), "a drag selects");
    press(&mut window, Pos2::new(640.0, 30.0), true);
    press(&mut window, Pos2::new(640.0, 30.0), false);
    assert_eq!(copied(&mut window), None);
}

#[test]
fn the_composer_takes_what_is_typed_and_tells_it_to_screen_readers() {
    let mut window = conversation(ThemeName::ClassicDark);
    window.run();
    window.event(Event::Text("שלום abc".to_owned()));
    window.run();
    let value = |window: &Window| {
        let editor = window.get_by_role(egui::accesskit::Role::MultilineTextInput);
        editor.value().unwrap_or_default()
    };
    assert_eq!(value(&window), "שלום abc");
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run();
    assert_eq!(value(&window), "");
    let runs = window.query_all_by_role(egui::accesskit::Role::TextRun).count();
    assert!(runs > 0, "lines are told too");
}

#[test]
fn a_page_that_was_painted_shapes_nothing_any_more() {
    let mut window = conversation(ThemeName::ClassicDark);
    Typesetter::of(&window.ctx).wait_for_system();
    window.run();
    window.run();
    let before = Typesetter::of(&window.ctx).held();
    for _ in 0..10 {
        window.step();
    }
    assert_eq!(Typesetter::of(&window.ctx).held().shaped, before.shaped);
}
