//! Treadmill Data (0x2ACD) of the Fitness Machine Service 1.0, 4.9: flags, then the fields that they promise, in order.

use super::fields::{Fields, PacketError};
use crate::session::Motion;

/// No belt of an easy run is faster, in km/h: a greater number has its bytes in the wrong order, or another unit (design choice).
pub const FASTEST_KMH: f64 = 30.0;

/// What a packet of a treadmill tells. Fields that it does not carry, or declares as not available, are none.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TreadmillData {
    /// More of the same moment follows or went before; such a packet carries no speed.
    pub more_data: bool,
    /// Hundredths of km/h.
    pub speed: Option<u16>,
    /// Hundredths of km/h.
    pub average_speed: Option<u16>,
    /// Metres.
    pub distance_m: Option<u32>,
    /// Tenths of a percent.
    pub incline: Option<i16>,
    /// Tenths of a degree.
    pub ramp: Option<i16>,
    /// Tenths of a metre, upwards and downwards.
    pub climbed: Option<(u16, u16)>,
    /// As the machine counts it: by the version of its specification in one or two bytes.
    pub pace: Option<u16>,
    /// The same.
    pub average_pace: Option<u16>,
    /// kcal.
    pub energy_kcal: Option<u16>,
    /// kcal an hour.
    pub energy_per_hour: Option<u16>,
    /// kcal a minute.
    pub energy_per_minute: Option<u8>,
    /// The rate at its grips in bpm: never taken for the strap's.
    pub grip_bpm: Option<u8>,
    /// Tenths of a metabolic equivalent.
    pub met: Option<u8>,
    /// Seconds; stands still while the belt does.
    pub elapsed_s: Option<u16>,
    /// Seconds.
    pub remaining_s: Option<u16>,
    /// Newtons at the belt.
    pub force_n: Option<i16>,
    /// Watts.
    pub power_w: Option<i16>,
    /// Steps, in an undocumented field of real machines.
    pub steps: Option<u32>,
}

/// The bits of the flags.
mod flag {
    pub(super) const MORE_DATA: u16 = 1;
    pub(super) const AVERAGE_SPEED: u16 = 1 << 1;
    pub(super) const DISTANCE: u16 = 1 << 2;
    pub(super) const INCLINE: u16 = 1 << 3;
    pub(super) const CLIMBED: u16 = 1 << 4;
    pub(super) const PACE: u16 = 1 << 5;
    pub(super) const AVERAGE_PACE: u16 = 1 << 6;
    pub(super) const ENERGY: u16 = 1 << 7;
    pub(super) const GRIP: u16 = 1 << 8;
    pub(super) const MET: u16 = 1 << 9;
    pub(super) const ELAPSED: u16 = 1 << 10;
    pub(super) const REMAINING: u16 = 1 << 11;
    pub(super) const FORCE: u16 = 1 << 12;
    pub(super) const STEPS: u16 = 1 << 13;
    /// Bits without a meaning: what they promise is not known, and stands behind all else.
    pub(super) const RESERVED: u16 = 0b11 << 14;
}

/// Reads a packet. What follows its first field may be cut short: machines flag more than a packet holds, and what stands before
/// is whole; [`treadmill_data_fault`] names what is missing.
///
/// # Errors
/// The payload is cut and carries nothing.
pub fn treadmill_data(payload: &[u8]) -> Result<TreadmillData, PacketError> {
    let (data, fault) = read(payload);
    let is_empty = data == TreadmillData { more_data: data.more_data, ..TreadmillData::default() };
    fault.filter(|_| is_empty).map_or(Ok(data), Err)
}

/// What a packet lacks of what its flags promise, whether its first field can be read or not.
pub fn treadmill_data_fault(payload: &[u8]) -> Option<PacketError> {
    read(payload).1
}

fn read(payload: &[u8]) -> (TreadmillData, Option<PacketError>) {
    let mut data = TreadmillData::default();
    let fault = fill(&mut data, payload).err();
    (data, fault)
}

fn fill(data: &mut TreadmillData, payload: &[u8]) -> Result<(), PacketError> {
    let mut fields = Fields::of(payload);
    let flags = fields.u16("the flags")?;
    let has = |bit: u16| flags & bit != 0;
    data.more_data = has(flag::MORE_DATA);
    if !data.more_data {
        data.speed = known(fields.u16("the speed")?, u16::MAX);
    }
    if has(flag::AVERAGE_SPEED) {
        data.average_speed = known(fields.u16("the average speed")?, u16::MAX);
    }
    if has(flag::DISTANCE) {
        data.distance_m = known(fields.u24("the distance")?, 0xFF_FFFF);
    }
    if has(flag::INCLINE) {
        data.incline = known(fields.i16("the incline")?, i16::MAX);
        data.ramp = known(fields.i16("the ramp angle")?, i16::MAX);
    }
    if has(flag::CLIMBED) {
        data.climbed = Some((fields.u16("the positive elevation gain")?, fields.u16("the negative elevation gain")?));
    }
    let wide = pace_is_wide(flags, payload.len());
    if has(flag::PACE) {
        data.pace = pace(&mut fields, wide, payload.len(), "the pace")?;
    }
    if has(flag::AVERAGE_PACE) {
        data.average_pace = pace(&mut fields, wide, payload.len(), "the average pace")?;
    }
    fill_rest(data, &mut fields, flags)
}

