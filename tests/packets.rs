//! Packets captured from real straps and treadmills, against their decoding by the standard's layout. The collection lies
//! outside the project; without it this test says that it was skipped (the layout's own examples are held in `format::gatt`).
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod requirements;

use std::path::PathBuf;

use recovery_run::format::gatt;
use recovery_run::format::hex;
use recovery_run::heart::Contact;
use serde_json::Value;

/// The collection; none, which is told, where it is not there.
fn collection() -> Option<Value> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let path = std::env::var_os("RECOVERY_RUN_TEST_DATA").map_or(beside, PathBuf::from).join("packets.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        requirements::missing(&format!("no collection of packets at {}", path.display()));
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

#[test]
fn every_captured_packet_reads_as_the_standard_says() {
    let Some(collection) = collection() else { return };
    let mut read = 0;
    for packet in collection["packets"].as_array().unwrap().iter().filter(|packet| packet["characteristic"] == "2A37") {
        let digits = packet["hex"].as_str().unwrap();
        let decode = &packet["decode"];
        let measurement = gatt::heart_rate_measurement(&hex::decode(digits).unwrap());
        let Ok(measurement) = measurement else {
            assert!(decode["hr_bpm"].is_null() || decode["error"].is_string(), "{digits} was refused: {measurement:?} for {decode}");
            read += 1;
            continue;
        };
        assert_eq!(u64::from(measurement.rate), decode["hr_bpm"].as_u64().unwrap(), "{digits}");
        let contact = match (decode["contact_supported"].as_bool().unwrap(), decode["contact"].as_bool()) {
            (false, _) => Contact::Unsupported,
            (true, Some(true)) => Contact::On,
            (true, Some(false) | None) => Contact::Off,
        };
        assert_eq!(measurement.contact, contact, "{digits}");
        assert_eq!(measurement.energy_kj.map(u64::from), decode["energy_kj"].as_u64(), "{digits}");
        let rr: Vec<u64> = measurement.rr.iter().map(|rr| u64::from(rr.in_1024ths())).collect();
        let expected: Vec<u64> = decode["rr_1024"].as_array().unwrap().iter().map(|rr| rr.as_u64().unwrap()).collect();
        assert_eq!(rr, expected, "{digits}");
        read += 1;
    }
    assert!(read >= 10, "only {read} packets were compared");
}

/// A number of a decoding, in the unit's parts that the packet counts in.
fn parts(decode: &Value, name: &str, parts: f64) -> Option<i64> {
    decode[name].as_f64().map(|value| (value * parts).round() as i64)
}

#[test]
fn every_captured_treadmill_packet_reads_as_the_standard_says() {
    let Some(collection) = collection() else { return };
    let mut read = 0;
    for packet in collection["packets"].as_array().unwrap().iter().filter(|packet| packet["characteristic"] == "2ACD") {
        let digits = packet["hex"].as_str().unwrap();
        let decode = &packet["decode"];
        let payload = hex::decode(digits).unwrap();
        let data = gatt::treadmill_data(&payload).unwrap();
        assert_eq!(data.more_data, decode["more_data"].as_bool().unwrap(), "{digits}");
        for (name, ours, unit) in [
            ("speed_kmh", data.speed.map(i64::from), 100.0),
            ("average_speed_kmh", data.average_speed.map(i64::from), 100.0),
            ("total_distance_m", data.distance_m.map(i64::from), 1.0),
            ("inclination_pct", data.incline.map(i64::from), 10.0),
            ("ramp_angle_deg", data.ramp.map(i64::from), 10.0),
            ("energy_total_kcal", data.energy_kcal.map(i64::from), 1.0),
            ("energy_per_hour_kcal", data.energy_per_hour.map(i64::from), 1.0),
            ("energy_per_min_kcal", data.energy_per_minute.map(i64::from), 1.0),
            // A rate of zero is "nobody holds the grips".
            ("heart_rate_bpm", data.grip_bpm.map(i64::from).or((decode["heart_rate_bpm"] == 0).then_some(0)), 1.0),
            ("met", data.met.map(i64::from), 10.0),
            ("elapsed_s", data.elapsed_s.map(i64::from), 1.0),
            ("remaining_s", data.remaining_s.map(i64::from), 1.0),
            ("force_n", data.force_n.map(i64::from), 1.0),
            ("power_w", data.power_w.map(i64::from), 1.0),
        ] {
            assert_eq!(ours, parts(decode, name, unit), "{name} of {digits}");
        }
        assert_eq!(gatt::treadmill_data_fault(&payload).is_some(), decode["truncated_at"].is_string(), "{digits}");
        read += 1;
    }
    assert!(read >= 10, "only {read} packets were compared");
}
