//! The lines of `--headless`: one JSON object each, `type` first, the same bytes for the same run.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use jiff::Timestamp;
use serde_json::Value;

use super::recording::Origin;
use crate::session::{BeltSpeed, Cue, Elapsed, HoldChange, Motion, Notice, NoticeKind, Setup, Span};

/// Rates in bpm that count for nothing and are told as they were sent: a strap's 0 and 255 are no rates.
const TOO_HIGH: RangeInclusive<u16> = 231..=254;

/// The first line: what the run is measured by. Origins without a wall clock of their own tell no start, so that the
/// same input gives the same bytes.
pub fn start_line(setup: &Setup, age_assumed: bool, origin: Origin, started_at: Option<Timestamp>) -> String {
    let started_at = started_at.filter(|_| origin.has_wall_clock()).map(|at| at.to_string());
    format!(
        r#"{{"type":"start","schema":1,"started_at":{},"ceiling_bpm":{},"zone_bounds":{},"zone_model":"{}","minutes":{},"legs":"{}","age_assumed":{age_assumed},"source":"{}"}}"#,
        json(started_at),
        number(setup.ceiling()),
        bounds(setup),
        setup.zones.model().name(),
        setup.plan.minutes,
        setup.plan.legs.word(),
        origin.word(),
    )
}

/// The line of a notice.
pub fn notice_line(notice: &Notice) -> String {
    let at = at(notice.at);
    match &notice.kind {
        NoticeKind::Sample { bpm, sent, zone, rr, signal, motion } => {
            let mut beats = String::new();
            for (i, rr) in rr.iter().enumerate() {
                let comma = if i == 0 { "" } else { "," };
                // Writing to a String cannot fail.
                let _ = write!(beats, "{comma}{:.1}", rr.ms());
            }
            let sent = Some(*sent).filter(|sent| TOO_HIGH.contains(sent)).map(|sent| sent.to_string());
            let bpm = bpm.map(|bpm| bpm.to_string()).or(sent).unwrap_or_else(|| "null".to_owned());
            let zone = zone.map_or_else(|| "null".to_owned(), |zone| zone.number().to_string());
            format!(
                r#"{{"type":"sample","at":{at},"bpm":{bpm},"zone":{zone},"rr_ms":[{beats}],"signal":"{}"{}}}"#,
                signal.word(),
                moved(*motion)
            )
        }
        NoticeKind::Zone { from, to } => {
            format!(r#"{{"type":"zone","at":{at},"from":{},"to":{}}}"#, from.number(), to.number())
        }
        NoticeKind::Phase(phase) => format!(r#"{{"type":"phase","at":{at},"phase":"{}"}}"#, phase.word()),
        NoticeKind::Link { device, link } => {
            format!(r#"{{"type":"link","at":{at},"link":"{}","device":"{}"}}"#, link.word(), device.word())
        }
        NoticeKind::Slept(span) => format!(r#"{{"type":"slept","at":{at},"for_s":{}}}"#, self::span(*span)),
        NoticeKind::Cue(Cue { kind, text, audible, slower_kmh, target_kmh, .. }) => format!(
            r#"{{"type":"cue","at":{at},"cue":"{}","text":{},"audible":{audible},"slower_kmh":{},"target_kmh":{}}}"#,
            kind.word(),
            json(*text),
            slower_kmh.map_or_else(|| "null".to_owned(), |kmh| format!("{kmh:.1}")),
            // To a hundredth: a belt that counts in miles is told its own steps.
            target_kmh.map_or_else(|| "null".to_owned(), |kmh| number((kmh * 100.0).round() / 100.0)),
        ),
        NoticeKind::Hold(HoldChange { state, why, speed, asked }) => {
            let kmh = |speed: Option<BeltSpeed>| speed.map_or_else(|| "null".to_owned(), |speed| number(speed.kmh()));
            format!(
                r#"{{"type":"hold","at":{at},"state":"{}","why":{},"speed_kmh":{},"asked_kmh":{}}}"#,
                state.word(),
                json(why.text()),
                kmh(*speed),
                kmh(*asked)
            )
        }
    }
}

/// How belt and runner move, as the fields of a sample's line that are known, to a hundredth.
fn moved(motion: Motion) -> String {
    let Motion { speed_kmh, grade_percent, cadence_spm, distance_m, elapsed_s: _ } = motion;
    let mut fields = String::new();
    let named = [("speed_kmh", speed_kmh), ("grade_percent", grade_percent), ("cadence_spm", cadence_spm), ("distance_m", distance_m)];
    for (name, value) in named.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        // Writing to a String cannot fail.
        let _ = write!(fields, r#","{name}":{}"#, number((value * 100.0).round() / 100.0));
    }
    fields
}

/// A time in seconds with three decimals.
pub fn at(at: Elapsed) -> String {
    format!("{}.{:03}", at.ms() / 1000, at.ms() % 1000)
}

/// A length of time in seconds with three decimals.
pub fn span(span: Span) -> String {
    at(Elapsed::ZERO + span)
}

/// A number without a point where it is whole.
pub fn number(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value}") }
}

/// The bounds of zones 1 to 5 as a JSON array.
pub fn bounds(setup: &Setup) -> String {
    format!("[{}]", setup.zones.bounds().map(number).join(","))
}

/// A value as JSON.
fn json(value: impl Into<Value>) -> String {
    value.into().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::{Athlete, Bpm, RrInterval, Zone, ZoneModel};
    use crate::session::{DeviceRole, Link, Plan, Signal};

    #[test]
    fn lines_read_as_the_interface_promises() {
        let zones = ZoneModel::Custom.zones(&Athlete::default(), Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
        let setup = Setup {
            own: crate::session::Learned::default(),
            athlete: Athlete::default(),
            zones,
            ceiling: None,
            plan: Plan::new(None, crate::session::Legs::Fresh),
        };
        assert_eq!(
            start_line(&setup, false, Origin::Pipe, Some(Timestamp::UNIX_EPOCH)),
            r#"{"type":"start","schema":1,"started_at":null,"ceiling_bpm":140,"zone_bounds":[100,120,140,160,180],"zone_model":"custom","minutes":30,"legs":"fresh","age_assumed":false,"source":"pipe"}"#
        );
        assert!(start_line(&setup, false, Origin::Strap, Some(Timestamp::UNIX_EPOCH)).contains(r#""started_at":"1970-01-01T00:00:00Z""#));
        let line = |kind| notice_line(&Notice { at: Elapsed::from_ms(12_000), kind });
        let rr = [455.0, 460.0].into_iter().filter_map(RrInterval::from_ms).collect();
        assert_eq!(
            line(NoticeKind::Sample {
                bpm: Bpm::new(132),
                sent: 132,
                zone: Some(Zone::ALL[2]),
                rr,
                signal: Signal::Good,
                motion: Motion::default()
            }),
            r#"{"type":"sample","at":12.000,"bpm":132,"zone":2,"rr_ms":[455.1,460.0],"signal":"good"}"#
        );
        assert_eq!(
            line(NoticeKind::Link { device: DeviceRole::FootPod, link: Link::Lost }),
            r#"{"type":"link","at":12.000,"link":"lost","device":"foot-pod"}"#
        );
    }
}