/// The fields behind the paces.
fn fill_rest(data: &mut TreadmillData, fields: &mut Fields<'_>, flags: u16) -> Result<(), PacketError> {
    let has = |bit: u16| flags & bit != 0;
    if has(flag::ENERGY) {
        data.energy_kcal = known(fields.u16("the energy")?, u16::MAX);
        data.energy_per_hour = known(fields.u16("the energy per hour")?, u16::MAX);
        data.energy_per_minute = known(fields.u8("the energy per minute")?, u8::MAX);
    }
    if has(flag::GRIP) {
        data.grip_bpm = known(fields.u8("the heart rate")?, u8::MAX).filter(|rate| *rate != 0);
    }
    if has(flag::MET) {
        data.met = known(fields.u8("the metabolic equivalent")?, u8::MAX);
    }
    if has(flag::ELAPSED) {
        data.elapsed_s = known(fields.u16("the elapsed time")?, u16::MAX);
    }
    if has(flag::REMAINING) {
        data.remaining_s = known(fields.u16("the remaining time")?, u16::MAX);
    }
    if has(flag::FORCE) {
        data.force_n = known(fields.i16("the force")?, i16::MAX);
        data.power_w = known(fields.i16("the power")?, i16::MAX);
    }
    if has(flag::STEPS) {
        // Reserved by the specification: that it is missing is no fault.
        data.steps = fields.u24("the steps").ok();
    }
    Ok(())
}

/// A number, unless it stands for "not available".
fn known<T: PartialEq>(number: T, unavailable: T) -> Option<T> {
    (number != unavailable).then_some(number)
}

/// Whether paces have two bytes: told by the width that makes the length right; none where neither does.
fn pace_is_wide(flags: u16, length: usize) -> Option<bool> {
    let size = |bit: u16, bytes: usize| if flags & bit != 0 { bytes } else { 0 };
    let others = [
        if flags & flag::MORE_DATA == 0 { 2 } else { 0 },
        size(flag::AVERAGE_SPEED, 2),
        size(flag::DISTANCE, 3),
        size(flag::INCLINE, 4),
        size(flag::CLIMBED, 4),
        size(flag::ENERGY, 5),
        size(flag::GRIP, 1),
        size(flag::MET, 1),
        size(flag::ELAPSED, 2),
        size(flag::REMAINING, 2),
        size(flag::FORCE, 4),
        size(flag::STEPS, 3),
    ];
    let others = 2 + others.iter().sum::<usize>();
    let paces = size(flag::PACE, 1) + size(flag::AVERAGE_PACE, 1);
    let fits = |width: usize| length == others + paces * width;
    // Behind bits without a meaning the length tells nothing.
    (flags & flag::RESERVED == 0 && (fits(1) || fits(2))).then(|| fits(2))
}

fn pace(fields: &mut Fields<'_>, wide: Option<bool>, length: usize, field: &'static str) -> Result<Option<u16>, PacketError> {
    match wide {
        Some(true) => fields.u16(field).map(|pace| known(pace, u16::MAX)),
        Some(false) => fields.u8(field).map(|pace| known(pace, u8::MAX).map(u16::from)),
        // What stands behind it could be anything.
        None => Err(PacketError::Truncated { length, field }),
    }
}

