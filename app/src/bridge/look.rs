//! As what a file is shown: by what its sender says it is until its bytes are here, which only then are believed.

use onionskin_core::api::{FileInfo, FilesBrief};
use onionskin_media::kind::{Audio, Kind, of_name};

/// As what a file is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A picture in the conversation.
    Picture,
    /// A line with a button that plays it.
    Sound,
    /// A line with an icon and a name.
    Video,
    /// As above.
    Archive,
    /// As above.
    File,
}

impl Look {
    /// That of a file.
    pub fn of(file: &FileInfo) -> Self {
        if file.is_voice { Self::Sound } else { Self::named(&file.content_type, &file.name) }
    }

    /// That of the first of some files.
    pub fn of_brief(files: &FilesBrief) -> Self {
        if files.is_voice { Self::Sound } else { Self::named(&files.content_type, "") }
    }

    fn named(content_type: &str, name: &str) -> Self {
        let content_type = content_type.to_ascii_lowercase();
        match content_type.as_str() {
            "image/jpeg"
            | "image/jpg"
            | "image/png"
            | "image/apng"
            | "image/gif"
            | "image/webp"
            | "image/bmp"
            | "image/x-icon"
            | "image/vnd.microsoft.icon" => return Self::Picture,
            "audio/mp3" | "audio/mpeg" | "audio/mp4" | "audio/aac" | "audio/m4a" | "audio/x-m4a" | "audio/ogg"
            | "audio/opus" | "audio/wav" | "audio/x-wav" | "audio/flac" | "audio/webm" => return Self::Sound,
            _ => {}
        }
        match of_name(name) {
            Kind::Archive(_) => Self::Archive,
            Kind::Video(_) => Self::Video,
            Kind::Audio(audio) if audio != Audio::Aiff => Self::Sound,
            _ if content_type.starts_with("video/") => Self::Video,
            _ => Self::File,
        }
    }
}
