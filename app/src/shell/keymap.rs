//! Which keys do what: one table of deeds with the chords they come with, and what the person changed.
//!
//! A chord is a key with the key of commands (Ctrl, on macOS Cmd), Shift and Alt. Only changes are kept. Some
//! chords can't be given away: those of editing texts, and those that every window has.

use std::collections::BTreeMap;
use std::fmt;

use egui::{Key, KeyboardShortcut, Modifiers};
use serde::{Deserialize, Serialize};

/// Something that keys do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// Go to a conversation by a part of its name.
    Switcher,
    /// The next conversation of the list.
    Next,
    /// The previous conversation of the list.
    Previous,
    /// The next conversation with something unread.
    NextUnread,
    /// The previous conversation with something unread.
    PreviousUnread,
    /// Note to Self.
    NoteToSelf,
    /// Close the conversation.
    Close,
    /// What is known of the open conversation.
    Details,
    /// A new message.
    NewMessage,
    /// Look for conversations and messages.
    Search,
    /// Look for messages in the open conversation.
    Find,
    /// Only pictures in the list, or all of it.
    FoldList,
    /// Settings.
    Settings,
    /// This table.
    Shortcuts,
    /// The picker of emoji.
    Emoji,
    /// The next account.
    NextAccount,
    /// Lock the window.
    Lock,
    /// Everything larger.
    ZoomIn,
    /// Everything smaller.
    ZoomOut,
    /// The original size.
    ZoomReset,
}

/// A key with the keys that are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Chord {
    /// The key.
    pub key: Key,
    /// Ctrl, on macOS Cmd.
    pub command: bool,
    /// Shift.
    pub shift: bool,
    /// Alt, on macOS Option.
    pub alt: bool,
}

/// What the person changed.
pub type Changes = BTreeMap<Deed, Chord>;

/// Why a chord can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// A key alone writes a letter.
    Plain,
    /// Texts or windows need it.
    Reserved,
    /// It does something else already.
    Taken(Deed),
}

impl Deed {
    /// All, in the order of the table.
    pub const ALL: [Self; 20] = [
        Self::Switcher,
        Self::Next,
        Self::Previous,
        Self::NextUnread,
        Self::PreviousUnread,
        Self::NoteToSelf,
        Self::Close,
        Self::Details,
        Self::NewMessage,
        Self::Search,
        Self::Find,
        Self::FoldList,
        Self::Settings,
        Self::Shortcuts,
        Self::Emoji,
        Self::NextAccount,
        Self::Lock,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::ZoomReset,
    ];

    /// The key of its name among the sentences.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Switcher => "shortcuts-switcher",
            Self::Next => "shortcuts-next",
            Self::Previous => "shortcuts-previous",
            Self::NextUnread => "shortcuts-next-unread",
            Self::PreviousUnread => "shortcuts-previous-unread",
            Self::NoteToSelf => "note-to-self",
            Self::Close => "shortcuts-close",
            Self::Details => "shortcuts-details",
            Self::NewMessage => "shortcuts-new",
            Self::Search => "shortcuts-search",
            Self::Find => "shortcuts-find",
            Self::FoldList => "shortcuts-fold",
            Self::Settings => "shortcuts-settings",
            Self::Shortcuts => "shortcuts-list",
            Self::Emoji => "shortcuts-emoji",
            Self::NextAccount => "shortcuts-next-account",
            Self::Lock => "shortcuts-lock",
            Self::ZoomIn => "shortcuts-zoom-in",
            Self::ZoomOut => "shortcuts-zoom-out",
            Self::ZoomReset => "shortcuts-zoom-reset",
        }
    }

    /// The chord it comes with.
    pub const fn usual(self) -> Chord {
        match self {
            Self::Switcher => Chord::command(Key::K),
            Self::Next => Chord { alt: true, ..Chord::plain(Key::ArrowDown) },
            Self::Previous => Chord { alt: true, ..Chord::plain(Key::ArrowUp) },
            Self::NextUnread => Chord { alt: true, shift: true, ..Chord::plain(Key::ArrowDown) },
            Self::PreviousUnread => Chord { alt: true, shift: true, ..Chord::plain(Key::ArrowUp) },
            Self::NoteToSelf => Chord { shift: true, ..Chord::command(Key::N) },
            Self::Close => Chord::command(Key::W),
            Self::Details => Chord::command(Key::Period),
            Self::NewMessage => Chord::command(Key::N),
            Self::Search => Chord { shift: true, ..Chord::command(Key::F) },
            Self::Find => Chord::command(Key::F),
            Self::FoldList => Chord::command(Key::B),
            Self::Settings => Chord::command(Key::Comma),
            Self::Shortcuts => Chord::command(Key::Slash),
            Self::Emoji => Chord::command(Key::E),
            Self::NextAccount => Chord { shift: true, ..Chord::command(Key::O) },
            Self::Lock => Chord { shift: true, ..Chord::command(Key::L) },
            Self::ZoomIn => Chord::command(Key::Plus),
            Self::ZoomOut => Chord::command(Key::Minus),
            Self::ZoomReset => Chord::command(Key::Num0),
        }
    }

    /// Chords that do the same and stay, as other programs have them.
    pub const fn also(self) -> Option<Chord> {
        match self {
            Self::Next => Some(Chord::command(Key::Tab)),
            Self::Previous => Some(Chord { shift: true, ..Chord::command(Key::Tab) }),
            Self::NewMessage => Some(Chord { shift: true, ..Chord::command(Key::M) }),
            Self::ZoomIn => Some(Chord::command(Key::Equals)),
            _ => None,
        }
    }

    /// The chord that does it now.
    pub fn chord(self, changes: &Changes) -> Chord {
        changes.get(&self).copied().unwrap_or(self.usual())
    }
}

