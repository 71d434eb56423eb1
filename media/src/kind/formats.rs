//! The kinds of files and what they are called: MIME type, usual extension, names.
//!
//! The MIME types are those the official clients send and know; an animated PNG is sent as `image/png`,
//! since its own type is known to few.

use crate::name;

/// A picture that is decoded and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Picture {
    /// JPEG.
    Jpeg,
    /// PNG with one frame.
    Png,
    /// PNG with an animation.
    Apng,
    /// GIF, of one frame or many.
    Gif,
    /// WebP, still or animated.
    Webp,
    /// Windows bitmap.
    Bmp,
    /// Windows icon.
    Ico,
}

/// A picture that is offered as a file: its decoders are large, or (SVG) it can reach out to the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OtherPicture {
    /// HEIC, HEIF.
    Heif,
    /// AVIF.
    Avif,
    /// TIFF.
    Tiff,
    /// SVG.
    Svg,
    /// JPEG XL.
    JpegXl,
    /// JPEG 2000.
    Jpeg2000,
    /// Photoshop.
    Psd,
}

/// Moving pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Video {
    /// MP4, also 3GP.
    Mp4,
    /// `QuickTime`.
    QuickTime,
    /// `WebM`.
    Webm,
    /// Matroska.
    Matroska,
    /// Theora in Ogg.
    Ogg,
    /// AVI.
    Avi,
}

/// Sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audio {
    /// MPEG layer III (or II).
    Mp3,
    /// AAC (or ALAC) in MP4.
    M4a,
    /// AAC in ADTS frames.
    Aac,
    /// Opus in Ogg.
    OggOpus,
    /// Vorbis in Ogg.
    OggVorbis,
    /// FLAC or Speex in Ogg.
    OggOther,
    /// FLAC.
    Flac,
    /// WAV.
    Wav,
    /// AIFF.
    Aiff,
    /// `WebM` without pictures.
    Webm,
    /// Matroska without pictures.
    Matroska,
    /// AMR, of old phones.
    Amr,
}

/// Several files in one, or one compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Archive {
    /// ZIP.
    Zip,
    /// gzip.
    Gzip,
    /// bzip2.
    Bzip2,
    /// xz.
    Xz,
    /// Zstandard.
    Zstd,
    /// 7-Zip.
    SevenZip,
    /// RAR.
    Rar,
    /// tar.
    Tar,
}

/// An office document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Document {
    /// Word up to 2003.
    Doc,
    /// Excel up to 2003.
    Xls,
    /// `PowerPoint` up to 2003.
    Ppt,
    /// Word.
    Docx,
    /// Excel.
    Xlsx,
    /// `PowerPoint`.
    Pptx,
    /// Text of `OpenDocument`.
    Odt,
    /// Sheet of `OpenDocument`.
    Ods,
    /// Slides of `OpenDocument`.
    Odp,
    /// A book.
    Epub,
    /// Rich text.
    Rtf,
}

/// What runs, installs or starts something when it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Executable {
    /// Linux.
    Elf,
    /// Windows.
    Pe,
    /// macOS; also compiled Java.
    MachO,
    /// Begins with `#!` or `@echo off`.
    Script,
    /// A link or launcher: `.desktop`, `.lnk`, `.url`.
    Launcher,
    /// A package that installs: deb, rpm, pkg, cab, apk, jar and the like.
    Package,
    /// Code of a virtual machine: dex, wasm.
    ByteCode,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Is decoded and shown.
    Picture(Picture),
    /// Is offered as a file.
    OtherPicture(OtherPicture),
    /// Moving pictures.
    Video(Video),
    /// Sound.
    Audio(Audio),
    /// PDF.
    Pdf,
    /// Office document.
    Document(Document),
    /// Archive.
    Archive(Archive),
    /// Runs when opened.
    Executable(Executable),
    /// A page of the web, which can run scripts.
    Html,
    /// Plain text.
    Text,
    /// None of these.
    Unknown,
}

