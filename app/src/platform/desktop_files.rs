//! Files by which a desktop starts the program: at login, and for `onionskin:` links.
//!
//! Linux only: entries of freedesktop.org in the folders of the person (Desktop Application Autostart and Desktop Entry
//! specifications). The program runs in place; a portable one that is moved has to be turned on again.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use onionskin_core::api::Waker;
use serde::{Deserialize, Serialize};

/// Results that wait at most.
const WAITING: usize = 4;
/// The name of both files.
const FILE: &str = "onionskin.desktop";

/// When the system starts the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Starts {
    /// At login, in the tray.
    pub at_login: bool,
    /// For links that lead into the program.
    pub for_links: bool,
}

/// Writes the files. Tests put their own in its place.
pub trait DesktopFiles {
    /// Whether this system has such files.
    fn is_there(&self) -> bool;
    /// Makes it so.
    fn apply(&self, wanted: Starts);
    /// Whether that failed since the last time.
    fn has_failed(&self) -> bool;
}

/// The files of the system.
#[derive(Debug)]
pub struct SystemFiles {
    line: Vec<PathBuf>,
    failed: (SyncSender<()>, Receiver<()>),
    waker: Bell,
}

/// Wakes the window.
struct Bell(Waker);

impl std::fmt::Debug for Bell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Waker")
    }
}

impl SystemFiles {
    /// Files that start the program of a command line.
    pub fn new(line: Vec<PathBuf>, waker: Waker) -> Self {
        Self { line, failed: sync_channel(WAITING), waker: Bell(waker) }
    }
}

impl DesktopFiles for SystemFiles {
    fn is_there(&self) -> bool {
        cfg!(target_os = "linux")
    }

    fn apply(&self, wanted: Starts) {
        let (line, failed, waker) = (self.line.clone(), self.failed.0.clone(), self.waker.0.clone());
        let write = move || {
            let written = folders().and_then(|folders| write(&folders, &line, wanted));
            if let Err(error) = written {
                tracing::warn!(%error, "the files of the desktop can't be written");
                if failed.try_send(()).is_ok() {
                    waker();
                }
            }
        };
        if let Err(error) = std::thread::Builder::new().name("desktop-files".to_owned()).spawn(write) {
            tracing::warn!(%error, "the files of the desktop can't be written");
        }
    }

    fn has_failed(&self) -> bool {
        self.failed.1.try_recv().is_ok()
    }
}

/// Where the files belong.
#[derive(Debug)]
struct Folders {
    autostart: PathBuf,
    applications: PathBuf,
}

fn folders() -> io::Result<Folders> {
    let dirs = directories::BaseDirs::new().ok_or(io::ErrorKind::NotFound)?;
    let (autostart, applications) = (dirs.config_dir().join("autostart"), dirs.data_local_dir().join("applications"));
    Ok(Folders { autostart, applications })
}

fn write(folders: &Folders, line: &[PathBuf], wanted: Starts) -> io::Result<()> {
    let exec = line.iter().map(|word| quoted(word.as_os_str())).collect::<io::Result<Vec<_>>>()?.join(" ");
    let head = "[Desktop Entry]\nType=Application\nName=Onionskin\nIcon=onionskin\nTerminal=false\n";
    let login = format!("{head}Exec={exec} --start-hidden\nX-GNOME-Autostart-enabled=true\n");
    set(&folders.autostart, wanted.at_login.then_some(login))?;
    let links = format!(
        "{head}Exec={exec} %u\nMimeType=x-scheme-handler/onionskin;\nCategories=Network;InstantMessaging;\nStartupWMClass=onionskin\n"
    );
    let is_new = set(&folders.applications, wanted.for_links.then_some(links))?;
    if is_new {
        run("update-desktop-database", &[folders.applications.as_os_str()]);
        if wanted.for_links {
            run("xdg-mime", &["default", FILE, "x-scheme-handler/onionskin"].map(OsStr::new));
        }
    }
    Ok(())
}

/// Writes or removes the file in a folder. Says whether that changed anything.
fn set(folder: &Path, text: Option<String>) -> io::Result<bool> {
    let path = folder.join(FILE);
    let present = std::fs::read_to_string(&path).ok();
    if present == text {
        return Ok(false);
    }
    match text {
        Some(text) => {
            std::fs::create_dir_all(folder)?;
            std::fs::write(&path, text)?;
        }
        None => std::fs::remove_file(&path)?,
    }
    Ok(true)
}

/// A word of a command line, by the rules of the Desktop Entry specification.
fn quoted(word: &OsStr) -> io::Result<String> {
    let word = word.to_str().filter(|word| !word.contains(char::is_control)).ok_or(io::ErrorKind::InvalidInput)?;
    let mut text = String::from("\"");
    for letter in word.chars() {
        match letter {
            // Once for the quotes, once for the file.
            '"' | '`' | '$' => text.extend(['\\', '\\', letter]),
            '\\' => text.push_str("\\\\\\\\"),
            '%' => text.push_str("%%"),
            other => text.push(other),
        }
    }
    text.push('"');
    Ok(text)
}

/// Tells the desktop; one that lacks the program finds the file later.
fn run(program: &str, arguments: &[&OsStr]) {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.status() {
        Ok(status) => tracing::debug!(%status, program, "the desktop was told"),
        Err(error) => tracing::debug!(%error, program, "the desktop was not told"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_come_and_go_with_the_wish() {
        let folder = tempfile::tempdir().expect("a folder");
        let folders = Folders { autostart: folder.path().join("a/autostart"), applications: folder.path().join("b") };
        let line = [PathBuf::from("/opt/my programs/onionskin"), "--profile".into(), "/home/ada/100 % $sure".into()];
        write(&folders, &line, Starts { at_login: true, for_links: true }).expect("written");
        let login = std::fs::read_to_string(folders.autostart.join(FILE)).expect("a file");
        let exec = r#"Exec="/opt/my programs/onionskin" "--profile" "/home/ada/100 %% \\$sure" --start-hidden"#;
        assert!(login.lines().any(|line| line == exec), "{login}");
        let links = std::fs::read_to_string(folders.applications.join(FILE)).expect("a file");
        assert!(links.contains("MimeType=x-scheme-handler/onionskin;") && links.contains(" %u\n"), "{links}");
        write(&folders, &line, Starts::default()).expect("removed");
        assert!(!folders.autostart.join(FILE).exists() && !folders.applications.join(FILE).exists());
        write(&folders, &line, Starts::default()).expect("nothing to do");
        assert!(quoted(OsStr::new("a\nb")).is_err());
    }
}
