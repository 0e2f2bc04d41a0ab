//! The top line: clock, phase and what is left on the left; link, strap and battery on the right.

use super::pen::{Pen, width};
use super::theme::Ink;
use super::ui::{Playback, Ui};
use crate::session::{Elapsed, Link, Session};

/// Draws the top line.
pub(super) fn draw(pen: &mut Pen<'_>, session: &Session, ui: &Ui) {
    let (strong, plain, quiet) = (ui.theme.ink(Ink::Strong), ui.theme.ink(Ink::Plain), ui.theme.ink(Ink::Quiet));
    let dot = ui.theme.glyphs().dot;
    let clock = session.timer().to_string();
    let left = left_of_plan(session);
    let phase = session.phase().word();
    // The clock keeps its place when it grows from 9:59 to 10:00.
    let start = pen.text(0, 0, &format!("{clock:>5}"), strong);

    let room = pen.width().saturating_sub(start);
    let pauses = session.elapsed().since(session.timer());
    let with_pauses = if pauses == Elapsed::ZERO { String::new() } else { format!(" {dot} {pauses} paused") };
    let links = links(session, ui);
    let left_forms =
        [format!("   {phase} {dot} {left}{with_pauses}"), format!("   {phase} {dot} {left}"), format!(" {dot} {left}"), String::new()];
    // As much of the link as fits beside as much of the left as fits, the link's state first of all.
    let chosen = links.iter().flat_map(|link| left_forms.iter().map(move |form| (form, link)));
    let worth = |(form, link): &(&String, &String)| width(form) + width(link) + 3 <= room;
    let fitting = chosen.clone().find(worth).or_else(|| chosen.clone().find(|(form, link)| width(form) + width(link) < room));
    if let Some((form, link)) = fitting {
        pen.text(start, 0, form, plain);
        let style = if matches!(session.link(), Some(Link::Connected) | None) { quiet } else { strong };
        pen.text_before(pen.width(), 0, link, style);
    }
}

/// What is left of the plan, or by how much it was passed.
pub(super) fn left_of_plan(session: &Session) -> String {
    let remaining = session.remaining();
    if remaining > Elapsed::ZERO {
        // Rounded up, so that clock and rest add up to the plan.
        format!("{} left", Elapsed::from_secs(remaining.ms().div_ceil(1000)))
    } else {
        format!("+{} over the plan", session.timer().since(session.setup().plan.end()))
    }
}

/// The right side, from the longest form to nothing.
fn links(session: &Session, ui: &Ui) -> Vec<String> {
    let glyphs = ui.theme.glyphs();
    let dot = glyphs.dot;
    let source = ui.source_line.as_deref();
    let strap = session.strap();
    let name = strap.name.as_deref().unwrap_or("the strap");
    let battery = strap.battery.map(|percent| {
        let full = usize::from(percent.min(100)).div_ceil(25);
        let quarters: String = (0..4).map(|i| if i < full { glyphs.battery.0 } else { glyphs.battery.1 }).collect();
        (format!("{quarters} {percent:>3} %"), quarters)
    });
    let battery = battery.as_ref();
    let join = |parts: &[Option<String>]| parts.iter().flatten().cloned().collect::<Vec<_>>().join("   ");
    let source_form = ui.playback.map(|playback| replay(playback, source, dot)).or_else(|| source.map(str::to_owned));
    let Some(link) = session.link() else {
        return vec![source_form.unwrap_or_default(), source.unwrap_or_default().to_owned(), String::new()];
    };
    let glyph = glyphs.link[match link {
        Link::Connected => 0,
        Link::Connecting => 1,
        Link::Searching => 2,
        Link::Lost => 3,
    }];
    let (long, medium) = match link {
        Link::Connected => (format!("{glyph} {name}"), format!("{glyph} {name}")),
        Link::Connecting => (format!("{glyph} connecting to {name} {dot} run goes on"), format!("{glyph} connecting")),
        Link::Searching => (format!("{glyph} searching for {name} {dot} run goes on"), format!("{glyph} searching")),
        Link::Lost => (format!("{glyph} lost {name}, searching {dot} run goes on"), format!("{glyph} lost, searching")),
    };
    let connected = link == Link::Connected;
    let full_battery = battery.filter(|_| connected).map(|(full, _)| full.clone());
    let quarters = battery.filter(|_| connected).map(|(_, quarters)| quarters.clone());
    vec![
        join(&[source_form.clone(), Some(long.clone()), full_battery.clone()]),
        join(&[source_form.clone(), Some(medium.clone()), quarters.clone()]),
        join(&[Some(long), full_battery]),
        join(&[Some(medium.clone()), quarters.clone()]),
        medium,
        quarters.map_or(glyph.to_string(), |quarters| format!("{glyph} {quarters}")),
        glyph.to_string(),
    ]
}

fn replay(playback: Playback, source: Option<&str>, dot: &str) -> String {
    let speed =
        if playback.speed.is_finite() { format!("x{}", (playback.speed * 100.0).round() / 100.0) } else { "at full speed".to_owned() };
    let source = source.unwrap_or("replay");
    let held = if playback.held { format!(" {dot} held") } else { String::new() };
    format!("{source} {dot} {speed} {dot} {} of {}{held}", playback.position, playback.total)
}