/// What is done with a file in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shown {
    /// Decoded and shown, moving if it does.
    Picture,
    /// Played in place where it can be, else a file.
    Video,
    /// Played in place.
    Audio,
    /// Offered with its icon, name and size.
    File,
}

impl Kind {
    /// What is done with it, as the official clients do: videos in MP4 and `WebM`, sound in all that phones and
    /// browsers record, the rest as files.
    pub fn shown(self) -> Shown {
        match self {
            Self::Picture(_) => Shown::Picture,
            Self::Video(Video::Mp4 | Video::QuickTime | Video::Webm) => Shown::Video,
            Self::Audio(Audio::Aiff | Audio::Amr | Audio::Matroska | Audio::OggOther) => Shown::File,
            Self::Audio(_) => Shown::Audio,
            _ => Shown::File,
        }
    }

    /// Type to declare when the file is sent.
    pub fn mime(self) -> &'static str {
        self.facts().0
    }

    /// Usual extension, without a dot; empty for [`Kind::Unknown`].
    pub fn extension(self) -> &'static str {
        self.facts().1
    }

    /// Whether it is shown in a bubble as a picture.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Picture(_))
    }

    /// Whether it may have more than one frame.
    pub fn may_move(self) -> bool {
        matches!(self, Self::Picture(Picture::Gif | Picture::Webp | Picture::Apng))
    }

    fn facts(self) -> (&'static str, &'static str) {
        match self {
            Self::Picture(picture) => picture.facts(),
            Self::OtherPicture(picture) => picture.facts(),
            Self::Video(video) => video.facts(),
            Self::Audio(audio) => audio.facts(),
            Self::Pdf => ("application/pdf", "pdf"),
            Self::Document(document) => document.facts(),
            Self::Archive(archive) => archive.facts(),
            Self::Executable(executable) => executable.facts(),
            Self::Html => ("text/html", "html"),
            Self::Text => ("text/plain", "txt"),
            Self::Unknown => (BYTES, ""),
        }
    }
}

const BYTES: &str = "application/octet-stream";

impl Picture {
    fn facts(self) -> (&'static str, &'static str) {
        match self {
            Self::Jpeg => ("image/jpeg", "jpg"),
            Self::Png | Self::Apng => ("image/png", "png"),
            Self::Gif => ("image/gif", "gif"),
            Self::Webp => ("image/webp", "webp"),
            Self::Bmp => ("image/bmp", "bmp"),
            Self::Ico => ("image/x-icon", "ico"),
        }
    }
}

impl OtherPicture {
    fn facts(self) -> (&'static str, &'static str) {
        match self {
            Self::Heif => ("image/heic", "heic"),
            Self::Avif => ("image/avif", "avif"),
            Self::Tiff => ("image/tiff", "tiff"),
            Self::Svg => ("image/svg+xml", "svg"),
            Self::JpegXl => ("image/jxl", "jxl"),
            Self::Jpeg2000 => ("image/jp2", "jp2"),
            Self::Psd => ("image/vnd.adobe.photoshop", "psd"),
        }
    }
}

impl Video {
    fn facts(self) -> (&'static str, &'static str) {
        match self {
            Self::Mp4 => ("video/mp4", "mp4"),
            Self::QuickTime => ("video/quicktime", "mov"),
            Self::Webm => ("video/webm", "webm"),
            Self::Matroska => ("video/x-matroska", "mkv"),
            Self::Ogg => ("video/ogg", "ogv"),
            Self::Avi => ("video/x-msvideo", "avi"),
        }
    }
}

