//! FIT's grammar for writing: messages put together field by field, their definitions, the header and both checksums.

use super::crc::crc;

/// The longest text of a field in bytes, without the NUL at its end; a design choice (a field's size is one byte, so 254 is
/// the most there can be).
const LONGEST_TEXT: usize = 60;
/// Length of the header with its own checksum, in bytes.
const HEADER_LENGTH: u8 = 14;
/// Version 2.0 of the protocol: four bits each for its two parts.
const PROTOCOL: u8 = 0x20;
/// The profile whose message and field numbers are used: 21.202.
const PROFILE: u16 = 21_202;
/// Local message types in a header byte without a compressed time.
const LOCAL_TYPES: usize = 16;

/// Base types of the protocol, as they stand in definitions.
mod base {
    pub(super) const ENUM: u8 = 0x00;
    pub(super) const UINT8: u8 = 0x02;
    pub(super) const STRING: u8 = 0x07;
    pub(super) const SINT16: u8 = 0x83;
    pub(super) const UINT16: u8 = 0x84;
    pub(super) const UINT32: u8 = 0x86;
    pub(super) const UINT32Z: u8 = 0x8C;
}

/// A message being put together, little-endian. A field whose value is not known is left out of it; a value that the base type
/// keeps for "invalid" (all ones, 0x7FFF for `sint16`, 0 for `uint32z`) is read as not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    number: u16,
    /// Number, size in bytes and base type of each field.
    fields: Vec<[u8; 3]>,
    payload: Vec<u8>,
}

impl Message {
    /// A message of this number in FIT's profile, without fields yet.
    pub(super) fn of(number: u16) -> Self {
        Self { number, fields: Vec::new(), payload: Vec::new() }
    }

    fn add(mut self, number: u8, base: u8, bytes: impl IntoIterator<Item = u8>) -> Self {
        let before = self.payload.len();
        // A field's size is one byte; no caller comes near it.
        self.payload.extend(bytes.into_iter().take(usize::from(u8::MAX)));
        let size = self.payload.len() - before;
        if size > 0 {
            self.fields.push([number, size as u8, base]);
        }
        self
    }

    /// A value of one of the profile's enumerations.
    pub(super) fn choice(self, number: u8, value: impl Into<Option<u8>>) -> Self {
        self.add(number, base::ENUM, value.into())
    }

    /// A `uint8`.
    pub(super) fn byte(self, number: u8, value: impl Into<Option<u8>>) -> Self {
        self.add(number, base::UINT8, value.into())
    }

    /// A `uint16`.
    pub(super) fn short(self, number: u8, value: impl Into<Option<u16>>) -> Self {
        self.shorts(number, value.into())
    }

    /// A `sint16`.
    pub(super) fn signed_short(self, number: u8, value: impl Into<Option<i16>>) -> Self {
        self.add(number, base::SINT16, value.into().into_iter().flat_map(i16::to_le_bytes))
    }

    /// A `uint32`.
    pub(super) fn long(self, number: u8, value: impl Into<Option<u32>>) -> Self {
        self.longs(number, value.into())
    }

    /// A `uint32z`, whose "invalid" is 0: serial numbers.
    pub(super) fn serial(self, number: u8, value: u32) -> Self {
        self.add(number, base::UINT32Z, value.to_le_bytes())
    }

    /// An array of `uint8`.
    pub(super) fn bytes(self, number: u8, values: impl IntoIterator<Item = u8>) -> Self {
        self.add(number, base::UINT8, values)
    }

    /// An array of `uint16`.
    pub(super) fn shorts(self, number: u8, values: impl IntoIterator<Item = u16>) -> Self {
        self.add(number, base::UINT16, values.into_iter().flat_map(u16::to_le_bytes))
    }

    /// An array of `uint32`.
    pub(super) fn longs(self, number: u8, values: impl IntoIterator<Item = u32>) -> Self {
        self.add(number, base::UINT32, values.into_iter().flat_map(u32::to_le_bytes))
    }