impl Chord {
    /// A key alone.
    pub const fn plain(key: Key) -> Self {
        Self { key, command: false, shift: false, alt: false }
    }

    /// A key with the key of commands.
    pub const fn command(key: Key) -> Self {
        Self { key, command: true, shift: false, alt: false }
    }

    /// The chord of a key that was pressed.
    pub const fn pressed(key: Key, held: Modifiers) -> Self {
        Self { key, command: held.command, shift: held.shift, alt: held.alt }
    }

    /// As egui knows it.
    pub const fn shortcut(self) -> KeyboardShortcut {
        let modifiers =
            Modifiers { alt: self.alt, ctrl: false, shift: self.shift, mac_cmd: false, command: self.command };
        KeyboardShortcut::new(modifiers, self.key)
    }

    /// What is printed on its keys.
    pub fn caps(self) -> Vec<String> {
        let is_mac = cfg!(target_os = "macos");
        let held = [
            (self.command, if is_mac { "⌘" } else { "Ctrl" }),
            (self.alt, if is_mac { "⌥" } else { "Alt" }),
            (self.shift, if is_mac { "⇧" } else { "Shift" }),
        ];
        let held = held.into_iter().filter(|(is_held, _)| *is_held).map(|(_, cap)| cap);
        held.chain([cap(self.key)]).map(str::to_owned).collect()
    }
}

fn cap(key: Key) -> &'static str {
    match key {
        Key::ArrowDown => "↓",
        Key::ArrowUp => "↑",
        Key::ArrowLeft => "←",
        Key::ArrowRight => "→",
        Key::Minus => "−",
        other => other.symbol_or_name(),
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = [(self.command, "Command"), (self.alt, "Alt"), (self.shift, "Shift")];
        for (_, name) in held.into_iter().filter(|(is_held, _)| *is_held) {
            write!(f, "{name}+")?;
        }
        f.write_str(self.key.name())
    }
}

impl From<Chord> for String {
    fn from(chord: Chord) -> Self {
        chord.to_string()
    }
}

/// Words that name no keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these words name no keys")]
pub struct NoChord;

impl TryFrom<String> for Chord {
    type Error = NoChord;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut parts: Vec<&str> = text.split('+').collect();
        let key = parts.pop().and_then(Key::from_name).ok_or(NoChord)?;
        let has = |name| parts.contains(&name);
        Ok(Self { key, command: has("Command"), shift: has("Shift"), alt: has("Alt") })
    }
}

/// Whether a chord may do a deed.
///
/// # Errors
/// [`Refusal`] says why not.
pub fn check(changes: &Changes, deed: Deed, chord: Chord) -> Result<(), Refusal> {
    let is_function = chord.key.name().starts_with('F') && chord.key.name().len() > 1;
    if !chord.command && !chord.alt && !is_function {
        return Err(Refusal::Plain);
    }
    let is_number = matches!(
        chord.key,
        Key::Num1 | Key::Num2 | Key::Num3 | Key::Num4 | Key::Num5 | Key::Num6 | Key::Num7 | Key::Num8 | Key::Num9
    );
    let edits = matches!(chord.key, Key::A | Key::C | Key::V | Key::X | Key::Z | Key::Y | Key::Enter | Key::Q);
    let is_window = chord.alt && matches!(chord.key, Key::F4 | Key::Tab | Key::Space);
    let moves = matches!(chord.key, Key::ArrowLeft | Key::ArrowRight | Key::Home | Key::End | Key::Backspace);
    let is_shift_menu = chord.shift && chord.key == Key::F10;
    if (chord.command && (edits || is_number || moves)) || is_window || is_shift_menu || chord.key == Key::Escape {
        return Err(Refusal::Reserved);
    }
    let takes = |other: &Deed| other.chord(changes) == chord || other.also() == Some(chord);
    match Deed::ALL.iter().find(|other| **other != deed && takes(other)) {
        Some(other) => Err(Refusal::Taken(*other)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_chord_comes_with_two_deeds_and_none_is_refused() {
        let none = Changes::new();
        for deed in Deed::ALL {
            assert_eq!(check(&none, deed, deed.usual()), Ok(()), "{deed:?}");
        }
    }

    #[test]
    fn chords_are_refused_for_a_reason() {
        let mut changes = Changes::new();
        let try_it = |changes: &Changes, chord| check(changes, Deed::Details, chord);
        assert_eq!(try_it(&changes, Chord::plain(Key::D)), Err(Refusal::Plain));
        assert_eq!(try_it(&changes, Chord { shift: true, ..Chord::plain(Key::D) }), Err(Refusal::Plain));
        assert_eq!(try_it(&changes, Chord::command(Key::C)), Err(Refusal::Reserved));
        assert_eq!(try_it(&changes, Chord::command(Key::Num3)), Err(Refusal::Reserved));
        assert_eq!(try_it(&changes, Chord::command(Key::K)), Err(Refusal::Taken(Deed::Switcher)));
        assert_eq!(try_it(&changes, Chord::plain(Key::F7)), Ok(()));
        changes.insert(Deed::Switcher, Chord::command(Key::J));
        assert_eq!(try_it(&changes, Chord::command(Key::K)), Ok(()), "it was given up");
        assert_eq!(try_it(&changes, Chord::command(Key::J)), Err(Refusal::Taken(Deed::Switcher)));
    }

    #[test]
    fn a_chord_is_kept_as_words() {
        for deed in Deed::ALL {
            let chord = deed.usual();
            assert_eq!(Chord::try_from(chord.to_string()), Ok(chord));
        }
        assert_eq!(Chord::command(Key::K).to_string(), "Command+K");
        assert!(Chord::try_from("Command+Nonsense".to_owned()).is_err());
    }
}
