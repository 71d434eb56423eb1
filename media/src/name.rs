//! A file name that can be shown and saved.
//!
//! The name of a file comes from a stranger. It must not leave the folder it is saved in, nor hide what it is:
//! separators, characters that no system takes, control characters and those that turn the direction of
//! text around (`exe.gpj` read backwards) go, as do the names which Windows keeps for devices. All official
//! clients replace direction controls too (`protocol` notes, outgoing media).

/// Length of a name, in bytes of UTF-8: every common file system takes 255, some encrypted ones less.
pub const NAME_BYTES: usize = 140;
/// What a file without a usable name is called.
pub const FALLBACK: &str = "file";
/// An ending up to this many bytes survives when a name is cut.
const ENDING_BYTES: usize = 16;

/// The name under which a file is shown and saved: one part of a path, good on every system, never empty.
pub fn safe_file_name(name: &str) -> String {
    let plain: String = name.chars().filter(|c| !is_hidden(*c)).map(plain).collect();
    let trimmed = plain.trim_matches(|c: char| c.is_whitespace() || c == '.');
    if trimmed.chars().all(|c| c == '_' || c == '.' || c == ' ') {
        return FALLBACK.to_owned();
    }
    if is_reserved(trimmed) || trimmed.starts_with(['-', '~']) {
        return shortened(&format!("_{trimmed}"), NAME_BYTES);
    }
    shortened(trimmed, NAME_BYTES)
}

/// What follows the last dot, in small letters; empty if there is none. Dots and spaces at the end, which
/// Windows ignores, do not count.
pub fn extension(name: &str) -> String {
    let visible: String = name.chars().filter(|c| !is_hidden(*c)).collect();
    let name = visible.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

/// Characters one can't see: controls, direction marks, line separators, tags, byte order marks. Joiners
/// stay, since Persian, Indic and emoji need them.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffc}' | '\u{e0000}'..='\u{e0fff}')
}

/// Separators and what Windows refuses become underscores; every space becomes a plain one.
fn plain(c: char) -> char {
    match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '\u{2044}' | '\u{2215}' | '\u{29f8}' | '\u{ff0f}' => '_',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// Cuts in the middle, so that the ending stays.
fn shortened(name: &str, most: usize) -> String {
    if name.len() <= most {
        return name.to_owned();
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !ending.is_empty() && ending.len() <= ENDING_BYTES => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let room = most.saturating_sub(ending.len());
    let cut = stem.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= room).last().unwrap_or(0);
    let stem = stem.get(..cut).unwrap_or_default().trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    format!("{stem}{ending}")
}

/// Names of devices on Windows, with any ending.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim().to_uppercase();
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$") {
        return true;
    }
    let numbered = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    numbered.is_some_and(|rest| {
        let mut digits = rest.chars();
        matches!(digits.next(), Some('0'..='9' | '¹' | '²' | '³')) && digits.next().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_name_stays_as_it_is() {
        for name in ["photo.jpg", "Ünï cødé 名前 (2).tar.gz", "می‌خواهم.pdf", "👩‍👩‍👧.png", "no ending", "a_b-c.txt"]
        {
            assert_eq!(safe_file_name(name), name);
        }
    }

    #[test]
    fn a_name_never_leaves_its_folder() {
        assert_eq!(safe_file_name("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(safe_file_name("C:\\Windows\\a.dll"), "C__Windows_a.dll");
        for name in ["", ".", "..", "...", "/", "\\\\", " . ", "\u{202e}", "\0", "_", "?*"] {
            assert_eq!(safe_file_name(name), FALLBACK, "{name:?}");
        }
        assert_eq!(safe_file_name(".bashrc"), "bashrc");
        assert_eq!(safe_file_name("-rf"), "_-rf");
        assert_eq!(safe_file_name("~root"), "_~root");
    }

    #[test]
    fn a_name_can_not_be_read_backwards() {
        assert_eq!(safe_file_name("invoice\u{202e}gpj.exe"), "invoicegpj.exe");
        assert_eq!(safe_file_name("a\u{2066}b\u{200f}\u{feff}\u{200b}c\n\u{7}.txt"), "abc.txt");
        assert_eq!(extension("photo.j\u{200b}pg"), "jpg");
    }

    #[test]
    fn names_of_devices_are_kept_away_from_windows() {
        for name in ["con", "NUL.txt", "Com1.log", "lpt9", "aux .c", "COM².txt", "CONIN$"] {
            assert_eq!(safe_file_name(name), format!("_{name}"));
        }
        for name in ["console.txt", "com10.txt", "comet", "nulls"] {
            assert_eq!(safe_file_name(name), name);
        }
        assert_eq!(safe_file_name("evil.exe. . "), "evil.exe");
    }

    #[test]
    fn a_long_name_is_cut_but_keeps_its_ending() {
        let cut = safe_file_name(&format!("{}.jpeg", "ä".repeat(400)));
        assert!(cut.len() <= NAME_BYTES && cut.ends_with("ä.jpeg"), "{cut}");
        assert_eq!(safe_file_name(&format!("-{}", "x".repeat(1000))).len(), NAME_BYTES);
        let cut = safe_file_name(&"x".repeat(1000));
        assert_eq!(cut.len(), NAME_BYTES);
        let cut = safe_file_name(&format!("a.{}", "x".repeat(1000)));
        assert_eq!(cut.len(), NAME_BYTES);
        assert_eq!(safe_file_name(&safe_file_name(&"con.".repeat(100))), safe_file_name(&"con.".repeat(100)));
    }

    #[test]
    fn the_extension_is_what_a_system_would_go_by() {
        assert_eq!(extension("a.JPG"), "jpg");
        assert_eq!(extension("photo.jpg.exe. "), "exe");
        assert_eq!(extension("none"), "");
        assert_eq!(extension(".profile"), "profile");
    }
}
