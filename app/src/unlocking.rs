//! An engine that unlocks its store by itself, once, with the password of `--password-file`.
//!
//! A wrong password leaves the window at its lock screen, where the person may type another.

use onionskin_core::api::{Busy, Command, Event, Phase, Secret, Ticket};

use crate::shell::Engine;

/// The number of our own command; the window counts up from 1.
const TICKET: Ticket = Ticket(u64::MAX);

/// An engine and the password to try.
pub struct Unlocking<E> {
    engine: E,
    password: Option<Secret>,
}

impl<E> Unlocking<E> {
    /// Tries `password` when `engine` says for the first time that it is locked.
    pub const fn new(engine: E, password: Option<Secret>) -> Self {
        Self { engine, password }
    }
}

impl<E: Engine> Engine for Unlocking<E> {
    fn send(&self, command: Command) -> Result<(), Busy> {
        self.engine.send(command)
    }

    fn try_recv(&mut self) -> Option<Event> {
        let event = self.engine.try_recv()?;
        if matches!(event, Event::PhaseChanged(Phase::Locked))
            && let Some(password) = self.password.take()
            && self.engine.send(Command::Unlock { ticket: TICKET, password }).is_err()
        {
            tracing::warn!("the engine was too busy to unlock");
        }
        Some(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// Locked again and again; counts the attempts.
    struct Locked(Cell<u32>);

    impl Engine for Locked {
        fn send(&self, command: Command) -> Result<(), Busy> {
            assert!(matches!(command, Command::Unlock { password, .. } if password.reveal() == "from the file"));
            self.0.set(self.0.get() + 1);
            Ok(())
        }

        fn try_recv(&mut self) -> Option<Event> {
            Some(Event::PhaseChanged(Phase::Locked))
        }
    }

    #[test]
    fn the_password_of_the_file_is_tried_once() {
        let password = Some(Secret::new("from the file".to_owned()));
        let mut engine = Unlocking::new(Locked(Cell::new(0)), password);
        for _ in 0..3 {
            assert!(engine.try_recv().is_some());
        }
        assert_eq!(engine.engine.0.get(), 1);
        let mut without = Unlocking::new(Locked(Cell::new(0)), None);
        without.try_recv();
        assert_eq!(without.engine.0.get(), 0);
    }
}
