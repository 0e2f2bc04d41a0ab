//! What the runner wants to hear.

use std::collections::BTreeMap;

use crate::session::CueKind;

/// What the runner wants to hear.
#[derive(Debug, Clone, PartialEq)]
pub struct SoundSettings {
    /// Cues have melodies.
    pub tones: bool,
    /// Words are spoken.
    pub voice: bool,
    /// 0 to 100 percent.
    pub volume: u8,
    /// Kinds of cue that are not heard.
    pub off: Vec<CueKind>,
    /// Programs of the runner's own, each with its arguments, by the kind of cue that starts them.
    pub commands: BTreeMap<CueKind, Vec<String>>,
}

impl SoundSettings {
    /// Half of full scale by ear: loud enough to be heard, not to startle (design choice).
    pub const VOLUME: u8 = 70;

    /// No sound and no program.
    pub fn none() -> Self {
        Self { tones: false, voice: false, volume: 0, off: Vec::new(), commands: BTreeMap::new() }
    }

    /// Only the runner's own programs.
    pub fn commands_alone(self) -> Self {
        Self { tones: false, voice: false, ..self }
    }
}

impl Default for SoundSettings {
    fn default() -> Self {
        Self { tones: true, voice: true, volume: Self::VOLUME, off: Vec::new(), commands: BTreeMap::new() }
    }
}
