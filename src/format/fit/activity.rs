//! Messages of a FIT file to a recording: records, beats, laps, pauses, and what the file says of itself.

use jiff::Timestamp;

use super::decode::{self, Message, Part};
use super::names;
use crate::format::{Claims, Origin, Reading, Recording, Stamped};
use crate::heart::{HeartRateMeasurement, RrInterval};
use crate::session::{Command, Elapsed, Motion};

/// FIT counts seconds from here: 1989-12-31T00:00:00Z.
const EPOCH: i64 = 631_065_600;
/// Smaller times count from when the device was switched on.
const FIRST_REAL_TIME: u32 = 0x1000_0000;

const SESSION: u16 = 18;
const LAP: u16 = 19;
const RECORD: u16 = 20;
const EVENT: u16 = 21;
const HRV: u16 = 78;
const FILE_ID: u16 = 0;

/// A file that is no FIT.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FitError {
    /// It does not begin with a FIT header.
    #[error("it does not begin with a FIT header")]
    Foreign,
}

/// Whether bytes begin like a FIT file.
pub fn is_fit(bytes: &[u8]) -> bool {
    decode::starts_here(bytes)
}

/// Reads the activities of a FIT file or of a chain of them. Parts that are no activity, as settings are, give none.
///
/// # Errors
/// It is no FIT file. Damage further on is no error: the good part is kept, with a warning.
pub fn read(bytes: &[u8]) -> Result<Vec<Recording>, FitError> {
    if !is_fit(bytes) {
        return Err(FitError::Foreign);
    }
    Ok(decode::parts(bytes).into_iter().filter_map(activity).collect())
}

/// Something at a time of FIT's clock.
struct Item {
    at: u32,
    what: What,
}

enum What {
    Record { rate: Option<u16>, rr: Vec<RrInterval>, motion: Motion },
    Lap,
    TimerStart,
    TimerStop,
}

fn activity(part: Part) -> Option<Recording> {
    let (mut items, mut warnings) = (items(&part.messages), part.warnings);
    // Times that go back, as after a correction of the clock, are put in order; equal ones stay as they came.
    items.sort_by_key(|item| item.at);
    let is_record = |item: &&Item| matches!(item.what, What::Record { .. });
    let first = items.iter().find(is_record)?.at;
    let last = items.iter().rev().find(is_record)?.at;
    let since = |at: u32| Elapsed::from_secs(u64::from(at.max(first) - first));
    let laps = items.iter().filter(|item| matches!(item.what, What::Lap)).count();

    let mut readings = Vec::new();
    let (mut lap, mut paused) = (0, false);
    for item in &items {
        let at = since(item.at);
        let mut add = |reading| readings.push(Stamped { at, reading });
        match &item.what {
            What::Record { rate, rr, motion } => {
                if *motion != Motion::default() {
                    add(Reading::Motion(*motion));
                }
                if let Some(rate) = rate {
                    add(Reading::Measurement(HeartRateMeasurement { rr: rr.clone(), ..HeartRateMeasurement::of(*rate) }));
                }
            }
            What::Lap => {
                lap += 1;
                // The last lap ends with the run.
                if lap < laps {
                    add(Reading::Command(Command::Lap));
                }
            }
            What::TimerStop if !paused && item.at < last => {
                paused = true;
                add(Reading::Command(Command::Pause));
            }
            What::TimerStart if paused => {
                paused = false;
                add(Reading::Command(Command::Resume));
            }
            What::TimerStart | What::TimerStop => {}
        }
    }
    let started_at = (first >= FIRST_REAL_TIME).then(|| Timestamp::from_second(i64::from(first) + EPOCH).ok()).flatten();
    if started_at.is_none() {
        warnings.push("its times count from when the device was switched on: the day and hour are not known".to_owned());
    }
    let mut claims = claims(&part.messages);
    claims.laps = (laps > 0).then_some(laps);
    Some(Recording { origin: Origin::Fit, started_at, setup: None, readings, end: since(last), claims, warnings })
}

