//! FIT files: whatever the bytes, readings come in order of time and nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use recovery_run::format::fit;

fuzz_target!(|bytes: &[u8]| {
    let mut headed = vec![14, 0x20, 0, 0];
    headed.extend((bytes.len() as u32).to_le_bytes());
    headed.extend(b".FIT\0\0");
    headed.extend(bytes);
    for input in [bytes, &headed] {
        for recording in fit::read(input).unwrap_or_default() {
            assert!(recording.readings.is_sorted_by_key(|stamped| stamped.at));
        }
    }
});
