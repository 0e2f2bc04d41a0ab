//! What the one place that speaks says: the zone in calm, a prompt, a question, a pause, or what is wrong. One sentence at a time, by its
//! worth to the runner.

use super::figures::{percent, signed};
use super::prompts::prompt_ink;
use super::theme::Role;
use super::ui::{Overlay, Ui, asks_effort};
use crate::heart::Zone;
use crate::session::{Banner, CueFamily, CueKind, Link, MarkKind, RunState, RunView, Signal, SignalIssue, Span};

/// How the place is dressed, so that the kinds of speech are told apart without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dress {
    /// Calm, or a state of the strap or the run.
    Bare,
    /// It asks or tells.
    Outlined,
    /// It asks for less.
    Filled,
}

/// What is said.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Speech {
    /// The few words that are large.
    pub head: String,
    /// Their colour, or that of the ground they stand on.
    pub ink: Role,
    /// How the place is dressed.
    pub dress: Dress,
    /// Sentences below, the first in bold.
    pub below: Vec<String>,
    /// The same in a few words.
    pub short: String,
    /// The zone that is named above the word, in calm.
    pub zone: Option<Zone>,
    /// Whether the rate is heading for the ceiling.
    pub rising: bool,
}

/// From this long without a believed rate on it is the strap that has to be looked at (design choice).
const DOUBT_LASTS: Span = Span::from_secs(5);

impl Speech {
    fn new(head: &str, ink: Role, dress: Dress, below: Vec<String>, short: &str) -> Self {
        Self { head: head.to_uppercase(), ink, dress, below, short: short.to_owned(), zone: None, rising: false }
    }

    /// What is said at this moment.
    pub(super) fn of(run: &RunView<'_>, ui: &Ui) -> Self {
        if ui.overlay == Overlay::ConfirmStop {
            let below = vec!["q or y stops the run".to_owned(), "any other key goes on".to_owned()];
            return Self::new("stop?", Role::Plain, Dress::Outlined, below, "q or y: yes");
        }
        match run.state {
            RunState::Stopped { .. } => stopped(run, ui),
            RunState::Paused { since } => {
                let below = vec![format!("for {}", run.now - since), "space goes on".to_owned()];
                Self::new("paused", Role::Plain, Dress::Bare, below, "space goes on")
            }
            RunState::Running => run.banner.as_ref().and_then(|banner| cue(banner, run, ui)).unwrap_or_else(|| state(run)),
        }
    }

    /// Whether the whole field takes the colour.
    pub(super) fn takes_the_field(&self) -> bool {
        self.ink == Role::Stop && self.dress == Dress::Filled
    }
}

fn share_of_easy(run: &RunView<'_>) -> Option<String> {
    run.time_in_zone.easy_share().map(|share| format!("{} % easy", percent(share)))
}

fn stopped(run: &RunView<'_>, ui: &Ui) -> Speech {
    let recovery = run.recovering.map(|(fell, since)| {
        let secs = since.ms() / 1000;
        let rest = if secs < 60 { ": stand still a minute" } else { "" };
        format!("recovery {} bpm in {secs} s{rest}", signed(-fell, 0))
    });
    if ui.playback.is_some() || !asks_effort(run) {
        let below = [Some(format!("{} run", run.timer)), share_of_easy(run), recovery].into_iter().flatten().collect();
        return Speech::new("finished", Role::Well, Dress::Bare, below, &share_of_easy(run).unwrap_or_default());
    }
    let (head, asked, short) = match run.effort {
        None => ("effort?".to_owned(), "1 very easy to 9, 0 all out", "1 to 9, 0 is 10"),
        Some(effort) => (format!("effort {}", effort.rating()), "another digit corrects", "enter leaves"),
    };
    let below = [Some(asked.to_owned()), Some("enter leaves".to_owned()), recovery].into_iter().flatten().collect();
    Speech::new(&head, Role::Note, Dress::Outlined, below, short)
}

