//! From the command line to a running program: files are read here, then the window or `rpc` takes over.
//!
//! Exit codes: 0 all went well, 1 the program could not run or ended early, 2 the command line is wrong.

use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use onionskin_core::api::{EngineConfig, KeyChoice, NetworkSpec, Secret, SpecError, Waker, doctor, start};

use crate::accounts;
use crate::cli::{self, Face, HELP, Invocation, NetworkChoice, Options};
use crate::demo::DemoEngine;
use crate::logging::{self, LogGuard};
use crate::platform::instance::{self, Claim, Request};
use crate::rpc::{self, RpcConfig, RpcRunError};
use crate::shell::{DemoStarter, Engine, EngineLink, WindowConfig, run_window};
use crate::unlocking::Unlocking;

/// Largest network file that is read, in bytes.
const NETWORK_FILE_BYTES: u64 = 1 << 20;
/// Largest password file that is read, in bytes.
const PASSWORD_FILE_BYTES: u64 = 4_096;

/// Why the program can't run, as one sentence for the person.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// The system names no folder for the data of programs.
    #[error("this system names no folder for the data of programs; say where with --profile DIR")]
    NoHome,
    /// The folder of the profile can't be made.
    #[error("the folder {0} can't be made: {1}")]
    Profile(PathBuf, std::io::Error),
    /// A file that was named can't be read.
    #[error("the file {0} can't be read: {1}")]
    File(PathBuf, std::io::Error),
    /// A file that was named is far too large to be what it should be.
    #[error("the file {0} is too large to be what it should be")]
    FileTooLarge(PathBuf),
    /// The network file is not one.
    #[error("{0}: {1}")]
    Network(PathBuf, SpecError),
    /// The first line of the password file is empty.
    #[error("the first line of {0} is empty; it should be the password")]
    EmptyPassword(PathBuf),
    /// The scripts' loop ended early.
    #[error(transparent)]
    Rpc(#[from] RpcRunError),
    /// The store can't be examined.
    #[error("the store can't be examined: {0}")]
    Store(&'static str),
    /// The window could not be opened.
    #[error("the window can't be opened: {0}")]
    Window(String),
}

/// Everything the program needs to know before it starts.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The folder that holds all state.
    pub profile_dir: PathBuf,
    /// The network.
    pub network: NetworkSpec,
    /// The password of the profile, if a file gave it.
    pub password: Option<Secret>,
}

impl Setup {
    /// Reads the files that the options name, and writes nothing.
    ///
    /// # Errors
    /// [`LaunchError`], a sentence that names the file.
    pub fn read(options: &Options) -> Result<Self, LaunchError> {
        let network = network(&options.network)?;
        let password = options.password_file.as_deref().map(read_password).transpose()?;
        let profile_dir = match &options.profile {
            Some(folder) => std::path::absolute(folder).map_err(|error| LaunchError::Profile(folder.clone(), error))?,
            None => usual_profile(&options.network)?,
        };
        Ok(Self { profile_dir, network, password })
    }

    /// What the engine needs, with the clock and the randomness of the system.
    pub fn engine_config(&self, waker: Waker) -> EngineConfig {
        EngineConfig::new(self.profile_dir.clone(), self.network.clone(), waker)
    }
}

/// The whole program, with the arguments after its name.
pub fn main_entry(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    crate::memory::share_one_heap();
    match cli::parse(arguments) {
        Ok(Invocation::Help) => print(HELP),
        Ok(Invocation::Version) => print(&format!("onionskin {}\n", env!("CARGO_PKG_VERSION"))),
        Ok(Invocation::Run(options)) => run(&options),
        Err(error) => complain(&error, 2),
    }
}

fn run(options: &Options) -> ExitCode {
    let ended = match options.face {
        Face::Window => prepare(options).and_then(|setup| window(setup, options)),
        Face::Rpc => prepare(options).and_then(scripts),
        Face::Demo => demo(),
        Face::Doctor => return examine(options),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error, 1),
    }
}

fn scripts(setup: Setup) -> Result<(), LaunchError> {
    let _log = start_log(&setup.profile_dir);
    let password = setup.password.clone();
    let engine = Box::new(move |waker| setup.engine_config(waker));
    Ok(rpc::run(RpcConfig { engine, password })?)
}

