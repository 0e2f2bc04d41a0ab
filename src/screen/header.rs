//! The top line: clock, phase and what is left on the left; link, strap and battery on the right.

use super::canvas::{Canvas, width};
use super::glyphs::Glyphs;
use super::theme::{Role, Theme};
use super::ui::{Playback, Ui};
use crate::session::{Link, RunState, RunView, Signal, Span, Timer};

/// Draws the top line of the layout that is read from afar: what is left, and whether the strap is there.
pub(super) fn draw_far(canvas: &mut Canvas<'_>, run: &RunView<'_>, ui: &Ui) {
    let theme = &ui.theme;
    let over = matches!(run.state, RunState::Stopped { .. });
    let left = if over { "stopped".to_owned() } else { left_of_plan(run) };
    canvas.text(0, 0, &left, theme.ink(Role::Quiet));
    let (glyph, style) = match (run.strap().link, run.rate.map(|rate| rate.signal)) {
        (Some(Link::Connected) | None, Some(Signal::Suspect(_))) => ('?', theme.ink(Role::Strong)),
        (Some(Link::Connected) | None, _) => (theme.glyphs().link[0], theme.ink(Role::Well)),
        (Some(Link::Connecting), _) => (theme.glyphs().link[1], theme.ink(Role::Strong)),
        (Some(Link::Searching | Link::Lost), _) => (theme.glyphs().link[2], theme.ink(Role::Strong)),
    };
    canvas.cell(canvas.width().saturating_sub(1), 0, glyph, style);
}

/// Draws the plan as a rule: warm-up, steady, cool-down, with a gap between them; what is done is heavy.
pub(super) fn draw_thread(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme) {
    let plan = run.setup.plan;
    let end = plan.end().since_start().ms().max(1) as f64;
    let columns = f64::from(canvas.width());
    let at = |timer: Timer| (columns * timer.since_start().ms() as f64 / end).round_ties_even() as u16;
    let parts =
        [(0, at(plan.steady_from())), (at(plan.steady_from()), at(plan.cool_down_from())), (at(plan.cool_down_from()), canvas.width())];
    let done = run.timer.since_start().ms() as f64 / end * columns;
    let (heavy, light) = theme.glyphs().thread;
    for (i, (from, to)) in parts.into_iter().enumerate() {
        let to = if i < 2 { to.saturating_sub(1) } else { to };
        for x in from..to {
            let is_done = f64::from(x) + 0.5 <= done;
            let (glyph, style) = if is_done { (heavy, theme.ink(Role::Quiet)) } else { (light, theme.faint()) };
            canvas.cell(x, 0, glyph, style);
        }
    }
}

/// Draws the top line.
pub(super) fn draw(canvas: &mut Canvas<'_>, run: &RunView<'_>, ui: &Ui) {
    let (strong, plain, quiet) = (ui.theme.ink(Role::Strong), ui.theme.ink(Role::Plain), ui.theme.ink(Role::Quiet));
    let dot = ui.theme.glyphs().dot;
    let clock = run.timer.to_string();
    let over = matches!(run.state, RunState::Stopped { .. });
    let left = if over { "stopped".to_owned() } else { left_of_plan(run) };
    let phase = if over { String::new() } else { format!("{} {dot} ", run.phase.word()) };
    // The clock keeps its place when it grows from 9:59 to 10:00.
    let start = canvas.text(0, 0, &format!("{clock:>5}"), strong);

    let room = canvas.width().saturating_sub(start);
    let stood = [(run.paused, "paused"), (run.slept, "asleep")];
    let stood = stood.into_iter().filter(|(span, _)| *span > Span::ZERO);
    let with_pauses: String = stood.map(|(span, word)| format!(" {dot} {span} {word}")).collect();
    let links = links(run, ui);
    let left_forms = [format!("   {phase}{left}{with_pauses}"), format!("   {phase}{left}"), format!(" {dot} {left}"), String::new()];
    // What is left of the plan is worth more than the strap's name, and the link's state more than the phase.
    const LOSSES: [usize; 4] = [0, 1, 4, 12];
    let pairs = links.iter().flat_map(|(link, loss)| left_forms.iter().zip(LOSSES).map(move |(form, more)| (form, link, loss + more)));
    let fitting = pairs.filter(|(form, link, _)| width(form) + width(link) + 2 <= room).min_by_key(|(.., loss)| *loss);
    if let Some((form, link, _)) = fitting {
        let spoken = form.find(dot).unwrap_or(form.len());
        let end = canvas.text(start, 0, &form[..spoken], plain);
        canvas.text(end, 0, &form[spoken..], quiet);
        let style = if matches!(run.strap().link, Some(Link::Connected) | None) { quiet } else { strong };
        let at = canvas.text_before(canvas.width(), 0, link, style);
        let connected = ui.theme.glyphs().link[0];
        if link.starts_with(connected) {
            canvas.cell(at, 0, connected, ui.theme.ink(Role::Well));
        }
    }
}

