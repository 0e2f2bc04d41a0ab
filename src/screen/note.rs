//! What a key has to say for itself, a line for some seconds: what it changed, or why it can change nothing at this moment.

use super::key_map::KeyMap;
use super::keys::{Purpose, Scope};
use crate::session::{Elapsed, RunState, RunView, Span};

/// So long it stands (design choice): the words are read in two seconds, and the runner looks down a moment later.
const STANDS: Span = Span::from_secs(5);

/// What is said.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// Where the ceiling is now, and the easy minutes under it.
    Ceiling,
    /// Why a key does nothing.
    Why(String),
    /// Whether to shut down is asked; a second press does.
    ShutDown(String),
}

/// What is said, and since when.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// What.
    pub said: Said,
    /// Since when.
    pub since: Elapsed,
}

impl Note {
    /// The line; none once it has stood long enough.
    pub(super) fn text(&self, run: &RunView<'_>) -> Option<String> {
        if run.now - self.since >= STANDS {
            return None;
        }
        Some(match &self.said {
            Said::Why(line) | Said::ShutDown(line) => line.clone(),
            Said::Ceiling => {
                let easy = run.time_in_zone.total() - run.time_in_zone.above_ceiling();
                format!("ceiling {:.0}, easy {easy}", run.plan_ceiling.floor())
            }
        })
    }
}

impl Said {
    /// Why a key can do nothing at this moment; none where it can.
    pub(super) fn why_not(purpose: Purpose, run: &RunView<'_>, replay: bool, keys: &KeyMap) -> Option<Self> {
        let scope = super::keys::KEYS.iter().find(|key| key.purpose == purpose).map_or(Scope::Always, |key| key.scope);
        let over = matches!(run.state, RunState::Stopped { .. });
        let stop = keys.name(Purpose::Stop);
        let why = match (scope, purpose) {
            (Scope::Live, _) if replay => "this is a recording: what was done in it stands".to_owned(),
            (Scope::Replay, _) if !replay => "a live run goes at its own speed".to_owned(),
            (Scope::Live, _) | (_, Purpose::Pause) if over && !replay => format!("the run is over: {stop} leaves"),
            (_, Purpose::Lap) if matches!(run.state, RunState::Paused { .. }) => {
                format!("no laps while paused: {} goes on", keys.name(Purpose::Pause))
            }
            (_, Purpose::Talk(_)) if run.open_talk_test.is_none() => "nothing is asked at present".to_owned(),
            (_, Purpose::LetGo | Purpose::Hold) if run.setup.plan.hold.is_off() => {
                "no belt is held in this run: that begins with --hold, or on the start screen".to_owned()
            }
            (_, Purpose::ShutDown) if !over => format!("stop the run first: {stop}"),
            (_, Purpose::CeilingDown) if !run.ceiling_room.can_lower() => lowest(run),
            (_, Purpose::CeilingUp) if !run.ceiling_room.can_raise() => highest(run),
            _ => return None,
        };
        Some(Self::Why(why))
    }
}

fn lowest(run: &RunView<'_>) -> String {
    let [foot, ..] = run.setup.zones.bounds();
    let ceiling = run.plan_ceiling;
    // Whichever of the two stopped it.
    if ceiling - 1.0 < foot {
        format!("ceiling {:.0}: zone 1 begins there, it goes no lower", ceiling.floor())
    } else {
        format!("ceiling {:.0}: that is {:.0} under the plan's, it goes no lower", ceiling.floor(), run.setup.ceiling() - ceiling)
    }
}

fn highest(run: &RunView<'_>) -> String {
    let (now, plan) = (run.plan_ceiling.floor(), run.setup.ceiling().floor());
    if now < plan {
        format!("ceiling {now:.0}: talking was hard, so it stays there")
    } else {
        format!("ceiling {plan:.0} is the plan's own: it only goes down from there")
    }
}
