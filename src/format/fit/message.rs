//! FIT's grammar for reading: parts, definitions and messages, straight from the bytes; and the numbers that reading and
//! writing share.

/// Seconds from 1970 to FIT's own beginning of time, 1989-12-31.
pub(super) const EPOCH: i64 = 631_065_600;
/// Times below this count from when the device was switched on.
pub(super) const FIRST_DATE: u32 = 0x1000_0000;
/// The field number that carries the time in every message.
pub(super) const TIMESTAMP: u8 = 253;

/// Numbers of messages in the profile.
pub(super) mod number {
    pub(in super::super) const FILE_ID: u16 = 0;
    pub(in super::super) const SPORT: u16 = 12;
    pub(in super::super) const SESSION: u16 = 18;
    pub(in super::super) const LAP: u16 = 19;
    pub(in super::super) const RECORD: u16 = 20;
    pub(in super::super) const EVENT: u16 = 21;
    pub(in super::super) const DEVICE_INFO: u16 = 23;
    pub(in super::super) const ACTIVITY: u16 = 34;
    pub(in super::super) const FILE_CREATOR: u16 = 49;
    pub(in super::super) const HRV: u16 = 78;
    /// Rates that a strap stored.
    pub(in super::super) const HR: u16 = 132;
    /// What a developer field means.
    pub(in super::super) const FIELD_DESCRIPTION: u16 = 206;
    pub(in super::super) const TIME_IN_ZONE: u16 = 216;
}

/// The head of one FIT file within the bytes; files may stand one behind the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    /// Length of the head itself: 12 or 14 bytes in the specification, more where a device wrote more.
    pub(super) length: usize,
    /// Length of the messages in bytes, as claimed.
    pub(super) data: usize,
}

impl Head {
    /// The head at the beginning of the bytes.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let length = usize::from(*bytes.first()?);
        let data = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?);
        (length >= 12 && bytes.get(8..12)? == b".FIT" && bytes.len() >= length)
            .then_some(Self { length, data: usize::try_from(data).unwrap_or(usize::MAX) })
    }
}

/// A field of a definition.
#[derive(Debug, Clone, Copy)]
struct Field {
    number: u8,
    /// Where it begins in the message.
    at: usize,
    size: usize,
    base: u8,
}

/// What a local message type stands for.
#[derive(Debug, Clone, Default)]
struct Definition {
    message: u16,
    big_endian: bool,
    fields: Vec<Field>,
    developer_fields: Vec<DeveloperField>,
    /// Length of a message with its developer fields, in bytes.
    length: usize,
}

/// A developer's field of a definition; its base type stands in the developer's description.
#[derive(Debug, Clone, Copy)]
struct DeveloperField {
    number: u8,
    developer: u8,
    at: usize,
    size: usize,
}

/// A message with its fields as they lie in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message<'a> {
    /// The global message number.
    pub(super) number: u16,
    /// The time in seconds: its own, or that of its compressed header.
    pub(super) time: Option<u32>,
    definition: &'a Definition,
    payload: &'a [u8],
}

impl<'a> Message<'a> {
    fn field(&self, number: u8) -> Option<(Field, &'a [u8])> {
        let field = self.definition.fields.iter().find(|field| field.number == number)?;
        Some((*field, self.payload.get(field.at..field.at + field.size)?))
    }

