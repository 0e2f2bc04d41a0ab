//! TCX and GPX: whatever the text, readings come in order of time, an export holds every rate, and nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;

mod check;

const STARTS: [&str; 3] = [
    "",
    "<gpx creator=\"x\"><trk><trkseg><trkpt lat=\"1\" lon=\"1\"><time>2026-03-01T10:00:00Z</time>",
    "<TrainingCenterDatabase><Activities><Activity Sport=\"Running\"><Lap StartTime=\"2026-03-01T10:00:00Z\"><Track><Trackpoint>",
];

fuzz_target!(|bytes: &[u8]| {
    for start in STARTS {
        check::sound(&[start.as_bytes(), bytes].concat());
    }
});
