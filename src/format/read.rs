//! One way in for recordings of every format, told by their content and not by their ending.

use std::borrow::Cow;

use super::recording::Recording;
use super::sanitize::plain;
use super::{fit, gpx, hrm, journal, json, table, tcx, xml};

/// How many characters are looked at to tell a text from other content.
const LOOKED_AT: usize = 4096;
/// Of so many characters of a text at most one is a control character; a design choice, since a text of measurements has none.
const ODD_IN: usize = 20;
/// Of so many characters of a text at most one is not UTF-8; a design choice, since names in other encodings have some.
const FOREIGN_IN: usize = 3;
/// Of so many pairs of bytes at the beginning, nearly all have a zero in the same half where a text is UTF-16 without a mark.
const PAIRS: usize = 100;

/// A file that holds no recording this program can read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Nothing in it.
    #[error("it is empty; give a recording")]
    Empty,
    /// It looks like nothing known.
    #[error("it is no journal, FIT, TCX, GPX, JSON, CSV, HRM or RR file; give one of these")]
    Unknown,
    /// A compressed file or archive.
    #[error("it is compressed ({0}); unpack it first")]
    Compressed(&'static str),
    /// XML of another kind.
    #[error("it is XML, but neither TCX nor GPX: it begins with <{0}>; give one of these")]
    OtherXml(String),
    /// A journal that cannot be read.
    #[error("{0}; give a journal that recovery-run wrote")]
    Journal(#[from] journal::JournalError),
    /// A FIT file that cannot be read.
    #[error("{0}; give a recording")]
    Fit(#[from] fit::FitError),
    /// JSON that cannot be read.
    #[error("{0}")]
    Json(#[from] json::JsonError),
    /// A table or a list of numbers that can be read in two ways, or in none.
    #[error("{0}")]
    Table(#[from] table::TableError),
}

/// The formats, as content tells them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detected {
    /// Our journal.
    Journal,
    /// FIT.
    Fit,
    /// Garmin's Training Center XML.
    Tcx,
    /// GPX.
    Gpx,
    /// Other XML, by its first element.
    OtherXml(String),
    /// A table with a header.
    Csv,
    /// JSON, of whatever program.
    Json,
    /// Polar's `.hrm`.
    Hrm,
    /// Numbers without a header: an interval or a rate a line, or a time and an interval.
    Rr,
    /// Compressed, by this program's name.
    Compressed(&'static str),
}

/// The format of a content; none when it looks like nothing known.
pub fn detect(bytes: &[u8]) -> Option<Detected> {
    detect_with(bytes, &text(bytes))
}

fn detect_with(bytes: &[u8], text: &str) -> Option<Detected> {
    if journal::is_journal(bytes) {
        return Some(Detected::Journal);
    }
    if fit::is_fit(bytes) {
        return Some(Detected::Fit);
    }
    for (magic, name) in [(&[0x1F, 0x8B][..], "gzip"), (b"PK\x03\x04", "zip"), (b"BZh", "bzip2"), (&[0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz")] {
        if bytes.starts_with(magic) {
            return Some(Detected::Compressed(name));
        }
    }
    if is_binary(text) {
        return None;
    }
    if hrm::is_hrm(text) {
        return Some(Detected::Hrm);
    }
    if json::is_json(text) {
        return Some(Detected::Json);
    }
    // Stray bytes may stand before an XML declaration, but not a whole line of table.
    if text.chars().take(200).any(|c| c == '<')
        && let Some(root) = xml::root(text).filter(|root| is_name(root))
    {
        let before = text.split('<').next().unwrap_or_default().trim_start_matches('\u{feff}');
        let is_clean = !before.contains(|c: char| c == char::REPLACEMENT_CHARACTER || c.is_control() && !c.is_whitespace());
        return Some(match root.as_str() {
            "TrainingCenterDatabase" => Detected::Tcx,
            "gpx" => Detected::Gpx,
            _ if !is_clean => return None,
            _ => Detected::OtherXml(root.chars().take(40).collect()),
        });
    }
    table::shape(text).map(|shape| match shape {
        table::Shape::Table => Detected::Csv,
        table::Shape::List => Detected::Rr,
    })
}

/// Reads a recording; one of the list an activity, in file order. A file that holds none gives an empty list, and one without
/// heart rates a recording without measurements.
///
/// # Errors
/// The content is of no known format, or so damaged that nothing of it can be read.
pub fn read(bytes: &[u8]) -> Result<Vec<Recording>, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    let text = text(bytes);
    let recordings = match detect_with(bytes, &text).ok_or(ReadError::Unknown)? {
        Detected::Journal => vec![journal::read(bytes)?.recording()],
        Detected::Fit => fit::read(bytes)?,
        Detected::Tcx => tcx::read(&text),
        Detected::Gpx => gpx::read(&text),
        Detected::OtherXml(root) => return Err(ReadError::OtherXml(root)),
        Detected::Json => json::read(&text)?,
        Detected::Hrm => vec![hrm::read(&text)],
        Detected::Csv | Detected::Rr => vec![table::read(&text)?.ok_or(ReadError::Unknown)?],
        Detected::Compressed(name) => return Err(ReadError::Compressed(name)),
    };
    let checked = |recording: Recording| for_people(recording.with_distance_covered().without_impossible_claims());
    Ok(recordings.into_iter().map(checked).collect())
}

/// What a file says in words, without anything that a terminal would obey.
fn for_people(mut recording: Recording) -> Recording {
    let claims = &mut recording.claims;
    let said = [&mut claims.sport, &mut claims.sub_sport, &mut claims.device].into_iter().flatten();
    for words in said.chain(&mut recording.warnings) {
        *words = plain(words);
    }
    recording
}

/// Whether a content is no text: more than a character here and there is none that a text has.
fn is_binary(text: &str) -> bool {
    // What was being written when the power failed ends in zeros.
    let text = text.trim_end_matches('\0');
    let (mut all, mut odd, mut foreign) = (0_usize, 0, 0);
    for c in text.chars().take(LOOKED_AT) {
        all += 1;
        odd += usize::from(c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1a}'));
        foreign += usize::from(c == char::REPLACEMENT_CHARACTER);
    }
    ODD_IN * odd > all || FOREIGN_IN * foreign > all
}

/// Whether an element's name is one that XML allows.
fn is_name(name: &str) -> bool {
    let is_start = |c: char| c.is_alphabetic() || c == '_';
    name.starts_with(is_start) && name.chars().all(|c| is_start(c) || c.is_alphanumeric() || matches!(c, '-' | '.'))
}

/// Whether bytes are UTF-16 without a byte-order mark: half of them, the first or the second of each pair, are zeros.
fn is_utf16(bytes: &[u8], zeros: usize) -> bool {
    let pairs = || bytes.chunks_exact(2).take(PAIRS);
    let is_letter = |pair: &&[u8]| pair[zeros] == 0 && pair[1 - zeros] != 0;
    pairs().count() >= 4 && 20 * pairs().filter(is_letter).count() >= 19 * pairs().count()
}

/// The content as text: UTF-8, or UTF-16 where its byte-order mark or its zeros say so. Nothing that is measured lies outside ASCII, so
/// other bytes only spoil a name. Binary content is not decoded at all.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    let utf16 = |from: usize, unit: fn([u8; 2]) -> u16| {
        let units = bytes[from..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xFF, 0xFE, ..] => Cow::Owned(utf16(2, u16::from_le_bytes)),
        [0xFE, 0xFF, ..] => Cow::Owned(utf16(2, u16::from_be_bytes)),
        _ if fit::is_fit(bytes) => Cow::Borrowed(""),
        _ if is_utf16(bytes, 1) => Cow::Owned(utf16(0, u16::from_le_bytes)),
        _ if is_utf16(bytes, 0) => Cow::Owned(utf16(0, u16::from_be_bytes)),
        _ => String::from_utf8_lossy(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_content() {
        let told: [(&[u8], Option<Detected>); 12] = [
            (b"{\"journal\":\"recovery-run\"}", Some(Detected::Journal)),
            (b"\x0E\x20\0\0\0\0\0\0.FIT\0\0", Some(Detected::Fit)),
            (b"\xEF\xBB\xBF\n<?xml version=\"1.0\"?><x:TrainingCenterDatabase/>", Some(Detected::Tcx)),
            (b"garbage<gpx></gpx>", Some(Detected::Gpx)),
            (b"<html></html>", Some(Detected::OtherXml("html".to_owned()))),
            (b"time,hr\n1,100\n", Some(Detected::Csv)),
            (b"[Params]\n", Some(Detected::Hrm)),
            (b"800\n810\n790\n", Some(Detected::Rr)),
            (b"{\"samples\": []}", Some(Detected::Json)),
            (b" [{}]", Some(Detected::Json)),
            (b"[Hello]", None),
            (b"hello", None),
        ];
        for (bytes, format) in told {
            assert_eq!(detect(bytes), format, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn utf_16_is_read_like_utf_8() {
        let text = "\u{feff}time,hr\n1,100\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [&little[..], &little[2..], &big[..], &big[2..]] {
            assert_eq!(read(bytes).unwrap()[0].readings.len(), 1);
        }
    }

    #[test]
    fn rubbish_is_no_known_file_and_none_of_its_bytes_is_told() {
        let all: Vec<u8> = (0..=255).collect();
        for rubbish in [&[&[0; 40][..], b"<)=>", &all].concat(), &all, &b"\x01\x02<gpx>\x03\x04\x1b[31m".to_vec(), &vec![0; 100]] {
            let message = read(rubbish).unwrap_err().to_string();
            assert!(message.contains("it is no journal"), "{message}");
        }
        for odd in ["<)=><gpx/>", "1 < 2 and 3 > 2"] {
            assert_eq!(detect(odd.as_bytes()), None, "{odd}");
        }
    }

    #[test]
    fn names_and_warnings_of_a_file_hold_nothing_that_a_terminal_obeys() {
        let file = "<TrainingCenterDatabase><Activity Sport=\"x\u{202e}y\u{9b}\"><Lap><Track><Trackpoint><Time>2024-05-04T09:05:07Z</Time>\
            </Trackpoint></Track></Lap><Creator><Name>a\u{200b}\u{1b}[2Jb</Name></Creator></Activity></\u{1b}]0;x\u{7}>";
        let recording = read(file.as_bytes()).unwrap().remove(0);
        assert_eq!(recording.claims.device.as_deref(), Some("a[2Jb"));
        assert_eq!(recording.claims.sport.as_deref(), Some("xy"));
        assert!(recording.warnings.iter().all(|warning| !warning.contains(char::is_control)), "{:?}", recording.warnings);
    }

    #[test]
    fn a_file_of_another_kind_is_told_what_it_is() {
        assert!(read(b"\x1F\x8B\x08").unwrap_err().to_string().contains("unpack"));
        assert!(read(b"<kml/>").unwrap_err().to_string().contains("<kml>"));
        assert!(read(b"").unwrap_err().to_string().contains("empty"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_a_reader_panic(text in "\\PC{0,300}", start in 0usize..6) {
            let start = ["<gpx><trk><trkpt>", "<TrainingCenterDatabase><Activity>", "time,hr,rr,lap\n", "[Params]\nDate=", "800\n800\n800\n", ""][start];
            let _ = read(format!("{start}{text}").as_bytes());
        }
    }
}
