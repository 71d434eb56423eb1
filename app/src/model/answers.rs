//! Answers to commands, kept until the screen that asked takes them.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use onionskin_core::api::{Failure, Outcome, Ticket};

/// The numbers of commands, each given once.
#[derive(Debug, Default)]
pub struct Tickets(Cell<u64>);

impl Tickets {
    /// The next one.
    pub fn next(&self) -> Ticket {
        self.0.set(self.0.get() + 1);
        Ticket(self.0.get())
    }
}

/// What became of a command.
pub type Answer = Result<Outcome, Failure>;

/// Answers nobody took are dropped, the oldest first.
const MOST: usize = 64;

/// The answers that wait.
#[derive(Debug, Default)]
pub struct Answers {
    waiting: RefCell<VecDeque<(Ticket, Answer)>>,
    /// How far the command that takes long has come: one runs at a time.
    progress: Cell<Option<(Ticket, u8)>>,
}

impl Answers {
    /// Keeps an answer.
    pub fn put(&self, ticket: Ticket, answer: Answer) {
        let mut waiting = self.waiting.borrow_mut();
        if waiting.len() >= MOST {
            waiting.pop_front();
        }
        waiting.push_back((ticket, answer));
    }

    /// Notes how far a command has come, in percent.
    pub fn set_progress(&self, ticket: Ticket, percent: u8) {
        self.progress.set(Some((ticket, percent)));
    }

    /// How far a command has come, in percent.
    pub fn progress(&self, ticket: Ticket) -> Option<u8> {
        self.progress.get().filter(|(of, _)| *of == ticket).map(|(_, percent)| percent)
    }

    /// Takes the answer to a command, if it is here.
    pub fn take(&self, ticket: Ticket) -> Option<Answer> {
        let mut waiting = self.waiting.borrow_mut();
        let at = waiting.iter().position(|(of, _)| *of == ticket)?;
        waiting.remove(at).map(|(_, answer)| answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_taken_once_and_old_ones_go() {
        let answers = Answers::default();
        for number in 0..100 {
            answers.put(Ticket(number), Ok(Outcome::Done));
        }
        assert!(answers.take(Ticket(0)).is_none(), "dropped since nobody took it");
        assert!(answers.take(Ticket(99)).is_some());
        assert!(answers.take(Ticket(99)).is_none());
    }
}
