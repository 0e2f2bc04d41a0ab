//! Tables and lists of beats: whatever the text, readings come in order of time, an export holds every rate, and nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;

mod check;

const STARTS: [&str; 5] = [
    "",
    "timestamp,heart_rate,rr_ms,speed (km/h),cadence,distance,lap\n",
    "date;rr;since start\n",
    "[Params]\nInterval=238\nDate=20260301\nStartTime=10:00:00\n[HRData]\n",
    "800\n810\n0.79\n",
];

fuzz_target!(|bytes: &[u8]| {
    for start in STARTS {
        check::sound(&[start.as_bytes(), bytes].concat());
    }
});