    /// A number of seconds, metres and the like as a `uint32` of this many parts to the unit; left out where it is negative or
    /// has no room.
    pub(super) fn ratio(self, number: u8, value: impl Into<Option<f64>>, parts: f64) -> Self {
        self.long(number, value.into().and_then(|value| scaled(value, parts, f64::from(u32::MAX - 1))))
    }

    /// A text without control characters, cut between characters at 60 bytes, with its NUL; left out where nothing is left.
    pub(super) fn text(self, number: u8, text: Option<&str>) -> Self {
        let mut length = 0;
        let fits = |c: &char| {
            length += c.len_utf8();
            length <= LONGEST_TEXT
        };
        let text: String = text.unwrap_or_default().chars().filter(|c| !c.is_control()).take_while(fits).collect();
        if text.is_empty() {
            return self;
        }
        self.add(number, base::STRING, text.into_bytes().into_iter().chain([0]))
    }

    /// The definition as it stands in a file, without its header byte.
    fn definition(&self) -> Vec<u8> {
        let [low, high] = self.number.to_le_bytes();
        // Reserved, little-endian, the message, the number of its fields.
        let mut definition = vec![0, 0, low, high, self.fields.len() as u8];
        definition.extend(self.fields.as_flattened());
        definition
    }
}

/// A number in its field's unit, parts to one; none where it is negative or has no room.
pub(super) fn scaled(value: f64, parts: f64, most: f64) -> Option<u32> {
    let scaled = (value * parts).round();
    (0.0..=most).contains(&scaled).then_some(scaled as u32)
}

/// A file being written. Local message types are kept for the definitions used last, so that a definition is written again
/// only where more than sixteen kinds of message alternate.
#[derive(Debug, Default)]
pub(super) struct Encoder {
    data: Vec<u8>,
    /// Each local type's definition with the count of messages when it was used last.
    definitions: Vec<(Vec<u8>, u64)>,
    messages: u64,
}

impl Encoder {
    /// Writes a message, with its definition where none in force is the same.
    pub(super) fn write(&mut self, message: &Message) {
        self.messages += 1;
        let definition = message.definition();
        let local = self.definitions.iter().position(|(known, _)| *known == definition).unwrap_or_else(|| self.define(definition));
        self.definitions[local].1 = self.messages;
        self.data.push(local as u8);
        self.data.extend(&message.payload);
    }

    /// Writes a definition in place of the one whose last use is the longest ago.
    fn define(&mut self, definition: Vec<u8>) -> usize {
        let local = if self.definitions.len() < LOCAL_TYPES {
            self.definitions.push((Vec::new(), 0));
            self.definitions.len() - 1
        } else {
            (0..LOCAL_TYPES).min_by_key(|local| self.definitions[*local].1).unwrap_or(0)
        };
        self.data.push(0x40 | local as u8);
        self.data.extend(&definition);
        self.definitions[local].0 = definition;
        local
    }