    /// A field's valid values; none where it is absent, or of a size that its type cannot have.
    pub(super) fn values(&self, number: u8) -> impl Iterator<Item = Option<i64>> + use<'a> {
        let big_endian = self.definition.big_endian;
        let (base, width, bytes) = match self.field(number) {
            Some((field, bytes)) => (field.base, width(field.base), bytes),
            None => (0, 1, &[][..]),
        };
        let bytes = if bytes.len().is_multiple_of(width) { bytes } else { &[] };
        bytes.chunks_exact(width).map(move |bytes| value(base, bytes, big_endian))
    }

    /// Whether there are developer fields in it.
    pub(super) fn has_developer_fields(&self) -> bool {
        !self.definition.developer_fields.is_empty()
    }

    /// A developer field's first value, read as the base type of its description; none where it is absent or not valid.
    pub(super) fn developer_value(&self, developer: u8, number: u8, base: u8) -> Option<f64> {
        let is_it = |field: &&DeveloperField| field.developer == developer && field.number == number;
        let field = self.definition.developer_fields.iter().find(is_it)?;
        let width = width(base);
        let bytes = self.payload.get(field.at..field.at + field.size)?.get(..width)?;
        match base & 0x1F {
            // Rates of floating point keep their fraction for the description's scale.
            8 => Some(f64::from(f32::from_bits(raw(bytes, self.definition.big_endian) as u32))).filter(|value| value.is_finite()),
            9 => Some(f64::from_bits(raw(bytes, self.definition.big_endian))).filter(|value| value.is_finite()),
            _ => value(base, bytes, self.definition.big_endian).map(|value| value as f64),
        }
    }

    /// A field's first value, where it is valid.
    pub(super) fn value(&self, number: u8) -> Option<i64> {
        self.values(number).next().flatten()
    }

    /// A field's first value divided by its scale.
    pub(super) fn scaled(&self, number: u8, scale: f64) -> Option<f64> {
        self.value(number).map(|value| value as f64 / scale)
    }

    /// A field's bytes as they are.
    pub(super) fn bytes(&self, number: u8) -> Option<&'a [u8]> {
        self.field(number).map(|(_, bytes)| bytes)
    }

    /// A field as text: up to a NUL, or to its end where a device left the NUL out.
    pub(super) fn text(&self, number: u8) -> Option<String> {
        let bytes = self.bytes(number)?.split(|byte| *byte == 0).next()?;
        let text: String = String::from_utf8_lossy(bytes).chars().filter(|c| !c.is_control()).collect();
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}

/// Length in bytes of one value of a base type; types not known are bytes.
fn width(base: u8) -> usize {
    match base & 0x1F {
        3 | 4 | 11 => 2,
        5 | 6 | 8 | 12 => 4,
        9 | 14 | 15 | 16 => 8,
        _ => 1,
    }
}

/// The bytes of a value as one number.
fn raw(bytes: &[u8], big_endian: bool) -> u64 {
    let join = |raw: u64, byte: &u8| raw << 8 | u64::from(*byte);
    if big_endian { bytes.iter().fold(0, join) } else { bytes.iter().rev().fold(0, join) }
}

/// One value; none for the type's "invalid".
fn value(base: u8, bytes: &[u8], big_endian: bool) -> Option<i64> {
    let raw = raw(bytes, big_endian);
    let bits = 8 * bytes.len() as u32;
    let ones = u64::MAX >> (64 - bits);
    match base & 0x1F {
        1 | 3 | 5 | 14 => (raw != ones >> 1).then_some((raw << (64 - bits)) as i64 >> (64 - bits)),
        10 | 11 | 12 | 16 => (raw != 0).then(|| i64::try_from(raw).ok()).flatten(),
        8 => (raw != ones).then(|| f64::from(f32::from_bits(raw as u32)) as i64),
        9 => (raw != ones).then(|| f64::from_bits(raw) as i64),
        _ => (raw != ones).then(|| i64::try_from(raw).ok()).flatten(),
    }
}

/// Why reading stopped before the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    /// A message or definition is longer than what is left.
    Cut,
    /// A message of a type that nothing defines.
    Undefined,
}

/// The messages of one part, one after the other.
pub(super) struct Messages<'a> {
    data: &'a [u8],
    /// The place of the next message.
    pub(super) at: usize,
    definitions: [Option<Definition>; 16],
    /// The last full time, which compressed headers count on from.
    clock: Option<u32>,
    /// What stopped the reading, if anything did.
    pub(super) damage: Option<Damage>,
}

