//! Just enough protobuf: varints, 64-bit numbers and byte strings; anything else is skipped.

/// The value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// Appends a number.
pub(super) fn put_number(to: &mut Vec<u8>, field: u32, value: u64) {
    put_varint(to, u64::from(field) << 3);
    put_varint(to, value);
}

/// Appends bytes.
pub(super) fn put_bytes(to: &mut Vec<u8>, field: u32, value: &[u8]) {
    put_varint(to, (u64::from(field) << 3) | 2);
    put_varint(to, u64::try_from(value.len()).unwrap_or(u64::MAX));
    to.extend(value);
}

fn put_varint(to: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        to.push(u8::try_from(value & 0x7f).unwrap_or(0) | 0x80);
        value >>= 7;
    }
    to.push(u8::try_from(value).unwrap_or(0));
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// All fields of a message; none if it is no protobuf.
pub(super) fn fields(mut bytes: &[u8]) -> Option<Vec<(u32, Value<'_>)>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes)?;
        let field = u32::try_from(key >> 3).ok()?;
        match key & 7 {
            0 => found.push((field, Value::Number(varint(&mut bytes)?))),
            1 => {
                let (eight, rest) = bytes.split_first_chunk::<8>()?;
                found.push((field, Value::Number(u64::from_le_bytes(*eight))));
                bytes = rest;
            }
            2 => {
                let size = usize::try_from(varint(&mut bytes)?).ok()?;
                let (value, rest) = bytes.split_at_checked(size)?;
                found.push((field, Value::Bytes(value)));
                bytes = rest;
            }
            5 => bytes = bytes.split_first_chunk::<4>()?.1,
            _ => return None,
        }
    }
    Some(found)
}

/// The last bytes of a field.
pub(super) fn bytes<'a>(fields: &[(u32, Value<'a>)], wanted: u32) -> Option<&'a [u8]> {
    fields.iter().rev().find_map(|(field, value)| match value {
        Value::Bytes(bytes) if *field == wanted => Some(*bytes),
        _ => None,
    })
}

/// The last number of a field.
pub(super) fn number(fields: &[(u32, Value<'_>)], wanted: u32) -> Option<u64> {
    fields.iter().rev().find_map(|(field, value)| match value {
        Value::Number(number) if *field == wanted => Some(*number),
        _ => None,
    })
}

/// The last text of a field.
pub(super) fn text(fields: &[(u32, Value<'_>)], wanted: u32) -> Option<String> {
    String::from_utf8(bytes(fields, wanted)?.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::{bytes, fields, number, put_bytes, put_number};

    #[test]
    fn fields_come_back_and_cut_messages_do_not() {
        let mut message = Vec::new();
        put_number(&mut message, 15, 1_795_404_975_032);
        put_bytes(&mut message, 1, b"body");
        let read = fields(&message).expect("this is protobuf");
        assert_eq!(number(&read, 15), Some(1_795_404_975_032));
        assert_eq!(bytes(&read, 1), Some(b"body".as_slice()));
        assert!(fields(&message[..message.len() - 1]).is_none());
    }
}