impl Audio {
    fn facts(self) -> (&'static str, &'static str) {
        match self {
            Self::Mp3 => ("audio/mpeg", "mp3"),
            Self::M4a => ("audio/mp4", "m4a"),
            Self::Aac => ("audio/aac", "aac"),
            Self::OggOpus => ("audio/ogg", "opus"),
            Self::OggVorbis | Self::OggOther => ("audio/ogg", "ogg"),
            Self::Flac => ("audio/flac", "flac"),
            Self::Wav => ("audio/wav", "wav"),
            Self::Aiff => ("audio/aiff", "aiff"),
            Self::Webm => ("audio/webm", "weba"),
            Self::Matroska => ("audio/x-matroska", "mka"),
            Self::Amr => ("audio/amr", "amr"),
        }
    }
}

impl Archive {
    fn facts(self) -> (&'static str, &'static str) {
        match self {
            Self::Zip => ("application/zip", "zip"),
            Self::Gzip => ("application/gzip", "gz"),
            Self::Bzip2 => ("application/x-bzip2", "bz2"),
            Self::Xz => ("application/x-xz", "xz"),
            Self::Zstd => ("application/zstd", "zst"),
            Self::SevenZip => ("application/x-7z-compressed", "7z"),
            Self::Rar => ("application/vnd.rar", "rar"),
            Self::Tar => ("application/x-tar", "tar"),
        }
    }
}

impl Document {
    fn facts(self) -> (&'static str, &'static str) {
        match self {
            Self::Doc => ("application/msword", "doc"),
            Self::Xls => ("application/vnd.ms-excel", "xls"),
            Self::Ppt => ("application/vnd.ms-powerpoint", "ppt"),
            Self::Docx => ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
            Self::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
            Self::Pptx => ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
            Self::Odt => ("application/vnd.oasis.opendocument.text", "odt"),
            Self::Ods => ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
            Self::Odp => ("application/vnd.oasis.opendocument.presentation", "odp"),
            Self::Epub => ("application/epub+zip", "epub"),
            Self::Rtf => ("application/rtf", "rtf"),
        }
    }
}

impl Executable {
    fn facts(self) -> (&'static str, &'static str) {
        match self {
            Self::Elf | Self::MachO => (BYTES, "bin"),
            Self::Pe => ("application/vnd.microsoft.portable-executable", "exe"),
            Self::Script => ("text/x-shellscript", "sh"),
            Self::Launcher => (BYTES, "desktop"),
            Self::Package => (BYTES, "pkg"),
            Self::ByteCode => (BYTES, "wasm"),
        }
    }
}