impl TreadmillData {
    /// How the belt moves; `unit_kmh` is what a unit of the machine's speed is, 1 unless it counts in miles. A speed that no belt
    /// reaches is none.
    pub fn motion(&self, unit_kmh: f64) -> Motion {
        let kmh = self.speed.map(|hundredths| f64::from(hundredths) / 100.0 * unit_kmh);
        Motion {
            speed_kmh: kmh.filter(|kmh| *kmh <= FASTEST_KMH),
            grade_percent: self.incline.map(|tenths| f64::from(tenths) / 10.0),
            cadence_spm: None,
            distance_m: self.distance_m.map(f64::from),
            elapsed_s: self.elapsed_s.map(f64::from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(bytes: &[u8]) -> TreadmillData {
        treadmill_data(bytes).unwrap()
    }

    /// Every field of the specification and the steps, each with a number of its own.
    const WHOLE: [u8; 37] = [
        0xFE, 0x3F, 0x52, 0x03, 0x20, 0x03, 0x10, 0x27, 0x00, 0x0F, 0x00, 0xF6, 0xFF, 0x7B, 0x00, 0x2D, 0x00, 0x23, 0x24, 0x2C, 0x01, 0x58,
        0x02, 0x0A, 0x82, 0x5F, 0x08, 0x07, 0x64, 0x00, 0x1E, 0x00, 0xDC, 0x00, 0x2A, 0x01, 0x00,
    ];

    #[test]
    fn every_field_is_read_in_its_place() {
        let payload = &WHOLE[..];
        let expected = TreadmillData {
            more_data: false,
            speed: Some(850),
            average_speed: Some(800),
            distance_m: Some(10_000),
            incline: Some(15),
            ramp: Some(-10),
            climbed: Some((123, 45)),
            pace: Some(0x23),
            average_pace: Some(0x24),
            energy_kcal: Some(300),
            energy_per_hour: Some(600),
            energy_per_minute: Some(10),
            grip_bpm: Some(130),
            met: Some(95),
            elapsed_s: Some(1800),
            remaining_s: Some(100),
            force_n: Some(30),
            power_w: Some(220),
            steps: Some(298),
        };
        assert_eq!(data(payload), expected);
        assert_eq!(treadmill_data_fault(payload), None);
        // The same with paces of two bytes.
        let mut wide = payload.to_vec();
        wide.insert(18, 0);
        wide.insert(20, 0);
        assert_eq!(data(&wide), expected);
    }

    #[test]
    fn what_stands_before_the_first_missing_field_counts_and_nothing_after_it() {
        let payload = &WHOLE[..];
        for length in 4..payload.len() {
            let cut = data(&payload[..length]);
            assert_eq!(cut.speed, Some(850));
            assert!(cut.elapsed_s.is_none_or(|elapsed| elapsed == 1800 && length >= 28), "{length}: {cut:?}");
        }
        // A pace whose width the length does not tell hides what follows.
        let cut = data(&payload[..36]);
        assert_eq!((cut.climbed, cut.pace, cut.elapsed_s), (Some((123, 45)), None, None));
        assert_eq!(treadmill_data_fault(&payload[..36]).map(|fault| fault.field()), Some("the pace"));
    }

    #[test]
    fn a_packet_without_its_first_field_is_refused() {
        for payload in [&[][..], &[0], &[0, 0], &[0, 0, 1], &[0x05, 0, 1]] {
            assert!(treadmill_data(payload).is_err(), "{payload:?}");
        }
        assert_eq!(data(&[1, 0]), TreadmillData { more_data: true, ..TreadmillData::default() });
    }

    #[test]
    fn a_moment_that_is_split_over_two_packets_has_its_speed_in_the_one_without_more_data() {
        let first = data(&[0x05, 0x04, 0x10, 0x27, 0x00, 0x08, 0x07]).motion(1.0);
        assert_eq!((first.speed_kmh, first.distance_m, first.elapsed_s), (None, Some(10_000.0), Some(1800.0)));
        assert_eq!(data(&[0, 0, 0x52, 0x03]).motion(1.0), Motion { speed_kmh: Some(8.5), ..Motion::default() });
    }

    #[test]
    fn bits_without_a_meaning_hide_nothing_that_stands_before_them() {
        let read = data(&[0x00, 0xE4, 0x52, 0x03, 0x08, 0x07, 0x2A, 0x01, 0x00, 0x01, 0x02]);
        assert_eq!((read.speed, read.elapsed_s, read.steps), (Some(850), Some(1800), Some(298)));
    }

    #[test]
    fn a_speed_that_no_belt_reaches_is_none_and_one_in_miles_is_converted() {
        let swapped = data(&[0, 0, 0x03, 0x52]);
        assert_eq!(swapped.motion(1.0).speed_kmh, None);
        let miles = data(&[0, 0, 0xF4, 0x01]).motion(1.609_344);
        assert!((miles.speed_kmh.unwrap() - 8.05).abs() < 0.01);
        assert_eq!(data(&[0, 0, 0xFF, 0xFF]).speed, None);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic_and_more_bytes_change_nothing_before_them(payload in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..64)) {
            let whole = read(&payload).0;
            for length in 0..payload.len() {
                let cut = read(&payload[..length]).0;
                for (cut, whole) in [(cut.speed, whole.speed), (cut.average_speed, whole.average_speed)] {
                    proptest::prop_assert!(cut.is_none() || cut == whole);
                }
                proptest::prop_assert!(cut.distance_m.is_none() || cut.distance_m == whole.distance_m);
            }
            let motion = whole.motion(1.0);
            proptest::prop_assert!(motion.speed_kmh.is_none_or(|kmh| (0.0..=FASTEST_KMH).contains(&kmh)));
        }
    }
}
