//! The place of the calm: empty while all is well, and where a prompt, a pause or a question stands, large.

use ratatui::style::Style;

use super::block_font;
use super::canvas::{Canvas, width};
use super::figures::percent;
use super::glyphs::Glyphs;
use super::theme::{Role, Theme};
use super::ui::{Overlay, Ui, asks_effort};
use crate::session::{Banner, CueFamily, CueKind, RunState, RunView};

/// What stands in the banner's place.
struct Strip {
    ink: Role,
    /// Whether the whole place takes the colour.
    filled: bool,
    glyph: &'static str,
    head: String,
    /// Said beside the head, in small letters.
    rest: String,
    /// Said below that.
    more: String,
    /// The same in a few columns.
    short: String,
}

/// The ink of a prompt, which the digits share; none for cues that ask nothing.
pub(super) fn prompt_ink(kind: CueKind) -> Option<Role> {
    match kind {
        CueKind::EaseOff => Some(Role::EaseOff),
        CueKind::SlowDown => Some(Role::SlowDown),
        CueKind::Walk => Some(Role::Walk),
        CueKind::Stop => Some(Role::Stop),
        _ => None,
    }
}

/// Draws what is to be said, if anything.
pub(super) fn draw(canvas: &mut Canvas<'_>, run: &RunView<'_>, ui: &Ui) {
    let Some(strip) = strip(run, ui) else { return };
    let style = if strip.filled { ui.theme.fill(strip.ink) } else { ui.theme.ink(strip.ink).patch(ui.theme.ink(Role::Strong)) };
    if strip.filled {
        canvas.fill(style);
    }
    if canvas.height() >= block_font::HEIGHT {
        draw_large(canvas, &strip, &ui.theme, style);
    } else {
        draw_line(canvas, &strip, style);
    }
}

fn draw_large(canvas: &mut Canvas<'_>, strip: &Strip, theme: &Theme, style: Style) {
    let middle = 1;
    let after_glyph = canvas.text(2, middle, strip.glyph, style).max(4) + 2;
    let beside = width(&strip.rest).max(width(&strip.more));
    let head_room = canvas.width().saturating_sub(after_glyph + beside + 4);
    let (columns, rows) = (head_room, canvas.height());
    let mut head = canvas.part(after_glyph, 0, columns, rows);
    block_font::draw(&mut head, 0, &strip.head, theme.unicode(), style);
    let end = canvas.width().saturating_sub(2);
    canvas.text_before(end, middle, &strip.rest, style);
    canvas.text_before(end, middle + 1, &strip.more, style);
}

fn draw_line(canvas: &mut Canvas<'_>, strip: &Strip, style: Style) {
    let head = strip.head.to_uppercase();
    let long = if strip.rest.is_empty() { head.clone() } else { format!("{head}  {}", strip.rest) };
    let start = canvas.text(0, 0, &format!(" {} ", strip.glyph), style);
    let room = canvas.width().saturating_sub(start);
    let aside = format!(" {} ", strip.short);
    let said = if width(&long) <= room { long } else { head };
    let end = canvas.text(start, 0, &said, style);
    if !strip.short.is_empty() && end + width(&aside) <= canvas.width() {
        canvas.text_before(canvas.width(), 0, &aside, style);
    }
}

fn strip(run: &RunView<'_>, ui: &Ui) -> Option<Strip> {
    let glyphs = ui.theme.glyphs();
    let dot = glyphs.dot;
    let own = |filled, glyph, head: &str, rest: String, more: String| Strip {
        ink: Role::Plain,
        filled,
        glyph,
        head: head.to_owned(),
        rest,
        more,
        short: String::new(),
    };
    if ui.overlay == Overlay::ConfirmStop {
        return Some(own(true, "?", "stop?", "q or y stops the run".to_owned(), "any other key goes on".to_owned()));
    }
    match run.state {
        RunState::Stopped { .. } if ui.playback.is_none() && asks_effort(run) => Some(afterwards(run)),
        RunState::Stopped { .. } => {
            let time = run.timer;
            let share = run.time_in_zone.easy_share().map_or(String::new(), |share| format!("{} % easy", percent(share)));
            Some(own(
                false,
                glyphs.settled,
                "finished",
                format!("{time} run {dot} {share}").trim_end_matches([' ', '·', '-']).to_owned(),
                String::new(),
            ))
        }
        RunState::Paused { since } => {
            let paused = run.now - since;
            Some(own(true, glyphs.paused, "paused", format!("at {} {dot} for {paused:>5}", run.timer), "space goes on".to_owned()))
        }
        RunState::Running => run.banner.as_ref().map(|banner| cue(banner, run, ui)),
    }
}

