//! What a cue sounds like.

/// The terminal's bell (BEL).
pub const BELL: &[u8] = b"\x07";
