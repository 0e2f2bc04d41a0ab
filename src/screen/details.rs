//! What else is known, small: how belt and runner move, the beats, laps; and what to do at "stop".

use super::canvas::{Canvas, width};
use super::figures::percent;
use super::theme::{Role, Theme};
use super::ui::Ui;
use crate::heart::variability::{Band, Quality};
use crate::session::{Elapsed, MarkKind, RunView, Signal, Span, TimeInZone, Units};

/// What to do when it said stop.
const AT_STOP: [&str; 2] =
    ["Step to the side rails and let the belt run down.", "Pain in the chest, dizzy, or short of breath at rest: call for help."];

/// Draws what to do at "stop", in the place of the chart.
pub(super) fn draw_stop(canvas: &mut Canvas<'_>, theme: &Theme) {
    for (line, y) in AT_STOP.into_iter().zip([1, 3]) {
        let y = if canvas.height() > 3 { y } else { y / 2 };
        canvas.text(0, y, line, theme.ink(Role::Strong));
    }
}

/// A fact: its name, its value, its unit.
type Fact = (&'static str, String, String);

fn facts(run: &RunView<'_>, units: Units) -> Vec<Fact> {
    let motion = run.motion;
    let fact = |name, value: Option<String>, unit: &str| value.map(|value| (name, value, unit.to_owned()));
    // "8.2 km/h" as a value and a unit.
    let told = |name, words: Option<String>| {
        let words = words?;
        let (value, unit) = words.split_once(' ').unwrap_or((&words, ""));
        Some((name, value.to_owned(), unit.to_owned()))
    };
    let believed = run.samples.iter().filter(|sample| sample.signal == Signal::Good).count();
    let share = believed.checked_mul(100).and_then(|hundred| hundred.checked_div(run.samples.len()));
    let beat = run.beats.last().filter(|(at, _)| run.now - *at < Span::from_secs(5)).map(|(_, beat)| format!("{:.0}", beat.ms()));
    let alpha1 = run.alpha1.map(|alpha1| (format!("{:.2}", alpha1.value), alpha1_words(run)));
    [
        told("speed", motion.speed_kmh.map(|kmh| units.speed(kmh))),
        fact("incline", motion.grade_percent.map(|grade| format!("{grade:.1}")), "%"),
        told("pace", motion.speed_kmh.and_then(|kmh| units.pace(kmh))),
        told("distance", run.distance_m.map(|metres| units.distance(metres, motion.speed_kmh))),
        fact("cadence", motion.cadence_spm.map(|steps| format!("{steps:.0}")), "steps/min"),
        alpha1.map(|(value, words)| ("alpha1", value, words)),
        fact("RR", beat, "ms"),
        fact("beats", share.map(|share| share.to_string()), "% believed"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Where alpha1 stands.
fn alpha1_words(run: &RunView<'_>) -> String {
    let Some(alpha1) = run.alpha1 else { return String::new() };
    if run.alpha1_is_lower {
        return "lower than usual".to_owned();
    }
    let doubt = if alpha1.quality == Quality::Grey { "?" } else { "" };
    let side = match alpha1.band() {
        Band::Below => "below threshold",
        Band::Around => "around threshold",
        Band::Above => "above threshold",
    };
    format!("{side}{doubt}")
}

/// Draws the facts, a row each; a single row has the beats' alone.
pub(super) fn draw_facts(canvas: &mut Canvas<'_>, run: &RunView<'_>, ui: &Ui) {
    let theme = &ui.theme;
    let (strong, quiet) = (theme.ink(Role::Strong), theme.ink(Role::Quiet));
    if canvas.height() == 1 {
        if let Some(alpha1) = run.alpha1 {
            canvas.text(0, 0, &format!("alpha1 {:.2} {}", alpha1.value, alpha1_words(run)), quiet);
        }
        return;
    }
    let narrow = canvas.width() < 26;
    let value_end = if narrow { 13 } else { 15 };
    for ((name, value, unit), y) in facts(run, ui.units).into_iter().zip(0..canvas.height()) {
        canvas.text(0, y, name, quiet);
        canvas.text_before(value_end, y, &value, strong);
        // A word that would be cut says less than none.
        let short = unit.split(' ').next().unwrap_or_default();
        let room = canvas.width().saturating_sub(value_end + 1);
        if let Some(unit) = [unit.as_str(), short].into_iter().find(|unit| width(unit) <= room) {
            canvas.text(value_end + 1, y, unit, quiet);
        }
    }
}

/// From so many ms around their median the beats are drawn.
const BEATS_SPAN: f64 = 56.0;

/// Draws the beats of the last minutes: two rows of eighths around their own median, with holes where there were none.
pub(super) fn draw_beats(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme) {
    let (strong, quiet) = (theme.ink(Role::Strong), theme.ink(Role::Quiet));
    if run.beats.is_empty() || canvas.height() < 2 {
        return;
    }
    canvas.text(0, 0, "RR", quiet);
    canvas.text(0, 1, "ms", quiet);
    let columns = usize::from(canvas.width().saturating_sub(15));
    let last = &run.beats[run.beats.len().saturating_sub(columns)..];
    let mut sorted: Vec<f64> = last.iter().map(|(_, beat)| beat.ms()).collect();
    sorted.sort_by(f64::total_cmp);
    let Some(median) = sorted.get(sorted.len() / 2).copied() else { return };
    let eighths = theme.glyphs().eighths;
    let style = theme.tints().and_then(|tints| tints[1].ahead).map_or(quiet, |color| ratatui::style::Style::new().fg(color));
    let style = if theme.tints().is_some_and(|tints| tints[1].ahead.is_some()) { style } else { quiet };
    for ((at, beat), (before, x)) in last.iter().zip(std::iter::once(None).chain(last.iter().map(Some)).zip(5u16..)) {
        // A hole is where no beat came for much longer than a beat takes.
        let hole = before.is_some_and(|(before, _)| *at - *before > Span::from_secs(3));
        if hole {
            continue;
        }
        let level = ((beat.ms() - median) / BEATS_SPAN * 16.0 + 8.0).round().clamp(1.0, 15.0) as usize;
        canvas.cell(x, 1, eighths[level.min(8)], style);
        if level > 8 {
            canvas.cell(x, 0, eighths[level - 8], style);
        }
    }
    let end = canvas.width();
    canvas.text_before(end, 0, &format!("{median:.0}"), strong);
    if let Some(alpha1) = run.alpha1 {
        canvas.text_before(end, 1, &format!("a1 {:.2}", alpha1.value), quiet);
    }
}

/// A lap.
struct Lap {
    number: usize,
    from: Elapsed,
    to: Elapsed,
}

/// Draws the laps, the present one first; nothing before there is a second one.
pub(super) fn draw_laps(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme) {
    let (strong, quiet) = (theme.ink(Role::Strong), theme.ink(Role::Quiet));
    let starts: Vec<Elapsed> =
        std::iter::once(Elapsed::ZERO).chain(run.marks.iter().filter(|mark| mark.kind == MarkKind::Lap).map(|mark| mark.at)).collect();
    if starts.len() < 2 || canvas.height() < 2 {
        return;
    }
    let ends = starts.iter().skip(1).copied().chain([run.elapsed]);
    let laps = starts.iter().zip(ends).enumerate().map(|(i, (from, to))| Lap { number: i + 1, from: *from, to });
    canvas.text(0, 0, "lap   time   mean   easy", quiet);
    let laps: Vec<Lap> = laps.collect();
    for (y, (i, lap)) in (1..canvas.height()).zip(laps.iter().rev().enumerate()) {
        let style = if i == 0 { strong } else { quiet };
        let (mean, easy) = measured(run, lap);
        canvas.text_before(3, y, &lap.number.to_string(), style);
        canvas.text_before(10, y, &(lap.to - lap.from).to_string(), style);
        canvas.text_before(17, y, &mean.map_or_else(|| "-".to_owned(), |mean| format!("{mean:.0}")), style);
        canvas.text_before(24, y, &easy.map_or_else(|| "-".to_owned(), |easy| format!("{} %", percent(easy))), style);
    }
}

/// The mean rate and the easy share of a lap.
fn measured(run: &RunView<'_>, lap: &Lap) -> (Option<f64>, Option<f64>) {
    let from = run.samples.partition_point(|sample| sample.at < lap.from);
    let samples = run.samples[from..].iter().take_while(|sample| sample.at < lap.to).filter(|sample| sample.signal == Signal::Good);
    let mut time = TimeInZone::new(run.setup.zones.clone(), run.setup.ceiling());
    let (mut sum, mut count) = (0.0, 0u32);
    for sample in samples {
        time.add(sample.at, sample.bpm);
        sum += sample.bpm.beats();
        count += 1;
    }
    ((count > 0).then(|| sum / f64::from(count)), time.easy_share())
}
