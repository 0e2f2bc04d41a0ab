//! Heart-rate packets captured from real straps, against their decoding by the standard's layout. The collection lies
//! outside the project; without it this test says that it was skipped (the layout's own examples are held in `format::gatt`).
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod requirements;

use std::path::PathBuf;

use recovery_run::format::gatt;
use recovery_run::format::hex;
use recovery_run::heart::Contact;
use serde_json::Value;

#[test]
fn every_captured_packet_reads_as_the_standard_says() {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let path = std::env::var_os("RECOVERY_RUN_TEST_DATA").map_or(beside, PathBuf::from).join("packets.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        requirements::missing(&format!("no collection of packets at {}", path.display()));
        return;
    };
    let collection: Value = serde_json::from_str(&text).unwrap();
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
