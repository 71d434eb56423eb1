//! Answers to commands, kept until the screen that asked takes them.

use std::cell::RefCell;
use std::collections::VecDeque;

use onionskin_core::api::{Failure, Outcome, Ticket};

/// What became of a command.
pub type Answer = Result<Outcome, Failure>;

/// Answers nobody took are dropped, the oldest first.
const MOST: usize = 64;

/// The answers that wait.
#[derive(Debug, Default)]
pub struct Answers {
    waiting: RefCell<VecDeque<(Ticket, Answer)>>,
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
