//! The place of the calm: empty while all is well, and where a prompt, a pause or a question stands, large.

use ratatui::style::Style;

use super::block_font;
use super::canvas::{Canvas, width};
use super::figures::percent;
use super::theme::{Role, Theme};
use super::ui::{Overlay, Ui, asks_effort};
use crate::session::{Banner, CueKind, RunState, Session};

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
        CueKind::EaseOff => Some(Role::Mild),
        CueKind::SlowDown | CueKind::Walk | CueKind::Stop => Some(Role::Firm),
        CueKind::Rising
        | CueKind::Settled
        | CueKind::SignalLost
        | CueKind::SignalBack
        | CueKind::CheckStrap
        | CueKind::StartSlower
        | CueKind::TalkTest
        | CueKind::Form
        | CueKind::Halfway
        | CueKind::EnoughIsFine
        | CueKind::LastFive
        | CueKind::CoolDown
        | CueKind::Done
        | CueKind::ThatIsEnough => None,
    }
}

/// Draws what is to be said, if anything.
pub(super) fn draw(pen: &mut Canvas<'_>, session: &Session, ui: &Ui) {
    let Some(strip) = strip(session, ui) else { return };
    let style = if strip.filled { ui.theme.fill(strip.ink) } else { ui.theme.ink(strip.ink).patch(ui.theme.ink(Role::Strong)) };
    if strip.filled {
        pen.fill(style);
    }
    if pen.height() >= block_font::HEIGHT {
        draw_large(pen, &strip, &ui.theme, style);
    } else {
        draw_line(pen, &strip, style);
    }
}

fn draw_large(pen: &mut Canvas<'_>, strip: &Strip, theme: &Theme, style: Style) {
    let middle = 1;
    let after_glyph = pen.text(2, middle, strip.glyph, style).max(4) + 2;
    let beside = width(&strip.rest).max(width(&strip.more));
    let head_room = pen.width().saturating_sub(after_glyph + beside + 4);
    let (columns, rows) = (head_room, pen.height());
    let mut head = pen.part(after_glyph, 0, columns, rows);
    block_font::draw(&mut head, 0, &strip.head, theme.unicode(), style);
    let end = pen.width().saturating_sub(2);
    pen.text_before(end, middle, &strip.rest, style);
    pen.text_before(end, middle + 1, &strip.more, style);
}

fn draw_line(pen: &mut Canvas<'_>, strip: &Strip, style: Style) {
    let head = strip.head.to_uppercase();
    let long = if strip.rest.is_empty() { head.clone() } else { format!("{head}  {}", strip.rest) };
    let start = pen.text(0, 0, &format!(" {} ", strip.glyph), style);
    let room = pen.width().saturating_sub(start);
    let aside = format!(" {} ", strip.short);
    let said = if width(&long) <= room { long } else { head };
    let end = pen.text(start, 0, &said, style);
    if !strip.short.is_empty() && end + width(&aside) <= pen.width() {
        pen.text_before(pen.width(), 0, &aside, style);
    }
}

fn strip(session: &Session, ui: &Ui) -> Option<Strip> {
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
    match session.state() {
        RunState::Stopped { .. } if ui.playback.is_none() && asks_effort(session) => Some(afterwards(session)),
        RunState::Stopped { .. } => {
            let time = session.timer();
            let share = session.tally().easy_share().map_or(String::new(), |share| format!("{} % easy", percent(share)));
            Some(own(
                false,
                glyphs.settled,
                "finished",
                format!("{time} run {dot} {share}").trim_end_matches([' ', '·', '-']).to_owned(),
                String::new(),
            ))
        }
        RunState::Paused { since } => {
            let paused = session.now().since(since);
            Some(own(true, glyphs.paused, "paused", format!("at {} {dot} for {paused:>5}", session.timer()), "space goes on".to_owned()))
        }
        RunState::Running => session.banner().map(|banner| cue(&banner, session, ui)),
    }
}