/// After the run: how hard it was, in the place where everything was said.
fn afterwards(run: &RunView<'_>) -> Strip {
    let asked = |head: String, rest: &str, more: &str| Strip {
        ink: Role::Note,
        filled: false,
        glyph: "?",
        head,
        rest: rest.to_owned(),
        more: more.to_owned(),
        short: String::new(),
    };
    match run.effort {
        None => Strip { short: "1 to 9, 0 is 10".to_owned(), ..asked("effort?".to_owned(), "1 very easy to 9, 0 all out", "enter leaves") },
        Some(effort) => Strip { glyph: "=", ..asked(format!("effort {}", effort.rating()), "another digit corrects", "enter leaves") },
    }
}

/// The glyph of a cue.
pub(super) fn glyph(kind: CueKind, glyphs: &Glyphs) -> &'static str {
    match kind {
        CueKind::EaseOff | CueKind::StartSlower => glyphs.ease_off,
        CueKind::SlowDown => glyphs.slow_down,
        CueKind::Walk => glyphs.walk,
        CueKind::Stop => glyphs.stop,
        CueKind::Settled | CueKind::SignalBack => glyphs.settled,
        CueKind::SignalLost | CueKind::CheckStrap | CueKind::BeltYours => glyphs.trouble,
        CueKind::BeltWalks => glyphs.walk,
        CueKind::TalkTest => "?",
        CueKind::Rising
        | CueKind::Form
        | CueKind::Halfway
        | CueKind::EnoughIsFine
        | CueKind::LastFive
        | CueKind::CoolDown
        | CueKind::Done
        | CueKind::ThatIsEnough
        | CueKind::BeltStands
        | CueKind::BeltMoves => glyphs.plan,
    }
}

/// The ink of a cue: that of a prompt, and of what answers it or asks less.
fn ink(kind: CueKind) -> Role {
    match kind.family() {
        CueFamily::Prompt => prompt_ink(kind).unwrap_or(Role::SlowDown),
        CueFamily::Settled => Role::Well,
        CueFamily::Signal if kind == CueKind::SignalBack => Role::Well,
        CueFamily::Signal | CueFamily::Belt => Role::Plain,
        CueFamily::Method if kind == CueKind::StartSlower => Role::EaseOff,
        CueFamily::Hint | CueFamily::Method | CueFamily::Plan => Role::Note,
    }
}

fn cue(Banner { cue, .. }: &Banner, run: &RunView<'_>, ui: &Ui) -> Strip {
    let glyphs = ui.theme.glyphs();
    let (ink, glyph) = (ink(cue.kind), glyph(cue.kind, glyphs));
    if cue.kind == CueKind::TalkTest {
        // In full sentences, for 20 to 29 s: that is what tells.
        let (question, keys) = ("could you, in full sentences?", format!("y yes {dot} j just about {dot} n no", dot = glyphs.dot));
        let short = "y / j / n".to_owned();
        return Strip { ink, filled: false, glyph, head: "chat?".to_owned(), rest: question.to_owned(), more: keys, short };
    }
    // The speed to set says it without arithmetic, and does not add up when it is said again.
    let target = cue.setting();
    let about = match (&target, cue.slower_kmh) {
        (Some(target), _) => target.clone(),
        (None, Some(kmh)) => format!("about {kmh:.1} km/h slower"),
        (None, None) => String::new(),
    };
    let slower = target.or(cue.slower_kmh.map(|kmh| format!("{kmh:.1} km/h slower")));
    let doubt = (cue.kind == CueKind::CheckStrap).then_some(run.doubt).flatten().map_or("", |doubt| doubt.words());
    let beside = [cue.rest, doubt].into_iter().find(|words| !words.is_empty()).unwrap_or_default().to_owned();
    let alone = beside.is_empty();
    let (rest, more) = if alone { (about, String::new()) } else { (beside, about) };
    Strip {
        ink,
        filled: cue.kind.is_prompt(),
        glyph,
        head: cue.head.to_owned(),
        rest,
        more,
        short: slower.filter(|_| alone).unwrap_or_default(),
    }
}
