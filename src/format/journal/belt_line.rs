//! What a line of the journal holds of a treadmill's control that is in no packet: answers that did not come, and what is known of
//! the machine.

use serde::{Deserialize, Serialize};

use crate::format::reading::Reading;
use crate::session::{BeltAnswer, BeltFact};

/// The object in a line; `is` tells which of the other fields count.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct BeltLine {
    is: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    op: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<u8>,
    /// Least, greatest, increment in hundredths of km/h.
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<[u16; 3]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

impl BeltLine {
    fn of(is: &str) -> Self {
        Self { is: is.to_owned(), ..Self::default() }
    }

    /// Of an answer.
    pub(super) fn answer(answer: BeltAnswer) -> Self {
        match answer {
            BeltAnswer::Indication { op, result } => Self { op: Some(op), result: Some(result), ..Self::of("answer") },
            BeltAnswer::WriteFailed => Self::of("write-failed"),
            BeltAnswer::NoAnswer => Self::of("no-answer"),
        }
    }

    /// Of a fact.
    pub(super) fn fact(fact: &BeltFact) -> Self {
        match fact {
            BeltFact::SetsSpeed(true) => Self::of("sets-speed"),
            BeltFact::SetsSpeed(false) => Self::of("sets-no-speed"),
            BeltFact::SpeedRange { least, greatest, increment } => {
                Self { range: Some([*least, *greatest, *increment]), ..Self::of("speed-range") }
            }
            BeltFact::ControlPoint(true) => Self::of("control-point"),
            BeltFact::ControlPoint(false) => Self::of("no-control-point"),
            BeltFact::Refused(why) => Self { why: Some(why.clone()), ..Self::of("refused") },
        }
    }

    /// The reading that it stands for.
    ///
    /// # Errors
    /// Why it is skipped, in words.
    pub(super) fn reading(self) -> Result<Reading, String> {
        Ok(match (self.is.as_str(), self.op.zip(self.result), self.range) {
            ("answer", Some((op, result)), _) => Reading::Belt(BeltAnswer::Indication { op, result }),
            ("write-failed", ..) => Reading::Belt(BeltAnswer::WriteFailed),
            ("no-answer", ..) => Reading::Belt(BeltAnswer::NoAnswer),
            ("sets-speed", ..) => Reading::BeltFact(BeltFact::SetsSpeed(true)),
            ("sets-no-speed", ..) => Reading::BeltFact(BeltFact::SetsSpeed(false)),
            ("speed-range", _, Some([least, greatest, increment])) => {
                Reading::BeltFact(BeltFact::SpeedRange { least, greatest, increment })
            }
            ("control-point", ..) => Reading::BeltFact(BeltFact::ControlPoint(true)),
            ("no-control-point", ..) => Reading::BeltFact(BeltFact::ControlPoint(false)),
            ("refused", ..) => Reading::BeltFact(BeltFact::Refused(self.why.unwrap_or_default())),
            (word, ..) => return Err(format!("{word} is nothing that is told of a belt")),
        })
    }
}
