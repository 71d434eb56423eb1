//! What needs a warning before it is opened with another program.
//!
//! Whatever runs, installs, mounts or starts something on any system counts, by its bytes or by its name:
//! the name decides what a desktop does with a double click, and the file may be passed on to another
//! system. Pages of the web and SVG count as well, since a browser runs the scripts in them.

use super::formats::{Executable, Kind, OtherPicture};
use crate::name;

/// Windows programs and libraries.
const PE: &[&str] = &["exe", "com", "scr", "pif", "dll", "cpl", "sys", "ocx", "drv", "efi", "mui", "xll", "wll"];
/// Scripts, macros and documents that run.
const SCRIPTS: &[&str] = &[
    "bat",
    "cmd",
    "ps1",
    "ps1xml",
    "ps2",
    "psm1",
    "psd1",
    "psc1",
    "vb",
    "vbs",
    "vbe",
    "js",
    "jse",
    "mjs",
    "ws",
    "wsf",
    "wsc",
    "wsh",
    "sct",
    "hta",
    "inf",
    "reg",
    "rgs",
    "sh",
    "bash",
    "zsh",
    "fish",
    "csh",
    "ksh",
    "run",
    "command",
    "tool",
    "workflow",
    "action",
    "applescript",
    "scpt",
    "scptd",
    "osx",
    "py",
    "pyw",
    "pyc",
    "pyz",
    "pyzw",
    "pl",
    "rb",
    "php",
    "tcl",
    "lua",
    "ahk",
    "au3",
    "gadget",
    "chm",
    "hlp",
    "msc",
    "mst",
    "job",
    "theme",
    "themepack",
    "docm",
    "dotm",
    "xlsm",
    "xltm",
    "xlam",
    "pptm",
    "potm",
    "ppam",
    "ppsm",
    "sldm",
    "slk",
    "iqy",
    "one",
    "ade",
    "adp",
    "mdb",
    "accde",
    "mde",
    "settingcontent-ms",
    "diagcab",
    "diagcfg",
    "diagpkg",
    "library-ms",
    "search-ms",
    "searchconnector-ms",
];
/// Links and launchers.
const LAUNCHERS: &[&str] = &[
    "desktop",
    "lnk",
    "url",
    "webloc",
    "fileloc",
    "inetloc",
    "appref-ms",
    "application",
    "rdp",
    "scf",
    "directory",
    "website",
    "terminal",
    "xbap",
    "jnlp",
    "appinstaller",
    "mobileconfig",
    "kmcolorpack",
];
/// What installs, and images of disks, which escape the mark of the web.
const PACKAGES: &[&str] = &[
    "msi",
    "msp",
    "msu",
    "msix",
    "msixbundle",
    "appx",
    "appxbundle",
    "cab",
    "deb",
    "rpm",
    "apk",
    "apks",
    "xapk",
    "aab",
    "ipa",
    "dmg",
    "pkg",
    "mpkg",
    "app",
    "appimage",
    "snap",
    "flatpak",
    "flatpakref",
    "flatpakrepo",
    "jar",
    "war",
    "ear",
    "iso",
    "img",
    "vhd",
    "vhdx",
    "udf",
    "crx",
    "xpi",
    "vsix",
    "whl",
    "gem",
    "egg",
    "air",
    "xap",
    "kext",
    "prefpane",
    "saver",
    "bundle",
    "plugin",
    "qlgenerator",
];
/// Programs of other systems.
const BINARIES: &[&str] = &["bin", "elf", "out", "so", "ko", "o", "dylib"];
/// Code of virtual machines.
const BYTE_CODE: &[&str] = &["class", "dex", "wasm", "swf"];
/// What a browser runs.
const PAGES: &[&str] = &["html", "htm", "xhtml", "xht", "shtml", "mht", "mhtml", "svg", "svgz", "xsl", "xslt"];

/// What an extension in small letters runs as, if it does.
pub(super) fn executable(extension: &str) -> Option<Executable> {
    [
        (PE, Executable::Pe),
        (SCRIPTS, Executable::Script),
        (LAUNCHERS, Executable::Launcher),
        (PACKAGES, Executable::Package),
        (BINARIES, Executable::Elf),
        (BYTE_CODE, Executable::ByteCode),
    ]
    .into_iter()
    .find(|(endings, _)| endings.contains(&extension))
    .map(|(_, executable)| executable)
}

/// Whether one is warned before opening the file outside.
pub fn is_dangerous(name: &str, kind: Kind) -> bool {
    let ending = name::extension(name);
    matches!(kind, Kind::Executable(_) | Kind::Html | Kind::OtherPicture(OtherPicture::Svg))
        || executable(&ending).is_some()
        || PAGES.contains(&ending.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::{Document, Picture};

    #[test]
    fn what_runs_on_any_system_is_dangerous_by_its_name() {
        for ending in [
            "exe", "msi", "bat", "cmd", "ps1", "vbs", "js", "jar", "sh", "desktop", "AppImage", "deb", "rpm", "apk",
            "dmg", "pkg", "scr", "lnk", "html", "svg", "HTA", "docm", "iso",
        ] {
            assert!(is_dangerous(&format!("photo.jpg.{ending}"), Kind::Unknown), "{ending}");
        }
        assert!(is_dangerous("photo.exe. ", Kind::Unknown), "Windows ignores dots and spaces at the end");
        assert!(is_dangerous("photo.e\u{202e}xe", Kind::Unknown), "what can't be seen does not count");
    }

    #[test]
    fn what_runs_is_dangerous_under_any_name() {
        assert!(is_dangerous("photo.jpg", Kind::Executable(Executable::Elf)));
        assert!(is_dangerous("photo.jpg", Kind::Html));
    }

    #[test]
    fn ordinary_files_are_not() {
        assert!(!is_dangerous("photo.jpg", Kind::Picture(Picture::Jpeg)));
        assert!(!is_dangerous("letter.docx", Kind::Document(Document::Docx)));
        assert!(!is_dangerous("notes", Kind::Text));
        assert!(!is_dangerous("exe", Kind::Unknown));
    }
}
