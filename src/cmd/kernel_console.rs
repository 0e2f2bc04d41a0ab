//! The kernel's console: whether the terminal is one, and when it goes dark.

use crate::screen::Blanking;

/// A kiosk's screen rests after so many minutes without a key, outside of a run (design choice).
const KIOSK_RESTS_AFTER: u8 = 10;

/// Whether the terminal is the kernel's console.
pub(super) fn is_console() -> bool {
    std::env::var("TERM").is_ok_and(|term| term == "linux")
}

/// When the console goes dark, where it is the kernel's and does so at all.
pub(super) fn blanking(kiosk: bool) -> Option<Blanking> {
    if !is_console() {
        return None;
    }
    // In seconds; the escape sequence takes minutes up to 60.
    let text = std::fs::read_to_string("/sys/module/kernel/parameters/consoleblank").unwrap_or_default();
    let before = text.trim().parse::<u32>().map_or(0, |seconds| u8::try_from(seconds.div_ceil(60).min(60)).unwrap_or(60));
    let waiting = if kiosk { KIOSK_RESTS_AFTER } else { before };
    (waiting > 0).then_some(Blanking { before, waiting })
}
