//! What a colour on the screen is for.

use crate::heart::Zone;

/// What a thing is coloured for. Colour only repeats what number, word and shape already say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The terminal's own text colour.
    Plain,
    /// The same, in bold.
    Strong,
    /// The same, held back.
    Quiet,
    /// A zone: bars, digits and large letters.
    Zone(Zone),
    /// Small words in a zone's colour.
    ZoneText(Zone),
    /// Ease off.
    EaseOff,
    /// Slow down.
    SlowDown,
    /// Walk.
    Walk,
    /// Stop.
    Stop,
    /// All is well.
    Well,
    /// A word on the plan or the strap.
    Note,
}
