//! The chart: the layout, and the elements in the order in which they cover each other.

use std::fmt::Write as _;

use super::axes;
use super::legend::{self, Entry};
use super::marks::{self, Marker};
use super::scale::Scale;
use super::text_size::{ROW, width_of};
use super::trace::{Gap, Trace};
use crate::analysis::{self, Summary};
use crate::format::markup::escape;
use crate::report::coordinate::tenth;
use crate::report::words;
use crate::screen::percent;
use crate::session::{MarkKind, Session};

/// How wide the page is that a picture is laid out for, so that its text is never tiny.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Shape {
    /// A desktop window, or paper.
    Wide,
    /// A telephone.
    Narrow,
}

impl Shape {
    fn width(self) -> f64 {
        match self {
            Self::Wide => 920.0,
            Self::Narrow => 400.0,
        }
    }

    /// Of the curve alone.
    fn height(self) -> f64 {
        match self {
            Self::Wide => 300.0,
            Self::Narrow => 260.0,
        }
    }

    /// Left of the curve, for rates, and right of it, for zones.
    fn margins(self) -> (f64, f64) {
        match self {
            Self::Wide => (40.0, 100.0),
            Self::Narrow => (38.0, 96.0),
        }
    }
}

/// A picture with its layout.
#[derive(Debug, Clone)]
pub(in crate::report) struct Chart<'a> {
    session: &'a Session,
    summary: Summary,
    shape: Shape,
    /// Begins every id, so that many pictures can share a page.
    name: &'a str,
    trace: Trace,
    scale: Scale,
    markers: Vec<Marker>,
    legend: Vec<Entry>,
}

impl<'a> Chart<'a> {
    pub(in crate::report) fn of(session: &'a Session, shape: Shape, name: &'a str) -> Self {
        let (left, right) = shape.margins();
        let width = shape.width() - left - right;
        let trace = Trace::of(session, width as u16);
        let scale = Scale {
            left,
            // Room for "bpm" over its numbers.
            top: ROW + 4.0,
            width,
            height: shape.height(),
            end: session.elapsed(),
            rates: Scale::rates(trace.range, session.setup().ceiling()),
        };
        let summary = analysis::summary(session);
        let markers = marks::placed(session, &summary, &scale);
        let legend = legend::entries(session, &trace, &markers);
        Self { session, summary, shape, name, trace, scale, markers, legend }
    }

