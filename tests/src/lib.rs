//! What the tests of several areas share.

pub mod bus;
pub mod dice;
pub mod font_pack;
pub mod fuzz;
pub mod gui_device;
pub mod languages;
pub mod process;
pub mod profile;
pub mod proxy;
pub mod scripted;
