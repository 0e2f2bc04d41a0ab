//! The section of measures: each that is known, with what it means, beside what is usual for the runner.

use crate::analysis::{Baseline, Summary};
use crate::report::comparison;
use crate::screen::signed;

/// The section; nothing where no measure is known.
pub(super) fn section(summary: &Summary, usual: &Baseline) -> String {
    let mut list = List::default();
    list.add_heart(summary, usual);
    list.add_answers(summary);
    list.add_loads(summary);
    list.add_beats(summary, usual);
    if list.0.is_empty() { String::new() } else { format!("<section><h2>In numbers</h2><dl class=\"numbers\">{}</dl></section>\n", list.0) }
}

/// The measures so far, as the children of a `dl`.
#[derive(Default)]
struct List(String);

impl List {
    fn add(&mut self, name: &str, value: &str, means: &str) {
        self.0 += &format!("<div><dt>{name}</dt><dd>{value}</dd><dd class=\"means\">{means}</dd></div>");
    }

    /// Drift, efficiency, recovery and gain.
    fn add_heart(&mut self, summary: &Summary, usual: &Baseline) {
        let measures = summary.measures;
        if let Some(drift) = summary.drift_bpm {
            let means = with("second half against the first, without the first ten minutes and pauses", comparison::drift(usual, drift));
            self.add("heart rate drift", &format!("{} <small>bpm</small>", signed_wide(drift, 0)), &means);
        }
        if let (Some(metres), Some(percent)) = (measures.metres_a_beat, measures.decoupling_percent) {
            self.add("metres a heartbeat", &format!("{metres:.2}"), "speed by heart rate, after the first ten minutes");
            let lost = "how much of that was lost from the first half to the second; above 5 % suggests a pace above the aerobic threshold";
            self.add("decoupling", &format!("{} <small>%</small>", signed_wide(percent, 1)), lost);
        }
        if let Some(fall) = measures.recovery_hr_bpm {
            let means = "how far the rate had come down; compare it with your own other runs only";
            self.add("a minute after the end", &format!("{} <small>bpm</small>", signed_wide(-fall, 0)), means);
        }
        if let Some(gain) = summary.gain {
            let means =
                "how much higher the rate settles when you run faster, as this run shows it; 6.7 in the mean of runners (Hunt 2015)";
            self.add("bpm for each km/h more", &format!("{:.1} <small>± {:.1}</small>", gain.bpm_per_kmh, gain.sd), means);
        }
    }

    /// Effort and talk test.
    fn add_answers(&mut self, summary: &Summary) {
        if let Some(effort) = summary.effort {
            self.add("effort", &format!("{} <small>of 10</small>", effort.rating()), "as the runner rated it; a recovery run is a 1 to 3");
        }
        let answers: Vec<String> = summary.talk.iter().filter_map(|test| Some(test.answer?.word().replace('-', " "))).collect();
        if !answers.is_empty() {
            let lower = summary.ceiling_reduction_bpm;
            let came_down = if lower > 0.0 { format!("; the ceiling came down by {lower:.0} bpm") } else { String::new() };
            self.add("able to talk", &answers.join(", "), &format!("asked after 8, 18 and 28 minutes{came_down}"));
        }
    }

    fn add_loads(&mut self, summary: &Summary) {
        if let Some(load) = summary.measures.load_edwards {
            self.add("load, Edwards", &format!("{load:.0}"), "minutes times 1 to 5, by tenths of the maximal rate from 50 % on");
        }
        if let Some(load) = summary.measures.load_banister {
            self.add("load, Banister", &format!("{load:.0}"), "minutes weighed by the share of the heart-rate reserve");
        }
    }

    fn add_beats(&mut self, summary: &Summary, usual: &Baseline) {
        let rr = summary.rr;
        if rr.count > 0 {
            let artefacts = rr.artefact_percent.map_or_else(String::new, |percent| format!(", {percent:.1} % of them artefacts"));
            self.add("beat-to-beat intervals", &rr.count.to_string(), &format!("as stored{artefacts}"));
        }
        if let Some(ms) = rr.rmssd_ms {
            self.add("RMSSD", &format!("{ms:.1} <small>ms</small>"), "how much successive intervals differ, over the whole run");
        }
        if let Some(alpha) = rr.dfa_alpha1 {
            self.add("DFA alpha 1", &format!("{alpha:.2}"), "how the intervals hang together; about 0.75 at the aerobic threshold");
        }
        if let Some(early) = rr.early_alpha1 {
            let means = with("while easy; after hard days it is lower than usual", comparison::alpha1(usual, early));
            self.add("DFA alpha 1, minutes 5 to 12", &format!("{early:.2}"), &means);
        }
    }
}

/// What a number means, and what is usual.
fn with(means: &str, usual: Option<String>) -> String {
    usual.map_or_else(|| means.to_owned(), |usual| format!("{means}; {usual}"))
}

/// With its sign, the minus as wide as the plus.
fn signed_wide(value: f64, places: usize) -> String {
    signed(value, places).replace('-', "−")
}
