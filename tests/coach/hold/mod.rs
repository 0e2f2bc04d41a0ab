//! Feature (e): the belt that follows the heart, with simulated runners on a simulated belt, beside prompts alone and what others do.
//!
//! The runner begins at a speed that settles from some bpm under the ceiling to 20 over it, and leaves the console alone. With prompts alone
//! the runner obeys as in (b) and (c). From minute five on: minutes at C+1 or more by the heart's own rate; how far the mean lies under the
//! ceiling; the root of the mean square about 4 bpm under the ceiling, for those whose first speed settles above that; changes of the
//! belt's target of 0.05 km/h or more in all of the run; the largest step down, and the least time between two.

#[allow(dead_code)] // Shared with the test of the rules, which works the console as well.
pub mod belt;
mod bodies;
mod replayed;
mod strategies;

use crate::figures::{mean, parallel, quantile};
use crate::table::{Goal, Table};
use belt::Belt;
use bodies::{Body, LENGTH, Population};
use recovery_run::session::{Command, HoldState};
use strategies::{Coached, Pi, Strategy, stepper};

const FROM: usize = 300;
const AIM: f64 = 4.0;
/// So long after a release the runner takes the belt up again, in seconds.
const TAKES_UP_AFTER: usize = 20;

/// How one run went.
#[derive(Debug, Clone, Default)]
struct Outcome {
    over_min: f64,
    at_ceiling_min: f64,
    under: f64,
    rmse: Option<f64>,
    changes: f64,
    raises: f64,
    released: f64,
    largest_down: f64,
    prompts: f64,
}

fn run(strategy: Strategy, body: &Body) -> Outcome {
    let (ceiling, start) = (body.ceiling(), (body.start_kmh() * 10.0).round() / 10.0);
    let plan = if strategy == Strategy::Hold { Coached::holding() } else { recovery_run::session::HoldPlan::OFF };
    let mut coached = Coached::new(ceiling, plan);
    let mut belt = Belt::at(start);
    let mut alive = body.start();
    let mut pi = Pi::default();
    for event in belt.connects(0) {
        coached.step(&event, &mut belt);
    }
    let (mut rates, mut targets, mut shown) = (Vec::new(), Vec::new(), std::collections::VecDeque::from([ceiling; 5]));
    let (mut prompts, mut released, mut takes_up) = (0.0, 0.0, 0);
    for second in 0..LENGTH {
        if strategy == Strategy::Prompts {
            belt.target = (alive.kmh() * 10.0).round() / 10.0;
        }
        if strategy != Strategy::Prompts {
            alive.stand_on(belt.kmh);
        }
        let (rate, measurement) = alive.live();
        // What the runner does by hand, a prompt in the ear.
        if strategy == Strategy::Hold && (alive.kmh() - belt.kmh).abs() > 0.05 {
            belt.console_speed(second as u64 * 1000, alive.kmh());
        }
        rates.push(rate);
        if let Some(bpm) = measurement.as_ref().and_then(|measurement| measurement.bpm()) {
            shown.pop_front();
            shown.push_back(bpm.beats());
        }
        let smooth = shown.iter().sum::<f64>() / shown.len() as f64;
        match strategy {
            Strategy::Stepper => stepper(second, smooth, ceiling, &mut belt),
            Strategy::Pi => pi.second(second, smooth, ceiling, start, &mut belt),
            Strategy::Hold | Strategy::Prompts | Strategy::Nothing => {}
        }
        let held = coached.state.is_some_and(HoldState::has_control);
        for cue in coached.second(second, measurement, &mut belt) {
            // Who is not held is prompted as before, and sets the console.
            if strategy == Strategy::Prompts || strategy == Strategy::Hold && !held {
                alive.hear(&cue);
            }
            prompts += f64::from(u8::from(cue.audible && cue.kind.is_prompt()));
        }
        let lost = held && !coached.state.is_some_and(HoldState::has_control);
        if lost {
            released += 1.0;
            takes_up = second + TAKES_UP_AFTER;
        }
        if second == takes_up {
            coached.key(second, Command::Hold, &mut belt);
        }
        targets.push(belt.target);
    }
    outcome(&rates, &targets, ceiling, prompts, released)
}

