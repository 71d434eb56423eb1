//! bt-encoding, the notation of config messages (protocol notes, config 1).
//!
//! Four forms: strings `3:abc`, integers `i-5e`, lists `l…e` and dicts `d…e` with sorted keys. What is
//! read may come from anybody, so nesting and numbers of elements are bounded. Like the reference the
//! reader takes leading zeros and `i-0e`, and writes them back in normal form.

use std::collections::BTreeMap;

/// Deepest nesting that is read; official clients use seven levels.
const MAX_DEPTH: usize = 40;

/// Why bytes are not bt-encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BtError {
    /// The bytes end too early.
    #[error("the bytes end too early")]
    Truncated,
    /// A byte that can't stand where it stands.
    #[error("an unexpected byte")]
    Unexpected,
    /// A number that is too large or has no digits.
    #[error("not a number")]
    Number,
    /// Deeper nesting than any client writes.
    #[error("nested too deeply")]
    TooDeep,
    /// Keys of a dict that are not in strictly ascending order.
    #[error("keys out of order")]
    KeyOrder,
}

/// A value whose meaning we need not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bt {
    /// An integer: signed or unsigned 64 bits.
    Int(i128),
    /// A string of any bytes.
    Bytes(Vec<u8>),
    /// Values in order.
    List(Vec<Bt>),
    /// Values by key.
    Dict(BTreeMap<Vec<u8>, Bt>),
}

/// A place in bt-encoded bytes.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// Begins at the first byte.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, depth: 0 }
    }

    /// How many bytes were read.
    pub const fn position(&self) -> usize {
        self.at
    }

    /// The next byte, not consumed.
    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Result<u8, BtError> {
        let byte = self.peek().ok_or(BtError::Truncated)?;
        self.at += 1;
        Ok(byte)
    }

    fn expect(&mut self, byte: u8) -> Result<(), BtError> {
        if self.next()? == byte { Ok(()) } else { Err(BtError::Unexpected) }
    }

    fn enter(&mut self, opening: u8) -> Result<(), BtError> {
        self.expect(opening)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(BtError::TooDeep) } else { Ok(()) }
    }

    /// Enters a dict.
    ///
    /// # Errors
    /// [`BtError`] when there is none here.
    pub fn enter_dict(&mut self) -> Result<(), BtError> {
        self.enter(b'd')
    }

    /// Enters a list.
    ///
    /// # Errors
    /// [`BtError`] when there is none here.
    pub fn enter_list(&mut self) -> Result<(), BtError> {
        self.enter(b'l')
    }

    /// Leaves the innermost list or dict if it ends here.
    pub fn leave(&mut self) -> bool {
        let is_end = self.peek() == Some(b'e');
        if is_end {
            self.at += 1;
            self.depth = self.depth.saturating_sub(1);
        }
        is_end
    }

    /// Reads a string.
    ///
    /// # Errors
    /// [`BtError`] when there is none here.
    pub fn bytes(&mut self) -> Result<&'a [u8], BtError> {
        let mut length = 0_usize;
        let mut digits = 0;
        loop {
            match self.next()? {
                byte @ b'0'..=b'9' => {
                    let digit = usize::from(byte - b'0');
                    length =
                        length.checked_mul(10).and_then(|length| length.checked_add(digit)).ok_or(BtError::Number)?;
                    digits += 1;
                }
                b':' if digits > 0 => break,
                _ => return Err(BtError::Unexpected),
            }
        }
        let end = self.at.checked_add(length).ok_or(BtError::Number)?;
        let found = self.bytes.get(self.at..end).ok_or(BtError::Truncated)?;
        self.at = end;
        Ok(found)
    }

    /// Reads an integer of up to 64 bits, signed or not.
    ///
    /// # Errors
    /// [`BtError`] when there is none here.
    pub fn wide_int(&mut self) -> Result<i128, BtError> {
        self.expect(b'i')?;
        let is_negative = self.peek() == Some(b'-');
        if is_negative {
            self.at += 1;
        }
        let mut number = 0_i128;
        let mut digits = 0;
        loop {
            match self.next()? {
                byte @ b'0'..=b'9' => {
                    number = number * 10 + i128::from(byte - b'0');
                    digits += 1;
                    if number > i128::from(u64::MAX) {
                        return Err(BtError::Number);
                    }
                }
                b'e' if digits > 0 => break,
                _ => return Err(BtError::Number),
            }
        }
        let number = if is_negative { -number } else { number };
        if number < i128::from(i64::MIN) { Err(BtError::Number) } else { Ok(number) }
    }

    /// Reads a signed integer of 64 bits.
    ///
    /// # Errors
    /// [`BtError`] when there is none here.
    pub fn int(&mut self) -> Result<i64, BtError> {
        i64::try_from(self.wide_int()?).map_err(|_range| BtError::Number)
    }

    /// Reads the next key of a dict, which must come after `last`; nothing at the end of the dict.
    ///
    /// # Errors
    /// [`BtError`] when there is no key, or one out of order.
    pub fn key(&mut self, last: &mut Option<&'a [u8]>) -> Result<Option<&'a [u8]>, BtError> {
        if self.leave() {
            return Ok(None);
        }
        let key = self.bytes()?;
        if last.is_some_and(|last| key <= last) {
            return Err(BtError::KeyOrder);
        }
        *last = Some(key);
        Ok(Some(key))
    }

    /// Reads whatever is here.
    ///
    /// # Errors
    /// [`BtError`] when it is nothing.
    pub fn value(&mut self) -> Result<Bt, BtError> {
        match self.peek().ok_or(BtError::Truncated)? {
            b'i' => self.wide_int().map(Bt::Int),
            b'l' => {
                self.enter_list()?;
                let mut list = Vec::new();
                while !self.leave() {
                    list.push(self.value()?);
                }
                Ok(Bt::List(list))
            }
            b'd' => {
                self.enter_dict()?;
                let mut dict = BTreeMap::new();
                let mut last = None;
                while let Some(key) = self.key(&mut last)? {
                    dict.insert(key.to_vec(), self.value()?);
                }
                Ok(Bt::Dict(dict))
            }
            _ => self.bytes().map(|bytes| Bt::Bytes(bytes.to_vec())),
        }
    }
}

