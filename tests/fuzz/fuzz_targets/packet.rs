//! Bytes from the air, and lines from a pipe: whatever they are, the session takes them and nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use recovery_run::format::{Characteristic, Reading, TimedReading, gatt, sanitize, stdin_lines};
use recovery_run::heart::{Athlete, ZoneModel};
use recovery_run::session::{Elapsed, Legs, Plan, Session, Setup};

const OTHERS: [Characteristic; 5] = [
    Characteristic::TreadmillData,
    Characteristic::TreadmillDataInMiles,
    Characteristic::MachineStatus,
    Characteristic::ControlPoint,
    Characteristic::RunningSpeed,
];

fuzz_target!(|bytes: &[u8]| {
    if let Ok(measurement) = gatt::heart_rate_measurement(bytes) {
        let again = gatt::heart_rate_measurement(&gatt::heart_rate_payload(&measurement));
        assert_eq!(again.as_ref(), Ok(&measurement));
    }
    if let Ok(data) = gatt::treadmill_data(bytes) {
        let motion = data.motion(1.0);
        assert!(motion.speed_kmh.is_none_or(|kmh| (0.0..=gatt::FASTEST_KMH).contains(&kmh)));
        assert!(!data.more_data || data.speed.is_none());
    }
    if let Ok(told) = gatt::running_speed(bytes) {
        assert!(told.motion().cadence_spm.is_some_and(|steps| (0.0..=510.0).contains(&steps)));
    }
    let text = String::from_utf8_lossy(bytes);
    let _ = stdin_lines::read_line(&text);
    assert!(!sanitize::sanitize_name(&text).chars().any(char::is_control));

    // A run of packets cut from the same bytes, at times cut from them too.
    let athlete = Athlete { max_hr: Some(185.0), ..Athlete::default() };
    let zones = ZoneModel::Custom.zones(&athlete, Some([100.0, 120.0, 140.0, 160.0, 180.0])).expect("rising bounds");
    let mut session = Session::new(Setup { own: recovery_run::session::Learned::default(), athlete, zones, ceiling: None, plan: Plan::new(None, Legs::Fresh) });
    let mut at = 0;
    for chunk in bytes.chunks(12) {
        at += u64::from(chunk[0]) * 40;
        // Mostly rates, as in a run; every other characteristic in between.
        let characteristic = OTHERS.get(usize::from(chunk[0])).copied().unwrap_or(Characteristic::HeartRateMeasurement);
        let reading = Reading::Packet(characteristic, chunk[1..].to_vec());
        session.step(&TimedReading::new(Elapsed::from_ms(at), reading).event());
    }
    let _ = session.summary();
});
