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

impl Role {
    /// All roles, in an order of their own.
    pub(super) const ALL: [Self; 21] = {
        use Role::{EaseOff, Note, Plain, Quiet, SlowDown, Stop, Strong, Walk, Well, Zone as Large, ZoneText as Words};
        let [z0, z1, z2, z3, z4, z5] = Zone::ALL;
        [
            Large(z0),
            Large(z1),
            Large(z2),
            Large(z3),
            Large(z4),
            Large(z5),
            Words(z0),
            Words(z1),
            Words(z2),
            Words(z3),
            Words(z4),
            Words(z5),
            Plain,
            Strong,
            Quiet,
            EaseOff,
            SlowDown,
            Walk,
            Stop,
            Well,
            Note,
        ]
    };

    /// The role's place among all.
    pub(super) fn index(self) -> usize {
        match self {
            Self::Zone(zone) => zone.index(),
            Self::ZoneText(zone) => 6 + zone.index(),
            Self::Plain => 12,
            Self::Strong => 13,
            Self::Quiet => 14,
            Self::EaseOff => 15,
            Self::SlowDown => 16,
            Self::Walk => 17,
            Self::Stop => 18,
            Self::Well => 19,
            Self::Note => 20,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_stands_at_its_place() {
        for (place, role) in Role::ALL.into_iter().enumerate() {
            assert_eq!(role.index(), place, "{role:?}");
        }
    }
}