/// What is left of the plan, or by how much it was passed.
pub(super) fn left_of_plan(run: &RunView<'_>) -> String {
    let remaining = run.remaining;
    if remaining > Span::ZERO {
        // Rounded up, so that clock and rest add up to the plan.
        format!("{} left", Span::from_secs(remaining.ms().div_ceil(1000)))
    } else {
        format!("+{} over the plan", run.timer - run.setup.plan.end())
    }
}

/// The right side, from the longest form to the shortest, each with what its shortness costs.
fn links(run: &RunView<'_>, ui: &Ui) -> Vec<(String, usize)> {
    let glyphs = ui.theme.glyphs();
    let dot = glyphs.dot;
    let source = ui.source_line.as_deref();
    let strap = run.strap().info;
    let name = strap.name.as_deref().unwrap_or("the strap");
    let battery = strap.battery.map(|percent| {
        let full = ((usize::from(percent.min(100)) + 12) / 25).max(1);
        let quarters: String = (0..4).map(|i| if i < full { glyphs.battery.0 } else { glyphs.battery.1 }).collect();
        (format!("{quarters} {percent:>3} %"), quarters)
    });
    let battery = battery.as_ref();
    let join = |parts: &[Option<String>]| parts.iter().flatten().cloned().collect::<Vec<_>>().join("   ");
    let source_forms = match ui.playback {
        Some(playback) => {
            let (long, short) = replay(playback, source, dot);
            Some([long, short])
        }
        None => source.map(|source| [source.to_owned(), source.to_owned()]),
    };
    let Some(link) = run.strap().link else {
        let [long, short] = source_forms.unwrap_or_default();
        return vec![(long, 0), (short, 3), (String::new(), 6)];
    };
    let (glyph, long, medium) = link_words(link, name, glyphs);
    let connected = link == Link::Connected;
    let full_battery = battery.filter(|_| connected).map(|(full, _)| full.clone());
    let quarters = battery.filter(|_| connected).map(|(_, quarters)| quarters.clone());
    let state = quarters.as_ref().map_or(glyph.to_string(), |quarters| format!("{glyph} {quarters}"));
    if let Some([source, short]) = source_forms {
        // Where a run comes from other than a strap, that is worth more than the strap's name.
        let beside = |source: &str, link: &str| join(&[Some(source.to_owned()), Some(link.to_owned())]);
        return vec![
            (join(&[Some(source.clone()), Some(long), full_battery]), 0),
            (beside(&source, &medium), 1),
            (beside(&source, &state), 2),
            (source, 3),
            (short.clone(), 6),
            (glyph.to_string(), 9),
        ];
    }
    if !connected {
        return vec![(long, 0), (medium, 1), (glyph.to_string(), 9)];
    }
    vec![
        (join(&[Some(long), full_battery.clone()]), 0),
        (join(&[Some(medium.clone()), quarters]), 2),
        (medium, 3),
        (state, 4),
        (glyph.to_string(), 5),
    ]
}

/// The glyph of a link, and its words in full and in short.
fn link_words(link: Link, name: &str, glyphs: &Glyphs) -> (char, String, String) {
    let dot = glyphs.dot;
    let (place, long, short) = match link {
        Link::Connected => (0, name.to_owned(), name.to_owned()),
        Link::Connecting => (1, format!("connecting to {name} {dot} run goes on"), "connecting".to_owned()),
        Link::Searching => (2, format!("searching for {name} {dot} run goes on"), "searching".to_owned()),
        Link::Lost => (3, format!("lost {name}, searching {dot} run goes on"), "lost, searching".to_owned()),
    };
    let glyph = glyphs.link[place];
    (glyph, format!("{glyph} {long}"), format!("{glyph} {short}"))
}

/// How a recording is played, in full and in short.
fn replay(playback: Playback, source: Option<&str>, dot: &str) -> (String, String) {
    let speed =
        if playback.speed.is_finite() { format!("x{}", (playback.speed * 100.0).round() / 100.0) } else { "at full speed".to_owned() };
    let source = source.unwrap_or("replay");
    let held = if playback.held { format!(" {dot} held") } else { String::new() };
    let long = format!("{source} {dot} {speed} {dot} {} of {}{held}", playback.position, playback.total);
    (long, format!("{source} {dot} {speed}"))
}
