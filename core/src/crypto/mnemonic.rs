//! The recovery password: 13 words that stand for the seed of an account.
//!
//! Each group of four bytes becomes three words of a list of 1,626; the last word repeats one of the
//! twelve, chosen by a CRC-32 of their prefixes, so that a wrong word is noticed (protocol notes,
//! messages 1.3). Only the first characters of a word count, compared in NFC and lower case. Groups
//! that encode more than four bytes are refused, where some clients keep the low 32 bits.
//!
//! Word lists are data files, see `assets/mnemonic`.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::keys::{ENTROPY_BYTES, Seed};

/// Words of a list.
const LIST_WORDS: u32 = 1626;
/// Words that carry the seed.
const SEED_WORDS: usize = 12;
/// Words of a recovery password.
pub const PASSWORD_WORDS: usize = SEED_WORDS + 1;

/// The English list.
pub static ENGLISH: LazyLock<WordList> = LazyLock::new(|| {
    WordList::parse(include_str!("../../../assets/mnemonic/english.txt")).expect("a test reads the built-in list")
});

/// Why words are not a recovery password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MnemonicError {
    /// There are fewer than 13 words.
    #[error("{found} words are too few")]
    TooFewWords {
        /// Words found.
        found: usize,
    },
    /// There are more than 13 words.
    #[error("{found} words are too many")]
    TooManyWords {
        /// Words found.
        found: usize,
    },
    /// A word is not in the list.
    #[error("word {position} is unknown")]
    UnknownWord {
        /// Position of the word, counted from 1.
        position: usize,
    },
    /// All words are known, but the last doesn't fit the others.
    #[error("the last word does not fit the others")]
    Checksum,
    /// The words are in order, but three of them encode no four bytes.
    #[error("the words encode no seed")]
    InvalidGroup,
}

/// Why a text is not a word list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WordListError {
    /// There is no header that says how many characters of a word count.
    #[error("the word list has no prefix length")]
    NoPrefix,
    /// There are not 1,626 words.
    #[error("the word list has {found} words")]
    Count {
        /// Words found.
        found: usize,
    },
    /// Two words begin alike.
    #[error("two words of the list have the same prefix")]
    Ambiguous,
}

/// A list of words of one language.
pub struct WordList {
    words: Vec<Box<str>>,
    prefix_chars: usize,
    by_prefix: HashMap<Box<str>, u32>,
}

impl WordList {
    /// Reads a list: headers (`# prefix: 3`), then one word a line.
    ///
    /// # Errors
    /// [`WordListError`] when the list would not encode every seed in exactly one way.
    pub fn parse(text: &str) -> Result<Self, WordListError> {
        let prefix_chars = text
            .lines()
            .filter_map(|line| line.strip_prefix("# prefix:"))
            .find_map(|count| count.trim().parse::<usize>().ok())
            .filter(|count| *count > 0)
            .ok_or(WordListError::NoPrefix)?;
        let words: Vec<Box<str>> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| line.nfc().collect::<String>().into_boxed_str())
            .collect();
        if words.len() != LIST_WORDS as usize {
            return Err(WordListError::Count { found: words.len() });
        }
        let by_prefix: HashMap<Box<str>, u32> =
            words.iter().zip(0..).map(|(word, index)| (prefix(word, prefix_chars).into_boxed_str(), index)).collect();
        if by_prefix.len() != words.len() {
            return Err(WordListError::Ambiguous);
        }
        Ok(Self { words, prefix_chars, by_prefix })
    }

    /// The 13 words of a seed, or nothing for a seed that has more than 16 bytes of entropy.
    pub fn encode(&self, seed: &Seed) -> Option<Zeroizing<String>> {
        let entropy: Zeroizing<[u8; ENTROPY_BYTES]> = seed.entropy()?;
        let mut words = self.encode_groups(entropy.as_slice())?;
        let checksum = *words.get(self.checksum_index(&words))?;
        words.push(checksum);
        Some(Zeroizing::new(words.join(" ")))
    }

    /// Three words for each four bytes, without a checksum; nothing when bytes remain.
    pub fn encode_groups(&self, bytes: &[u8]) -> Option<Vec<&str>> {
        let (groups, rest) = bytes.as_chunks::<4>();
        if !rest.is_empty() {
            return None;
        }
        let mut words = Vec::with_capacity(groups.len() * 3 + 1);
        for group in groups {
            let value = u32::from_le_bytes(*group);
            let first = value % LIST_WORDS;
            let second = (value / LIST_WORDS + first) % LIST_WORDS;
            let third = (value / LIST_WORDS / LIST_WORDS + second) % LIST_WORDS;
            for index in [first, second, third] {
                words.push(self.words.get(index as usize)?.as_ref());
            }
        }
        Some(words)
    }

    /// The seed that 13 words stand for. Case, white space and Unicode form don't matter.
    ///
    /// # Errors
    /// Each defect has its own [`MnemonicError`]; the first one found is told.
    pub fn decode(&self, text: &str) -> Result<Seed, MnemonicError> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.len() {
            found if found < PASSWORD_WORDS => return Err(MnemonicError::TooFewWords { found }),
            found if found > PASSWORD_WORDS => return Err(MnemonicError::TooManyWords { found }),
            _ => {}
        }
        let mut indices = Zeroizing::new([0_u32; PASSWORD_WORDS]);
        for (position, (index, word)) in indices.iter_mut().zip(&words).enumerate() {
            let position = position + 1;
            *index = self.index_of(word).ok_or(MnemonicError::UnknownWord { position })?;
        }
        let (seed_indices, checksum) = indices.split_at(SEED_WORDS);
        let listed: Vec<&str> = seed_indices.iter().filter_map(|index| self.word(*index)).collect();
        if seed_indices.get(self.checksum_index(&listed)) != checksum.first() {
            return Err(MnemonicError::Checksum);
        }
        let mut entropy = Zeroizing::new([0; ENTROPY_BYTES]);
        let groups = seed_indices.as_chunks::<3>().0;
        for (bytes, group) in entropy.as_chunks_mut::<4>().0.iter_mut().zip(groups) {
            *bytes = decode_group(group).ok_or(MnemonicError::InvalidGroup)?;
        }
        Ok(Seed::from_entropy(&entropy))
    }

    fn word(&self, index: u32) -> Option<&str> {
        self.words.get(index as usize).map(AsRef::as_ref)
    }

    fn index_of(&self, word: &str) -> Option<u32> {
        let prefix = Zeroizing::new(prefix(word, self.prefix_chars));
        self.by_prefix.get(prefix.as_str()).copied()
    }

    /// Which of `words` is repeated at the end.
    fn checksum_index(&self, words: &[&str]) -> usize {
        let mut crc = crc32fast::Hasher::new();
        for word in words {
            crc.update(Zeroizing::new(prefix(word, self.prefix_chars)).as_bytes());
        }
        crc.finalize() as usize % words.len().max(1)
    }
}

