//! Runs a local network until it is stopped: several apps can use it by its network file.
//!
//! It ends on Ctrl+C, on a termination signal, or when its standard input is closed.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use onionskin_localnet::{Bots, LocalNetwork, Spec};

const HELP: &str = "\
Runs a private Session network on this computer, on 127.0.0.1 only

Usage: onionskin-localnet [OPTIONS]

Options:
  --nodes N           Service nodes [default: 12]
  --swarms M          Swarms they form [default: 3]
  --seed S            Number that all node keys follow from [default: 1]
  --write FILE.json   Write the network file there instead of printing it
  --bots ACCOUNT_ID   Let the contacts of the demo write to this account
  --stay              Go on when standard input is closed
  --help              This text

Then start an app with: onionskin --network FILE.json
";

/// What the command line asks for.
struct Options {
    spec: Spec,
    write: Option<PathBuf>,
    bots: Option<String>,
    stays: bool,
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(Some(options)) => options,
        Ok(None) => return print(HELP),
        Err(error) => return fail(&error.to_string()),
    };
    match run(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string()),
    }
}

fn options() -> Result<Option<Options>, lexopt::Error> {
    use lexopt::prelude::{Long, ValueExt};
    let mut options = Options { spec: Spec::default().with_real_timeouts(), write: None, bots: None, stays: false };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("nodes") => options.spec.nodes = arguments.value()?.parse()?,
            Long("swarms") => options.spec.swarms = arguments.value()?.parse()?,
            Long("seed") => options.spec.seed = arguments.value()?.parse()?,
            Long("write") => options.write = Some(arguments.value()?.into()),
            Long("bots") => options.bots = Some(arguments.value()?.string()?),
            Long("stay") => options.stays = true,
            Long("help") => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(options))
}

fn run(options: Options) -> Result<(), Box<dyn std::error::Error>> {
    let network = LocalNetwork::start(options.spec)?;
    let json = network.network_json();
    let mut output = std::io::stdout();
    if let Some(path) = &options.write {
        // Whole or not at all: an app may be waiting for the file.
        let unfinished = path.with_extension("json.new");
        std::fs::write(&unfinished, &json)?;
        std::fs::rename(&unfinished, path)?;
        writeln!(output, "{}", path.display())?;
    } else {
        writeln!(output, "{json}")?;
    }
    output.flush()?;
    let bots = options.bots.map(|account| Bots::start(&network, &account, Duration::from_secs(1))).transpose()?;
    for contact in bots.iter().flat_map(Bots::contacts) {
        writeln!(output, "{} {}", contact.account_id, contact.name)?;
    }
    output.flush()?;
    if options.stays {
        loop {
            std::thread::park();
        }
    }
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    Ok(())
}

fn print(text: &str) -> ExitCode {
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn fail(text: &str) -> ExitCode {
    eprintln!("onionskin-localnet: {text}");
    ExitCode::FAILURE
}
