//! Bytes of a FIT file to messages of numbered fields. Knows the container, not what a message means.

use std::collections::HashMap;

/// A field's value: raw bytes in the file's order, read as the type it was declared with.
#[derive(Debug, Clone, PartialEq)]
struct Field {
    number: u8,
    base: u8,
    bytes: Vec<u8>,
}

/// A data message.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Message {
    /// The profile's number of the message.
    pub global: u16,
    /// The time from a compressed header, in seconds of FIT's clock.
    pub compressed_at: Option<u32>,
    big_endian: bool,
    fields: Vec<Field>,
}

impl Message {
    /// An unsigned field's first value; none when it is absent or holds its type's "invalid".
    pub(super) fn uint(&self, number: u8) -> Option<u32> {
        self.uints(number).into_iter().next().flatten()
    }

    /// All values of an unsigned field, invalid ones as none.
    pub(super) fn uints(&self, number: u8) -> Vec<Option<u32>> {
        let Some(field) = self.fields.iter().find(|field| field.number == number) else { return Vec::new() };
        // Enumerations are unsigned; zero-based "z" types are invalid when zero.
        let (size, invalid) = match field.base & 0x1F {
            0 | 2 | 13 => (1, 0xFF),
            10 => (1, 0),
            4 => (2, 0xFFFF),
            11 => (2, 0),
            6 => (4, u32::MAX),
            12 => (4, 0),
            _ => return Vec::new(),
        };
        field
            .bytes
            .chunks_exact(size)
            .map(|chunk| {
                let value = if self.big_endian {
                    chunk.iter().fold(0, |value, byte| value << 8 | u32::from(*byte))
                } else {
                    chunk.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte))
                };
                (value != invalid).then_some(value)
            })
            .collect()
    }

    /// The message's time, in seconds of FIT's clock.
    pub(super) fn timestamp(&self) -> Option<u32> {
        self.uint(253).or(self.compressed_at)
    }
}

/// One FIT file of a chain.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Part {
    /// Its messages, as far as they could be read.
    pub messages: Vec<Message>,
    /// What was odd about it, a sentence each.
    pub warnings: Vec<String>,
}

#[derive(Debug, Clone, Default)]
struct Definition {
    global: u16,
    big_endian: bool,
    /// Number, size in bytes, base type.
    fields: Vec<(u8, usize, u8)>,
    developer_bytes: usize,
}

/// Whether a FIT header begins here.
pub(super) fn starts_here(bytes: &[u8]) -> bool {
    bytes.len() >= 12 && bytes[8..12] == *b".FIT" && bytes[0] >= 12
}

/// Reads the parts of a chain. What cannot be read ends its part; what came before is kept.
pub(super) fn parts(bytes: &[u8]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < bytes.len() && starts_here(&bytes[at..]) {
        let (part, length) = part(&bytes[at..]);
        parts.push(part);
        at += length;
    }
    if let Some(last) = parts.last_mut().filter(|_| at < bytes.len()) {
        last.warnings.push(format!("{} bytes after the file's end are no FIT and are left out", bytes.len() - at));
    }
    parts
}

/// One part, and how many bytes it takes.
fn part(bytes: &[u8]) -> (Part, usize) {
    let header = usize::from(bytes[0]);
    let declared = u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]) as usize;
    let mut part = Part::default();
    let end = header.saturating_add(declared);
    let whole = end.saturating_add(2) <= bytes.len();
    let data_end = if whole {
        if crc(&bytes[..end]) != u16::from_le_bytes([bytes[end], bytes[end + 1]]) {
            part.warnings.push("the file's checksum is wrong; what could be read is kept".to_owned());
        }
        end
    } else {
        let there = bytes.len().saturating_sub(header);
        part.warnings.push(format!("the file is cut short: {there} of {declared} bytes of data are there; what could be read is kept"));
        end.min(bytes.len())
    };
    if let Err(why) = messages(bytes.get(header..data_end).unwrap_or_default(), &mut part.messages) {
        part.warnings.push(format!("reading ended early: {why}; what came before is kept"));
    }
    (part, if whole { end + 2 } else { bytes.len() })
}

fn messages(data: &[u8], into: &mut Vec<Message>) -> Result<(), String> {
    let mut cursor = Cursor { data, at: 0 };
    let mut definitions: HashMap<u8, Definition> = HashMap::new();
    let mut clock = 0u32;
    while cursor.at < data.len() {
        let header = cursor.u8()?;
        if header & 0xC0 == 0x40 {
            let definition = define(&mut cursor, header & 0x20 != 0)?;
            definitions.insert(header & 0x0F, definition);
            continue;
        }
        let compressed = header & 0x80 != 0;
        let local = if compressed { header >> 5 & 0x03 } else { header & 0x0F };
        let definition = definitions.get(&local).ok_or_else(|| format!("a message at byte {} was not defined", cursor.at - 1))?;
        let mut message = Message { global: definition.global, compressed_at: None, big_endian: definition.big_endian, fields: Vec::new() };
        for &(number, size, base) in &definition.fields {
            message.fields.push(Field { number, base, bytes: cursor.take(size)?.to_vec() });
        }
        cursor.take(definition.developer_bytes)?;
        if compressed {
            // Five bits of time; a smaller value than before means that they wrapped.
            let offset = u32::from(header & 0x1F);
            clock = clock.wrapping_add(offset.wrapping_sub(clock) & 0x1F);
            message.compressed_at = Some(clock);
        } else if let Some(time) = message.uint(253) {
            clock = time;
        }
        into.push(message);
    }
    Ok(())
}

fn define(cursor: &mut Cursor<'_>, has_developer_fields: bool) -> Result<Definition, String> {
    cursor.u8()?;
    let big_endian = cursor.u8()? == 1;
    let pair = [cursor.u8()?, cursor.u8()?];
    let global = if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) };
    let mut definition = Definition { global, big_endian, ..Definition::default() };
    for _ in 0..cursor.u8()? {
        definition.fields.push((cursor.u8()?, usize::from(cursor.u8()?), cursor.u8()?));
    }
    if has_developer_fields {
        for _ in 0..cursor.u8()? {
            cursor.u8()?;
            definition.developer_bytes += usize::from(cursor.u8()?);
            cursor.u8()?;
        }
    }
    Ok(definition)
}

struct Cursor<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn u8(&mut self) -> Result<u8, String> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], String> {
        let bytes =
            self.data.get(self.at..self.at + length).ok_or_else(|| format!("the data ends inside the message at byte {}", self.at))?;
        self.at += length;
        Ok(bytes)
    }
}

/// CRC-16/ARC, which gives 0xBB3D for "123456789".
pub(super) fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| (0..8).fold(crc ^ u16::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xA001 } else { crc >> 1 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_of_the_format() {
        assert_eq!(crc(b"123456789"), 0xBB3D);
    }
}
