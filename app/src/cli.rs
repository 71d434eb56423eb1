//! The command line of the program.
//!
//! ```text
//! onionskin [--profile DIR] [--network mainnet|testnet|FILE.json] [--password-file FILE] [--start-hidden] [LINK…]
//! onionskin [--profile DIR] [--network mainnet|testnet|FILE.json] [--password-file FILE] rpc|doctor
//! onionskin --demo
//! ```
//!
//! Parsing touches no file: it turns words into [`Invocation`], or into one sentence that says what
//! is wrong. What files say is found out in `launch`.

use std::ffi::OsString;
use std::path::PathBuf;

/// What `--help` prints.
pub const HELP: &str = "\
Onionskin, a light desktop messenger for the Session network

Usage: onionskin [OPTIONS] [LINK…]  opens the window, at a link: onionskin://chat/ID, or the address of a community
       onionskin [OPTIONS] rpc      JSON-RPC 2.0 over stdin and stdout, without a window
       onionskin [OPTIONS] doctor   looks whether the store of the profile agrees with itself

Options:
  --profile DIR         keep everything below this folder (portable)
  --network NETWORK     mainnet (default), testnet, or FILE.json of a private network
  --password-file FILE  read the password of the profile from the first line of this file
  --start-hidden        only in the tray, if the system has one
  --demo                try it offline: a network and a few contacts inside the program, gone when it quits
  --version             print the version
  --help                print this

Environment:
  ONIONSKIN_LOG         error, warn, info (default), debug, trace, or a filter such as onionskin_core::engine=debug;
                        the log is in the folder logs of the profile and holds nothing personal
";

/// Which network to speak to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum NetworkChoice {
    /// The public network.
    #[default]
    Mainnet,
    /// The public test network.
    Testnet,
    /// What a file says.
    File(PathBuf),
}

/// Which face the program shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Face {
    /// The window.
    #[default]
    Window,
    /// JSON-RPC over stdin and stdout.
    Rpc,
    /// A report on the store.
    Doctor,
    /// The window on a network inside the process.
    Demo,
}

/// What to run, as the person asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// The folder of the profile; `None` is the usual place of the system.
    pub profile: Option<PathBuf>,
    /// The network.
    pub network: NetworkChoice,
    /// The file whose first line is the password.
    pub password_file: Option<PathBuf>,
    /// Window, scripts or demo.
    pub face: Face,
    /// Whether the window stays in the tray at first.
    pub is_hidden: bool,
    /// Where the window is to lead.
    pub links: Vec<String>,
}

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invocation {
    /// Print the help and end.
    Help,
    /// Print the version and end.
    Version,
    /// Run the program.
    Run(Options),
}

/// A sentence on what is wrong with the command line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UsageError {
    /// An option that does not exist.
    #[error("there is no option {0}; --help lists all")]
    UnknownOption(String),
    /// A word where none belongs.
    #[error("\"{0}\" is no command; there are rpc and doctor, and --help lists all options")]
    UnknownCommand(String),
    /// An option without what belongs to it.
    #[error("{0} needs {1} after it")]
    MissingValue(&'static str, &'static str),
    /// An option with something that doesn't belong to it.
    #[error("{0} takes nothing after a \"=\"")]
    UnexpectedValue(String),
    /// An option given twice.
    #[error("{0} is given twice")]
    Twice(&'static str),
    /// A network that is neither built in nor a file.
    #[error("\"{0}\" is no network: say mainnet, testnet, or name a file that ends in .json")]
    UnknownNetwork(String),
    /// What belongs to the window, without it.
    #[error("links and --start-hidden go with the window, not with rpc or doctor")]
    WindowOnly,
    /// Options that exclude each other.
    #[error("--demo brings its own network and a scratch profile; it goes with no other option and not with rpc")]
    DemoAlone,
}

/// Reads the command line, without the name of the program.
///
/// # Errors
/// [`UsageError`], one sentence for the person.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Invocation, UsageError> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut seen = Seen::default();
    while let Some(argument) = next(&mut parser)? {
        if let Some(ends) = seen.take(argument, &mut parser)? {
            return Ok(ends);
        }
    }
    seen.finish().map(Invocation::Run)
}

