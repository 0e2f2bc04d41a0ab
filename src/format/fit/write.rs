//! A run as a FIT activity that sites accept: records and beats as they came, the summary last.

use super::clock::FileClock;
use super::encoder::Encoder;
use super::totals::Totals;
use super::{devices, events, names, records};
use crate::format::export_laps::{self, Lap};
use crate::format::export_points::{self, EntryKind};
use crate::format::export_summary::ExportSummary;
use crate::format::recording::Recording;
use crate::session::Command;

/// Writes a recording as a FIT activity. Every sample is a record of its own, also where two share a second; beats are kept
/// to the millisecond, which is what the format has room for. Positions are not written, and a distance only where it is known.
pub fn write(recording: &Recording, export_summary: &ExportSummary) -> Vec<u8> {
    let clock = FileClock::new(recording.started_at);
    let end = export_summary.elapsed.max(recording.end);
    let points = export_points::export_points(recording);
    let laps = export_laps::laps(recording, export_summary, &points, end);
    let (sport, sub_sport) = export_points::sport(recording);
    let totals = Totals {
        recording,
        export_summary,
        clock,
        end,
        sport: names::sport_number(&sport),
        sub_sport: names::sub_sport_number(&sub_sport),
    };
    let mut encoder = Encoder::default();
    for message in devices::beginning(recording, clock) {
        encoder.write(&message);
    }
    encoder.write(&events::timer(clock.start(), events::START));
    let mut prompts = export_summary.prompts.iter().map(|prompt| prompt.at).peekable();
    let mut lap = 0;
    let mut running = true;
    for entry in &points {
        let at = clock.time(entry.at);
        while let Some(prompt) = prompts.next_if(|prompt| *prompt <= entry.at) {
            encoder.write(&events::alert(clock.time(prompt), export_summary.ceiling));
        }
        match &entry.kind {
            EntryKind::Sample(sample) => records::messages(at, sample).for_each(|message| encoder.write(&message)),
            EntryKind::Command(Command::Lap) => {
                encoder.write(&totals.lap(lap, &laps[lap], false));
                lap += 1;
            }
            EntryKind::Command(command) => {
                if let Some(runs) = timer_turns(*command, running) {
                    encoder.write(&events::timer(at, if runs { events::START } else { events::STOP_ALL }));
                    running = runs;
                }
            }
        }
    }
    for prompt in prompts {
        encoder.write(&events::alert(clock.time(prompt.min(end)), export_summary.ceiling));
    }
    if running {
        encoder.write(&events::timer(clock.time(end), events::STOP_ALL));
    }
    if let Some(bpm) = export_summary.recovered_to {
        encoder.write(&events::recovery(clock.time(end), bpm));
    }
    encoder.write(&totals.lap(lap, &laps[lap], true));
    let whole = laps.iter().copied().reduce(Lap::joined).unwrap_or_default();
    for message in [totals.session(&whole, laps.len()), totals.time_in_zone(), totals.activity(&whole)] {
        encoder.write(&message);
    }
    encoder.finish()
}

/// Whether a command lets the timer run or stops it; none where it stays as it is.
fn timer_turns(command: Command, running: bool) -> Option<bool> {
    match command {
        Command::Pause if running => Some(false),
        Command::Resume if !running => Some(true),
        Command::Pause | Command::Resume | Command::Lap | Command::Stop => None,
        Command::Hold | Command::LetGo | Command::CeilingDown | Command::CeilingUp => None,
    }
}