/// The characters of a word that count: the first `chars` of its NFC form in lower case.
fn prefix(word: &str, chars: usize) -> String {
    word.nfc().flat_map(char::to_lowercase).nfc().take(chars).collect()
}

/// The four bytes of three word indices, or nothing when they encode none.
fn decode_group(group: &[u32; 3]) -> Option<[u8; 4]> {
    let size = u64::from(LIST_WORDS);
    let [first, second, third] = group.map(u64::from);
    let value = first + size * ((size - first + second) % size) + size * size * ((size - second + third) % size);
    u32::try_from(value).ok().map(u32::to_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "amaze buffet cake entrance symptoms tiger lamb maze nestle python dusted faxed faxed";

    fn decoded(text: &str) -> Result<Seed, MnemonicError> {
        ENGLISH.decode(text)
    }

    #[test]
    fn a_seed_survives_its_words() {
        let seed = Seed::from_entropy(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
        assert_eq!(ENGLISH.encode(&seed).as_deref().map(String::as_str), Some(WORDS));
        assert_eq!(decoded(WORDS), Ok(seed));
    }

    #[test]
    fn case_and_white_space_do_not_matter() {
        let spread = WORDS.to_uppercase().replace(' ', "\u{3000}\r\n\t");
        assert_eq!(decoded(&format!("\u{a0} {spread}\n")), decoded(WORDS));
    }

    #[test]
    fn each_defect_has_its_own_error() {
        assert_eq!(decoded(""), Err(MnemonicError::TooFewWords { found: 0 }));
        assert_eq!(decoded(&format!("{WORDS} amaze")), Err(MnemonicError::TooManyWords { found: 14 }));
        assert_eq!(decoded(&WORDS.replace("cake", "zzz")), Err(MnemonicError::UnknownWord { position: 3 }));
        assert_eq!(decoded(&WORDS.replace("amaze buffet", "buffet amaze")), Err(MnemonicError::Checksum));
        let overflow = "abbey abbey zoom abbey abbey zoom abbey abbey zoom abbey abbey zoom abbey";
        assert_eq!(decoded(overflow), Err(MnemonicError::InvalidGroup));
    }

    #[test]
    fn decomposed_letters_count_as_composed_ones() {
        assert_eq!(prefix("A\u{301}baco", 3), prefix("ábaco", 3));
    }

    #[test]
    fn a_list_must_be_complete_and_unambiguous() {
        assert_eq!(WordList::parse("abbey\n").err(), Some(WordListError::NoPrefix));
        assert_eq!(WordList::parse("# prefix: 3\nabbey\n").err(), Some(WordListError::Count { found: 1 }));
        let same = format!("# prefix: 3\n{}", "abbey\n".repeat(1626));
        assert_eq!(WordList::parse(&same).err(), Some(WordListError::Ambiguous));
    }
}
