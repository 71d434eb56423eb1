//! The text engine held against HarfBuzz, the Unicode Standard's own cases, and its promises.

mod bidi;
mod breaks;
mod layouts;
mod selecting;
mod shaping;

use super::fonts::{Brush, FontBook, OwnFont, Purpose};

/// One font of the program, so that what a test sees does not depend on the system.
static OWN: [OwnFont; 2] = [
    OwnFont { bytes: include_bytes!("../../../../assets/fonts/Roboto-Regular.ttf"), purpose: Purpose::Text(400) },
    OwnFont { bytes: include_bytes!("../../../../assets/fonts/NotoEmoji-Regular.ttf"), purpose: Purpose::Rest },
];

/// The cases of a file of the Unicode Standard, as lines.
fn cases(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A text of code points as hex numbers with spaces.
fn text_of(codes: &str) -> String {
    let code = |code: &str| u32::from_str_radix(code, 16).ok().and_then(char::from_u32).expect("a code point");
    codes.split_whitespace().map(code).collect()
}
