//! A FIT file, or several one behind the other, to recordings. What is damaged costs what stands behind it, and a warning.

use super::activity::Activity;
use super::crc::crc;
use super::message::{Damage, Head, Messages};
use crate::format::recording::Recording;

/// How many places in a damaged file are looked at as the beginning of another part; a file full of heads is no recording.
const MOST_HEADS: usize = 32;

/// A file that is no FIT file, or one of which nothing can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FitError {
    /// It does not begin with a FIT header.
    #[error("it does not begin with a FIT header")]
    Foreign,
    /// It is damaged before the first record.
    #[error("it is a damaged FIT file, and no record of it is left: {0}")]
    Damaged(String),
}

/// Whether bytes begin like a FIT file.
pub fn is_fit(bytes: &[u8]) -> bool {
    bytes.len() >= 12 && bytes[0] >= 12 && bytes[8..12] == *b".FIT"
}

/// Reads the activities of a FIT file or of a chain of them. Parts that are no activity, as settings are, give none.
///
/// # Errors
/// It is no FIT file, or damage leaves nothing. Damage further on is no error: the good part is kept, with a warning.
pub fn read(bytes: &[u8]) -> Result<Vec<Recording>, FitError> {
    if !is_fit(bytes) {
        return Err(FitError::Foreign);
    }
    let (parts, mut stray) = parts(bytes);
    let mut recordings: Vec<Recording> = Vec::new();
    for (mut activity, mut warnings) in with_stored_rates(parts, &mut stray) {
        activity.merge_own_rates(&mut warnings);
        match activity.recording(warnings) {
            Ok(recording) => recordings.push(recording),
            Err(left) => stray.extend(left),
        }
    }
    match recordings.last_mut() {
        Some(last) => last.warnings.extend(stray),
        None if !stray.is_empty() => return Err(FitError::Damaged(stray.join("; "))),
        None => {}
    }
    Ok(recordings)
}

/// A part with what is odd about it.
type Part = (Activity, Vec<String>);

/// Gives the rates that stand in parts of their own, as straps that stored them deliver them after the activity, to the
/// records they fall to, whichever part those are in.
fn with_stored_rates(mut parts: Vec<Part>, stray: &mut Vec<String>) -> Vec<Part> {
    let stored: Vec<_> = parts.iter_mut().filter_map(|(activity, _)| activity.take_rates_without_records()).collect();
    for rates in stored {
        stray.extend(rates.astray());
        let mut given = false;
        for (activity, _) in &mut parts {
            given |= activity.merge(&rates);
        }
        if !given && parts.iter().any(|(activity, _)| activity.has_records()) {
            stray.push("heart rates stored by the strap fall to no record of the file and are left out".to_owned());
        }
    }
    parts
}

/// The parts of a chain, and what is odd between them.
fn parts(bytes: &[u8]) -> (Vec<Part>, Vec<String>) {
    let (mut parts, mut stray) = (Vec::new(), Vec::new());
    let (mut at, mut heads) = (0, MOST_HEADS);
    while at < bytes.len() {
        let Some(head) = Head::read(&bytes[at..]) else {
            let next = at + (1..bytes.len() - at).find(|on| Head::read(&bytes[at + on..]).is_some()).unwrap_or(bytes.len() - at);
            stray.push(format!("{} bytes from byte {at} on are no FIT and are left out", next - at));
            at = next;
            continue;
        };
        let mut warnings = Vec::new();
        let (mut data, mut next) = extent(bytes, at, head, &mut warnings);
        // A part that was cut or never finished must not take a good one behind it for its own.
        if !warnings.is_empty()
            && let Some(other) = whole_part(bytes, at + head.length, next, &mut heads)
        {
            data = &bytes[at + head.length..other];
            next = other;
            warnings = vec![format!("the file is cut short: another begins within it, at byte {other}; what could be read is kept")];
        }
        let mut activity = Activity::default();
        let mut messages = Messages::new(data);
        while let Some(message) = messages.next() {
            activity.add(&message);
        }
        if let Some(damage) = messages.damage {
            let why = match damage {
                Damage::Cut => "a message goes beyond the end",
                Damage::Undefined => "a message is of a kind that nothing defines",
            };
            let byte = at + head.length + messages.at;
            warnings.push(format!("reading ended at byte {byte}: {why}; what came before is kept"));
        }
        parts.push((activity, warnings));
        at = next;
    }
    (parts, stray)
}

/// Where a part begins within others' bytes that its own checksum proves whole.
fn whole_part(bytes: &[u8], from: usize, to: usize, heads: &mut usize) -> Option<usize> {
    let is_whole = |at: &usize| {
        let Some(head) = Head::read(&bytes[*at..]).filter(|head| head.data > 0 && *heads > 0) else { return false };
        *heads -= 1;
        let end = (*at + head.length).saturating_add(head.data);
        let sum = bytes.get(end..end.saturating_add(2));
        sum.is_some_and(|sum| crc(&bytes[*at..end]) == u16::from_le_bytes([sum[0], sum[1]]))
    };
    (from..to.min(bytes.len())).find(is_whole)
}