/// Looks through the store and prints what is there and what doesn't fit: 0 when all fits, 1 when not, 2 when it can't
/// be looked at.
fn examine(options: &Options) -> ExitCode {
    let setup = match Setup::read(options) {
        Ok(setup) => setup,
        Err(error) => return complain(&error, 2),
    };
    match doctor(setup.profile_dir, &KeyChoice::system(), setup.password.as_ref()) {
        Ok(report) => {
            let rows = report.rows.iter().map(|(table, count)| format!("{table}: {count}\n"));
            let ills = report.ills.iter().map(|(ill, count)| format!("does not fit: {} ({count})\n", ill.as_str()));
            let end = if report.is_well() { "all fits\n".to_owned() } else { String::new() };
            print(&rows.chain(ills).chain([end]).collect::<String>());
            ExitCode::from(u8::from(!report.is_well()))
        }
        Err(code) => complain(&LaunchError::Store(code.as_str()), 2),
    }
}

fn window(setup: Setup, options: &Options) -> Result<(), LaunchError> {
    let _log = start_log(&setup.profile_dir);
    let instance = match instance::claim(&setup.profile_dir, &Request { links: options.links.clone() }) {
        Claim::Told => return Ok(()),
        Claim::First(instance) => instance,
    };
    let (links, is_hidden, line) = (options.links.clone(), options.is_hidden, Some(command_line(options)?));
    let profile_dir = Some(setup.profile_dir.clone());
    let accounts = accounts::present(&setup.profile_dir);
    let engine = Box::new(move |number, waker| {
        let folder = accounts::folder(&setup.profile_dir, number);
        let config = EngineConfig::new(folder, setup.network.clone(), waker);
        let (handle, events) = start(config).map_err(|error| error.to_string())?;
        // The file holds the password of the first account.
        let password = setup.password.clone().filter(|_| number == 1);
        Ok(Box::new(Unlocking::new(EngineLink { handle, events }, password)) as Box<dyn Engine>)
    });
    let demo: DemoStarter = Box::new(begin_demo);
    let is_demo = false;
    let demo = Some(demo);
    run_window(WindowConfig { engine, accounts, is_demo, demo, profile_dir, instance, links, is_hidden, line })
        .map_err(LaunchError::Window)
}

/// The words by which the system starts this program on the same profile.
fn command_line(options: &Options) -> Result<Vec<PathBuf>, LaunchError> {
    let failed = |error| LaunchError::File(PathBuf::from("onionskin"), error);
    // What an AppImage unpacks is gone when it ends; the image stays.
    let image = std::env::var_os("APPIMAGE").map(PathBuf::from).filter(|image| image.is_absolute());
    let mut line = vec![image.map_or_else(std::env::current_exe, Ok).map_err(failed)?];
    if let Some(profile) = &options.profile {
        line.extend([PathBuf::from("--profile"), std::path::absolute(profile).map_err(failed)?]);
    }
    match &options.network {
        NetworkChoice::Mainnet => {}
        NetworkChoice::Testnet => line.extend(["--network", "testnet"].map(PathBuf::from)),
        NetworkChoice::File(file) => {
            line.extend([PathBuf::from("--network"), std::path::absolute(file).map_err(failed)?]);
        }
    }
    Ok(line)
}

fn demo() -> Result<(), LaunchError> {
    let engine = Box::new(|_number, waker| begin_demo(waker));
    run_window(WindowConfig {
        engine,
        accounts: vec![1],
        is_demo: true,
        demo: None,
        profile_dir: None,
        instance: None,
        links: Vec::new(),
        is_hidden: false,
        line: None,
    })
    .map_err(LaunchError::Window)
}

fn begin_demo(waker: Waker) -> Result<Box<dyn Engine>, String> {
    match DemoEngine::start(waker) {
        Ok(demo) => Ok(Box::new(demo)),
        Err(error) => Err(error.to_string()),
    }
}

/// As [`Setup::read`], and makes the folder of the profile.
///
/// # Errors
/// [`LaunchError`], a sentence that names the file.
pub fn prepare(options: &Options) -> Result<Setup, LaunchError> {
    let setup = Setup::read(options)?;
    make_private(&setup.profile_dir).map_err(|error| LaunchError::Profile(setup.profile_dir.clone(), error))?;
    Ok(setup)
}

/// A profile belongs to one network, so each network has a folder of its own.
fn usual_profile(network: &NetworkChoice) -> Result<PathBuf, LaunchError> {
    let folders = directories::ProjectDirs::from("", "", "onionskin").ok_or(LaunchError::NoHome)?;
    Ok(folders.data_local_dir().join(match network {
        NetworkChoice::Mainnet => "mainnet",
        NetworkChoice::Testnet => "testnet",
        NetworkChoice::File(_) => "private",
    }))
}

