//! The run as a machine: timed events in, notices out. It has no clock, opens nothing and cannot fail.
//!
//! [`Session::step`] first settles every deadline up to the event's time, in order, each at its own time. Whatever is
//! due is therefore said at the same time however often ticks come: a live run, a replay at sixty times the speed and a
//! fold without a single tick agree to the millisecond.
//!
//! `machine` holds the session; each of its fields is a small machine in a file of its own. `on_measurement` is what a
//! measurement does to them, and `view` what a screen is shown of them.

mod answer;
mod belt_pause;
mod clock;
mod coach;
mod coaching;
mod copies;
mod cue;
mod devices;
mod distance;
mod early_alpha1;
mod event;
mod features;
mod forecast;
mod form_cues;
mod gait;
mod held_max;
mod hold;
mod holding;
mod learned;
mod log;
mod machine;
mod on_measurement;
mod orders;
mod own_ceiling;
mod own_time;
mod pauses;
mod plan;
mod recovery;
mod run_shape;
mod schedule;
mod signal;
mod signal_quality;
mod slow_trend;
mod smoothing;
mod source_interval;
mod speed_steps;
mod speed_unit;
mod talk_test;
mod time;
mod time_in_zone;
mod units;
mod view;
mod wording;
mod zone_display;

pub use answer::{Answer, Effort, Talk};
pub use clock::RunState;
pub use coach::{AUDIBLE_PROMPTS, Escalation, HALF_HOUR};
pub use copies::{COPIES_WITHIN, Copies};
pub use cue::{Cue, CueFamily, CueKind, Notice, NoticeKind};
pub use distance::CoveredDistance;
pub use early_alpha1::{FEWEST_WINDOWS, early_alpha1};
pub use event::{Command, DeviceInfo, DeviceRole, Event, EventKind, EventSource, Link, Motion};
pub use features::{Feature, Features};
pub use gait::Gait;
pub use hold::{
    BeltAbilities, BeltAnswer, BeltCommand, BeltCommandKind, BeltSpeed, BeltStatus, HoldChange, HoldMode, HoldPlan, HoldPlanError,
    HoldQuestion, HoldReason, HoldState, SpeedRange, UnitCheck,
};
pub use learned::{BaselineAlpha1, Learned};
pub use log::{Log, Mark, MarkKind, Sample};
pub use machine::Session;
pub use own_ceiling::CeilingRoom;
pub use pauses::{TimerWalk, pause_spans};
pub use plan::{Legs, Phase, Plan, Setup};
pub use recovery::Recovery;
pub use run_shape::{Level, RunShape};
pub use signal::{Signal, SignalIssue};
pub use talk_test::TalkTest;
pub use time::{Elapsed, Span, Timer};
pub use time_in_zone::{GAP_CAP, TimeInZone};
pub use units::Units;
pub use view::{Banner, DeviceView, Rate, RunView};
pub use wording::Words;
