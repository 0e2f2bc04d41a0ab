//! FIT files of several parts, and rates that stand elsewhere than in the record: read as the official SDK reads them.
#![allow(clippy::unwrap_used)] // Helpers of tests too: clippy's own exception ends at the test function.

use recovery_run::format::{Reading, Recording, read};

const BASE: u32 = 1_000_000_000;
const RECORD: u16 = 20;
const HR: u16 = 132;
const FIELD_DESCRIPTION: u16 = 206;

/// CRC-16/ARC, bit by bit.
fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| (0..8).fold(crc ^ u16::from(*byte), |crc, _| if crc & 1 == 0 { crc >> 1 } else { crc >> 1 ^ 0xA001 }))
}

/// One part with its head and checksum.
fn part(messages: &[Vec<u8>]) -> Vec<u8> {
    let data = messages.concat();
    let mut part = vec![14, 0x20, 0, 0];
    part.extend((data.len() as u32).to_le_bytes());
    part.extend(b".FIT\0\0");
    part.extend(data);
    part.extend(crc(&part).to_le_bytes());
    part
}

/// A definition; developer fields are number, size and developer.
fn define(local: u8, message: u16, fields: &[[u8; 3]], developer_fields: &[[u8; 3]]) -> Vec<u8> {
    let flag = if developer_fields.is_empty() { 0x40 } else { 0x60 };
    let mut bytes = vec![flag | local, 0, 0];
    bytes.extend(message.to_le_bytes());
    bytes.push(fields.len() as u8);
    bytes.extend(fields.concat());
    if !developer_fields.is_empty() {
        bytes.push(developer_fields.len() as u8);
        bytes.extend(developer_fields.concat());
    }
    bytes
}

fn data(local: u8, payload: &[&[u8]]) -> Vec<u8> {
    [&[local], payload.concat().as_slice()].concat()
}

/// A part with a record a second, without rates.
fn silent_activity(from: u32, seconds: u32) -> Vec<u8> {
    let mut messages = vec![define(0, RECORD, &[[253, 4, 0x86]], &[])];
    messages.extend((from..from + seconds).map(|at| data(0, &[&(BASE + at).to_le_bytes()])));
    part(&messages)
}

/// Two times of twelve bits in three bytes.
fn packed(first: u64, second: u64) -> [u8; 3] {
    [(first & 0xFF) as u8, (first >> 8 & 0x0F | second << 4 & 0xF0) as u8, (second >> 4 & 0xFF) as u8]
}

/// A part with stored rates, eight a message in steps of half a second, one bpm more each second.
fn stored_rates(from: u32, seconds: u32, rate: u8) -> Vec<u8> {
    let anchor: u32 = 4_000_000;
    let mut messages = vec![
        define(0, HR, &[[253, 4, 0x86], [0, 2, 0x84], [9, 4, 0x86], [6, 1, 2]], &[]),
        data(0, &[&(BASE + from).to_le_bytes(), &[0, 0], &anchor.to_le_bytes(), &[rate]]),
        define(1, HR, &[[6, 8, 2], [10, 12, 13]], &[]),
    ];
    for group in 0..seconds.div_ceil(4) {
        let event = |index: u32| u64::from(anchor) + 512 * u64::from(8 * group + index + 1);
        let rates: Vec<u8> = (0..8).map(|index: u32| rate + (4 * group + index.div_ceil(2)) as u8).collect();
        let times: Vec<u8> = (0..4).flat_map(|pair| packed(event(2 * pair), event(2 * pair + 1))).collect();
        messages.push(data(1, &[&rates, &times]));
    }
    part(&messages)
}

/// Seconds and rates of what is plausible.
fn rates(recording: &Recording) -> Vec<(u64, u16)> {
    let one = |reading: &Reading| match reading {
        Reading::Measurement(measurement) => measurement.bpm().map(|_| measurement.rate),
        _ => None,
    };
    recording.readings.iter().filter_map(|stamped| Some((stamped.at.ms() / 1000, one(&stamped.reading)?))).collect()
}

#[test]
fn rates_that_a_strap_stored_come_to_the_activity_before_them() {
    let file = [silent_activity(0, 20), stored_rates(0, 24, 100)].concat();
    let recordings = read(&file).unwrap();
    assert_eq!((recordings.len(), recordings[0].warnings.len()), (1, 0), "{:?}", recordings[0].warnings);
    // The first record stands for the second before it. After that a rate that changes with the second's last event, carried
    // over the quarters between, is 0.25 above the second before: the SDK's own result for this file.
    let expected: Vec<(u64, u16)> = (0..20).map(|at| (at, 99 + (at as u16).max(1))).collect();
    assert_eq!(rates(&recordings[0]), expected);
}

