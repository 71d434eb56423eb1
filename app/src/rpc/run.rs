//! The streams of `onionskin rpc`: a thread that reads stdin, and the loop that owns the session.
//!
//! Lines wait in a bounded channel, so a script that writes faster than the engine works is held up by
//! its own pipe. The engine's waker puts a token into the same channel; if the channel is full the loop
//! is awake anyway and looks for events on each turn.

use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use onionskin_core::api::{EngineConfig, EngineHandle, EventReceiver, Secret, StartError, Waker, start};

use super::session::Session;
use super::wire::LINE_BYTES;

/// Lines that wait for the session.
const LINES_WAITING: usize = 64;
/// How long open requests may take after stdin has ended.
const LAST_ANSWERS: Duration = Duration::from_mins(1);
/// How long the engine may take to put things away.
const QUITTING: Duration = Duration::from_secs(2);
/// Longest sleep without a deadline.
const LONGEST_SLEEP: Duration = Duration::from_hours(1);

/// What the program knows before the engine starts.
pub struct RpcConfig {
    /// Makes the engine's configuration around our waker.
    pub engine: Box<dyn FnOnce(Waker) -> EngineConfig>,
    /// Unlocks the store and protects a new one.
    pub password: Option<Secret>,
}

/// Why the loop ended early.
#[derive(Debug, thiserror::Error)]
pub enum RpcRunError {
    /// The engine could not start.
    #[error("the engine could not start: {0}")]
    Start(#[from] StartError),
    /// stdout is closed, or no thread could be started.
    #[error("the streams failed: {0}")]
    Stream(#[from] io::Error),
}

enum Input {
    Line(String),
    TooLong,
    End,
    Wake,
}

/// Serves stdin and stdout until stdin ends or `shutdown` is called.
///
/// # Errors
/// [`RpcRunError`] when the engine can't start or stdout is gone.
pub fn run(config: RpcConfig) -> Result<(), RpcRunError> {
    let (sender, inputs) = sync_channel(LINES_WAITING);
    let waker = waker(sender.clone());
    let (handle, events) = start((config.engine)(waker))?;
    thread::Builder::new().name("rpc-stdin".to_owned()).spawn(move || read_lines(io::stdin().lock(), &sender))?;
    let served = serve(handle.clone(), events, &inputs, config.password);
    handle.shutdown(QUITTING);
    match served {
        // A script that went away wants nothing more.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        served => Ok(served?),
    }
}

fn waker(sender: SyncSender<Input>) -> Waker {
    Arc::new(move || {
        // A full channel means that the loop is awake already.
        drop(sender.try_send(Input::Wake));
    })
}

fn serve(
    handle: EngineHandle,
    mut events: EventReceiver,
    inputs: &Receiver<Input>,
    password: Option<Secret>,
) -> io::Result<()> {
    let mut session = Session::new(handle, password);
    let mut held: Vec<Option<String>> = Vec::new();
    let mut ends_at: Option<Instant> = None;
    let mut out = io::stdout().lock();
    while !session.is_over() {
        while let Some(event) = events.try_recv() {
            session.on_event(event);
        }
        let now = Instant::now();
        session.tick(now);
        if session.is_settled() {
            for line in held.drain(..) {
                session.on_line(line.as_deref(), now);
            }
        }
        print(&mut out, session.take_lines())?;
        let is_done = held.is_empty() && !session.is_busy();
        if session.is_over() || ends_at.is_some_and(|end| is_done || end <= now) {
            break;
        }
        // Lines that come before the store is open wait here, up to the bound of the channel.
        let sleep = [session.next_deadline(), ends_at].into_iter().flatten().min();
        let sleep = sleep.map_or(LONGEST_SLEEP, |deadline| deadline.saturating_duration_since(now));
        match inputs.recv_timeout(sleep) {
            Ok(Input::Wake) | Err(RecvTimeoutError::Timeout) => {}
            Ok(Input::Line(line)) => hold(&mut held, Some(line), &mut session),
            Ok(Input::TooLong) => hold(&mut held, None, &mut session),
            Ok(Input::End) | Err(RecvTimeoutError::Disconnected) => ends_at = Some(now + LAST_ANSWERS),
        }
    }
    session.close();
    print(&mut out, session.take_lines())
}

/// Keeps a line for the next turn. When too many wait, the newest is refused as too much at once.
fn hold(held: &mut Vec<Option<String>>, line: Option<String>, session: &mut Session<EngineHandle>) {
    if held.len() < LINES_WAITING {
        held.push(line);
    } else {
        session.refuse_busy(line.as_deref());
    }
}

fn print(out: &mut impl Write, lines: Vec<String>) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    for line in lines {
        writeln!(out, "{line}")?;
    }
    out.flush()
}

/// Hands over every line, then the end. A line over the limit is skipped to its end.
fn read_lines(mut input: impl BufRead, sender: &SyncSender<Input>) {
    while let Ok(Some(line)) = read_line(&mut input) {
        if sender.send(line).is_err() {
            return;
        }
    }
    // The loop may be gone already, then nobody needs the end.
    drop(sender.send(Input::End));
}

fn read_line(input: &mut impl BufRead) -> io::Result<Option<Input>> {
    let mut line = Vec::new();
    let mut is_too_long = false;
    loop {
        let available = input.fill_buf()?;
        if available.is_empty() {
            return Ok((!line.is_empty() || is_too_long).then(|| finish(line, is_too_long)));
        }
        let (part, used, is_end) = match available.iter().position(|byte| *byte == b'\n') {
            Some(end) => (available.get(..end).unwrap_or_default(), end + 1, true),
            None => (available, available.len(), false),
        };
        if line.len() + part.len() > LINE_BYTES {
            is_too_long = true;
            line.clear();
        } else if !is_too_long {
            line.extend_from_slice(part);
        }
        input.consume(used);
        if is_end {
            return Ok(Some(finish(line, is_too_long)));
        }
    }
}

fn finish(line: Vec<u8>, is_too_long: bool) -> Input {
    if is_too_long {
        Input::TooLong
    } else {
        // Bytes that are no UTF-8 become a line that is no JSON, and are answered so.
        Input::Line(String::from_utf8(line).unwrap_or_else(|_bytes| "\u{fffd}".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn lines_of(bytes: &[u8]) -> Vec<String> {
        let (sender, inputs) = sync_channel(100);
        read_lines(BufReader::with_capacity(7, bytes), &sender);
        inputs
            .try_iter()
            .map(|input| match input {
                Input::Line(line) => line,
                Input::TooLong => "<too long>".to_owned(),
                Input::End => "<end>".to_owned(),
                Input::Wake => "<wake>".to_owned(),
            })
            .collect()
    }

    #[test]
    fn lines_are_read_whole_across_reads() {
        assert_eq!(lines_of(b"{\"a\":1}\n\n{\"longer\":2}"), ["{\"a\":1}", "", "{\"longer\":2}", "<end>"]);
    }

    #[test]
    fn a_line_without_end_takes_bounded_memory_and_the_next_one_is_read() {
        let mut bytes = vec![b'x'; LINE_BYTES * 3];
        bytes.extend_from_slice(b"\nnext\n");
        assert_eq!(lines_of(&bytes), ["<too long>", "next", "<end>"]);
        assert_eq!(lines_of(&vec![b'x'; LINE_BYTES]).first().map(String::len), Some(LINE_BYTES));
    }

    #[test]
    fn bytes_that_are_no_text_are_no_json_either() {
        let lines = lines_of(b"\xff\xfe\n");
        assert!(super::super::wire::parse(&lines[0]).is_err());
    }
}