/// A part's messages, and where the next part begins.
fn extent<'a>(bytes: &'a [u8], at: usize, head: Head, warnings: &mut Vec<String>) -> (&'a [u8], usize) {
    let begin = at + head.length;
    let end = begin.saturating_add(head.data);
    if head.data == 0 && bytes.len() > begin + 2 {
        // The length is written last, so a recording that was never finished has none.
        warnings.push("the recording was never finished: its header says no length; what could be read is kept".to_owned());
        return (&bytes[begin..], bytes.len());
    }
    match bytes.get(end..end.saturating_add(2)) {
        Some(sum) => {
            if crc(&bytes[at..end]) != u16::from_le_bytes([sum[0], sum[1]]) {
                warnings.push("the file's checksum is wrong; what could be read is kept".to_owned());
            }
            (&bytes[begin..end], end + 2)
        }
        None => {
            let there = bytes.len() - begin;
            warnings.push(if end <= bytes.len() {
                "the file is cut short: its checksum is missing".to_owned()
            } else {
                format!("the file is cut short: {there} of {} bytes of data are there; what could be read is kept", head.data)
            });
            (&bytes[begin..end.min(bytes.len())], bytes.len())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Reading;
    use crate::session::Command;

    const SESSION: u16 = 18;
    const LAP: u16 = 19;
    const RECORD: u16 = 20;
    const EVENT: u16 = 21;
    const HRV: u16 = 78;

    /// A file of our own making: two laps, a pause, a record without a rate, beats.
    fn file() -> Vec<u8> {
        let mut data = Vec::new();
        let define = |data: &mut Vec<u8>, local: u8, global: u16, fields: &[(u8, u8, u8)]| {
            data.extend([0x40 | local, 0, 0]);
            data.extend(global.to_le_bytes());
            data.push(fields.len() as u8);
            data.extend(fields.iter().flat_map(|(number, size, base)| [*number, *size, *base]));
        };
        let base = 1_000_000_000u32;
        define(&mut data, 0, RECORD, &[(253, 4, 0x86), (3, 1, 0x02)]);
        define(&mut data, 1, EVENT, &[(253, 4, 0x86), (0, 1, 0), (1, 1, 0)]);
        define(&mut data, 2, LAP, &[(253, 4, 0x86)]);
        define(&mut data, 3, HRV, &[(0, 4, 0x84)]);
        define(&mut data, 4, SESSION, &[(253, 4, 0x86), (5, 1, 0), (7, 4, 0x86)]);
        let mut message = |local: u8, at: u32, rest: &[u8]| {
            data.push(local);
            data.extend((base + at).to_le_bytes());
            data.extend(rest);
        };
        message(1, 0, &[0, 0]);
        for at in 0..20 {
            message(0, at, &[if at == 5 { 0xFF } else { 120 + at as u8 }]);
        }
        message(2, 19, &[]);
        message(1, 20, &[0, 4]);
        message(1, 80, &[0, 0]);
        for at in 80..100 {
            message(0, at, &[140]);
        }
        message(2, 100, &[]);
        message(4, 100, &[&[1][..], &100_000u32.to_le_bytes()].concat());
        data.push(3);
        data.extend([0xF4, 0x01, 0xFF, 0xFF]);
        let mut file = vec![14, 0x20, 0, 0];
        file.extend((data.len() as u32).to_le_bytes());
        file.extend(b".FIT");
        file.extend([0, 0]);
        file.extend(data);
        file.extend(crc(&file).to_le_bytes());
        file
    }

    #[test]
    fn a_run_with_a_pause_reads_as_it_was() {
        let recording = read(&file()).unwrap().remove(0);
        assert_eq!(recording.warnings, Vec::<String>::new());
        let rates: Vec<u16> = recording
            .readings
            .iter()
            .filter_map(|stamped| match &stamped.reading {
                Reading::Measurement(measurement) => Some(measurement.rate),
                _ => None,
            })
            .collect();
        assert_eq!(rates.len(), 39);
        let commands: Vec<(u64, Command)> = recording
            .readings
            .iter()
            .filter_map(|stamped| match &stamped.reading {
                Reading::Command(command) => Some((stamped.at.ms() / 1000, *command)),
                _ => None,
            })
            .collect();
        assert_eq!(commands, [(19, Command::Lap), (20, Command::Pause), (80, Command::Resume)]);
        assert_eq!((recording.claims.laps, recording.claims.elapsed_s), (Some(2), Some(100.0)));
        assert_eq!(recording.claims.sport.as_deref(), Some("running"));
        let last = recording.readings.iter().rev().find_map(|stamped| match &stamped.reading {
            Reading::Measurement(measurement) => Some(measurement.rr.len()),
            _ => None,
        });
        assert_eq!(last, Some(1));
        assert_eq!(recording.started_at.unwrap().to_string(), "2021-09-08T01:46:40Z");
    }

    #[test]
    fn a_file_cut_or_changed_anywhere_is_read_as_far_as_it_is_good() {
        let file = file();
        for cut in 14..file.len() {
            match read(&file[..cut]) {
                Ok(recordings) => {
                    assert!(
                        recordings.iter().flat_map(|recording| &recording.warnings).any(|warning| warning.contains("cut short")),
                        "byte {cut}"
                    );
                }
                Err(error) => assert!(error.to_string().contains("cut short"), "byte {cut}: {error}"),
            }
        }
        for at in 14..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 0x55;
            match read(&changed) {
                Ok(recordings) => assert!(recordings.iter().any(|recording| !recording.warnings.is_empty()), "byte {at}"),
                Err(error) => assert!(error.to_string().contains("damaged"), "byte {at}: {error}"),
            }
        }
    }

    /// A part of messages that begin with local type 0 as a record of time and rate, 1 as one of rate alone, 2 as beats.
    fn small(messages: &[&[u8]]) -> Vec<u8> {
        let mut data = vec![0x40, 0, 0, 20, 0, 2, 253, 4, 0x86, 3, 1, 0x02, 0x41, 0, 0, 20, 0, 1, 3, 1, 0x02];
        data.extend([0x42, 0, 0, 78, 0, 1, 0, 2, 0x84]);
        data.extend(messages.concat());
        let mut file = vec![14, 0x20, 0, 0];
        file.extend((data.len() as u32).to_le_bytes());
        file.extend(b".FIT\0\0");
        file.extend(data);
        file.extend(crc(&file).to_le_bytes());
        file
    }

    fn record(time: u32, rate: u8) -> Vec<u8> {
        [&[0][..], &(1_000_000_000 + time).to_le_bytes(), &[rate]].concat()
    }

    fn measured(recording: &Recording) -> Vec<(u64, u16, usize)> {
        let one = |stamped: &crate::format::TimedReading| match &stamped.reading {
            Reading::Measurement(measurement) => Some((stamped.at.ms() / 1000, measurement.rate, measurement.rr.len())),
            _ => None,
        };
        recording.readings.iter().filter_map(one).collect()
    }

    #[test]
    fn no_rate_and_no_beat_is_lost_to_a_missing_time_or_a_missing_rate() {
        let beat: &[u8] = &[2, 0xF4, 0x01];
        let (first, without, last) = (record(0, 100), record(1, 0xFF), record(2, 102));
        let file = small(&[beat, &first, beat, &[1, 101], &without, beat, beat, &last]);
        let recording = read(&file).unwrap().remove(0);
        // The rate without a time stands before the one it follows, which so is the one that holds.
        assert_eq!(measured(&recording), [(0, 101, 0), (0, 100, 2), (1, 0, 2), (2, 102, 0)]);
    }

    #[test]
    fn a_clock_set_back_or_far_forward_loses_no_rate() {
        let times = [0, 1, 2, 1, 2, 3, 3 + 86_400, 3 + 400 * 86_400];
        let records: Vec<Vec<u8>> = times.iter().map(|time| record(*time, 100)).collect();
        let recording = read(&small(&records.iter().map(Vec::as_slice).collect::<Vec<_>>())).unwrap().remove(0);
        let at: Vec<u64> = measured(&recording).iter().map(|(at, ..)| *at).collect();
        // A day and a year are no running: each counts for one step.
        assert_eq!(at, [0, 1, 1, 2, 2, 3, 4, 5]);
        assert!(recording.warnings[0].contains("leaps 2 times"), "{:?}", recording.warnings);
    }

    #[test]
    fn chained_files_are_two_activities_and_a_bad_second_part_hides_nothing() {
        let file = file();
        assert_eq!(read(&[file.clone(), file.clone()].concat()).unwrap().len(), 2);
        let bad = read(&[file.clone(), b"rubbish at the end".to_vec()].concat()).unwrap();
        assert_eq!(bad.len(), 1);
        assert!(bad[0].warnings[0].contains("18 bytes from byte"));
    }

    #[test]
    fn a_part_that_is_cut_or_unfinished_does_not_swallow_a_good_one_behind_it() {
        let file = file();
        let mut unfinished = file.clone();
        unfinished[4..8].fill(0);
        for first in [&file[..file.len() / 2], &unfinished[..]] {
            let both = read(&[first, &file[..]].concat()).unwrap();
            assert_eq!(both.len(), 2);
            assert!(both[0].warnings[0].contains("another begins"), "{:?}", both[0].warnings);
            assert!(!measured(&both[0]).is_empty());
            assert_eq!(both[1], read(&file).unwrap()[0]);
        }
    }

    #[test]
    fn a_file_full_of_heads_is_refused_without_looking_behind_each() {
        let head = [&[14, 0x20, 0, 0, 0xFF, 0xFF, 0x0F, 0][..], b".FIT\0\0"].concat();
        assert!(read(&head.repeat(100_000)).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
            let _ = read(&bytes);
            let mut headed = vec![14, 0x20, 0, 0];
            headed.extend((bytes.len() as u32).to_le_bytes());
            headed.extend(b".FIT\0\0");
            headed.extend(&bytes);
            let _ = read(&headed);
        }
    }
}