#[test]
fn of_several_activities_each_gets_the_rates_of_its_own_time_whatever_their_order() {
    let (early, late) = (stored_rates(0, 24, 100), stored_rates(5000, 24, 150));
    let activities = [silent_activity(0, 20), silent_activity(5000, 20)].concat();
    for file in [
        [activities.clone(), early.clone(), late.clone()].concat(),
        [activities.clone(), late.clone(), early.clone()].concat(),
        [silent_activity(0, 20), early.clone(), silent_activity(5000, 20), late.clone()].concat(),
        [early, activities, late].concat(),
    ] {
        let recordings = read(&file).unwrap();
        assert_eq!(recordings.len(), 2);
        assert_eq!((rates(&recordings[0]).len(), rates(&recordings[1]).len()), (20, 20));
        assert_eq!((rates(&recordings[0])[5].1, rates(&recordings[1])[5].1), (104, 154));
    }
}

#[test]
fn stored_rates_of_another_time_are_told_and_given_to_nobody() {
    let recordings = read(&[silent_activity(0, 20), stored_rates(90_000, 24, 100)].concat()).unwrap();
    assert!(rates(&recordings[0]).is_empty());
    assert!(recordings[0].warnings[0].contains("fall to no record"), "{:?}", recordings[0].warnings);
}

#[test]
fn stored_rates_alone_are_no_activity() {
    assert!(read(&stored_rates(0, 24, 100)).unwrap().is_empty());
}

/// How a developer's field is described.
struct Described {
    name: &'static str,
    units: &'static str,
    native: Option<u8>,
    base: u8,
    value: Vec<u8>,
}

impl Described {
    fn named(name: &'static str, units: &'static str) -> Self {
        Self { name, units, native: None, base: 2, value: vec![123] }
    }

    /// A file of one record with this field, and the record's own rate.
    fn file(&self, own: u8) -> Vec<u8> {
        let text = |text: &str| -> Vec<u8> { [text.as_bytes(), &[0; 24][text.len()..]].concat() };
        let fields = [[0, 1, 2], [1, 1, 2], [2, 1, 2], [3, 24, 7], [8, 24, 7], [14, 2, 0x84], [15, 1, 2]];
        let (message, native) = self.native.map_or((u16::MAX, 0xFF), |native| (RECORD, native));
        part(&[
            define(0, FIELD_DESCRIPTION, &fields, &[]),
            data(0, &[&[0, 7, self.base], &text(self.name), &text(self.units), &message.to_le_bytes(), &[native]]),
            define(1, RECORD, &[[253, 4, 0x86], [3, 1, 2]], &[[7, self.value.len() as u8, 0]]),
            data(1, &[&BASE.to_le_bytes(), &[own], &self.value]),
        ])
    }
}

#[test]
fn a_rate_in_a_developers_field_is_found_by_its_name_or_by_the_native_field() {
    let found = [
        Described::named("heart_rate", "bpm"),
        Described::named("Heart Rate", ""),
        Described::named("HR", "beats/min"),
        Described::named("Chest strap HR", "bpm"),
        Described::named("externalHeartRate", "bpm"),
        Described { native: Some(3), ..Described::named("Sensor 2", "bpm") },
        Described { base: 0x88, value: 123.2_f32.to_le_bytes().to_vec(), ..Described::named("HeartRate", "BPM") },
        Described { base: 0x84, value: 123_u16.to_le_bytes().to_vec(), ..Described::named("Heart rate", "bpm") },
    ];
    for field in found {
        assert_eq!(rates(&read(&field.file(0xFF)).unwrap()[0]), [(0, 123)], "{}", field.name);
        assert_eq!(rates(&read(&field.file(0)).unwrap()[0]), [(0, 123)], "{}: zero is no rate", field.name);
        assert_eq!(rates(&read(&field.file(99)).unwrap()[0]), [(0, 99)], "{}: the record's own rate stands", field.name);
    }
}

#[test]
fn a_developers_field_of_another_meaning_is_no_rate() {
    let others = [
        Described::named("Power", "watts"),
        Described::named("Max Heart Rate", "bpm"),
        Described::named("Heart Rate", "%"),
        Described::named("restingHeartRate", "bpm"),
        Described::named("Cadence", "bpm"),
        Described::named("Heart Rate Zone", ""),
        Described::named("hrv", "ms"),
        Described { native: Some(4), ..Described::named("heart_rate", "rpm") },
        Described { base: 0x88, value: f32::NAN.to_le_bytes().to_vec(), ..Described::named("hr", "bpm") },
        Described { base: 0x88, value: vec![1, 2], ..Described::named("hr", "bpm") },
    ];
    for field in others {
        assert!(rates(&read(&field.file(0xFF)).unwrap()[0]).is_empty(), "{} in {}", field.name, field.units);
    }
}
