//! What the contacts of the demonstration say. English only: they are people, not interface.

/// One contact.
pub(crate) struct Character {
    pub(crate) name: &'static str,
    /// Whether the first message should stay a message request.
    pub(crate) is_stranger: bool,
    /// What it says unasked: after how many beats (seconds), and the words.
    pub(crate) opening: &'static [(u32, &'static str)],
    /// What it says in turn when written to; the same words back if there are none.
    pub(crate) answers: &'static [&'static str],
    /// What it says once it was accepted or first answered, instead of an answer.
    pub(crate) when_accepted: Option<&'static str>,
    /// Beats it thinks before it answers.
    pub(crate) pause: u32,
}

/// The cast.
pub(crate) const CHARACTERS: [Character; 3] = [
    Character {
        name: "Echo",
        is_stranger: false,
        opening: &[
            (
                0,
                "Welcome! This is a demo. A small network of service nodes runs inside this window, \
                 on this computer only: nothing goes to the internet, and nobody else can see it.",
            ),
            (
                2,
                "Everything else is real: your message is encrypted for me, wrapped in layers, passed along an onion \
                 path, and kept by a swarm until I fetch it.",
            ),
            (4, "I am Echo: write anything and I send it back. When you quit, the demo is gone with all it holds."),
        ],
        answers: &[],
        when_accepted: None,
        pause: 0,
    },
    Character {
        name: "Maya",
        is_stranger: false,
        opening: &[
            (6, "Hi! I am Maya. I am scripted, so I don't understand a word, but I do like to talk."),
            (11, "Have you seen the dot that shows your connection? Open it, and you see the path your messages take."),
            (24, "I was going to say something clever about onions, but it would only make you cry."),
            (
                40,
                "You can switch between light and dark in the settings. I can't see the difference, but people tell me \
                 it matters.",
            ),
            (65, "I will stop chattering now. Write to me and I answer."),
        ],
        answers: &[
            "Oh, tell me more about that.",
            "I read that twice, and it got better each time.",
            "Really? I would not have guessed.",
            "Let me think about it… No, nothing. My script is short.",
            "My favorite feature? That nobody had to ask for a phone number.",
            "That is what I always say. Well, it is what I say every tenth time.",
            "Fun fact: the nodes on the way to me know either you or me, but never both.",
            "I agree completely. I was written that way.",
            "Ha! Good one. I have no idea what it was.",
            "Try a longer message, with several lines: Shift and Enter start a new one.",
        ],
        when_accepted: None,
        pause: 2,
    },
    Character {
        name: "Sam",
        is_stranger: true,
        opening: &[(
            15,
            "Hello, this is Sam. We have never talked, so this is a message request: I only hear from you if you accept \
             it or write back. Blocking me is fine too, I am only a script.",
        )],
        answers: &["Good to hear from you.", "I am a script of few words.", "See you on the real network!"],
        when_accepted: Some("Thanks for accepting! From now on we are contacts, and my messages come straight to you."),
        pause: 1,
    },
];
