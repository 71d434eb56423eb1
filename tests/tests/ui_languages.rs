//! How the 81 languages look on a bare system: with the fonts of the program and the font pack alone.

use std::path::PathBuf;

use egui::{Frame, Margin, Ui};
use egui_kittest::Harness;
use onionskin::theme::fonts::{OWN, definitions};
use onionskin::theme::{Accent, Theme, ThemeName, Weight};
use onionskin::typeset::{Label, Typesetter};
use onionskin_tests::font_pack::pack;
use onionskin_tests::languages::LANGUAGES;

/// Emoji of one and of many code points, in color.
const EMOJI: &str = "👍 👍🏽 👩‍👩‍👧‍👦 🏳️‍🌈 🇨🇭 🇯🇵 🇧🇷 🏴󠁧󠁢󠁳󠁣󠁴󠁿 1️⃣ ❤️ 🧑🏿‍🚀 🫠 😀 👩🏻‍❤️‍💋‍👩🏿 ☃️ ✅";

const COLUMNS: usize = 3;
const WIDTH: f32 = 500.0;

fn column(ui: &mut Ui, theme: &Theme, languages: &[(&str, &str)]) {
    ui.vertical(|ui| {
        ui.set_width(WIDTH);
        for (tag, text) in languages {
            ui.horizontal_top(|ui| {
                let (tag_at, _) = ui.allocate_exact_size(egui::vec2(52.0, 18.0), egui::Sense::hover());
                let tag = onionskin::typeset::line(ui.ctx(), tag, Weight::Medium.style(12.0), 52.0);
                tag.paint(ui.painter(), tag_at.min + egui::vec2(0.0, 2.0), theme.palette.text_secondary);
                Label::new(text, Weight::Regular.style(13.0)).max_width(WIDTH - 70.0).show(ui, theme.palette.text);
            });
        }
    });
}

fn page(name: &str, theme: ThemeName, folder: PathBuf) {
    let theme = Theme::new(theme, Accent::Green);
    let mut folder = Some(folder);
    let mut harness = Harness::builder().with_size([1560.0, 1220.0]).build_ui(move |ui| {
        if let Some(folder) = folder.take() {
            ui.ctx().set_fonts(definitions());
            Typesetter::install_without_system(ui.ctx(), &OWN, &[folder]);
            theme.apply(ui.ctx());
        }
        Frame::new().fill(theme.palette.background).inner_margin(Margin::same(16)).show(ui, |ui| {
            ui.set_min_size(egui::vec2(1528.0, 1188.0));
            ui.horizontal_top(|ui| {
                for languages in LANGUAGES.chunks(LANGUAGES.len().div_ceil(COLUMNS)) {
                    column(ui, &theme, languages);
                }
            });
            Label::new(EMOJI, Weight::Regular.style(26.0)).max_width(1500.0).show(ui, theme.palette.text);
        });
    });
    harness.run();
    harness.snapshot(name);
}

#[test]
fn every_language_on_a_bare_system() {
    let Some(pack) = pack() else { return };
    page("text_languages_bare_light", ThemeName::ClassicLight, pack.to_owned());
}
