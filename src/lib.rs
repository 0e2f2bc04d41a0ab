//! recovery-run keeps an easy run easy: it reads a heart-rate strap and says, in time and not too often, when to slow down.
//!
//! A run is a list of timed inputs. Measurements, link changes and the runner's keys come in from outside as *readings*;
//! the timeline stamps them; a pure session machine folds the resulting *events* into state and *notices*. Whatever was
//! recorded can be folded again and gives the same run: the journal holds inputs only, and the dashboard, the summary,
//! a resumed run after a crash and a replay at sixty times the speed are all folds of the same events. The core has no
//! clock, opens nothing and cannot fail.
//!
//! ```text
//! strap ──┐
//! demo  ──┤ Reading (bounded channel)
//! pipe  ──┴───────► Timeline ──TimedReading──► app ──1──► Recorder ──► journal
//! journal / FIT … ► (stamps; plays          ├──2──► Session::step ──► Notices ──► lines, bell
//!                    recorded time xN)      └──3──► draw(&Session, &Ui)
//! keys ─► Ui::press ─► Command ─► Timeline (live) | playback (replay)
//! ```
//!
//! # Floors
//!
//! [`heart`] < {[`session`], [`clock`], [`writer`]} < {[`format`], `analysis`, [`screen`], [`sound`]} < {[`ble`], [`store`], [`report`],
//! `publish`} < {[`source`], [`output`]} < [`app`] < [`cmd`] < `main`. A room names only rooms on lower floors; rooms on one floor never name
//! each other; no two files inside a room need each other. `tests/floors` reads the sources and holds this, keeps clocks, files,
//! async, threads and chance out of `heart`, `session`, `format` and `analysis`, and the command line's library in `cmd`.
//!
//! # Invariants, and the tests that hold them
//!
//! 1. **Ticks are free.** `Session::step` first settles every deadline up to the event's time, in order, each at its own
//!    time. `tests/invariants.rs: ticks_are_free`.
//! 2. **Whoever owns the timeline makes the ticks**: `source::timeline`, for live and recorded time alike.
//!    `tests/headless.rs: a_journal_replays_to_the_same_lines_at_any_speed`.
//! 3. **The journal holds inputs only.** Cues and summary are folds of it. Same test.
//! 4. **Record, then step.** A crash replays to the same place. `tests/journal.rs:
//!    a_run_killed_at_any_moment_has_everything_that_was_told_and_is_finished_at_the_next_start`.
//! 5. **Drawing takes `&`.** What the viewer chose lives in `screen::Ui`; the state of the run knows no styling.
//! 6. **Only the timeline reads the session clock**: clippy's `disallowed-methods` in `.clippy.toml`.
//! 7. **Bluetooth is a task of its own**, on its own thread, never a future inside the app's `select!`: a key press must
//!    not restart a connection attempt. Channels are bounded, readings are never dropped, drawing is coalesced.
//! 8. **Every way out restores the terminal and finishes the journal**: `tests/process.rs`.
//! 9. **Nothing makes the coach ask for more speed, speak while paused or lost, or too often**; whatever is asked beside its
//!    prompts waits for them, makes no sound, and can only lower the ceiling. `tests/invariants.rs:
//!    the_coach_keeps_its_promises_whatever_comes, the_method_keeps_its_manners_whatever_comes`.
//! 10. **What was learned is fixed before a run**, in its journal's header: later runs change no earlier one.
//!     `src/format/journal/tests.rs`, `tests/learning.rs`.
//!
//! # Where this departs from the first design, and why
//!
//! - `step` returns `Notice`s, not cues alone: sample, zone, phase and link lines have an order among each other that
//!   readers rely on (causes stand before the sample), and one list keeps it.
//! - There is no `Start` command: elapsed zero is the start, and nothing that happened before belongs to the run.
//! - The report's time in zone takes all valid samples as stored, so that numbers can be compared with other programs;
//!   the screen and the closing words take believed ones only. Both are in the JSON, under different names.
//! - The coach keeps no ladder of fixed times: what speaks for a prompt adds up, and the heart is asked where it is heading
//!   (`session::coach`). `tests/coach/coach.rs` judges it beside the ladder it began as, which warned of 252 of 414 lasting
//!   crossings in real recordings, where this one warns of all. The nag ceiling is counted by the half hour, not by the run: a
//!   long run with many crossings is not left alone for having had six of them.
//! - The rising ceiling of the warm-up, the talk test and form cues speak to the eye alone. The ear is kept for what is too hard by
//!   the plan's ceiling: a sound for whoever warms up too fast changed nothing in simulated runs.
//! - What is told after the stop (how the rate comes down, how hard it was) stands behind the stop in the journal, and is folded like the
//!   rest: `tests/exports.rs: what_came_after_the_stop_is_no_part_of_an_export_but_what_it_told_is`.
//! - A belt's speed is believed to be a belt's where it holds still and is one that buttons set; of a watch's or a foot pod's wandering speed
//!   nothing is foreseen: in recordings that gave 0.9 false prompts an hour, and this 0.01.

pub mod analysis;
pub mod app;
pub mod ble;
pub mod clock;
pub mod cmd;
pub mod format;
pub mod heart;
pub mod output;
pub mod report;
pub mod screen;
pub mod session;
pub mod sound;
pub mod source;
pub mod store;
pub mod writer;
