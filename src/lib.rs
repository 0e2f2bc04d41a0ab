//! recovery-run keeps an easy run easy: it reads a heart-rate strap and says, in time and not too often, when to slow down.
//!
//! A run is a list of timed inputs. Measurements, link changes and the runner's keys come in from outside as *readings*, stamped
//! where they arrive; a pure state machine folds the resulting *events* into state and *notices*. Whatever was recorded can be
//! folded again and gives the same run: the journal holds inputs only, and the dashboard, the summary, a resumed run after a
//! crash and a replay at sixty times the speed are all folds of the same events. The core has no clock, opens nothing and cannot
//! fail. No output, disk or device can make it wait.
//!
//! ```text
//! Bluetooth ─► ble: scanner, a connection a device ─┐ BleEvent { at: Moment, device, kind }
//! standard input ─► source::stdin (thread) ─────────┤ SourceEvent { at: Moment, … }
//! demo, recording ─► source::Script ────────────────┤
//!                                                   ▼
//!                                  source::Timeline: elapsed times, ticks, time slept
//!                                                   │ Next::Reading(TimedReading { at, from, reading })
//!            keys ─► screen::Ui ─► Action ─► app::App::run ─1─► store::Recorder ─► journal (thread)
//!                                                   ├───2─► session::Session::step ─► Vec<Notice>
//!                                                   └───3─► output::Outputs ┬► Dashboard ─► terminal (thread)
//!                                                                           ├► JsonLines ─► stdout (thread)
//!                                                                           └► SoundOutput ─► players (thread)
//! ```
//!
//! # Following one reading from the radio to the screen
//!
//! 1. `ble::adapter` takes a notification off btleplug's stream and stamps it with a [`clock::Moment`].
//! 2. `ble::supervisor` hands it to the device's `ble::connection`, which emits a [`ble::BleEvent`].
//! 3. [`source::Timeline`] turns the moment into the run's elapsed time.
//! 4. [`app::App`] records it ([`store::Recorder`]) and steps the session with [`format::TimedReading::event`], which decodes the
//!    packet's bytes ([`format::gatt`]).
//! 5. [`session::Session::step`] judges, counts and coaches, and returns notices.
//! 6. [`output::Outputs`] hands them on; the dashboard draws [`session::RunView`] with [`screen::draw`], and a thread writes the bytes.
//!
//! # Rooms and floors
//!
//! [`heart`] < {[`session`], [`clock`], [`writer`]} < {[`mod@format`], [`analysis`], [`screen`], [`sound`]} < {[`ble`], [`store`], [`report`]} <
//! {[`source`], [`output`]} < [`app`] < [`cmd`] < `main`. A room names only rooms on lower floors; rooms on one floor never name each other; no two
//! files inside a room need each other. `tests/floors` reads the sources and holds this, keeps clocks, files, async, threads and chance out of
//! `heart`, `session`, `format` and `analysis`, and the command line's library in `cmd`.
//!
//! | room | what it holds |
//! |---|---|
//! | [`heart`] | values of the field: rates, RR intervals, zones, athlete, heart-rate variability, the response to speed |
//! | [`session`] | the machine: events, clock, schedule, devices by role, signal quality, coach, talk test and form cues, the log of what was measured, [`session::RunView`] |
//! | [`analysis`] | what is only known afterwards: summary, load, recovery, drift, decoupling, baseline |
//! | [`mod@format`] | bytes to values and back: GATT packets, journal, JSON lines, stdin lines, FIT, TCX, GPX, tables; gzip and zip; the same run told in two recordings |
//! | [`screen`] | themes, layout, widgets, keys, forms, the terminal's modes |
//! | [`ble`] | the adapter, one scanner, a connection a device, backoff, selection, errors with remedies |
//! | [`store`] | journals and their recovery, history, imports, configuration, remembered devices, the log file |
//! | [`report`] | a finished run as text, JSON, page, picture, and in words for its screens |
//! | [`source`] | the run's time: live (Bluetooth, standard input) or played (demo, recording) |
//! | [`output`] | [`output::Output`] and its implementations, each behind a bounded queue |
//! | [`sound`] | melodies, words, which program plays them, the runner's own programs |
//! | [`clock`], [`writer`] | the one clock; a thread that writes bytes so that nobody waits |
//!
//! # Invariants, and the tests that hold them
//!
//! 1. **Ticks are free.** `Session::step` first settles every deadline up to the event's time, in order, each at its own
//!    time. Time that the computer slept is a pause in which nothing falls due. `tests/invariants.rs: ticks_are_free`.
//! 2. **Whoever owns the timeline makes the ticks**: [`source::Timeline`], for live and recorded time alike.
//!    `tests/headless.rs: a_journal_replays_to_the_same_lines_at_any_speed`.
//! 3. **The journal holds inputs only.** Cues and summary are folds of it. Same test.
//! 4. **Record, then step**, and nothing is told on standard output before it is recorded, unless recording is suspended. Where a memory
//!    card is spared (`sync_seconds`, as on an appliance), lines are held until they are synced: a power cut or SIGKILL takes so much.
//!    `tests/journal.rs: a_run_killed_at_any_moment_has_everything_that_was_told_and_is_finished_at_the_next_start`.
//! 5. **Drawing takes `&`.** What the viewer chose lives in `screen::Ui`; the state of the run knows no styling.
//! 6. **Time is read once, where a reading arrives** ([`clock::Moment`], which goes on while the computer is suspended). A loop that falls
//!    behind changes no time stamp; time slept is a reading of its own and counts as a pause. `src/source/live.rs` tests; clippy's
//!    `disallowed-methods` keeps other clocks out.
//! 7. **Bluetooth has a thread and a runtime of its own**; a key press never restarts a connection attempt. Channels are bounded, readings
//!    are never dropped. `tests/strap.rs`, `src/ble` tests, `tests/lab`.
//! 8. **Nobody waits for a terminal, a reader of lines or a disk**: `tests/stalls.rs`, `src/store/recorder/tests.rs`, `src/writer.rs` tests.
//! 9. **Every way out restores the terminal and finishes the journal**: `tests/process.rs`, `tests/stalls.rs`.
//! 10. **Nothing makes the coach ask for more speed, speak while paused or lost, or too often**; whatever is asked beside its
//!     prompts waits for them, is no audible prompt, and can only lower the ceiling. `tests/invariants.rs:
//!     the_coach_keeps_its_promises_whatever_comes, the_method_keeps_its_manners_whatever_comes`.
//! 11. **What was learned is fixed before a run**, in its journal's header: later runs change no earlier one.
//!     `src/format/journal/tests.rs`, `tests/learning.rs`.
//! 12. **One header, one start.** A run's start is read once and passed on; resuming keeps it. `tests/resume.rs`.
//! 13. **No command to a belt breaks a rule of `hold`**, whatever the machine, the links and the runner do: `tests/hold_rules`, and on a real
//!     stack `tests/lab` (the scenarios of `belt_scenarios.py`).
//!
//! # Design decisions that a reader may wonder about
//!
//! - `step` returns `Notice`s, not cues alone: sample, zone, phase and link lines have an order among each other that
//!   readers rely on (causes stand before the sample), and one list keeps it.
//! - There is no `Start` command: elapsed zero is the start, and nothing that happened before belongs to the run.
//! - The clock is a room of its own, below `ble`, since readings are stamped there and in `source`. The session never sees it.
//! - Only the bytes of a frame leave the loop's thread, not the run: a frame is drawn from [`session::RunView`] in under a millisecond, and
//!   while the terminal has not taken it no other is drawn. A thread that draws would need a copy of the run for each frame.
//! - A recorder never waits, so a line of JSON could be told before its reading is on the disk. The thread that writes the lines
//!   waits for the recorder instead (`store::RecordingProgress`), at most a second and not while recording is suspended.
//! - A script and an input with its own time wait for a slow reader of lines; real time does not wait.
//! - The report's time in zone takes all valid samples as stored, so that numbers can be compared with other programs;
//!   the screen and the closing summary take believed ones only. Both are in the JSON, under different names.
//! - The coach keeps no ladder of fixed times: evidence for a prompt adds up, and the forecast decides whether it is still needed
//!   (`session::coach`). `tests/coach/coach.rs` judges it beside the ladder it began as, which warned of 252 of 414 lasting
//!   crossings in real recordings, where this one warns of 408. Prompts are limited by the half hour, not by the run: a
//!   long run with many crossings still gets prompts after its first six.
//! - The rising ceiling of the warm-up and form cues are shown and not sounded. Sound is kept for what is too hard by the plan's ceiling:
//!   a sound for warming up too fast changed nothing in simulated runs. An answer to a prompt ("that's it"), a lost strap and the talk
//!   test have a melody of their own; they ask for nothing, and `audible` in the lines stays the word of the coach's prompts.
//! - Players of sound are spawned, not linked ([`sound`]): no library to build against, and a sound server that hangs is ended by a time
//!   limit in a thread that nobody waits for.
//! - A journal that is being written is marked by a lock, on Windows by the way it is opened (`store/files.rs`): a lock there keeps readers
//!   out, and the run that is being recorded is read by `report last` and, once, by itself. `tests/release/wine` tries both.
//! - What is told after the stop (how the rate comes down, how hard it was) stands behind the stop in the journal, and is folded like the
//!   rest: `tests/exports.rs: what_came_after_the_stop_is_no_part_of_an_export_but_what_it_told_is`.
//! - A belt is written to in one place ([`ble`]'s connection), which takes a `session::BeltCommand` by value; only the checker of the
//!   rules in `session::hold` can make one. It lies in the session, not beside Bluetooth, since the rules need the heart's forecast, and so
//!   that a replay of the journal folds the same decisions and writes nothing. `tests/hold_rules` judges random runs by rules of its own.
//! - The screen's places depend on the window and the layout alone (`screen/layout.rs`): a prompt changes digits, panel and frame, and moves
//!   nothing. Where the terminal does not tell its background nothing is painted on it, and patterns tell what colours would.
//! - A rate that is doubted for a second or two reads "unsure"; "check strap" comes after five seconds, so that a single leap does not send
//!   the runner to the strap. The number is thin and quiet at once in either case.
//! - On the chart a rate a little above the ceiling already breaks its line: at twelve bpm a row it would otherwise show six bpm late.
//! - The layout that `v` chose last is remembered in the data folder, where the configuration names none.
//! - The number is drawn from its paths for each frame: with a frame or two a second, a store of finished digits that would have to be
//!   kept, shared and emptied earns little (`tests/benches/live` has the cost of all of it).
//! - A belt's speed is taken for a belt's where it holds still and is one that buttons set; the wandering speed of a watch or a foot pod
//!   foresees nothing: in recordings that gave 0.9 false prompts an hour, and this 0.01.

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