    /// The file: header, messages, checksum.
    pub(super) fn finish(self) -> Vec<u8> {
        let mut file = vec![HEADER_LENGTH, PROTOCOL];
        file.extend(PROFILE.to_le_bytes());
        // A run of a year is 400 MB, so four bytes of length do.
        file.extend(u32::try_from(self.data.len()).unwrap_or(u32::MAX).to_le_bytes());
        file.extend(b".FIT");
        file.extend(crc(&file).to_le_bytes());
        file.extend(self.data);
        file.extend(crc(&file).to_le_bytes());
        file
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::message::{Head, Messages};
    use super::*;

    /// A field as it is given to the writer.
    #[derive(Debug, Clone)]
    enum Given {
        Byte(Option<u8>),
        Choice(u8),
        Signed(i16),
        Shorts(Vec<u16>),
        Longs(Vec<u32>),
        Serial(u32),
        Text(String),
    }

    fn given() -> impl Strategy<Value = Given> {
        prop_oneof![
            any::<Option<u8>>().prop_map(Given::Byte),
            any::<u8>().prop_map(Given::Choice),
            any::<i16>().prop_map(Given::Signed),
            prop::collection::vec(any::<u16>(), 0..6).prop_map(Given::Shorts),
            prop::collection::vec(any::<u32>(), 0..6).prop_map(Given::Longs),
            any::<u32>().prop_map(Given::Serial),
            ".{0,80}".prop_map(Given::Text),
        ]
    }

    /// Messages of few numbers and of few kinds of fields, so that local types are reused, and of more than sixteen.
    fn messages() -> impl Strategy<Value = Vec<(u16, Vec<Given>)>> {
        prop::collection::vec((0..20u16, prop::collection::vec(given(), 0..5)), 0..60)
    }

    fn message(number: u16, fields: &[Given]) -> Message {
        (0..).zip(fields).fold(Message::of(number), |message, (number, field)| match field.clone() {
            Given::Byte(value) => message.byte(number, value),
            Given::Choice(value) => message.choice(number, value),
            Given::Signed(value) => message.signed_short(number, value),
            Given::Shorts(values) => message.shorts(number, values),
            Given::Longs(values) => message.longs(number, values),
            Given::Serial(value) => message.serial(number, value),
            Given::Text(text) => message.text(number, Some(&text)),
        })
    }

    /// The values that a reader sees of a field: none for "invalid", nothing at all for a field that was left out.
    fn expected(field: &Given) -> Vec<Option<i64>> {
        let valid = |value: i64, invalid: i64| Some(value).filter(|value| *value != invalid);
        match field {
            Given::Byte(value) => value.iter().map(|value| valid(i64::from(*value), 0xFF)).collect(),
            Given::Choice(value) => vec![valid(i64::from(*value), 0xFF)],
            Given::Signed(value) => vec![valid(i64::from(*value), 0x7FFF)],
            Given::Shorts(values) => values.iter().map(|value| valid(i64::from(*value), 0xFFFF)).collect(),
            Given::Longs(values) => values.iter().map(|value| valid(i64::from(*value), 0xFFFF_FFFF)).collect(),
            Given::Serial(value) => vec![valid(i64::from(*value), 0)],
            Given::Text(_) => Vec::new(),
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_the_same(messages in messages()) {
            let mut encoder = Encoder::default();
            for (number, fields) in &messages {
                encoder.write(&message(*number, fields));
            }
            let file = encoder.finish();
            let head = Head::read(&file).unwrap();
            prop_assert_eq!((head.length, head.length + head.data + 2), (14, file.len()));
            // A checksum over all that stands before it and over itself is zero.
            prop_assert_eq!((crc(&file[..14]), crc(&file)), (0, 0));
            let mut read = Messages::new(&file[14..file.len() - 2]);
            for (number, fields) in &messages {
                let message = read.next().unwrap();
                prop_assert_eq!(message.number, *number);
                for (number, field) in (0..).zip(fields) {
                    if let Given::Text(text) = field {
                        let visible: String = text.chars().filter(|c| !c.is_control()).collect();
                        // Cut between characters, and read without the spaces around it.
                        let cut = (0..=LONGEST_TEXT.min(visible.len())).rev().find(|at| visible.is_char_boundary(*at)).unwrap();
                        prop_assert_eq!(message.text(number).unwrap_or_default(), visible[..cut].trim());
                    } else {
                        prop_assert_eq!(message.values(number).collect::<Vec<_>>(), expected(field));
                    }
                }
            }
            prop_assert!(read.next().is_none());
            prop_assert_eq!(read.damage, None);
        }
    }

    #[test]
    fn a_definition_is_written_once_for_sixteen_kinds_of_message() {
        let written = |kinds: u16| {
            let mut encoder = Encoder::default();
            for round in 0..100 {
                (0..kinds).for_each(|number| encoder.write(&Message::of(number).byte(0, round)));
            }
            encoder.finish().len() - 16
        };
        // A message is two bytes; a definition of one field nine.
        assert_eq!(written(16), 16 * (100 * 2 + 9));
        assert_eq!(written(17), 17 * 100 * (2 + 9));
    }

    #[test]
    fn a_text_is_cut_between_characters_and_an_empty_one_left_out() {
        let long = "ä".repeat(100);
        let message = Message::of(0).text(1, Some(&long)).text(2, Some("\u{1b}")).text(3, None);
        assert_eq!((message.fields.as_slice(), message.payload.len()), (&[[1, 61, base::STRING]][..], 61));
    }
}
