//! The screen before the run, drawn: the ceiling and where it comes from first of all.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::canvas::{Canvas, width};
use super::form::{Form, Step};
use super::form_view;
use super::start::{Start, StrapState, Unfinished};
use super::start_cards::{self, CardSize};
use super::straps::{self, Found, FoundKind};
use super::theme::Role;
use super::wrapping::wrapped;
use crate::session::HoldMode;

/// Draws the screen before the run.
pub fn draw_start(frame: &mut Frame, start: &Start) {
    let area = frame.area();
    let margin = if area.width >= 60 { 3 } else { 1.min(area.width / 2) };
    let top = u16::from(area.height >= 16);
    let columns = area.width.saturating_sub(2 * margin).min(96);
    let inner = Rect::new(area.x + margin, area.y + top.min(area.height), columns, area.height.saturating_sub(top));
    if inner.is_empty() {
        return;
    }
    frame.buffer_mut().set_style(area, start.theme.paper());
    let mut canvas = Canvas::new(frame.buffer_mut(), inner);
    let page = Page { start, roomy: inner.height >= 20 };
    if let (Some(form), None) = (&start.form, &start.unfinished) {
        return page.form(&mut canvas, form);
    }
    if let Some(unfinished) = &start.unfinished {
        let y = page.title(&mut canvas);
        let y = page.unfinished(&mut canvas, y, unfinished);
        page.trouble(&mut canvas, y);
        return page.keys(&mut canvas);
    }
    page.check_in(&mut canvas);
}

struct Page<'a> {
    start: &'a Start,
    roomy: bool,
}