impl<'a> Messages<'a> {
    /// Reads a part's data.
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, definitions: std::array::from_fn(|_| None), clock: None, damage: None }
    }

    /// The next data message; none at the end or at the first damage.
    pub(super) fn next(&mut self) -> Option<Message<'_>> {
        let (local, offset) = loop {
            let head = *self.data.get(self.at)?;
            if head & 0x80 != 0 {
                break (usize::from(head >> 5 & 0b11), Some(u32::from(head & 0x1F)));
            } else if head & 0x40 == 0 {
                break (usize::from(head & 0x0F), None);
            }
            let Some((definition, length)) = define(&self.data[self.at + 1..], head & 0x20 != 0) else {
                self.damage = Some(Damage::Cut);
                return None;
            };
            self.definitions[usize::from(head & 0x0F)] = Some(definition);
            self.at += 1 + length;
        };
        let Some(definition) = self.definitions[local].as_ref() else {
            self.damage = Some(Damage::Undefined);
            return None;
        };
        let Some(payload) = self.data.get(self.at + 1..self.at + 1 + definition.length) else {
            self.damage = Some(Damage::Cut);
            return None;
        };
        self.at += 1 + definition.length;
        let mut message = Message { number: definition.message, time: None, definition, payload };
        message.time = match (offset, self.clock) {
            // Five bits that count on from the last full time and roll over every 32 s.
            (Some(offset), Some(clock)) => Some(clock.wrapping_add(offset.wrapping_sub(clock) & 0x1F)),
            _ => message.value(TIMESTAMP).and_then(|time| u32::try_from(time).ok()),
        };
        self.clock = message.time.or(self.clock);
        Some(message)
    }
}

/// A definition and its length behind the header byte.
fn define(bytes: &[u8], with_developer_fields: bool) -> Option<(Definition, usize)> {
    let [_reserved, architecture, first, second, count] = *bytes.first_chunk()?;
    let big_endian = architecture == 1;
    let message = if big_endian { u16::from_be_bytes([first, second]) } else { u16::from_le_bytes([first, second]) };
    let end = 5 + 3 * usize::from(count);
    let mut fields = Vec::with_capacity(usize::from(count));
    let mut length = 0;
    for field in bytes.get(5..end)?.chunks_exact(3) {
        let size = usize::from(field[1]);
        fields.push(Field { number: field[0], at: length, size, base: field[2] });
        length += size;
    }
    let mut definition = Definition { message, big_endian, fields, developer_fields: Vec::new(), length };
    if !with_developer_fields {
        return Some((definition, end));
    }
    let developer_end = end + 1 + 3 * usize::from(*bytes.get(end)?);
    for field in bytes.get(end + 1..developer_end)?.chunks_exact(3) {
        let size = usize::from(field[1]);
        definition.developer_fields.push(DeveloperField { number: field[0], developer: field[2], at: definition.length, size });
        definition.length += size;
    }
    Some((definition, developer_end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_values_of_each_kind_are_none() {
        assert_eq!(value(0x02, &[0xFF], false), None);
        assert_eq!(value(0x02, &[0], false), Some(0));
        assert_eq!(value(0x83, &[0xFF, 0x7F], false), None);
        assert_eq!(value(0x83, &[0xFF, 0xFE], true), Some(-2));
        assert_eq!(value(0x8C, &[0, 0, 0, 0], false), None);
        assert_eq!(value(0x86, &[0, 0, 1, 2], true), Some(258));
        assert_eq!(value(0x8F, &[0xFF; 8], false), None);
    }

    #[test]
    fn compressed_times_roll_over_from_the_last_full_one() {
        // Local type 0: message 20 with a time and a rate; local type 1: a rate alone.
        let mut data = vec![0x40, 0, 0, 20, 0, 2, 253, 4, 0x86, 3, 1, 0x02, 0x41, 0, 0, 20, 0, 1, 3, 1, 0x02];
        data.extend([0x00, 30, 0, 0, 0, 100]);
        data.extend([0xA0 | 31, 101, 0xA0 | 2, 102]);
        let mut messages = Messages::new(&data);
        let mut times = Vec::new();
        while let Some(message) = messages.next() {
            times.push((message.time, message.value(3)));
        }
        assert_eq!(times, [(Some(30), Some(100)), (Some(31), Some(101)), (Some(34), Some(102))]);
        assert_eq!(messages.damage, None);
    }

    #[test]
    fn a_text_without_its_end_is_read_to_the_fields_end() {
        let data = [0x40, 0, 0, 0, 0, 1, 8, 3, 0x07, 0x00, b'a', b'b', b'c'];
        assert_eq!(Messages::new(&data).next().unwrap().text(8).as_deref(), Some("abc"));
    }
}