/// One word of the command line, without borrowing the parser.
enum Word {
    Long(String),
    Value(OsString),
    Other(String),
}

fn next(parser: &mut lexopt::Parser) -> Result<Option<Word>, UsageError> {
    match parser.next() {
        Ok(None) => Ok(None),
        Ok(Some(lexopt::Arg::Long(name))) => Ok(Some(Word::Long(name.to_owned()))),
        Ok(Some(lexopt::Arg::Short('h'))) => Ok(Some(Word::Long("help".to_owned()))),
        Ok(Some(lexopt::Arg::Short('V'))) => Ok(Some(Word::Long("version".to_owned()))),
        Ok(Some(lexopt::Arg::Short(letter))) => Ok(Some(Word::Other(format!("-{letter}")))),
        Ok(Some(lexopt::Arg::Value(value))) => Ok(Some(Word::Value(value))),
        Err(lexopt::Error::UnexpectedValue { option, .. }) => Err(UsageError::UnexpectedValue(option)),
        Err(other) => Err(UsageError::UnknownOption(other.to_string())),
    }
}

/// What was read so far.
#[derive(Default)]
struct Seen {
    profile: Option<PathBuf>,
    network: Option<NetworkChoice>,
    password_file: Option<PathBuf>,
    is_demo: bool,
    is_hidden: bool,
    command: Option<Face>,
    links: Vec<String>,
}

impl Seen {
    fn take(&mut self, word: Word, parser: &mut lexopt::Parser) -> Result<Option<Invocation>, UsageError> {
        match word {
            Word::Long(name) => match name.as_str() {
                "help" => return Ok(Some(Invocation::Help)),
                "version" => return Ok(Some(Invocation::Version)),
                "profile" => put(&mut self.profile, "--profile", value(parser, "--profile", "a folder")?.into())?,
                "password-file" => {
                    let file = value(parser, "--password-file", "a file")?.into();
                    put(&mut self.password_file, "--password-file", file)?;
                }
                "network" => {
                    let network = network(value(parser, "--network", "mainnet, testnet or a file")?)?;
                    put(&mut self.network, "--network", network)?;
                }
                "demo" => self.is_demo = true,
                "start-hidden" => self.is_hidden = true,
                other => return Err(UsageError::UnknownOption(format!("--{other}"))),
            },
            Word::Value(word) if word == "rpc" && self.command.is_none() => self.command = Some(Face::Rpc),
            Word::Value(word) if word == "doctor" && self.command.is_none() => self.command = Some(Face::Doctor),
            Word::Value(word) if is_link(&word) => self.links.push(word.to_string_lossy().into_owned()),
            Word::Value(word) => return Err(UsageError::UnknownCommand(word.to_string_lossy().into_owned())),
            Word::Other(option) => return Err(UsageError::UnknownOption(option)),
        }
        Ok(None)
    }

    fn finish(self) -> Result<Options, UsageError> {
        let has_other =
            self.profile.is_some() || self.network.is_some() || self.password_file.is_some() || self.command.is_some();
        if self.is_demo && has_other {
            return Err(UsageError::DemoAlone);
        }
        if (self.is_hidden || !self.links.is_empty()) && self.command.is_some() {
            return Err(UsageError::WindowOnly);
        }
        Ok(Options {
            profile: self.profile,
            network: self.network.unwrap_or_default(),
            password_file: self.password_file,
            is_hidden: self.is_hidden,
            links: self.links,
            face: if self.is_demo { Face::Demo } else { self.command.unwrap_or_default() },
        })
    }
}

/// Whether a word is a link; what it leads to is found out by the window.
fn is_link(word: &OsString) -> bool {
    let schemes = ["onionskin://", "https://", "http://"];
    let word = word.to_string_lossy().to_ascii_lowercase();
    schemes.iter().any(|scheme| word.starts_with(scheme))
}