    /// The picture as an `svg` element. With `alone` it is a document, with a background and a name space.
    pub(in crate::report) fn svg(&self, style: &str, alone: bool) -> String {
        let (width, scale, name) = (self.shape.width(), &self.scale, self.name);
        let marked = scale.bottom() + marks::height(&self.markers);
        let legend_top = marked + 2.0 * ROW + 10.0;
        let (legend, legend_rows) = legend::draw(&self.legend, scale.left, legend_top, width - 8.0);
        let height = legend_top + legend_rows as f64 * ROW;
        let class = match self.shape {
            Shape::Wide => "chart wide",
            Shape::Narrow => "chart narrow",
        };
        let mut svg = String::new();
        let space = if alone { " xmlns=\"http://www.w3.org/2000/svg\"" } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(
            svg,
            r#"<svg{space} class="{class}" viewBox="0 0 {} {}" role="img" aria-labelledby="{name}-t {name}-d"><title id="{name}-t">Heart rate over the run</title><desc id="{name}-d">{}</desc>{style}"#,
            tenth(width),
            tenth(height),
            escape(&self.described())
        );
        if alone {
            let _ = write!(svg, r#"<rect class="paper" width="{}" height="{}"/>"#, tenth(width), tenth(height));
        }
        self.define(&mut svg);
        axes::draw_bands(&mut svg, self.session, scale);
        self.draw_curve(&mut svg);
        self.draw_laps(&mut svg);
        self.draw_ceiling(&mut svg);
        self.draw_gaps(&mut svg);
        self.draw_doubted(&mut svg);
        axes::draw_axes(&mut svg, scale, self.session.setup().ceiling(), marked);
        marks::draw(&mut svg, &self.markers, scale);
        svg.push_str(&legend);
        svg.push_str("</svg>");
        svg
    }

    /// In words, for screen readers.
    fn described(&self) -> String {
        let summary = &self.summary;
        let mut words = format!("The run lasted {}.", summary.elapsed);
        if let Some((low, high)) = self.trace.range {
            let _ = write!(words, " The heart rate lay between {low} and {high} bpm.");
        }
        if let Some(share) = summary.easy_share {
            let ceiling = self.session.setup().ceiling().floor();
            let _ = write!(words, " {} % of the time it was below the ceiling of {ceiling} bpm.", percent(share));
        }
        for prompt in &summary.prompts {
            let _ = write!(words, " At {}: {}.", prompt.at, words::cue(prompt.kind));
        }
        for (gap, from, to) in &self.trace.gaps {
            let what = match gap {
                Gap::Paused => "Paused",
                Gap::Lost => "No signal",
            };
            let _ = write!(words, " {what} from {from} to {to}.");
        }
        words
    }

    /// The colours of heights, as hard stops from below upwards: muted up to the ceiling, full above it. And the hatching of gaps.
    fn define(&self, svg: &mut String) {
        let (scale, name) = (&self.scale, self.name);
        let ceiling = self.session.setup().ceiling();
        let (low, high) = scale.rates;
        let mut stops = String::new();
        let mut stop = |class: char, number: u8, from: f64, to: f64| {
            if to > from {
                for rate in [from, to] {
                    let _ = write!(stops, r#"<stop class="{class}{number}" offset="{:.4}"/>"#, (rate - low) / (high - low));
                }
            }
        };
        for (zone, lower, upper) in axes::zones_in(self.session, scale) {
            stop('m', zone.number(), lower, upper.min(ceiling));
            stop('z', zone.number(), lower.max(ceiling), upper);
        }
        // Writing to a String cannot fail.
        let _ = write!(
            svg,
            r#"<defs><linearGradient id="{name}-z" gradientUnits="userSpaceOnUse" x1="0" x2="0" y1="{}" y2="{}">{stops}</linearGradient><pattern id="lost-{name}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="lost" d="M0 0V7"/></pattern></defs>"#,
            tenth(scale.bottom()),
            tenth(scale.top),
        );
    }

    /// The curve, filled down to the axis; each of its pieces begins and ends upright.
    fn draw_curve(&self, svg: &mut String) {
        let scale = &self.scale;
        let bottom = tenth(scale.bottom());
        let mut path = String::new();
        let mut last: Option<u16> = None;
        for column in &self.trace.curve {
            let x = scale.left + f64::from(column.x);
            let y = tenth(scale.y(column.bpm));
            if column.joined {
                let _ = write!(path, "L{} {y}", tenth(x + 0.5));
            } else {
                if let Some(last) = last {
                    let _ = write!(path, "H{}V{bottom}z", tenth(scale.left + f64::from(last) + 1.0));
                }
                let _ = write!(path, "M{} {bottom}V{y}", tenth(x));
            }
            last = Some(column.x);
        }
        if let Some(last) = last {
            let _ = write!(path, "H{}V{bottom}z", tenth(scale.left + f64::from(last) + 1.0));
            let _ = write!(svg, r##"<path id="{0}-l" fill="url(#{0}-z)" d="{path}"/>"##, self.name);
        }
    }

    /// Where there was no rate, the paper is bare: no band, no ceiling.
    fn draw_gaps(&self, svg: &mut String) {
        let scale = &self.scale;
        for (gap, from, to) in &self.trace.gaps {
            let (x, end) = (scale.x(*from), scale.x(*to));
            // Ten seconds of a long run are narrower than can be seen.
            let width = (end - x).max(1.0);
            let (x, width, top, height) = (tenth(x), tenth(width), tenth(scale.top), tenth(scale.height));
            let (word, hatching) = match gap {
                Gap::Paused => ("paused", String::new()),
                Gap::Lost => {
                    ("no signal", format!(r#"<rect fill="url(#lost-{})" x="{x}" y="{top}" width="{width}" height="{height}"/>"#, self.name))
                }
            };
            let _ = write!(
                svg,
                r#"<g class="gap"><title>{word} from {from} to {to}</title><rect class="bare" x="{x}" y="{top}" width="{width}" height="{height}"/>{hatching}</g>"#
            );
        }
    }

    fn draw_laps(&self, svg: &mut String) {
        let scale = &self.scale;
        let mut free_from = scale.left;
        let laps = self.session.marks().iter().filter(|mark| mark.kind == MarkKind::Lap);
        for (number, mark) in (2..).zip(laps) {
            let x = scale.x(mark.at);
            let _ = write!(svg, r#"<path class="lap" d="M{} {}v{}"/>"#, tenth(x), tenth(scale.top), tenth(scale.height));
            let word = format!("lap {number}");
            if x >= free_from && x + width_of(&word) + 6.0 <= scale.right() {
                let _ = write!(svg, r#"<text x="{}" y="{}">{word}</text>"#, tenth(x + 5.0), tenth(scale.bottom() - 7.0));
                free_from = x + width_of(&word) + 10.0;
            }
        }
    }

    fn draw_doubted(&self, svg: &mut String) {
        const APART: f64 = 4.0;
        let scale = &self.scale;
        let mut path = String::new();
        let mut last = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for (x, bpm) in &self.trace.doubted {
            // What is off the scale lies whole at its edge.
            let y = scale.y(f64::from(*bpm)).clamp(scale.top + 4.0, scale.bottom() - 4.0);
            let x = scale.left + f64::from(*x) + 0.5;
            // Rings that would hide each other are one.
            if (x - last.0).hypot(y - last.1) >= APART {
                let _ = write!(path, "M{} {}a2 2 0 1 0 4 0a2 2 0 1 0-4 0", tenth(x - 2.0), tenth(y));
                last = (x, y);
            }
        }
        if !path.is_empty() {
            let _ = write!(svg, r#"<g><title>doubted readings, not counted</title><path class="doubt" d="{path}"/></g>"#);
        }
    }

    fn draw_ceiling(&self, svg: &mut String) {
        let scale = &self.scale;
        let y = scale.y(self.session.setup().ceiling());
        let word = "ceiling";
        let _ = write!(svg, r#"<path class="ceiling" d="M{} {}h{}"/>"#, tenth(scale.left), tenth(y), tenth(scale.width));
        let x = self.place_of_the_word(y, width_of(word));
        let _ = write!(svg, r#"<text class="limit" x="{}" y="{}">{word}</text>"#, tenth(x), tenth(y - 7.0));
    }

    /// Where a word of this width above this height covers the least of the curve and of the gaps: its left edge.
    fn place_of_the_word(&self, y: f64, word: f64) -> f64 {
        const STEPS: u32 = 8;
        let scale = &self.scale;
        let room = (scale.width - word - 16.0).max(0.0);
        let covered = |x: f64| {
            let span = x - 4.0..=x + word + 4.0;
            let under = |column: &&super::trace::Column| span.contains(&(scale.left + f64::from(column.x))) && scale.y(column.bpm) <= y;
            let gaps = self.trace.gaps.iter().filter(|(_, from, to)| scale.x(*to) >= *span.start() && scale.x(*from) <= *span.end());
            self.trace.curve.iter().filter(under).count() + gaps.count()
        };
        let place = |step: u32| scale.left + 8.0 + room * f64::from(step) / f64::from(STEPS);
        (0..=STEPS).map(place).min_by_key(|x| covered(*x)).unwrap_or(scale.left + 8.0)
    }
}