fn outcome(rates: &[f64], targets: &[f64], ceiling: f64, prompts: f64, released: f64) -> Outcome {
    let late = &rates[FROM..];
    let minutes = |by: f64| late.iter().filter(|rate| **rate >= ceiling + by).count() as f64 / 60.0;
    let steps: Vec<f64> = targets.windows(2).map(|pair| pair[1] - pair[0]).filter(|step| step.abs() >= 0.05).collect();
    let square = late.iter().map(|rate| (rate - (ceiling - AIM)).powi(2)).sum::<f64>() / late.len() as f64;
    Outcome {
        over_min: minutes(1.0),
        at_ceiling_min: minutes(0.0),
        under: mean(&late.iter().map(|rate| ceiling - rate).collect::<Vec<_>>()).unwrap_or_default(),
        rmse: steps.iter().any(|step| *step < 0.0).then(|| square.sqrt()),
        changes: steps.len() as f64,
        raises: steps.iter().filter(|step| **step > 0.0).count() as f64,
        released,
        largest_down: steps.iter().fold(0.0, |most: f64, step| most.max(-step)),
        prompts,
    }
}

/// Judges what steers the belt on every population; the tables.
pub fn judge(count: usize, seed: u64) -> Vec<Table> {
    let simulated = Population::ALL.into_iter().map(|(population, words)| {
        let bodies: Vec<Body> =
            (0..count as u64).map(|number| Body::draw(population, seed.wrapping_mul(1_000_003).wrapping_add(number))).collect();
        let outcomes: Vec<Vec<Outcome>> = Strategy::ALL.iter().map(|strategy| parallel(&bodies, |body| run(*strategy, body))).collect();
        table(&format!("(e) On a belt: {count} runners, 30 min: {words}"), &outcomes)
    });
    simulated.chain(replayed::judge()).collect()
}

fn table(title: &str, outcomes: &[Vec<Outcome>]) -> Table {
    let mut table = Table::new(title, Strategy::ALL.map(Strategy::word));
    let each = |outcomes: &[Outcome], value: &dyn Fn(&Outcome) -> f64| outcomes.iter().map(value).collect::<Vec<f64>>();
    let mut row = |measure: &str, decimals, goal: Goal, value: &dyn Fn(&[Outcome]) -> Option<f64>| {
        table.row(measure, decimals, outcomes.iter().map(|outcomes| value(outcomes)).collect(), goal);
    };
    let prompts_under = outcomes.get(1).and_then(|prompts| mean(&each(prompts, &|o| o.under))).unwrap_or_default();
    row("minutes at C+1 after minute 5, mean", 2, Goal::AtMost(0.3), &|o| mean(&each(o, &|o| o.over_min)));
    row("  p90", 2, Goal::None, &|o| quantile(&each(o, &|o| o.over_min), 0.9));
    row("minutes at C after minute 5, mean", 2, Goal::None, &|o| mean(&each(o, &|o| o.at_ceiling_min)));
    row("bpm under the ceiling, mean", 1, Goal::AtMost(prompts_under + 2.0), &|o| mean(&each(o, &|o| o.under)));
    row("RMSE about C-4 of those who were slowed, mean", 1, Goal::None, &|o| mean(&o.iter().filter_map(|o| o.rmse).collect::<Vec<_>>()));
    row("changes of the belt in 30 min, mean", 1, Goal::AtMost(12.0), &|o| mean(&each(o, &|o| o.changes)));
    row("  p90", 0, Goal::None, &|o| quantile(&each(o, &|o| o.changes), 0.9));
    row("  of them up", 1, Goal::None, &|o| mean(&each(o, &|o| o.raises)));
    row("releases, taken up again after 20 s, mean", 2, Goal::None, &|o| mean(&each(o, &|o| o.released)));
    row("largest step down in km/h, mean", 2, Goal::None, &|o| mean(&each(o, &|o| o.largest_down)));
    row("audible prompts, mean", 1, Goal::None, &|o| mean(&each(o, &|o| o.prompts)));
    table
}