/// A cue that stands; none where the state of the strap says the same.
fn cue(Banner { cue, since }: &Banner, run: &RunView<'_>, ui: &Ui) -> Option<Speech> {
    let lasting = |words: &str| if words.is_empty() { Vec::new() } else { vec![words.to_owned()] };
    Some(match cue.kind.family() {
        CueFamily::Prompt => {
            // The speed to set says it without arithmetic, and does not add up when it is said again.
            let amount = cue.setting_in(ui.units).or_else(|| cue.slower_kmh.map(|kmh| format!("about {kmh:.1} km/h slower")));
            let short = amount.clone().map(|amount| amount.replace("about ", ""));
            let asks = match (cue.kind, cue.rest) {
                (CueKind::EaseOff, "") => "a little slower will do",
                (_, rest) => rest,
            };
            // "stop gently. unwell? get help": one word is large, the rest is read.
            let (head, rest) = match cue.kind {
                CueKind::Stop => ("stop", format!("gently. {asks}")),
                _ => (cue.head, asks.to_owned()),
            };
            let below: Vec<String> = [amount, Some(rest)].into_iter().flatten().filter(|line| !line.is_empty()).collect();
            let below = if cue.kind == CueKind::EaseOff { below.into_iter().take(1).collect() } else { below };
            let short = short.or_else(|| below.first().cloned()).unwrap_or_default();
            Speech::new(head, prompt_ink(cue.kind).unwrap_or(Role::SlowDown), Dress::Filled, below, &short)
        }
        CueFamily::Settled => {
            let asked = run.marks.iter().rev().filter(|mark| mark.at <= *since).find_map(|mark| match &mark.kind {
                MarkKind::Cue(cue) if cue.kind.is_prompt() => Some(mark.at),
                _ => None,
            });
            let below = asked.map(|asked| format!("under the ceiling in {}", *since - asked));
            Speech::new(cue.head, Role::Well, Dress::Outlined, below.into_iter().collect(), "")
        }
        CueFamily::Signal if cue.kind == CueKind::SignalBack => {
            Speech::new("it's back", Role::Well, Dress::Outlined, vec![cue.text.to_owned()], "")
        }
        CueFamily::Signal if run.rate.is_none_or(|rate| rate.signal == Signal::Good) => {
            Speech::new("check strap", Role::Plain, Dress::Bare, vec![cue.text.to_owned()], cue.rest)
        }
        CueFamily::Signal => return None,
        CueFamily::Method if cue.kind == CueKind::TalkTest => {
            let dot = if ui.theme.unicode() { "   " } else { "  " };
            // In full sentences, for 20 to 29 s: that is what tells.
            let below = vec!["could you, in full sentences?".to_owned(), String::new(), format!("y yes{dot}j just about{dot}n no")];
            Speech::new("chat?", Role::Note, Dress::Outlined, below, "y  j  n")
        }
        CueFamily::Plan if cue.kind == CueKind::Done => {
            let below = [Some(cue.rest.to_owned()), share_of_easy(run)].into_iter().flatten().collect::<Vec<_>>().join(". ");
            Speech::new(cue.head, Role::Well, Dress::Bare, vec![below], &share_of_easy(run).unwrap_or_default())
        }
        CueFamily::Belt => Speech::new(cue.head, Role::Plain, Dress::Outlined, lasting(cue.rest), cue.rest),
        CueFamily::Method if cue.kind == CueKind::StartSlower => {
            Speech::new(cue.head, Role::EaseOff, Dress::Outlined, vec!["the warm-up has a ceiling of its own".to_owned()], "")
        }
        CueFamily::Method | CueFamily::Plan | CueFamily::Hint => {
            Speech::new(cue.head, Role::Note, Dress::Outlined, lasting(cue.rest), cue.rest)
        }
    })
}

/// What there is to say without a cue.
fn state(run: &RunView<'_>) -> Speech {
    let strap = run.strap();
    let Some(rate) = run.rate else {
        let head = match strap.link {
            Some(Link::Searching | Link::Lost) => "searching",
            Some(Link::Connecting) => "connecting",
            Some(Link::Connected) | None => "waiting",
        };
        return Speech::new(head, Role::Quiet, Dress::Bare, vec!["no heart rate yet".to_owned()], "no rate yet");
    };
    match rate.signal {
        Signal::Good => calm(run, rate.zone, rate.bpm.beats()),
        Signal::Stale => {
            let name = strap.info.name.as_deref().unwrap_or("the strap");
            let searches = matches!(strap.link, Some(Link::Searching | Link::Lost));
            let search = if searches { format!("searching for {name}") } else { "nothing comes from the strap".to_owned() };
            let below = vec![format!("last beat {}", ago(rate.age)), search, "the run goes on".to_owned()];
            Speech::new("lost", Role::Plain, Dress::Bare, below, &format!("{}, searching", ago(rate.age)))
        }
        Signal::Suspect(issue) => doubted(run, issue),
    }
}

fn doubted(run: &RunView<'_>, issue: SignalIssue) -> Speech {
    let believed = run.samples.iter().rev().find(|sample| sample.signal == Signal::Good);
    let lasts = believed.is_none_or(|sample| run.now - sample.at >= DOUBT_LASTS);
    let head = if lasts { "check strap" } else { "unsure" };
    let below = vec![issue.words().to_owned(), "the number may be wrong".to_owned()];
    Speech::new(head, Role::Plain, Dress::Bare, below, "")
}

fn calm(run: &RunView<'_>, zone: Zone, rate: f64) -> Speech {
    let whose = if run.ceiling < run.plan_ceiling { "the warm-up's ceiling" } else { "your ceiling" };
    let (long, short) = distance(rate, run.ceiling, whose);
    // The longer words leave no room for the unit at eighty columns.
    let long = if run.ceiling < run.plan_ceiling { long.replacen(" bpm", "", 1) } else { long };
    let speech = Speech::new(zone.word(), Role::Zone(zone), Dress::Bare, vec![long], &short);
    Speech { zone: Some(zone), rising: run.rising, ..speech }
}

/// Where a rate stands with the ceiling, in full and in short.
fn distance(rate: f64, ceiling: f64, whose: &str) -> (String, String) {
    let under = (ceiling - rate).floor();
    if under > 0.0 {
        (format!("{under:.0} bpm under {whose}"), format!("{under:.0} under"))
    } else if rate <= ceiling {
        (format!("at {whose}"), "at the ceiling".to_owned())
    } else {
        let over = (rate - ceiling).ceil();
        (format!("{over:.0} bpm over {whose}"), format!("{over:.0} over"))
    }
}

/// How long ago, in as few characters as will do.
fn ago(age: Span) -> String {
    let secs = age.ms() / 1000;
    if secs < 100 { format!("{secs} s ago") } else { format!("{} min ago", secs / 60) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ceiling_itself_is_neither_under_nor_over() {
        let long = |rate, ceiling| distance(rate, ceiling, "your ceiling").0;
        assert_eq!(long(118.0, 126.0), "8 bpm under your ceiling");
        assert_eq!(long(126.0, 126.0), "at your ceiling");
        assert_eq!(long(142.0, 142.5), "at your ceiling");
        assert_eq!(long(143.0, 142.5), "1 bpm over your ceiling");
    }
}
