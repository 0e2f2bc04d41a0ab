//! Feature (b): every coach with simulated runners who hear it, or do not. Above is by the heart itself, not by the strap.

use recovery_run::session::{Cue, CueKind};

use crate::figures::{mean, median, parallel, part, quantile};
use crate::policy::{Heard, Limits, Name, Told, sounds};
use crate::runner::{CEILING, LENGTH, MAX, Run, Runner, Temper};
use crate::table::{Goal, Table};
use crate::worst::{Case, clock, list};

/// The runs are judged from minute five on, where nothing else is said.
const FROM: usize = 300;
/// Below the ceiling for so long is settled.
const SETTLED: usize = 30;
/// A cue this soon after another one tells a runner who could not yet act on the first.
const TOO_SOON: usize = 90;

/// How one run went.
#[derive(Debug, Clone, Default)]
struct Outcome {
    starts_over: f64,
    above_min: f64,
    at_one_over_min: f64,
    above_whole_min: f64,
    longest_s: f64,
    under: f64,
    cues: Vec<(usize, CueKind, Option<f64>)>,
    settling_s: Vec<f64>,
    never_settled: usize,
    words: String,
}

fn run(name: Name, runner: &Runner) -> Outcome {
    let mut policy = name.start(Limits {
        ceiling: CEILING,
        told: Told::Zones { max: Some(MAX) },
        bpm_per_kmh: runner.learned_gain(),
        minutes: Limits::LONG,
    });
    let mut run = Run::start(runner);
    let mut rates = Vec::with_capacity(LENGTH);
    let mut cues = Vec::new();
    for second in 0..LENGTH {
        let lived = run.live();
        rates.push(lived.true_rate);
        let answer = policy.live(&Heard {
            second: second as u64,
            measurement: lived.measurement.as_ref(),
            kmh: lived.kmh,
            grade: None,
            steps: None,
        });
        for cue in answer.cues.iter().filter(|cue| sounds(cue)) {
            run.hear(cue);
            let Cue { kind, slower_kmh, .. } = *cue;
            cues.push((second, kind, slower_kmh));
        }
    }
    let minutes_over = |rates: &[f64], by: f64| rates.iter().filter(|rate| **rate >= CEILING + by).count() as f64 / 60.0;
    let minutes = |rates: &[f64]| minutes_over(rates, 0.0);
    let longest = rates.split(|rate| *rate < CEILING).map(<[f64]>::len).max().unwrap_or(0);
    let (settling_s, never_settled) = settling(&rates, &cues.iter().map(|(at, ..)| *at).collect::<Vec<_>>());
    Outcome {
        starts_over: runner.starts_over(),
        above_min: minutes(&rates[FROM..]),
        at_one_over_min: minutes_over(&rates[FROM..], 1.0),
        above_whole_min: minutes(&rates),
        longest_s: longest as f64,
        under: mean(&rates[FROM..].iter().map(|rate| CEILING - rate).collect::<Vec<_>>()).unwrap_or_default(),
        cues,
        settling_s,
        never_settled,
        words: runner.words(),
    }
}

/// From the first cue of an episode until the heart is below the ceiling for good, and how often it never was.
fn settling(rates: &[f64], cues: &[usize]) -> (Vec<f64>, usize) {
    let mut times = Vec::new();
    let mut never = 0;
    let mut settled_at = 0;
    for &cue in cues {
        if cue < settled_at {
            continue;
        }
        let settled =
            (cue..rates.len().saturating_sub(SETTLED)).find(|&from| rates[from..from + SETTLED].iter().all(|rate| *rate < CEILING));
        match settled {
            Some(at) => {
                times.push((at - cue) as f64);
                settled_at = at + 1;
            }
            None => {
                never += 1;
                break;
            }
        }
    }
    (times, never)
}

/// The groups, with what is asked of the first coach.
const GROUPS: [(Temper, &str); 7] = [
    (Temper::Obedient, "obedient runners (act after 3-15 s)"),
    (Temper::Slow, "runners slow to obey (act after 30-60 s)"),
    (Temper::Known, "the obedient, whose own gain is known"),
    (Temper::SpeedSteps, "obedient runners who put the belt up twice; it tells its speed"),
    (Temper::SilentBelt, "the same on a belt that tells nothing"),
    (Temper::Ignoring, "runners who hear nothing"),
    (Temper::Edge, "runners 2 bpm under the ceiling all the time"),
];

/// Judges the coaches on a population; the tables.
pub fn judge(names: &[Name], count: usize, seed: u64, verbose: bool) -> Vec<Table> {
    let mut tables = Vec::new();
    for (temper, words) in GROUPS {
        let runners: Vec<Runner> =
            (0..count as u64).map(|number| Runner::draw(seed.wrapping_mul(1_000_003).wrapping_add(number), temper)).collect();
        let outcomes: Vec<Vec<Outcome>> = names.iter().map(|name| parallel(&runners, |runner| run(*name, runner))).collect();
        tables.push(table(temper, &format!("(b) Closed loop: {count} {words}, 30 min"), names, &outcomes));
        if temper == Temper::Obedient {
            tables.push(by_start(names, &outcomes));
        }
        if verbose && let Some(first) = outcomes.first() {
            let cases = first.iter().enumerate().map(|(number, outcome)| case(temper, number, outcome)).collect();
            list(&format!("{words}: the worst for {}", names[0].word()), cases);
        }
    }
    tables
}

