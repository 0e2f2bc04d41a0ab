//! Tables: whatever the text, readings come in order of time, an export holds every rate, and nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;

mod check;

const STARTS: [&str; 6] = [
    "",
    "timestamp,heart_rate,rr_ms,speed (km/h),cadence,distance,lap\n",
    "Name;Sport;Date;Start time\nX;RUNNING;04-05-2024;09:05:07\nSample rate;Time;HR (bpm);Speed (km/h);Distances (m)\n1;00:00:00;101;8,1;0\n",
    "date;rr;since start\n2026-03-01 10:00:00 +0000;500;0,5\n",
    "Date,Time,HR,HR max\n05/04/2024,11:59:58 PM,101,120\n",
    "[Params]\nInterval=238\nDate=20260301\nStartTime=10:00:00\n[HRData]\n",
];

fuzz_target!(|bytes: &[u8]| {
    for start in STARTS {
        check::sound(&[start.as_bytes(), bytes].concat());
    }
});