/// Extensions and what they stand for; those that run something are in `danger.rs`.
const NAMES: &[(&str, Kind)] = &[
    ("jpg", Kind::Picture(Picture::Jpeg)),
    ("jpeg", Kind::Picture(Picture::Jpeg)),
    ("jpe", Kind::Picture(Picture::Jpeg)),
    ("jfif", Kind::Picture(Picture::Jpeg)),
    ("png", Kind::Picture(Picture::Png)),
    ("apng", Kind::Picture(Picture::Apng)),
    ("gif", Kind::Picture(Picture::Gif)),
    ("webp", Kind::Picture(Picture::Webp)),
    ("bmp", Kind::Picture(Picture::Bmp)),
    ("dib", Kind::Picture(Picture::Bmp)),
    ("ico", Kind::Picture(Picture::Ico)),
    ("heic", Kind::OtherPicture(OtherPicture::Heif)),
    ("heif", Kind::OtherPicture(OtherPicture::Heif)),
    ("avif", Kind::OtherPicture(OtherPicture::Avif)),
    ("tif", Kind::OtherPicture(OtherPicture::Tiff)),
    ("tiff", Kind::OtherPicture(OtherPicture::Tiff)),
    ("svg", Kind::OtherPicture(OtherPicture::Svg)),
    ("svgz", Kind::OtherPicture(OtherPicture::Svg)),
    ("jxl", Kind::OtherPicture(OtherPicture::JpegXl)),
    ("jp2", Kind::OtherPicture(OtherPicture::Jpeg2000)),
    ("psd", Kind::OtherPicture(OtherPicture::Psd)),
    ("mp4", Kind::Video(Video::Mp4)),
    ("m4v", Kind::Video(Video::Mp4)),
    ("3gp", Kind::Video(Video::Mp4)),
    ("mov", Kind::Video(Video::QuickTime)),
    ("qt", Kind::Video(Video::QuickTime)),
    ("webm", Kind::Video(Video::Webm)),
    ("mkv", Kind::Video(Video::Matroska)),
    ("ogv", Kind::Video(Video::Ogg)),
    ("avi", Kind::Video(Video::Avi)),
    ("mp3", Kind::Audio(Audio::Mp3)),
    ("m4a", Kind::Audio(Audio::M4a)),
    ("m4b", Kind::Audio(Audio::M4a)),
    ("aac", Kind::Audio(Audio::Aac)),
    ("opus", Kind::Audio(Audio::OggOpus)),
    ("ogg", Kind::Audio(Audio::OggVorbis)),
    ("oga", Kind::Audio(Audio::OggVorbis)),
    ("flac", Kind::Audio(Audio::Flac)),
    ("wav", Kind::Audio(Audio::Wav)),
    ("aif", Kind::Audio(Audio::Aiff)),
    ("aiff", Kind::Audio(Audio::Aiff)),
    ("weba", Kind::Audio(Audio::Webm)),
    ("mka", Kind::Audio(Audio::Matroska)),
    ("amr", Kind::Audio(Audio::Amr)),
    ("pdf", Kind::Pdf),
    ("doc", Kind::Document(Document::Doc)),
    ("xls", Kind::Document(Document::Xls)),
    ("ppt", Kind::Document(Document::Ppt)),
    ("docx", Kind::Document(Document::Docx)),
    ("xlsx", Kind::Document(Document::Xlsx)),
    ("pptx", Kind::Document(Document::Pptx)),
    ("odt", Kind::Document(Document::Odt)),
    ("ods", Kind::Document(Document::Ods)),
    ("odp", Kind::Document(Document::Odp)),
    ("epub", Kind::Document(Document::Epub)),
    ("rtf", Kind::Document(Document::Rtf)),
    ("zip", Kind::Archive(Archive::Zip)),
    ("gz", Kind::Archive(Archive::Gzip)),
    ("tgz", Kind::Archive(Archive::Gzip)),
    ("bz2", Kind::Archive(Archive::Bzip2)),
    ("xz", Kind::Archive(Archive::Xz)),
    ("zst", Kind::Archive(Archive::Zstd)),
    ("7z", Kind::Archive(Archive::SevenZip)),
    ("rar", Kind::Archive(Archive::Rar)),
    ("tar", Kind::Archive(Archive::Tar)),
    ("html", Kind::Html),
    ("htm", Kind::Html),
    ("xhtml", Kind::Html),
    ("txt", Kind::Text),
    ("text", Kind::Text),
    ("md", Kind::Text),
    ("log", Kind::Text),
    ("csv", Kind::Text),
    ("json", Kind::Text),
    ("xml", Kind::Text),
    ("srt", Kind::Text),
];

/// What a name says, for an icon before the bytes are here. Never decides what is decoded or opened.
pub fn of_name(name: &str) -> Kind {
    let ending = name::extension(name);
    if let Some(executable) = super::danger::executable(&ending) {
        return Kind::Executable(executable);
    }
    NAMES.iter().find(|(known, _)| *known == ending).map_or(Kind::Unknown, |(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_kind_is_called_leads_back_to_it() {
        for (ending, kind) in NAMES {
            assert_eq!(of_name(&format!("A.{}", ending.to_uppercase())), *kind);
            let usual = of_name(&format!("a.{}", kind.extension()));
            assert!(usual == *kind || usual.mime() == kind.mime(), "{kind:?} is called {}", kind.extension());
            assert!(kind.mime().contains('/'));
        }
        assert_eq!(of_name("photo"), Kind::Unknown);
        assert_eq!(of_name("photo.jpg.exe"), Kind::Executable(Executable::Pe));
    }
}
