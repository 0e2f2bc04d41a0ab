//! A run in plain words, a line of ASCII a change: for screen readers, logs and terminals that cannot place text. What matters comes first
//! in a line, the time last; units are spelled out, since speech programs stumble over "km/h" and "%".

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use super::{Context, Output};
use crate::heart::Zone;
use crate::session::{Cue, CueFamily, CueKind, DeviceRole, Elapsed, Link, Notice, NoticeKind, Phase, RunState, RunView, Setup, Span};
use crate::writer::{WriterState, WriterThread};

/// What may wait for a reader that is behind; a line is about a hundred bytes.
const CAPACITY: usize = 1 << 20;
/// So often the rate is told while nothing else is: six times in half an hour (design choice).
const STATUS_EVERY: Span = Span::from_secs(300);
/// A zone is told at most so often, so that a rate at a border does not chatter (design choice).
const ZONE_EVERY: Span = Span::from_secs(60);

/// Plain words on standard output.
pub struct PlainLines {
    writer: WriterThread,
    words: Words,
}

impl PlainLines {
    /// Lines on standard output, the first of them telling the plan.
    ///
    /// # Errors
    /// The thread cannot be started.
    pub fn start(setup: &Setup, progress: Arc<Notify>) -> io::Result<Self> {
        let writer = WriterThread::start("plain-lines", io::stdout(), CAPACITY, move || progress.notify_one())?;
        let lines = Self { writer, words: Words::default() };
        lines.tell(&beginning(setup));
        Ok(lines)
    }

    /// A bell, where that is what sound there is.
    pub fn bell(&self) -> impl Fn() + Send + 'static + use<> {
        let writer = self.writer.clone();
        move || {
            writer.send(crate::sound::BELL.to_vec());
        }
    }

    fn tell(&self, line: &str) {
        // A reader that takes nothing misses lines; they are of no use to it later.
        self.writer.send(format!("{}\n", ascii(line)).into_bytes());
    }
}

impl Output for PlainLines {
    fn name(&self) -> &'static str {
        "the plain output"
    }

    fn notice(&mut self, notice: &Notice, context: &Context<'_>) {
        for line in self.words.of(notice, &context.session.view()) {
            self.tell(&line);
        }
    }

    fn end(&mut self, summary: &str) {
        self.tell(&end_words(summary));
    }

    fn has_room(&self) -> bool {
        self.writer.backlog() < CAPACITY / 2
    }

    fn is_idle(&self) -> bool {
        self.writer.is_idle() || self.state() != WriterState::Open
    }

    fn state(&self) -> WriterState {
        self.writer.state()
    }

    fn close(&mut self, limit: Duration) -> bool {
        self.writer.close();
        self.writer.drain(limit)
    }
}

/// The plan in words.
fn beginning(setup: &Setup) -> String {
    let ceiling = setup.ceiling();
    format!("an easy run of {} minutes, with a ceiling of {ceiling:.0}. control c stops it.", setup.plan.minutes)
}

/// What was told so far, to tell what is new.
#[derive(Debug, Default)]
struct Words {
    status: Option<Elapsed>,
    /// The zone now, and the one that was told last, with its time.
    zone: Option<Zone>,
    told_zone: Option<(Zone, Elapsed)>,
    paused: bool,
}

impl Words {
    /// The lines of a change; none where it is not worth one.
    fn of(&mut self, notice: &Notice, run: &RunView<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        let paused = matches!(run.state, RunState::Paused { .. });
        if std::mem::replace(&mut self.paused, paused) != paused {
            lines.push(if paused { "paused".to_owned() } else { "the run goes on".to_owned() });
        }
        let told = match &notice.kind {
            NoticeKind::Cue(cue) => cue_words(cue, run),
            NoticeKind::Phase(phase) => phase_words(*phase),
            NoticeKind::Link { device, link } => link_words(*device, *link, run),
            NoticeKind::Slept(span) => Some(format!("the computer was asleep for {}", spoken(*span))),
            NoticeKind::Zone { to, .. } => {
                self.zone = Some(*to);
                self.zone_words(notice.at, run)
            }
            NoticeKind::Hold(change) => Some(change.line()),
            NoticeKind::Sample { .. } => {
                let due = notice.at - self.status.unwrap_or_default() >= STATUS_EVERY;
                self.zone_words(notice.at, run).or_else(|| due.then(|| status_words(run)))
            }
        };
        lines.extend(told);
        if !lines.is_empty() {
            self.status = Some(notice.at);
        }
        lines.into_iter().map(|line| format!("{}, at {}", line.trim_end_matches(['.', ',', ' ']), run.timer)).collect()
    }

    /// The zone, where it is another than was told last and that was long enough ago.
    fn zone_words(&mut self, at: Elapsed, run: &RunView<'_>) -> Option<String> {
        let zone = self.zone?;
        if self.told_zone.is_some_and(|(told, then)| told == zone || at - then < ZONE_EVERY) {
            return None;
        }
        self.told_zone = Some((zone, at));
        Some(format!("zone {}, {}. {}", zone.number(), zone.word(), rate_words(run)))
    }
}