fn value(parser: &mut lexopt::Parser, option: &'static str, what: &'static str) -> Result<OsString, UsageError> {
    match parser.value() {
        Ok(value) if !value.is_empty() => Ok(value),
        Ok(_) | Err(_) => Err(UsageError::MissingValue(option, what)),
    }
}

fn put<T>(place: &mut Option<T>, option: &'static str, value: T) -> Result<(), UsageError> {
    if place.is_some() {
        return Err(UsageError::Twice(option));
    }
    *place = Some(value);
    Ok(())
}

fn network(value: OsString) -> Result<NetworkChoice, UsageError> {
    match value.to_str() {
        Some("mainnet") => Ok(NetworkChoice::Mainnet),
        Some("testnet") => Ok(NetworkChoice::Testnet),
        _ => {
            let path = PathBuf::from(value);
            if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
                Ok(NetworkChoice::File(path))
            } else {
                Err(UsageError::UnknownNetwork(path.display().to_string()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Invocation, UsageError> {
        parse(line.split_whitespace().map(OsString::from))
    }

    fn options(line: &str) -> Options {
        match parsed(line) {
            Ok(Invocation::Run(options)) => options,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn links_and_a_hidden_start_belong_to_the_window() {
        let words = |text: &str| parse(text.split_whitespace().map(OsString::from));
        let Ok(Invocation::Run(options)) = words("onionskin://chat/05ab --start-hidden HTTPS://a.b/c?public_key=d")
        else {
            panic!("it runs")
        };
        assert!(options.is_hidden && options.face == Face::Window);
        assert_eq!(options.links, ["onionskin://chat/05ab", "HTTPS://a.b/c?public_key=d"]);
        for bad in ["rpc onionskin://chat/05", "doctor --start-hidden"] {
            assert_eq!(words(bad), Err(UsageError::WindowOnly), "{bad}");
        }
        assert!(matches!(words("ftp://a"), Err(UsageError::UnknownCommand(_))));
    }

    #[test]
    fn nothing_opens_the_window_on_the_public_network() {
        assert_eq!(options(""), Options::default());
        assert_eq!(options("").face, Face::Window);
    }

    #[test]
    fn every_option_is_understood_in_any_order() {
        let expected = Options {
            is_hidden: false,
            links: Vec::new(),
            profile: Some("p".into()),
            network: NetworkChoice::File("net.json".into()),
            password_file: Some("pw".into()),
            face: Face::Rpc,
        };
        assert_eq!(options("--profile p --network net.json --password-file pw rpc"), expected);
        assert_eq!(options("rpc --network=net.json --password-file=pw --profile=p"), expected);
        assert_eq!(options("--network testnet").network, NetworkChoice::Testnet);
        assert_eq!(options("--demo").face, Face::Demo);
    }

    #[test]
    fn help_and_version_win_over_what_follows() {
        assert_eq!(parsed("--help --nonsense"), Ok(Invocation::Help));
        assert_eq!(parsed("-V"), Ok(Invocation::Version));
        for option in ["--profile", "--network", "--password-file", "--demo", "--version", "--help", "rpc"] {
            assert!(HELP.contains(option), "the help names {option}");
        }
    }

    #[test]
    fn bad_input_is_told_apart_in_sentences() {
        let said = |line: &str| parsed(line).expect_err(line).to_string();
        assert_eq!(said("--proflie x"), "there is no option --proflie; --help lists all");
        assert_eq!(said("--profile"), "--profile needs a folder after it");
        assert_eq!(said("--profile a --profile b"), "--profile is given twice");
        assert_eq!(said("--demo=yes"), "--demo takes nothing after a \"=\"");
        assert_eq!(said("-x"), "there is no option -x; --help lists all");
        assert!(said("--network moon").starts_with("\"moon\" is no network"));
        assert!(said("rcp").starts_with("\"rcp\" is no command"));
        assert!(said("rpc rpc").starts_with("\"rpc\" is no command"));
        assert!(said("--demo rpc").starts_with("--demo brings its own network"));
        assert!(said("--demo --profile p").starts_with("--demo brings its own network"));
    }
}