impl Page<'_> {
    fn gap(&self) -> u16 {
        u16::from(self.roomy)
    }

    /// The legs, the strap, what is in the way, the keys. The list of straps is never cut for what stands above it: that gives way.
    fn check_in(&self, canvas: &mut Canvas<'_>) {
        let height = canvas.height();
        let below = self.strap_rows() + self.hold_rows() + self.trouble_rows(canvas.width()) + 1;
        let title = self.title_rows();
        let y = if below + title + 1 > height {
            0
        } else {
            let y = self.title(canvas);
            let size = CardSize::fitting(height - title, canvas.width(), below);
            let y = start_cards::draw(canvas, y, self.start, size);
            if size == CardSize::Large && height >= title + size.rows() + below + 2 { self.basis(canvas, y) } else { y }
        };
        let y = self.strap(canvas, y);
        let y = others(canvas, y, self.start, self.gap());
        let y = self.hold(canvas, y);
        self.trouble(canvas, y);
        if y < height {
            self.keys(canvas);
        }
    }

    fn title_rows(&self) -> u16 {
        if self.roomy { 3 } else { 1 }
    }

    fn title(&self, canvas: &mut Canvas<'_>) -> u16 {
        let theme = &self.start.theme;
        let x = canvas.text(0, 0, "recovery-run", theme.ink(Role::Strong));
        let last = self.start.last.as_deref().map_or("easy today".to_owned(), |last| format!("last run {last}"));
        let says = [last.as_str(), "easy today"].into_iter().find(|says| x + 3 + width(says) <= canvas.width());
        canvas.text_before(canvas.width(), 0, says.unwrap_or_default(), theme.ink(Role::Quiet));
        if self.roomy {
            for column in 0..canvas.width() {
                canvas.cell(column, 1, theme.glyphs().thread.1, theme.faint());
            }
        }
        self.title_rows()
    }

    /// What the zones are made of.
    fn basis(&self, canvas: &mut Canvas<'_>, y: u16) -> u16 {
        let line = format!("zones: {}", self.start.setup.zones.basis());
        if width(&line) <= canvas.width() {
            canvas.text(0, y - 1, &line, self.start.theme.ink(Role::Quiet));
        }
        y + 1
    }

    /// The rows of the strap and what else is in reach.
    fn strap_rows(&self) -> u16 {
        let rows = match &self.start.strap {
            StrapState::Found(found) => straps::rows(found),
            StrapState::Searching(_) if self.roomy => 2,
            _ => 1,
        };
        let others = straps::rows(&self.start.others) - 1;
        rows + others + self.gap()
    }

    fn hold_rows(&self) -> u16 {
        if self.start.asks_hold() { 1 + self.gap() } else { 0 }
    }

    /// Whether the belt may follow the heart: what is asked, or what was answered.
    fn hold(&self, canvas: &mut Canvas<'_>, y: u16) -> u16 {
        if !self.start.asks_hold() {
            return y;
        }
        let theme = &self.start.theme;
        let ink = if self.start.hold.is_open() { Role::Strong } else { Role::Plain };
        let line = self.start.hold.line();
        let short = match (self.start.hold.mode, self.start.hold.limit) {
            (HoldMode::Off, _) => "belt: read only".to_owned(),
            (HoldMode::On | HoldMode::DryRun, None) => "belt held, never over ... km/h? + -".to_owned(),
            (HoldMode::On | HoldMode::DryRun, Some(limit)) => format!("belt held, never over {limit} km/h"),
        };
        let says = if width(&line) <= canvas.width() { line } else { short };
        canvas.text(0, y, &says, theme.ink(ink));
        y + self.hold_rows()
    }

    fn trouble_rows(&self, columns: u16) -> u16 {
        let Some(trouble) = &self.start.trouble else { return 0 };
        u16::try_from(wrapped(trouble, usize::from(columns.saturating_sub(2)), 0).len()).unwrap_or(1)
    }

    fn strap(&self, canvas: &mut Canvas<'_>, y: u16) -> u16 {
        let theme = &self.start.theme;
        let glyphs = theme.glyphs();
        let dot = glyphs.dot;
        let (strong, plain, quiet) = (theme.ink(Role::Strong), theme.ink(Role::Plain), theme.ink(Role::Quiet));
        let [connected, connecting, searching, lost] = glyphs.link;
        match &self.start.strap {
            StrapState::Searching(name) => {
                canvas.text(0, y, &format!("{searching} searching for {}", name.as_deref().unwrap_or("a strap")), plain);
                if self.roomy {
                    canvas.text(2, y + 1, "wear it, and wet its electrodes: most straps sleep until they feel skin", quiet);
                    return y + 3;
                }
            }
            StrapState::Found(found) => {
                return straps::draw(canvas, y, found, theme) + self.gap();
            }
            StrapState::Connecting(name) => {
                canvas.text(0, y, &format!("{connecting} connecting to {name}"), plain);
            }
            // It stands in the list of what is in reach.
            StrapState::Connected { .. } if self.start.others.iter().any(|other| other.is_chosen && other.kind == FoundKind::Strap) => {
                return y + self.gap();
            }
            StrapState::Connected { name, bpm, battery } => {
                let worn = bpm.map_or(format!("   {dot} no rate yet"), |bpm| format!("   {:>3} bpm   worn", bpm.whole()));
                let battery = battery.map_or(String::new(), |percent| format!("   battery {percent} %"));
                let x = canvas.text(0, y, &format!("{connected} {name}"), strong);
                canvas.text(x, y, &format!("{worn}{battery}"), plain);
            }
            StrapState::AdapterOff => {
                canvas.text(0, y, &format!("{lost} Bluetooth is off: s switches it on"), strong);
            }
            StrapState::Unavailable => {
                let instead = if self.start.form.is_some() { "enter goes on without" } else { "d shows the demo" };
                canvas.text(0, y, &format!("{lost} no strap can be reached: {instead}"), strong);
            }
            StrapState::Other(name) => {
                canvas.text(0, y, &format!("{connected} {name}"), plain);
            }
        }
        y + 1 + self.gap()
    }

    fn trouble(&self, canvas: &mut Canvas<'_>, y: u16) {
        let Some(trouble) = &self.start.trouble else { return };
        let theme = &self.start.theme;
        let line = format!("{} {trouble}", theme.glyphs().trouble);
        let last = canvas.height().saturating_sub(1);
        for (line, y) in wrapped(&line, usize::from(canvas.width()), 0).iter().zip(y..last) {
            canvas.text(0, y, line, theme.ink(Role::Strong));
        }
    }

    fn unfinished(&self, canvas: &mut Canvas<'_>, y: u16, unfinished: &Unfinished) -> u16 {
        let theme = &self.start.theme;
        let Unfinished { length, began, resumable } = unfinished;
        let mut y = y + self.gap();
        for line in wrapped(&format!("an unfinished run of {length} from {began} was found"), usize::from(canvas.width()), 0) {
            canvas.text(0, y, &line, theme.ink(Role::Strong));
            y += 1;
        }
        y += self.gap();
        let answers = [("r", "resume it", *resumable), ("f", "finish it as it is", true), ("n", "later: ask at the next start", true)];
        for (key, says, _) in answers.into_iter().filter(|(.., offered)| *offered) {
            let x = canvas.text(2, y, key, theme.ink(Role::Strong));
            canvas.text(x + 2, y, says, theme.ink(Role::Plain));
            y += 1;
        }
        y + self.gap()
    }

    /// The form of a first run, in place of all else.
    fn form(&self, canvas: &mut Canvas<'_>, form: &Form) {
        let theme = &self.start.theme;
        let y = form_view::draw_head(canvas, form, theme);
        let last = canvas.height().saturating_sub(1);
        match form.step {
            Step::You => form_view::draw_you(canvas, form, y, theme),
            Step::Strap => {
                let strong = theme.ink(Role::Quiet).patch(theme.ink(Role::Strong));
                let y = if self.roomy { y + 1 } else { y };
                canvas.text(0, y, "YOUR STRAP", strong);
                let y = self.strap(canvas, y + 1 + self.gap());
                let y = others(canvas, y, self.start, self.gap());
                self.trouble(canvas, y);
            }
            Step::Sound => {
                if let Some(sound) = &form.sound {
                    sound.draw(canvas, y, last.saturating_sub(y), theme);
                }
            }
        }
        if let Some(question) = self.question() {
            canvas.text(0, last, &question, theme.ink(Role::Strong));
            return;
        }
        let offers = self.start.straps() > 0 || self.start.others.iter().any(Found::can_be_picked);
        let keys = form_view::keys(form, offers, self.start.strap == StrapState::AdapterOff, theme);
        form_view::draw_keys(canvas, last, &keys, theme);
    }

    /// What is asked in place of the keys.
    fn question(&self) -> Option<String> {
        self.start.shut_down.as_ref()?.question()
    }

    fn keys(&self, canvas: &mut Canvas<'_>) {
        let last = canvas.height().saturating_sub(1);
        if let Some(question) = self.question() {
            canvas.text(0, last, &question, self.start.theme.ink(Role::Strong));
            return;
        }
        let key = |name: &str, word| (name.to_owned(), word);
        let mut keys = Vec::new();
        if self.start.unfinished.is_none() {
            keys.push(key("enter", "start"));
            match self.start.strap {
                StrapState::Found(_) => keys.push(key("1-9", "strap")),
                _ if self.start.others.iter().any(Found::can_be_picked) => keys.push(key("1-9", "treadmill, pod")),
                StrapState::AdapterOff => keys.push(key("s", "switch on")),
                StrapState::Searching(_)
                | StrapState::Connecting(_)
                | StrapState::Connected { .. }
                | StrapState::Unavailable
                | StrapState::Other(_) => {}
            }
            if self.start.asks_hold() {
                keys.push(key("b", "hold"));
            }
            if self.start.sets_limit() {
                keys.push(key("+ -", "limit"));
            }
            if self.start.checks_in() {
                keys.push(key("f h w", "legs"));
            }
            if !matches!(self.start.strap, StrapState::Connected { .. } | StrapState::Other(_)) {
                keys.push(key("d", "demo"));
            }
        }
        match &self.start.shut_down {
            Some(shut_down) if shut_down.keys().is_empty() => {}
            Some(shut_down) => keys.push((shut_down.keys(), "shut down")),
            None => keys.push(key("q", "quit")),
        }
        form_view::draw_keys(canvas, last, &keys, &self.start.theme);
    }
}

/// Straps that were not taken, treadmills and foot pods, right below the strap.
fn others(canvas: &mut Canvas<'_>, y: u16, start: &Start, gap: u16) -> u16 {
    if start.others.is_empty() {
        return y;
    }
    straps::draw_others(canvas, y.saturating_sub(gap), &start.others, start.straps(), &start.theme) + gap
}
