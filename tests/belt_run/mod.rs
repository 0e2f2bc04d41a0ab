//! A run of ten minutes on a treadmill with a foot pod beside the strap, as Bluetooth delivers it.

use recovery_run::format::{Characteristic, FileMetadata, Origin, Reading, Recording, TimedReading};
use recovery_run::session::{Command, DeviceInfo, DeviceRole, Elapsed, EventSource, Link};

/// The belt's speed in hundredths of km/h at a second: 8.5 km/h, from five minutes on 9.
pub fn speed(second: u64) -> u16 {
    if second < 300 { 850 } else { 900 }
}

/// Readings of ten minutes.
pub fn readings() -> Vec<TimedReading> {
    let mut readings = Vec::new();
    let mut tell = |ms, role, reading| {
        readings.push(TimedReading { at: Elapsed::from_ms(ms), from: EventSource::Device(role), reading });
    };
    for (role, name, battery) in
        [(DeviceRole::HeartRate, "LabStrap", Some(87)), (DeviceRole::Treadmill, "LabMill", None), (DeviceRole::FootPod, "LabPod", Some(55))]
    {
        tell(0, role, Reading::Link(Link::Connected));
        tell(0, role, Reading::Device(DeviceInfo { name: Some(name.to_owned()), battery, location: None }));
    }
    let (mut metres, mut pod) = (0.0, 70_000.0);
    for second in 1..=600 {
        let kmh = f64::from(speed(second)) / 100.0;
        metres += kmh / 3.6;
        // The pod errs by six percent.
        pod += kmh / 3.6 * 1.06;
        // Speed, distance, incline of 1 %, elapsed time.
        let mut belt = vec![0x0C, 0x04];
        belt.extend(speed(second).to_le_bytes());
        belt.extend(&(metres as u32).to_le_bytes()[..3]);
        belt.extend([10, 0, 0, 0]);
        belt.extend((second as u16).to_le_bytes());
        tell(second * 1000, DeviceRole::Treadmill, Reading::Packet(Characteristic::TreadmillData, belt));
        // The steps of one foot, running, and a distance.
        let mut step = vec![0x06];
        step.extend(((kmh * 1.06 / 3.6 * 256.0) as u16).to_le_bytes());
        step.push(82);
        step.extend(((pod * 10.0) as u32).to_le_bytes());
        tell(second * 1000 + 200, DeviceRole::FootPod, Reading::Packet(Characteristic::RunningSpeed, step));
        let rate = 120 + (second / 30) as u8;
        tell(second * 1000 + 400, DeviceRole::HeartRate, Reading::Packet(Characteristic::HeartRateMeasurement, vec![0, rate]));
    }
    readings.push(TimedReading::new(Elapsed::from_secs(601), Reading::Command(Command::Stop)));
    readings
}

/// The run as a recording.
pub fn recording() -> Recording {
    Recording {
        origin: Origin::Strap,
        started_at: Some("2026-11-22T10:00:00Z".parse().unwrap()),
        setup: None,
        readings: readings(),
        end: Elapsed::from_secs(601),
        claims: FileMetadata::default(),
        warnings: Vec::new(),
    }
}
