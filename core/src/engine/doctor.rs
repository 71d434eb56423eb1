//! Examining a store without starting anything.

use std::path::PathBuf;

use super::config::KeyChoice;
use super::face::{FailureCode, Secret};
use super::opening;
use crate::storage::doctor::{Report, examine};
use crate::storage::{Found, Location};

/// Looks through the store of a profile. Blocks.
///
/// # Errors
/// [`FailureCode::NotFound`] when there is none, and those of opening it.
pub fn doctor(folder: PathBuf, keys: &KeyChoice, password: Option<&Secret>) -> Result<Report, FailureCode> {
    let location = Location::new(folder, keys.keeper());
    let found = location.find().map_err(|error| opening::failure(&error))?;
    if found == Found::Nothing {
        return Err(FailureCode::NotFound);
    }
    let store = location.open(password.map(Secret::reveal)).map_err(|error| opening::failure(&error))?;
    let report = store.read(examine);
    store.close();
    report.map_err(|_unreadable| FailureCode::Storage)
}