fn case(temper: Temper, number: usize, outcome: &Outcome) -> Case {
    let said: Vec<String> = outcome
        .cues
        .iter()
        .map(|(at, kind, slower)| {
            let slower = slower.map_or(String::new(), |kmh| format!(" {kmh}"));
            format!("{} {}{slower}", clock(*at), kind.word())
        })
        .collect();
    let weight = if matches!(temper, Temper::Obedient | Temper::Slow) { outcome.above_min } else { outcome.cues.len() as f64 };
    let text = format!("runner {number}: {:.1} min above; {}; {}", outcome.above_min, outcome.words, said.join(", "));
    Case { weight, text }
}

fn table(temper: Temper, title: &str, names: &[Name], outcomes: &[Vec<Outcome>]) -> Table {
    let mut table = Table::new(title, names.iter().map(|name| name.word()));
    let mut row = |measure: &str, decimals, goal: Goal, value: &dyn Fn(&[Outcome]) -> Option<f64>| {
        table.row(measure, decimals, outcomes.iter().map(|outcomes| value(outcomes)).collect(), goal);
    };
    let when = |wanted: Temper, goal: Goal| if temper == wanted { goal } else { Goal::None };
    let each = |outcomes: &[Outcome], value: &dyn Fn(&Outcome) -> f64| outcomes.iter().map(value).collect::<Vec<f64>>();
    let cues = |outcomes: &[Outcome]| each(outcomes, &|o| o.cues.len() as f64);
    let goal = match temper {
        Temper::Obedient => Goal::AtMost(3.0),
        Temper::Ignoring => Goal::AtMost(8.0),
        Temper::Edge => Goal::AtMost(1.0),
        Temper::Slow | Temper::Known | Temper::SpeedSteps | Temper::SilentBelt => Goal::None,
    };
    row("audible cues, mean", 2, goal, &|o| mean(&cues(o)));
    row("audible cues, p90", 0, Goal::None, &|o| quantile(&cues(o), 0.9));
    row("  that ask to walk or stop", 2, Goal::None, &|o| {
        mean(&each(o, &|o| o.cues.iter().filter(|(_, kind, _)| matches!(kind, CueKind::Walk | CueKind::Stop)).count() as f64))
    });
    row("cues within 90 s of another", 2, Goal::None, &|o| {
        let soon = |o: &Outcome| o.cues.windows(2).filter(|pair| pair[1].0 - pair[0].0 <= TOO_SOON).count() as f64;
        mean(&each(o, &soon))
    });
    if temper == Temper::Edge {
        return table;
    }
    row("minutes above after minute 5, mean", 2, when(Temper::Obedient, Goal::AtMost(1.0)), &|o| mean(&each(o, &|o| o.above_min)));
    row("minutes above after minute 5, p90", 2, Goal::None, &|o| quantile(&each(o, &|o| o.above_min), 0.9));
    row("minutes at C+1 after minute 5, mean", 2, Goal::None, &|o| mean(&each(o, &|o| o.at_one_over_min)));
    row("minutes above, whole run, mean", 2, Goal::None, &|o| mean(&each(o, &|o| o.above_whole_min)));
    row("longest excursion, mean s", 0, Goal::None, &|o| mean(&each(o, &|o| o.longest_s)));
    row("longest excursion, p90 s", 0, Goal::None, &|o| quantile(&each(o, &|o| o.longest_s), 0.9));
    row("bpm under the ceiling, mean", 1, when(Temper::Obedient, Goal::AtMost(6.0)), &|o| mean(&each(o, &|o| o.under)));
    row("  of those who start above it", 1, Goal::None, &|o| {
        mean(&o.iter().filter(|o| o.starts_over > 0.0).map(|o| o.under).collect::<Vec<_>>())
    });
    if temper == Temper::Ignoring {
        return table;
    }
    let all_settling = |o: &[Outcome]| o.iter().flat_map(|o| o.settling_s.clone()).collect::<Vec<f64>>();
    row("first cue to settled, median s", 0, Goal::None, &|o| median(&all_settling(o)));
    row("first cue to settled, p90 s", 0, Goal::None, &|o| quantile(&all_settling(o), 0.9));
    row("never settled, % of episodes", 1, Goal::None, &|o| {
        let never = o.iter().map(|o| o.never_settled).sum::<usize>() as f64;
        part(never, never + all_settling(o).len() as f64, 100.0)
    });
    table
}

/// Where the minutes and the cues come from.
fn by_start(names: &[Name], outcomes: &[Vec<Outcome>]) -> Table {
    let mut table = Table::new("    the obedient by where their first speed settles", names.iter().map(|name| name.word()));
    let bins = [(-10.0, -2.0), (-2.0, 3.0), (3.0, 8.0), (8.0, 13.0), (13.0, 20.1)];
    for (low, high) in bins {
        let of = |value: &dyn Fn(&Outcome) -> f64| -> Vec<Option<f64>> {
            let inside = |o: &&Outcome| (low..high).contains(&o.starts_over);
            outcomes.iter().map(|all| mean(&all.iter().filter(inside).map(value).collect::<Vec<_>>())).collect()
        };
        table.row(format!("{low:+.0} to {high:+.0} bpm: minutes above"), 2, of(&|o| o.above_min), Goal::None);
        table.row("    audible cues", 2, of(&|o| o.cues.len() as f64), Goal::None);
        table.row("    bpm under", 1, of(&|o| o.under), Goal::None);
    }
    table
}