fn cue_words(cue: &Cue, run: &RunView<'_>) -> Option<String> {
    match cue.kind.family() {
        // An arrow on the screen, no words.
        CueFamily::Hint => None,
        CueFamily::Prompt => {
            let advice = match (cue.target_kmh, cue.slower_kmh) {
                (Some(kmh), _) => format!(" set {kmh:.1} kilometres an hour."),
                (None, Some(kmh)) => format!(" about {kmh:.1} kilometres an hour slower."),
                (None, None) => String::new(),
            };
            Some(format!("{}. {}.{advice}", cue.text, rate_words(run)))
        }
        CueFamily::Settled => Some(format!("{}. {}", cue.text, rate_words(run))),
        CueFamily::Signal | CueFamily::Method | CueFamily::Plan | CueFamily::Belt => Some(match cue.kind {
            // Where there are no keys the question is one to oneself.
            CueKind::TalkTest => "could you chat? if not, slow down".to_owned(),
            _ => cue.text.to_owned(),
        }),
    }
}

fn phase_words(phase: Phase) -> Option<String> {
    match phase {
        Phase::WarmUp => Some("warm-up".to_owned()),
        Phase::Steady => Some("steady".to_owned()),
        // The cue of the same moment says it better.
        Phase::CoolDown | Phase::Done => None,
    }
}

fn link_words(device: DeviceRole, link: Link, run: &RunView<'_>) -> Option<String> {
    let name = run.devices.iter().find(|view| view.role == device).and_then(|view| view.info.name.clone());
    let name = name.unwrap_or_else(|| {
        match device {
            DeviceRole::HeartRate => "the strap",
            DeviceRole::Treadmill => "the treadmill",
            DeviceRole::FootPod => "the foot pod",
        }
        .to_owned()
    });
    match link {
        Link::Connected => Some(format!("{name} is connected")),
        Link::Lost => Some(format!("{name} is lost. searching for it")),
        Link::Searching | Link::Connecting => None,
    }
}

/// The rate and where it stands to the ceiling.
fn rate_words(run: &RunView<'_>) -> String {
    let Some(rate) = run.rate else { return "no heart rate yet".to_owned() };
    let bpm = f64::from(rate.bpm.whole());
    let over = (bpm - run.ceiling).round();
    let stands = match over {
        over if over > 0.0 => format!("{over:.0} over the ceiling"),
        over if over < 0.0 => format!("{:.0} under the ceiling", -over),
        _ => "at the ceiling".to_owned(),
    };
    format!("heart rate {bpm:.0}, {stands}")
}

fn status_words(run: &RunView<'_>) -> String {
    let zone = run.rate.map(|rate| format!(", zone {}", rate.zone.number())).unwrap_or_default();
    let easy =
        run.time_in_zone.easy_share().map(|share| format!(". {:.0} percent easy so far", (100.0 * share).floor())).unwrap_or_default();
    format!("{}{zone}{easy}", rate_words(run))
}

/// The end of the run in a line, from its summary as JSON.
fn end_words(summary: &str) -> String {
    let summary: serde_json::Value = serde_json::from_str(summary).unwrap_or_default();
    let number = |value: &serde_json::Value| value.as_f64();
    let time = number(&summary["timer_s"]).map_or(String::new(), |secs| format!(" after {}", spoken(Span::from_secs(secs as u64))));
    let easy = number(&summary["easy_percent"]).map(|easy| format!(". {:.0} percent easy", easy.floor())).unwrap_or_default();
    let mean = number(&summary["heart_rate"]["mean"]).map(|mean| format!(". mean heart rate {mean:.0}")).unwrap_or_default();
    let prompts = summary["prompts"].as_array().map_or(0, Vec::len);
    let prompts = match prompts {
        0 => "no prompt".to_owned(),
        1 => "1 prompt".to_owned(),
        more => format!("{more} prompts"),
    };
    format!("the run is over{time}{easy}{mean}. {prompts}")
}

/// A length of time as it is read aloud.
fn spoken(span: Span) -> String {
    let seconds = span.secs().round() as u64;
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} seconds"),
        (minutes, 0) => format!("{minutes} minutes"),
        (minutes, seconds) => format!("{minutes} minutes {seconds} seconds"),
    }
}

/// The line in ASCII: a name may hold anything.
fn ascii(line: &str) -> String {
    line.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_is_spelled_out_and_a_name_is_ascii() {
        assert_eq!(spoken(Span::from_secs(8)), "8 seconds");
        assert_eq!(spoken(Span::from_secs(125)), "2 minutes 5 seconds");
        assert_eq!(ascii("Mäx\u{1b}[31m"), "M?x?[31m");
    }
}
