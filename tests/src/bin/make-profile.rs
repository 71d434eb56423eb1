//! Makes a large profile for measurements: `make-profile [OPTIONS] DIR`.
//!
//! The profile is behind a password, so that it opens where there is no keyring.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use onionskin_core::clock::{Clock, SystemClock};
use onionskin_core::storage::PasswordCost;
use onionskin_tests::profile::{Spec, make};

const HELP: &str = "\
Makes a large Onionskin profile for measurements.

Usage: make-profile [OPTIONS] DIR

  --conversations N     people to talk to (1000)
  --messages N          messages in all conversations together (100000)
  --password-file FILE  the first line is the password of the profile (without: `password`)
  --help                this text

Open it with: onionskin --profile DIR
";

struct Arguments {
    folder: PathBuf,
    password: String,
    spec: Spec,
}

fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<Arguments>, lexopt::Error> {
    use lexopt::prelude::*;
    let mut spec = Spec { conversations: 1_000, messages: 100_000, now: SystemClock::default().wall_millis() };
    let (mut folder, mut password) = (None, "password".to_owned());
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("conversations") => spec.conversations = parser.value()?.parse()?,
            Long("messages") => spec.messages = parser.value()?.parse()?,
            Long("password-file") => {
                let path = PathBuf::from(parser.value()?);
                let content = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
                content.lines().next().unwrap_or_default().clone_into(&mut password);
            }
            Long("help") => return Ok(None),
            Value(path) if folder.is_none() => folder = Some(PathBuf::from(path)),
            other => return Err(other.unexpected()),
        }
    }
    let folder = folder.ok_or("the folder is missing")?;
    Ok(Some(Arguments { folder, password, spec }))
}

fn main() -> ExitCode {
    let arguments = match parse(std::env::args_os().skip(1)) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("make-profile: {error}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    let spec = arguments.spec;
    match make(arguments.folder, &arguments.password, PasswordCost::default(), spec) {
        Ok(store) => {
            store.close();
            println!("{} conversations, {} messages", spec.conversations, spec.messages);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("make-profile: {error}");
            ExitCode::FAILURE
        }
    }
}