fn items(messages: &[Message]) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    // Where the latest beats belong: to the latest record with a rate, or to the first one to come.
    let (mut owner, mut orphans): (Option<usize>, Vec<RrInterval>) = (None, Vec::new());
    for message in messages {
        if message.global == HRV {
            let beats = message.uints(0).into_iter().flatten().filter_map(|ms| RrInterval::from_ms(f64::from(ms)));
            match owner.and_then(|owner| items.get_mut(owner)) {
                Some(Item { what: What::Record { rr, .. }, .. }) => rr.extend(beats),
                Some(_) | None => orphans.extend(beats),
            }
            continue;
        }
        let Some(at) = message.timestamp() else { continue };
        let what = match message.global {
            RECORD => {
                let rate = message.uint(3).and_then(|rate| u16::try_from(rate).ok());
                let rr = if rate.is_some() { std::mem::take(&mut orphans) } else { Vec::new() };
                What::Record { rate, rr, motion: motion(message) }
            }
            LAP => What::Lap,
            // Event 0 is the timer; types 1, 4, 8 and 9 stop it.
            EVENT if message.uint(0) == Some(0) => match message.uint(1) {
                Some(0) => What::TimerStart,
                Some(1 | 4 | 8 | 9) => What::TimerStop,
                Some(_) | None => continue,
            },
            _ => continue,
        };
        if matches!(what, What::Record { rate: Some(_), .. }) {
            owner = Some(items.len());
        }
        items.push(Item { at, what });
    }
    items
}

fn motion(record: &Message) -> Motion {
    let speed = record.uint(73).or_else(|| record.uint(6));
    Motion {
        speed_kmh: speed.map(|mm_a_second| f64::from(mm_a_second) * 3.6 / 1000.0),
        grade_percent: None,
        // Records of runs count strides: two steps each.
        cadence_spm: record.uint(4).map(|strides| 2.0 * f64::from(strides)),
        distance_m: record.uint(5).map(|cm| f64::from(cm) / 100.0),
    }
}

fn claims(messages: &[Message]) -> Claims {
    let sessions: Vec<&Message> = messages.iter().filter(|message| message.global == SESSION).collect();
    let sum = |field: u8, scale: f64| {
        let values: Vec<u32> = sessions.iter().filter_map(|session| session.uint(field)).collect();
        (!values.is_empty()).then(|| values.iter().map(|value| f64::from(*value) / scale).sum())
    };
    let file = messages.iter().find(|message| message.global == FILE_ID);
    let device = file.and_then(|file| {
        let maker = names::manufacturer(file.uint(1)?);
        Some(file.uint(2).map_or_else(|| maker.clone(), |product| format!("{maker} {product}")))
    });
    Claims {
        sport: sessions.iter().find_map(|session| session.uint(5)).map(names::sport),
        sub_sport: sessions.iter().find_map(|session| session.uint(6)).map(names::sub_sport),
        device,
        elapsed_s: sum(7, 1000.0),
        timer_s: sum(8, 1000.0),
        distance_m: sum(9, 100.0),
        laps: None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::decode::crc;
    use super::*;

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
            for recording in read(&file[..cut]).unwrap() {
                assert!(recording.warnings.iter().any(|warning| warning.contains("cut short")));
            }
        }
        for at in 14..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 0x55;
            for recording in read(&changed).unwrap() {
                assert!(!recording.warnings.is_empty(), "byte {at}");
            }
        }
    }

    #[test]
    fn chained_files_are_two_activities_and_a_bad_second_part_hides_nothing() {
        let file = file();
        assert_eq!(read(&[file.clone(), file.clone()].concat()).unwrap().len(), 2);
        let bad = read(&[file.clone(), b"rubbish at the end".to_vec()].concat()).unwrap();
        assert_eq!(bad.len(), 1);
        assert!(bad[0].warnings[0].contains("after the file's end"));
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
