//! Lists of numbers without a header: whatever the text, readings come in order of time, an export holds every rate, and nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;

mod check;

const STARTS: [&str; 5] = [
    "",
    "800\n810\n790\n",
    "0.800\n0,810\n",
    "0.000 0.500\n0.500 0.501\n1.001 0.502\n",
    "1714813507.000000\n1.000000\n112.00\n113.00\n",
];

fuzz_target!(|bytes: &[u8]| {
    for start in STARTS {
        check::sound(&[start.as_bytes(), bytes].concat());
    }
});
