//! What concerns this device only (protocol notes, config 7.5). Never pushed; the format of the dump is
//! the reference's, so that a folder of another client could be read.

use super::fields::{self, Writer};
use super::{Config, ConfigKeys, ConfigKind};

/// The config of this device.
#[derive(Debug, Clone)]
pub struct Local(Config);

impl Default for Local {
    fn default() -> Self {
        Self(Config::with_keys(ConfigKind::Local, ConfigKeys::default()))
    }
}

impl Local {
    /// The config itself.
    pub const fn config(&self) -> &Config {
        &self.0
    }

    /// The config itself, to dump it.
    pub const fn config_mut(&mut self) -> &mut Config {
        &mut self.0
    }

    /// A number: `notify_content` (1 name and preview, 2 name, 3 neither), `notify_sound`, `theme` (1 to 4),
    /// `theme_primary_color` (1 to 7).
    pub fn number(&self, name: &str) -> Option<i64> {
        fields::int(self.0.data(), name.as_bytes())
    }

    /// Sets a number; 0 removes it.
    pub fn set_number(&mut self, name: &str, number: i64) {
        Writer::new(&mut self.0, &[]).non_zero(name.as_bytes(), number);
    }

    /// Whether a switch is on; one that was never set is off.
    pub fn is_on(&self, name: &str) -> bool {
        self.0.int(&[b"settings", name.as_bytes()]) == Some(1)
    }

    /// Turns a switch on or off.
    pub fn set_on(&mut self, name: &str, is_on: bool) {
        Writer::new(&mut self.0, &[b"settings"]).flag(name.as_bytes(), is_on);
    }
}