impl Bt {
    /// Reads a value; bytes after it are ignored, as the reference does.
    ///
    /// # Errors
    /// [`BtError`].
    pub fn read(bytes: &[u8]) -> Result<Self, BtError> {
        Reader::new(bytes).value()
    }

    /// Appends the value in normal form.
    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Int(number) => write_int(out, *number),
            Self::Bytes(bytes) => write_bytes(out, bytes),
            Self::List(list) => {
                out.push(b'l');
                for value in list {
                    value.write(out);
                }
                out.push(b'e');
            }
            Self::Dict(dict) => {
                out.push(b'd');
                for (key, value) in dict {
                    write_bytes(out, key);
                    value.write(out);
                }
                out.push(b'e');
            }
        }
    }

    /// The bytes in normal form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    /// A dict of these entries.
    pub fn dict<const N: usize>(entries: [(&[u8], Bt); N]) -> Self {
        Self::Dict(entries.into_iter().map(|(key, value)| (key.to_vec(), value)).collect())
    }

    /// A string.
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::Bytes(bytes.into())
    }

    /// The value of a key, if this is a dict that has it.
    pub fn get(&self, key: &[u8]) -> Option<&Self> {
        if let Self::Dict(dict) = self { dict.get(key) } else { None }
    }

    /// The elements, if this is a list.
    pub fn as_list(&self) -> Option<&[Self]> {
        if let Self::List(list) = self { Some(list) } else { None }
    }

    /// The string, if this is one.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    /// The entries, if this is a dict.
    pub fn as_dict(&self) -> Option<&BTreeMap<Vec<u8>, Self>> {
        if let Self::Dict(dict) = self { Some(dict) } else { None }
    }

    /// The integer, if this is one of 64 signed bits.
    pub fn as_int(&self) -> Option<i64> {
        if let Self::Int(number) = self { i64::try_from(*number).ok() } else { None }
    }
}

/// Appends an integer.
pub fn write_int(out: &mut Vec<u8>, number: impl std::fmt::Display) {
    out.extend_from_slice(format!("i{number}e").as_bytes());
}

/// Appends a string.
pub fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(bytes.len().to_string().as_bytes());
    out.push(b':');
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_normal_comes_back_as_it_was() {
        for text in ["i-5e", "3:abc", "le", "d1:ai1e1:bl2:xyi18446744073709551615eee", "de", "0:"] {
            let value = Bt::read(text.as_bytes()).expect("good bytes");
            assert_eq!(value.to_bytes(), text.as_bytes());
        }
    }

    #[test]
    fn what_is_not_normal_is_written_in_normal_form() {
        for (text, normal) in [("i007e", "i7e"), ("i-0e", "i0e"), ("03:abc", "3:abc"), ("i1exyz", "i1e")] {
            assert_eq!(Bt::read(text.as_bytes()).expect("good bytes").to_bytes(), normal.as_bytes());
        }
    }

    #[test]
    fn bad_bytes_are_told_apart() {
        let error = |text: &str| Bt::read(text.as_bytes()).err();
        assert_eq!(error("i+7e"), Some(BtError::Number));
        assert_eq!(error("ie"), Some(BtError::Number));
        assert_eq!(error("i18446744073709551616e"), Some(BtError::Number));
        assert_eq!(error("5:abc"), Some(BtError::Truncated));
        assert_eq!(error("99999999999999999999:a"), Some(BtError::Number));
        assert_eq!(error("d1:bi1e1:ai1ee"), Some(BtError::KeyOrder));
        assert_eq!(error("x"), Some(BtError::Unexpected));
        assert_eq!(error(""), Some(BtError::Truncated));
        assert_eq!(error(&"l".repeat(100)), Some(BtError::TooDeep));
    }
}
