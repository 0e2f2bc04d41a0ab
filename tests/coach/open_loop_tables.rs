//! The tables of the open loop: all coaches on all recordings, our own on either half of them and with what runners tell of themselves.

use crate::figures::{median, parallel, part, quantile};
use crate::open_loop::{Score, ceilings, limits, score, told};
use crate::policy::{Limits, Name, Told};
use crate::series::Series;
use crate::table::{Goal, Table};
use crate::worst::Worst;

/// Judges the coaches on all recordings; the tables, and the worst cases of the first coach.
pub fn judge(names: &[Name], recordings: &[Series]) -> (Vec<Table>, Worst) {
    let pairs = pairs(recordings);
    let runs = recordings.iter().filter(|series| !ceilings(series).is_empty()).count();
    let scores: Vec<Score> = names.iter().map(|name| total(*name, &pairs)).collect();
    let title = format!("(a) Open loop: {runs} recordings, {} runs with a ceiling, judged from 5:30 on", pairs.len());
    let mut table = Table::new(title, names.iter().map(|name| name.word()));
    rows(&mut table, &scores);
    let mut tables = vec![table];
    let ours = names.iter().position(|name| *name == Name::Ours);
    tables.extend(ours.map(|ours| scores[ours].zones.table()));
    if ours.is_some() {
        let halves = [false, true].map(|held_back| {
            let half: Vec<(&Series, Limits)> = pairs.iter().filter(|(series, _)| series.is_held_back() == held_back).copied().collect();
            total(Name::Ours, &half)
        });
        let mut table = Table::new("(a) ours, on the half that it was tuned on and on the half kept back", ["tuned on", "kept back"]);
        rows(&mut table, &halves);
        tables.push(table);
        tables.push(profiles(recordings));
    }
    (tables, scores.into_iter().next().map(|score| score.worst).unwrap_or_default())
}

fn pairs(recordings: &[Series]) -> Vec<(&Series, Limits)> {
    recordings.iter().flat_map(|series| ceilings(series).into_iter().map(move |ceiling| (series, limits(ceiling)))).collect()
}

fn total(name: Name, pairs: &[(&Series, Limits)]) -> Score {
    let mut total = Score::default();
    for score in parallel(pairs, |(series, limits)| score(name, series, *limits)) {
        total.add(score);
    }
    total
}

/// What people tell of themselves, on the same recordings and ceilings.
fn profiles(recordings: &[Series]) -> Table {
    let age = |age: f64| Told::Ceiling { age: Some(age) };
    let set_ups: [(&str, Option<Told>); 7] = [
        ("zones", Some(Told::Zones { max: None })),
        ("ceiling", Some(Told::Ceiling { age: None })),
        ("age 30", Some(age(30.0))),
        ("age 40", Some(age(40.0))),
        ("age 55", Some(age(55.0))),
        ("measured", None),
        ("age only", Some(Told::Age(40.0))),
    ];
    let mut table = Table::new("(a) ours, by what is told of the runner", set_ups.iter().map(|(word, _)| *word));
    let scores: Vec<Score> = set_ups
        .iter()
        .map(|(_, set_up)| {
            let runs: Vec<(&Series, Limits)> = match set_up {
                Some(Told::Age(_)) => by_age(recordings),
                Some(as_told) => pairs(recordings).into_iter().map(|(series, limits)| (series, told(limits.ceiling, *as_told))).collect(),
                // A measured maximum lies a little over the highest rate that was held, and over what zones ask for.
                None => pairs(recordings)
                    .into_iter()
                    .map(|(series, limits)| {
                        let highest = quantile(&series.rates().into_iter().flatten().collect::<Vec<_>>(), 0.995).unwrap_or(185.0);
                        (series, told(limits.ceiling, Told::Measured { max: (highest + 8.0).clamp(160.0, 220.0) }))
                    })
                    .collect(),
            };
            total(Name::Ours, &runs)
        })
        .collect();
    rows(&mut table, &scores);
    table
}

/// With an age alone the ceiling is the top of zone 2.
fn by_age(recordings: &[Series]) -> Vec<(&Series, Limits)> {
    let of = |age: f64| Told::Age(age);
    let ceiling = |age: f64| 0.7 * recovery_run::heart::Athlete::estimated_max(age);
    recordings
        .iter()
        .filter(|series| !ceilings(series).is_empty())
        .flat_map(|series| [20.0, 30.0, 40.0, 55.0].map(|age| (series, told(ceiling(age), of(age)))))
        .filter(|(series, limits)| ceilings(series).iter().any(|near| (near - limits.ceiling).abs() < 5.0))
        .collect()
}

fn rows(table: &mut Table, scores: &[Score]) {
    let mut row = |measure: &str, decimals, goal, value: &dyn Fn(&Score) -> Option<f64>| {
        table.row(measure, decimals, scores.iter().map(value).collect(), goal);
    };
    row("hours judged", 1, Goal::None, &|s| Some(s.hours));
    row("lasting crossings", 0, Goal::None, &|s| Some(s.lasting as f64));
    row("  unsaid", 0, Goal::AtMost(0.0), &|s| Some(s.unsaid as f64));
    row("  of them after five audible cues or more", 0, Goal::None, &|s| Some(s.unsaid_though_told_often as f64));
    row("  unsaid, prompts from before not counted", 0, Goal::None, &|s| Some(s.unsaid_strictly as f64));
    row("above since the warm-up", 0, Goal::None, &|s| Some(s.from_warm_up as f64));
    row("  unsaid", 0, Goal::None, &|s| Some(s.from_warm_up_unsaid as f64));
    row("sustained crossings", 0, Goal::None, &|s| Some(s.sustained as f64));
    row("  said aloud, %", 1, Goal::None, &|s| part(s.delays.len() as f64, s.sustained as f64, 100.0));
    row("  first said after, median s", 0, Goal::AtMost(20.0), &|s| median(&s.delays));
    row("  first said after, p90 s", 0, Goal::None, &|s| quantile(&s.delays, 0.9));
    row("  hinted before, %", 1, Goal::None, &|s| part(s.hinted as f64, s.sustained as f64, 100.0));
    row("  hinted or told before, %", 1, Goal::AtLeast(90.0), &|s| part(s.hinted_or_told as f64, s.sustained as f64, 100.0));
    row("  lead of the last hint, median s", 0, Goal::AtLeast(10.0), &|s| median(&s.leads));
    row("hints an hour", 1, Goal::None, &|s| part(s.hints as f64, s.hours, 1.0));
    row("  false ones an hour", 2, Goal::AtMost(3.0), &|s| part(s.false_hints as f64, s.hours, 1.0));
    row("audible cues a run", 1, Goal::None, &|s| part(s.audible as f64, s.runs as f64, 1.0));
    row("  false ones an hour", 2, Goal::AtMost(0.3), &|s| part(s.false_audible as f64, s.hours, 1.0));
    row("walk or stop among first words, %", 1, Goal::AtMost(15.0), &|s| part(s.first_walks as f64, s.first_words as f64, 100.0));
    row("stops", 0, Goal::None, &|s| Some(s.stops as f64));
}
