//! JSON: whatever the text, and whatever stands where an export has its values, readings come in order of time, an export of them
//! holds every rate, and nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;

mod check;

/// What stands before and behind the values, for each kind of export that is read.
const KINDS: [[&str; 2]; 13] = [
    ["", ""],
    ["[", "]"],
    ["{\"time\":[0,1,", "2],\"heartrate\":[120,121,122]}"],
    ["{\"time\":[0,1,2],\"heartrate\":{\"data\":[", "120]}}"],
    ["[{\"type\":\"time\",\"data\":[0,1]},{\"type\":\"heartrate\",\"data\":[120,", "121]}]"],
    ["{\"schema\":1,\"laps_at\":[3],\"pauses\":[{\"from\":1,\"to\":2}],\"samples\":[{\"at\":0,\"bpm\":120},{\"at\":", "1}]}"],
    ["{\"schema\":1,\"samples\":[{\"at\":0,\"rr_ms\":[", "800]}],\"pauses\":[{\"from\":5}]}"],
    ["{\"RIDE\":{\"STARTTIME\":\"2024/05/04 09:05:07 UTC \",\"SAMPLES\":[{\"SECS\":0,\"HR\":120,\"KM\":", "1}]}}"],
    ["{\"exercises\":[{\"startTime\":\"2024-05-04T09:05:07\",\"samples\":{\"recordingRate\":1,\"heartRate\":[", "120]}}]}"],
    ["{\"start-time\":\"2024-05-04T09:05:07\",\"samples\":[{\"recording-rate\":5,\"sample-type\":\"0\",\"data\":", "\"120,121\"}]}"],
    ["[{\"dateTime\":\"05/04/24 09:05:07\",\"value\":{\"bpm\":120}},{\"dateTime\":", "\"05/04/24 09:05:08\",\"value\":{\"bpm\":121}}]"],
    ["{\"activities-heart-intraday\":{\"dataset\":[{\"time\":\"23:59:59\",\"value\":", "120}]}}"],
    ["{\"Data Points\":[{\"dataTypeName\":\"com.google.heart_rate.bpm\",\"fitValue\":[{\"value\":{\"fpVal\":", "72.0}}]}]}"],
];

/// Values by a byte each, so that the text stays JSON however the bytes change.
const VALUES: [&str; 24] = [
    "0", "1", "120", "121", "230", "-1", "1e300", "-0.5", "1714813507", "1714813507000", "18446744073709551615", "null", "true", "\"\"",
    "\"9:05:07\"", "\"2024-05-04T09:05:07Z\"", "\"12/31/99 23:59:60\"", "[]", "[1,2]", "{}", "{\"dateTime\":\"2024-05-04T09:05:07\",\"value\":120}",
    "{\"at\":7,\"bpm\":120,\"rr_ms\":[500,63999]}", "{\"bpm\":120,\"confidence\":0}", "{\"SECS\":1e9,\"HR\":\"120\"}",
];

fuzz_target!(|bytes: &[u8]| {
    for [head, tail] in KINDS {
        check::sound(&[head.as_bytes(), bytes, tail.as_bytes()].concat());
    }
    let values: String = bytes.iter().map(|byte| VALUES[usize::from(*byte) % VALUES.len()].to_owned() + ",").collect();
    for [head, tail] in KINDS {
        check::sound(format!("{head}{values}{tail}").as_bytes());
    }
});
