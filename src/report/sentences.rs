//! A finished run in three sentences or so: whether it was easy, what the prompts did, what talking, beats and recovery told.

use super::{comparison, words};
use crate::analysis::{Baseline, Summary};
use crate::heart::variability::Band;
use crate::screen::signed;
use crate::session::{CueKind, Session, Span, Talk};

/// The paragraphs, the answer to "did I stay easy?" first; at most three.
pub fn sentences(session: &Session, summary: &Summary, usual: &Baseline) -> Vec<String> {
    [Some(easiness(session, summary)), prompts_and_drift(summary, usual), talking_and_recovery(summary)].into_iter().flatten().collect()
}

/// The answer to "did I stay easy?".
fn easiness(session: &Session, summary: &Summary) -> String {
    let Some(share) = summary.easy_share else { return "There was no heart rate that could be believed.".to_owned() };
    let total = summary.believed_in_zone.into_iter().sum::<Span>();
    let easy = Span::from_ms((total.ms() as f64 * share).round() as u64);
    let word = match share {
        _ if !summary.has_enough_rates => {
            "Nobody knows for the most part: fewer than half of the minutes have a heart rate that could be believed."
        }
        _ if summary.longest_excursion == Span::ZERO => "Yes, all the way.",
        share if share >= 0.95 => "Yes, nearly all the way.",
        share if share >= words::EASY_SHARE => "Yes, for the most part.",
        share if share >= 0.5 => "Not quite. Next time: start slower, then slower still.",
        _ => "No, that was harder. Next time: start slower, then slower still.",
    };
    let longest = words::longest_above(summary.longest_excursion)
        .map_or_else(String::new, |time| format!(" The longest time above it in one go was {time}."));
    format!(
        "{word} {easy} of {total} below the ceiling of {}, {}.{longest}",
        words::ceiling(session),
        the(&session.setup().ceiling_basis()),
    )
}

/// "top of zone 2" takes an article, "your own ceiling" does not.
fn the(basis: &str) -> String {
    if basis.starts_with("your") { basis.to_owned() } else { format!("the {basis}") }
}

fn prompts_and_drift(summary: &Summary, usual: &Baseline) -> Option<String> {
    let prompts = prompts(summary);
    let drift = summary.drift_bpm.map(|drift| {
        let usual = comparison::drift(usual, drift).map_or_else(String::new, |usual| format!(", {usual}"));
        format!("The heart rate drifted {} bpm from the first half to the second{usual}.", signed(drift, 0))
    });
    joined([prompts, drift])
}

/// How many prompts it took, and how many of them did it.
fn prompts(summary: &Summary) -> Option<String> {
    if summary.prompts.is_empty() {
        return summary.has_enough_rates.then(|| "Nothing had to be said.".to_owned());
    }
    let asked = summary.prompts.iter().filter(|prompt| prompt.kind != CueKind::Stop);
    let all = asked.clone().count();
    let settled = asked.filter(|prompt| prompt.settled_after.is_some()).count();
    let stopped = summary.prompts.len() > all;
    let told = match (all, settled) {
        (0, _) => None,
        (1, 1) => Some("The one prompt was enough.".to_owned()),
        (1, _) => Some("The one prompt was not enough.".to_owned()),
        (all, settled) if all == settled => Some(format!("Each of the {all} prompts was enough.")),
        (all, 0) => Some(format!("None of the {all} prompts was enough.")),
        (all, settled) => Some(format!("{settled} of {all} prompts were enough.")),
    };
    joined([told, stopped.then(|| "It was said to stop.".to_owned())])
}

fn talking_and_recovery(summary: &Summary) -> Option<String> {
    let last = summary.talk.iter().rev().find_map(|test| Some((test.at, test.answer?)));
    let talking = last.map(|(at, talk)| match talk {
        Talk::Yes => format!("You could talk at {at}."),
        Talk::JustAbout => format!("You could just about talk at {at}."),
        Talk::No => format!("You could not talk at {at}."),
    });
    let beats = summary.rr.dfa_alpha1.map(|alpha1| {
        let band = match Band::of(alpha1) {
            Band::Below => "below",
            Band::Around => "around",
            Band::Above => "above",
        };
        format!("By alpha1, {alpha1:.2}, the middle of the run was {band} your aerobic threshold.")
    });
    let recovery =
        summary.measures.recovery_hr_bpm.map(|fell| format!("The rate changed by {} bpm in the first minute after.", signed(-fell, 0)));
    joined([talking, joined([beats, recovery])])
}

fn joined(parts: [Option<String>; 2]) -> Option<String> {
    let told: Vec<String> = parts.into_iter().flatten().collect();
    (!told.is_empty()).then(|| told.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{self, PromptOutcome, TrainingLoad};
    use crate::report::svg::{beat, run};
    use crate::session::{Elapsed, TalkTest};

    fn summary() -> (Session, Summary) {
        let mut session = run();
        beat(&mut session, 0..1500, 130);
        let summary = analysis::summary(&session);
        (session, summary)
    }

    fn prompt(kind: CueKind, settled: bool) -> PromptOutcome {
        PromptOutcome { kind, at: Elapsed::from_secs(60), settled_after: settled.then_some(Span::from_secs(40)) }
    }

    #[test]
    fn a_calm_run_is_told_in_two_sentences() {
        let (session, summary) = summary();
        let told = sentences(&session, &summary, &Baseline::default());
        assert!(told[0].starts_with("Yes, all the way. 24:59 of 24:59 below the ceiling of 140 bpm, the top of zone 2."), "{told:?}");
        assert!(told[1].starts_with("Nothing had to be said. The heart rate drifted 0 bpm"), "{told:?}");
        assert_eq!(told.len(), 2);
    }

    #[test]
    fn prompts_are_counted_as_they_worked() {
        let (_, summary) = summary();
        let told = |prompts: Vec<PromptOutcome>| super::prompts(&Summary { prompts, ..summary.clone() }).unwrap();
        let (eased, slowed) = (prompt(CueKind::EaseOff, true), prompt(CueKind::SlowDown, false));
        assert_eq!(told(vec![eased]), "The one prompt was enough.");
        assert_eq!(told(vec![slowed]), "The one prompt was not enough.");
        assert_eq!(told(vec![eased, slowed, eased]), "2 of 3 prompts were enough.");
        assert_eq!(told(vec![slowed, slowed]), "None of the 2 prompts was enough.");
        assert_eq!(told(vec![prompt(CueKind::Stop, false)]), "It was said to stop.");
    }

    #[test]
    fn talking_beats_and_recovery_are_told_where_they_are_known() {
        let (_, summary) = summary();
        assert_eq!(talking_and_recovery(&summary), None);
        let talk = vec![TalkTest { at: Elapsed::from_secs(1080), answer: Some(Talk::Yes) }];
        let measures = TrainingLoad { recovery_hr_bpm: Some(24.0), ..TrainingLoad::default() };
        let told = talking_and_recovery(&Summary { talk, measures, ..summary }).unwrap();
        assert_eq!(told, "You could talk at 18:00. The rate changed by -24 bpm in the first minute after.");
    }
}
