//! The log: a file a day in the folder `logs` of the profile, the newest seven kept.
//!
//! `ONIONSKIN_LOG` sets the level. A bare level holds for our crates; others stay at `warn`, since
//! what they log at lower levels isn't ours to vouch for. No statement of ours carries ids, names,
//! texts or addresses of people. Lines are written by a thread of the appender's own; when the disk
//! is slow, lines are dropped rather than the program held up. One run of the program writes
//! at most [`BYTES_PER_RUN`].

use std::io::{self, Write};
use std::path::Path;

use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

/// The environment variable that sets the level.
pub const VARIABLE: &str = "ONIONSKIN_LOG";
/// How many files are kept.
const FILES_KEPT: usize = 7;
/// How many lines wait for the disk at most.
const LINES_WAITING: usize = 2_048;
/// How much one run of the program writes into the log at most, in bytes.
const BYTES_PER_RUN: u64 = 16 << 20;

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The folder can't be made.
    #[error("the folder of the log can't be made: {0}")]
    Folder(#[from] io::Error),
    /// The file can't be made.
    #[error("the log can't be written")]
    Unwritable(#[from] tracing_appender::rolling::InitError),
    /// There is one already.
    #[error("a log is set up already")]
    Twice,
}

/// Flushes the log when dropped.
#[derive(Debug)]
pub struct LogGuard {
    _worker: WorkerGuard,
}

/// Starts logging into `folder`.
///
/// # Errors
/// [`LogError`]; the program runs as well without a log.
pub fn start(folder: &Path, setting: Option<&str>) -> Result<LogGuard, LogError> {
    std::fs::create_dir_all(folder)?;
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("onionskin")
        .filename_suffix("log")
        .max_log_files(FILES_KEPT)
        .build(folder)?;
    let (writer, worker) = NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(LINES_WAITING)
        .thread_name("log-writer")
        .finish(Bounded { inner: appender, left: BYTES_PER_RUN });
    let (filter, is_understood) = filter(setting);
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer).with_ansi(false).finish();
    tracing::subscriber::set_global_default(subscriber).map_err(|_already| LogError::Twice)?;
    if !is_understood {
        tracing::warn!("{VARIABLE} is not understood and ignored");
    }
    Ok(LogGuard { _worker: worker })
}

/// The filter for a setting, and whether the setting was understood.
fn filter(setting: Option<&str>) -> (EnvFilter, bool) {
    let setting = setting.map(str::trim).filter(|text| !text.is_empty()).unwrap_or("info");
    let ours = |level: LevelFilter| {
        EnvFilter::new(format!(
            "warn,onionskin={level},onionskin_core={level},onionskin_media={level},onionskin_localnet={level}"
        ))
    };
    if let Ok(level) = setting.parse::<LevelFilter>() {
        return (ours(level), true);
    }
    match EnvFilter::try_new(setting) {
        Ok(filter) => (filter, true),
        Err(_unclear) => (ours(LevelFilter::INFO), false),
    }
}

/// A writer that falls silent after a number of bytes.
struct Bounded<W> {
    inner: W,
    left: u64,
}

impl<W: Write> Write for Bounded<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let size = line.len() as u64;
        if size > self.left {
            self.left = 0;
            return Ok(line.len());
        }
        self.left -= size;
        self.inner.write_all(line)?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_level_concerns_only_our_crates() {
        let (filter, is_understood) = filter(Some("debug"));
        let text = filter.to_string();
        assert!(is_understood);
        assert!(text.contains("onionskin_core=debug") && text.contains("warn"), "{text}");
    }

    #[test]
    fn a_filter_is_taken_as_it_is_and_nonsense_falls_back_to_info() {
        assert!(filter(Some("onionskin_core::engine=trace")).0.to_string().contains("onionskin_core::engine=trace"));
        let (fallback, is_understood) = filter(Some("a=b=c"));
        assert!(!is_understood);
        assert!(fallback.to_string().contains("onionskin=info"));
        assert!(filter(Some("  ")).1 && filter(None).1);
    }

    #[test]
    fn the_log_of_one_run_is_bounded() {
        let mut writer = Bounded { inner: Vec::new(), left: 10 };
        for _ in 0..5 {
            writer.write_all(b"1234").expect("memory takes it");
        }
        assert_eq!(writer.inner, b"12341234");
    }
}