/// After the run: how hard it was, in the place where everything was said.
fn afterwards(session: &Session) -> Strip {
    let asked = |head: String, rest: &str, more: &str| Strip {
        ink: Role::Note,
        filled: false,
        glyph: "?",
        head,
        rest: rest.to_owned(),
        more: more.to_owned(),
        short: String::new(),
    };
    match session.effort() {
        None => Strip { short: "1 to 9, 0 is 10".to_owned(), ..asked("effort?".to_owned(), "1 very easy to 9, 0 all out", "enter leaves") },
        Some(effort) => Strip { glyph: "=", ..asked(format!("effort {}", effort.rating()), "another digit corrects", "enter leaves") },
    }
}

fn cue(banner: &Banner, session: &Session, ui: &Ui) -> Strip {
    let glyphs = ui.theme.glyphs();
    let (ink, glyph) = match banner.kind {
        CueKind::EaseOff => (Role::Mild, glyphs.ease_off),
        CueKind::SlowDown => (Role::Firm, glyphs.slow_down),
        CueKind::Walk => (Role::Firm, glyphs.walk),
        CueKind::Stop => (Role::Firm, glyphs.stop),
        CueKind::Settled | CueKind::SignalBack => (Role::Well, glyphs.settled),
        CueKind::SignalLost | CueKind::CheckStrap => (Role::Plain, glyphs.trouble),
        CueKind::StartSlower => (Role::Mild, glyphs.ease_off),
        CueKind::TalkTest => (Role::Note, "?"),
        CueKind::Rising
        | CueKind::Form
        | CueKind::Halfway
        | CueKind::EnoughIsFine
        | CueKind::LastFive
        | CueKind::CoolDown
        | CueKind::Done
        | CueKind::ThatIsEnough => (Role::Note, glyphs.plan),
    };
    let (head, rest) = parts(banner.text);
    let slower = banner.slower_kmh.map(|kmh| format!("{kmh:.1} km/h slower"));
    let about = slower.as_ref().map_or(String::new(), |slower| format!("about {slower}"));
    let doubt = (banner.kind == CueKind::CheckStrap).then(|| session.doubt()).flatten().map_or("", |doubt| doubt.words());
    if banner.kind == CueKind::TalkTest {
        // In full sentences, for 20 to 29 s: that is what tells.
        let (question, keys) = ("could you, in full sentences?", format!("y yes {dot} j just about {dot} n no", dot = glyphs.dot));
        let short = "y / j / n".to_owned();
        return Strip { ink, filled: false, glyph, head: "chat?".to_owned(), rest: question.to_owned(), more: keys, short };
    }
    let beside = [rest, doubt].into_iter().find(|words| !words.is_empty()).unwrap_or_default().to_owned();
    let (rest, more) = if beside.is_empty() { (about, String::new()) } else { (beside, about) };
    Strip {
        ink,
        filled: banner.kind.is_prompt(),
        glyph,
        head: head.to_owned(),
        rest: rest.clone(),
        more,
        short: slower.filter(|_| rest.starts_with("about")).unwrap_or_default(),
    }
}

/// The words that have to be read from afar, and the rest.
fn parts(text: &str) -> (&str, &str) {
    [". ", ", ", ": "]
        .into_iter()
        .find_map(|mark| text.split_once(mark))
        .or_else(|| text.find(" for ").map(|at| (&text[..at], &text[at + 1..])))
        .unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_prompt_is_at_most_three_words() {
        for kind in CueKind::ALL.into_iter().filter(|kind| kind.is_prompt()) {
            assert!(parts(kind.text()).0.split(' ').count() <= 3, "{}", kind.text());
        }
        assert_eq!(parts("walk for a minute or two"), ("walk", "for a minute or two"));
        assert_eq!(parts(crate::session::TOLD_ENOUGH), ("walk breaks", "or finish here"));
    }
}
