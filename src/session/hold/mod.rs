//! `hold`: the belt follows the heart, within rules that cannot be broken.
//!
//! Three parts. The **controller** decides by the coach's own forecast which speed would keep the rate under the ceiling. The
//! **rule checker** ([`rules`]) turns that wish into a [`BeltCommand`], or refuses it; it is the only place where one can be made. The
//! **watch** lets go as soon as anything happens at the belt that this program did not ask for. None of them knows a clock or writes
//! to anything: commands are taken out of the session by whoever owns the connection, and what comes of them returns as events.
//!
//! Nothing of this was ever tried on a real treadmill.

mod aim;
mod answer;
mod grid;
mod holder;
mod outbox;
mod overload;
mod plan;
mod question;
mod rules;
mod speed;
mod state;
mod watch;
mod words;

pub(super) use aim::Outlook;
pub use answer::{BeltAbilities, BeltAnswer, BeltStatus, SpeedRange, UnitCheck};
pub(super) use holder::{Hold, HoldNews};
pub use plan::{HoldMode, HoldPlan, HoldPlanError};
pub use question::HoldQuestion;
pub use rules::{BeltCommand, BeltCommandKind};
pub use speed::BeltSpeed;
pub use state::{HoldChange, HoldReason, HoldState};
