//! One way in for recordings of every format, told by their content and not by their ending.

use std::borrow::Cow;

use super::recording::Recording;
use super::{csv, fit, gpx, journal, rr, tcx, xml};

/// A file that holds no recording this program can read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Nothing in it.
    #[error("it is empty; give a recording")]
    Empty,
    /// It looks like nothing known.
    #[error("it is no journal, FIT, TCX, GPX, CSV or RR file; give one of these")]
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
    /// Polar's `.hrm`.
    Hrm,
    /// One RR interval a line.
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
    if rr::is_hrm(text) {
        return Some(Detected::Hrm);
    }
    // Stray bytes may stand before an XML declaration, but not a whole line of table.
    if text.chars().take(200).any(|c| c == '<')
        && let Some(root) = xml::root(text)
    {
        return Some(match root.as_str() {
            "TrainingCenterDatabase" => Detected::Tcx,
            "gpx" => Detected::Gpx,
            _ => Detected::OtherXml(root.chars().filter(|c| !c.is_control()).take(40).collect()),
        });
    }
    if csv::is_csv(text) {
        return Some(Detected::Csv);
    }
    rr::is_rr(text).then_some(Detected::Rr)
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
        Detected::Csv => vec![csv::read(&text).ok_or(ReadError::Unknown)?],
        Detected::Hrm => vec![rr::read_hrm(&text)],
        Detected::Rr => vec![rr::read(&text)],
        Detected::Compressed(name) => return Err(ReadError::Compressed(name)),
    };
    Ok(recordings.into_iter().map(Recording::with_distance_covered).map(Recording::without_impossible_claims).collect())
}

/// The content as text: UTF-8, or UTF-16 where its byte-order mark says so. Nothing that is measured lies outside ASCII, so
/// other bytes only spoil a name. Binary content is not decoded at all.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    let utf16 = |unit: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xFF, 0xFE, ..] => Cow::Owned(utf16(u16::from_le_bytes)),
        [0xFE, 0xFF, ..] => Cow::Owned(utf16(u16::from_be_bytes)),
        _ if fit::is_fit(bytes) => Cow::Borrowed(""),
        _ => String::from_utf8_lossy(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_content() {
        let told: [(&[u8], Option<Detected>); 9] = [
            (b"{\"journal\":\"recovery-run\"}", Some(Detected::Journal)),
            (b"\x0E\x20\0\0\0\0\0\0.FIT\0\0", Some(Detected::Fit)),
            (b"\xEF\xBB\xBF\n<?xml version=\"1.0\"?><x:TrainingCenterDatabase/>", Some(Detected::Tcx)),
            (b"garbage<gpx></gpx>", Some(Detected::Gpx)),
            (b"<html></html>", Some(Detected::OtherXml("html".to_owned()))),
            (b"time,hr\n1,100\n", Some(Detected::Csv)),
            (b"[Params]\n", Some(Detected::Hrm)),
            (b"800\n810\n790\n", Some(Detected::Rr)),
            (b"hello", None),
        ];
        for (bytes, format) in told {
            assert_eq!(detect(bytes), format, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn utf_16_is_read_like_utf_8() {
        let utf16: Vec<u8> = "\u{feff}time,hr\n1,100\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&utf16).unwrap()[0].readings.len(), 1);
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
