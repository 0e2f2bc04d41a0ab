//! Feature (c): the broad population and population B, kind by kind.

use crate::figures::{mean, median, parallel, part};
use crate::kinds::{Kind, LENGTH, Run, Runner};
use crate::lived::{Figures, Lived};
use crate::policy::{Heard, Limits, Name, Told, sounds};
use crate::population_b;
use crate::table::{Goal, Table};
use crate::worst::{Case, clock, list};

/// One run of the default plan.
fn run(name: Name, runner: &Runner, number: usize) -> Lived {
    // Half tell a ceiling and nothing else, the others their maximum as well; those with a low one always do.
    let measured = number % 2 == 1 || runner.kind == Kind::LowMax;
    let told = if measured { Told::Measured { max: runner.max() } } else { Told::Ceiling { age: None } };
    let mut policy = name.start(Limits { ceiling: runner.ceiling, told, bpm_per_kmh: None, minutes: 30 });
    let mut run = Run::start(runner);
    let mut lived = Lived { ceiling: runner.ceiling, ..Lived::default() };
    for second in 0..LENGTH {
        let now = run.live();
        lived.rates.push(now.true_rate);
        let heard =
            Heard { second: second as u64, measurement: now.measurement.as_ref(), kmh: now.kmh, grade: now.grade, steps: now.steps };
        for cue in policy.live(&heard).cues.into_iter().filter(sounds) {
            run.hear(&cue);
            if cue.kind.is_prompt() {
                lived.words.push((second, cue));
            } else {
                lived.other_sounds += 1;
            }
        }
    }
    lived
}

/// The measures of a table's columns.
const MEASURES: [&str; 11] = ["C", "C+1", "C+2", "prompts", "walk", "stop", "under", "<60 s", "first s", "unsaid %", "silent s"];

fn values(all: &[Figures]) -> Vec<Option<f64>> {
    let each = |of: &dyn Fn(&Figures) -> f64| mean(&all.iter().map(of).collect::<Vec<_>>());
    let firsts: Vec<f64> = all.iter().flat_map(|figures| figures.first_words.clone()).collect();
    let sum = |of: &dyn Fn(&Figures) -> f64| all.iter().map(of).sum::<f64>();
    vec![
        each(&|f| f.over[0]),
        each(&|f| f.over[1]),
        each(&|f| f.over[2]),
        each(&|f| f.prompts),
        each(&|f| f.walks),
        each(&|f| f.stops),
        each(&|f| f.under),
        each(&|f| f.soon),
        median(&firsts),
        part(sum(&|f| f.unsaid), sum(&|f| f.excursions), 100.0),
        all.iter().map(|f| f.silence_s).reduce(f64::max),
    ]
}

/// Judges coaches on the broad population and on population B: a row of all who obey for each coach, and the kinds for the first.
pub fn judge(names: &[Name], count: usize, seed: u64, verbose: bool) -> Vec<Table> {
    let per_kind = (count / 10).max(4);
    let runners: Vec<(usize, Runner)> = Kind::ALL
        .iter()
        .flat_map(|kind| (0..per_kind).map(|number| (number, Runner::draw(seed.wrapping_mul(7_919).wrapping_add(number as u64), *kind))))
        .collect();
    let seeds: Vec<u64> = (0..count as u64 / 2).map(|number| seed.wrapping_mul(104_729).wrapping_add(number)).collect();
    let title = format!("(c) Broad population: {per_kind} runners of each kind, 30 min of the default plan");
    let mut all = Table::new(format!("{title}; all who obey"), MEASURES);
    let mut b = Table::new(format!("(c) Population B: {} runners", seeds.len()), MEASURES);
    let mut kinds = Table::new(format!("{title}; {}, kind by kind", names[0].word()), MEASURES);
    for (place, name) in names.iter().enumerate() {
        let lived = parallel(&runners, |(number, runner)| run(*name, runner, *number));
        let figures: Vec<Figures> = lived.iter().map(Lived::figures).collect();
        let of = |wanted: &dyn Fn(Kind) -> bool| -> Vec<Figures> {
            runners.iter().zip(&figures).filter(|((_, runner), _)| wanted(runner.kind)).map(|(_, figures)| figures.clone()).collect()
        };
        all.row(name.word(), 2, values(&of(&Kind::obeys)), if place == 0 { Goal::AtMost(1.0) } else { Goal::None });
        b.row(name.word(), 2, values(&parallel(&seeds, |seed| population_b::run(*name, *seed).figures())), Goal::None);
        if place == 0 {
            for kind in Kind::ALL {
                kinds.row(kind.word(), 2, values(&of(&|other| other == *kind)), Goal::None);
            }
            if verbose {
                let cases = runners.iter().zip(lived.iter().zip(&figures)).filter(|((_, runner), _)| runner.kind.obeys());
                list("(c) the worst at C+1", cases.map(|((number, runner), run)| case(*number, runner.kind, run)).collect());
            }
        }
    }
    vec![all, kinds, b]
}

fn case(number: usize, kind: Kind, (lived, figures): (&Lived, &Figures)) -> Case {
    let said: Vec<String> = lived
        .words
        .iter()
        .map(|(at, cue)| {
            let over = lived.rates[*at] - lived.ceiling;
            format!("{} {}{} at {over:+.1}", clock(*at), cue.kind.word(), cue.slower_kmh.map_or(String::new(), |kmh| format!(" {kmh}")))
        })
        .collect();
    Case {
        weight: figures.over[1] - kind.goal(),
        text: format!("{} {number}: {:.1} min at C+1; {}", kind.word(), figures.over[1], said.join(", ")),
    }
}