fn network(choice: &NetworkChoice) -> Result<NetworkSpec, LaunchError> {
    match choice {
        NetworkChoice::Mainnet => Ok(NetworkSpec::mainnet()),
        NetworkChoice::Testnet => Ok(NetworkSpec::testnet()),
        NetworkChoice::File(path) => {
            let text = read_text(path, NETWORK_FILE_BYTES)?;
            NetworkSpec::from_json(&text).map_err(|error| LaunchError::Network(path.clone(), error))
        }
    }
}

/// The first line of a file, without its end.
fn read_password(path: &Path) -> Result<Secret, LaunchError> {
    let text = Secret::new(read_text(path, PASSWORD_FILE_BYTES)?);
    match text.reveal().lines().next() {
        Some(line) if !line.is_empty() => Ok(Secret::new(line.to_owned())),
        _ => Err(LaunchError::EmptyPassword(path.to_owned())),
    }
}

fn read_text(path: &Path, limit: u64) -> Result<String, LaunchError> {
    let failed = |error| LaunchError::File(path.to_owned(), error);
    let mut text = String::new();
    let file = fs::File::open(path).map_err(failed)?;
    file.take(limit + 1).read_to_string(&mut text).map_err(failed)?;
    if text.len() as u64 > limit {
        return Err(LaunchError::FileTooLarge(path.to_owned()));
    }
    Ok(text)
}

/// Makes a folder that only its owner may look into. One that exists keeps its rights.
fn make_private(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The program runs as well without a log.
fn start_log(profile_dir: &Path) -> Option<LogGuard> {
    let folder = profile_dir.join("logs");
    let setting = std::env::var(logging::VARIABLE).ok();
    match logging::start(&folder, setting.as_deref()) {
        Ok(guard) => {
            tracing::info!(version = env!("CARGO_PKG_VERSION"), "started");
            Some(guard)
        }
        Err(error) => {
            complain(&error, 0);
            None
        }
    }
}

#[expect(clippy::print_stdout, reason = "what was asked for belongs on stdout")]
fn print(text: &str) -> ExitCode {
    print!("{text}");
    ExitCode::SUCCESS
}

#[expect(clippy::print_stderr, reason = "the only way to a person before there is a window")]
fn complain(error: &dyn std::error::Error, code: u8) -> ExitCode {
    eprintln!("onionskin: {error}");
    ExitCode::from(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(folder: &Path) -> Options {
        Options { profile: Some(folder.join("a/b")), ..Options::default() }
    }

    #[test]
    fn the_folder_of_the_profile_is_made_for_its_owner_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("net.json");
        let key = "00".repeat(32);
        let seed = r#"{"url":"http://127.0.0.1:1"}"#;
        let server = format!(r#"{{"url":"http://f","ed25519":"{key}","x25519":"{key}"}}"#);
        fs::write(&file, format!(r#"{{"name":"n","seeds":[{seed}],"file_server":{server}}}"#)).expect("writing");
        let options = Options { network: NetworkChoice::File(file), ..options(folder.path()) };
        let setup = prepare(&options).expect("a setup");
        assert!(setup.profile_dir.is_dir() && setup.profile_dir.is_absolute());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&setup.profile_dir).expect("metadata").permissions().mode();
            assert_eq!(mode & 0o077, 0, "{mode:o}");
        }
    }

    #[test]
    fn the_password_is_the_first_line_without_its_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("password");
        fs::write(&file, "with space \r\nsecond line\n").expect("writing");
        assert_eq!(read_password(&file).expect("a password").reveal(), "with space ");
        fs::write(&file, "\n").expect("writing");
        assert!(matches!(read_password(&file), Err(LaunchError::EmptyPassword(_))));
        fs::write(&file, vec![b'x'; 10_000]).expect("writing");
        assert!(matches!(read_password(&file), Err(LaunchError::FileTooLarge(_))));
    }

    #[test]
    fn a_bad_file_is_named_and_nothing_is_made() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("net.json");
        let options = Options { network: NetworkChoice::File(file.clone()), ..options(folder.path()) };
        let missing = prepare(&options).expect_err("there is no file").to_string();
        assert!(missing.contains("net.json"), "{missing}");
        fs::write(&file, "{}").expect("writing");
        assert!(matches!(prepare(&options), Err(LaunchError::Network(..))));
        assert!(!folder.path().join("a").exists());
    }
}
