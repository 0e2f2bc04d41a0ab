//! The judge of the coach: how early, how often and how wrongly it speaks, beside coaches that others have.
//!
//! `cargo bench --bench coach` prints every table in a few seconds; `cargo test --bench coach` does the same in a debug
//! build, with fewer runners. Nothing depends on clock or machine: the same seed gives the same figures. Flags stand after `--`:
//! `--runners N` (600), `--seed S` (1), `--policy NAME` (again for more; the first is the one held to the goals),
//! `--recordings-only`, `--closed-only`, `--broad-only`, `--no-broad`, `--no-faults`, `--hold-only`, `--no-hold`, `--verbose` (the worst cases, each with file, ceiling and time), `--json`.
//!
//! # The coaches
//!
//! - `ours`: the real session, fed with events, heard by its notices, with a long plan but in (c).
//! - `ladder`: the ladder that it began as, frozen. It hears with the present program's ear and speaks by its own old rules.
//! - `naive`: at or above the ceiling C, a beep every 10 s.
//! - `trimmed-mean`: each 30 s, a cue where the mean of the last 20 s without the lowest and the highest rate is at or above C.
//! - `voice-twice`: the screen at once, the voice after 30 s above and once more 60 s later, then the screen alone until the
//!   rate has been below for 30 s.
//! - `none`.
//!
//! An audible cue is one with a sound that the coach causes; the clock's words (halfway, done) are left out.
//!
//! # (a) Open loop, over real recordings
//!
//! Every recording in `../shared/data` (or `RECOVERY_RUN_TEST_DATA`) that is exercise with heart rate and goes on for 5 min
//! after the warm-up, the same run once; every 5 bpm a ceiling, where 2 to 60 % of the run lies above it. Rates are held to
//! 1 Hz; gaps over 10 s are no data. Steps and speed are told where the file has them. No maximum is told, so that no cue but the ceiling's
//! is judged; a table of its own tells what becomes of it with other profiles. Half of the recordings, by the hash of their names, are kept back
//! from tuning. From 5:30 on:
//!
//! - an *excursion* ends where the rate then is below C, or not there, for 15 s;
//! - a *lasting crossing*: a first second after being below, from which 45 of 60 s are at or above C; one an excursion.
//!   *Unsaid*: no audible cue until the excursion ends or its minute is over, nor in the 120 s before, which still stands. The strict figure
//!   leaves those out. A run that is above already at 5:30 is counted apart, from the excursion's own beginning;
//! - a *sustained crossing*: 20 of 30 s at or above C, after 60 s below. The delay is that of the first audible cue from a minute
//!   before it to the excursion's end, negative when it came before; the lead is that of the last silent hint in the 120 s
//!   before. The goal for hints counts an audible cue in those 120 s as well: who was told needs no arrow;
//! - a *false* hint: no second at or above C within 60 s after; a false audible cue: none within 60 s before or after;
//! - the shown zone, with bounds at C-40, C-20, C, C+15, C+30: a line flips that goes back within 30 s; the delay is behind
//!   a raw rate that was 10 s on one side of a bound and is 20 of 30 s on the other.
//!
//! # (d) Planted faults
//!
//! Not of the coach but of its ear: the session's own word on each sample of the same recordings, with faults planted at known
//! places (`faults`): without beats, without beats but with the recording's own steps and speed told, and with beats (steps are
//! made up where the recording has none). Wrong: planted seconds whose rate is 5 bpm off or more; missed: those that are believed;
//! late ones are told apart, since a plateau cannot be known for one before its half minute. Doubted: seconds outside the planted ones
//! that are not believed, and were without them. A second table counts what is doubted with nothing planted.
//!
//! # (b) Closed loop, with simulated runners
//!
//! The same bodies meet every coach (`runner`). Two thirds start too fast, up to 20 bpm over the ceiling, a third up to
//! 10 bpm too slow. Some creep back up two minutes after the last prompt, half meet hills, a third have a strap that starts on a
//! plateau, a third one that drops out, a fifth one that spikes. Only sounds reach a runner; who was told by how much slows down by 0.4
//! to 1.4 times that, else by 0.3 to 0.8 km/h. Above is the heart's own rate over C, which the coach never sees.
//! Three more groups: runners whose own gain the coach was told, and runners who put the belt up twice, by 0.4 to 1.2 km/h, with and
//! without its speed told.
//!
//! # (c) Closed loop, with runners of many kinds
//!
//! Each kind (`kinds`) has the same hearts (`hearts`) but for what is special of it, runs the default plan of 30 min with its cool-down and
//! answers by its manners (`manners`): by 0.4 to 1.4 of an advised amount, by 0.7 to 1.1 of the way to a speed that is to be set. Every second
//! one tells a maximum beside the ceiling, the others nothing else. `population_b` has another model. Both are judged by `lived`.
//!
//! # (e) The belt that follows the heart
//!
//! See `hold`.
#![allow(clippy::unwrap_used)] // A judge that cannot go on has failed.

mod args;
mod broad;
mod closed_loop;
mod crossings;
mod faults;
mod figures;
mod hearts;
mod hold;
mod kinds;
mod ladder;
mod ladder_forecast;
mod lived;
mod manners;
mod open_loop;
mod open_loop_tables;
mod ours;
mod plain;
mod policy;
mod population_b;
#[path = "../../src/source/random.rs"]
mod random;
mod runner;
mod series;
mod table;
mod wandering;
mod worst;
mod zone_lines;

use args::Args;

fn main() {
    let args = Args::parse(std::env::args().skip(1)).unwrap_or_else(|error| {
        eprintln!("{error}");
        std::process::exit(2);
    });
    let mut tables = Vec::new();
    if args.recordings
        && let Some(recordings) = series::all()
    {
        let (judged, worst) = open_loop_tables::judge(&args.policies, &recordings);
        tables.extend(judged);
        if args.faults {
            tables.extend(faults::judge(&recordings, args.seed));
        }
        if args.verbose {
            worst.print();
        }
    }
    if args.simulation && args.hold {
        tables.extend(hold::judge(args.runners, args.seed));
    }
    if args.simulation && args.broad && !args.hold_only {
        tables.extend(broad::judge(&args.policies, args.runners, args.seed, args.verbose));
    }
    if args.simulation && !args.broad_only && !args.hold_only {
        tables.extend(closed_loop::judge(&args.policies, args.runners, args.seed, args.verbose));
    }
    if args.json {
        println!("{:#}", serde_json::Value::from_iter(tables.iter().map(table::Table::json)));
    } else {
        tables.iter().for_each(table::Table::print);
    }
}
