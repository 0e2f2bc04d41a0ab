//! The screen before the run, drawn: the ceiling and where it comes from first of all.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::block_font;
use super::canvas::Canvas;
use super::form::{Form, Step};
use super::form_view;
use super::start::{Start, StrapState, Unfinished};
use super::straps::{self, Found};
use super::theme::Role;
use super::wrapping::wrapped;
use crate::session::Legs;

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
    if let (StrapState::Found(found), None) = (&start.strap, &start.unfinished) {
        return page.question(&mut canvas, found);
    }
    let y = if let Some(unfinished) = &start.unfinished {
        let y = page.title(&mut canvas);
        page.unfinished(&mut canvas, y, unfinished)
    } else {
        let y = page.head(&mut canvas);
        page.strap(&mut canvas, y)
    };
    page.trouble(&mut canvas, y);
    page.keys(&mut canvas);
}

struct Page<'a> {
    start: &'a Start,
    roomy: bool,
}

impl Page<'_> {
    fn gap(&self) -> u16 {
        u16::from(self.roomy)
    }

    /// The page while a strap is to be chosen. The list is never cut for what stands above it: that gives way.
    fn question(mut self, canvas: &mut Canvas<'_>, found: &[Found]) {
        let below = straps::rows(found) + 1;
        let height = canvas.height();
        let mut y = self.head(canvas);
        if y + below > height {
            canvas.fill(self.start.theme.paper());
            self.roomy = false;
            y = self.head(canvas);
        }
        if y + below > height {
            canvas.fill(self.start.theme.paper());
            y = 0;
        }
        y = straps::draw(canvas, y, found, &self.start.theme);
        self.trouble(canvas, y + self.gap());
        if y < height {
            self.keys(canvas);
        }
    }

    /// What stands above the strap.
    fn head(&self, canvas: &mut Canvas<'_>) -> u16 {
        let y = self.title(canvas);
        let y = self.ceiling(canvas, y);
        if self.start.checks_in() { self.legs(canvas, y) } else { y }
    }

    fn title(&self, canvas: &mut Canvas<'_>) -> u16 {
        let theme = &self.start.theme;
        let x = canvas.text(0, 0, "recovery-run", theme.ink(Role::Strong));
        canvas.text(x + 3, 0, "slow from the start", theme.ink(Role::Quiet));
        1 + self.gap()
    }

    fn ceiling(&self, canvas: &mut Canvas<'_>, y: u16) -> u16 {
        let theme = &self.start.theme;
        let setup = &self.start.setup;
        let ceiling = format!("{:.0}", setup.ceiling().floor());
        let basis = format!("zones: {}", setup.zones.basis());
        let (well, plain, quiet) = (theme.ink(Role::Well), theme.ink(Role::Plain), theme.ink(Role::Quiet));
        if !self.roomy {
            canvas.text(0, y, &format!("ceiling {ceiling} bpm {} {}", theme.glyphs().dot, setup.ceiling_basis()), theme.ink(Role::Strong));
            return y + 1;
        }
        let columns = canvas.width();
        let mut number = canvas.part(0, y, columns, block_font::HEIGHT);
        let style = well.patch(theme.ink(Role::Strong));
        let x = block_font::draw(&mut number, 0, &ceiling, theme.unicode(), style).max(14) + 2;
        canvas.text(x, y, "bpm is your ceiling", theme.ink(Role::Strong));
        canvas.text(x, y + 1, &setup.ceiling_basis(), plain);
        let mut y = y + 2;
        for line in wrapped(&basis, usize::from(canvas.width().saturating_sub(x)), 0) {
            canvas.text(x, y, &line, quiet);
            y += 1;
        }
        y + 2
    }

    fn legs(&self, canvas: &mut Canvas<'_>, y: u16) -> u16 {
        let theme = &self.start.theme;
        let chosen = self.start.setup.plan.legs;
        let all = [(Legs::Fresh, 'f'), (Legs::Heavy, 'h'), (Legs::Wrecked, 'w')];
        let ink = |legs| theme.ink(if legs == chosen { Role::Strong } else { Role::Quiet });
        let mark = |legs| if legs == chosen { '>' } else { ' ' };
        if !self.roomy {
            let mut x = canvas.text(0, y, "legs", theme.ink(Role::Plain));
            for (legs, key) in all {
                x = canvas.text(x, y, &format!(" {}{key} {}", mark(legs), legs.word()), ink(legs));
            }
            return y + 1;
        }
        canvas.text(0, y, "How are your legs?", theme.ink(Role::Plain));
        for ((legs, key), y) in all.into_iter().zip(y + 1..) {
            let setup = self.start.setup_on(legs);
            let line = format!(
                "{} {key}  {:<8}  {:>3.0} bpm   {:>3} min   {}",
                mark(legs),
                legs.word(),
                setup.ceiling().floor(),
                setup.plan.minutes,
                setup.ceiling_basis()
            );
            canvas.text(0, y, &line, ink(legs));
        }
        y + 5
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
            StrapState::Connected { name, bpm, battery } => {
                let bpm = bpm.map_or(format!("   {dot} no rate yet"), |bpm| format!("   {:>3} bpm", bpm.whole()));
                let battery = battery.map_or(String::new(), |percent| format!("   battery {percent} %"));
                let x = canvas.text(0, y, &format!("{connected} {name}"), strong);
                canvas.text(x, y, &format!("{bpm}{battery}"), plain);
            }
            StrapState::AdapterOff => {
                canvas.text(0, y, &format!("{lost} Bluetooth is off: s switches it on"), strong);
            }
            StrapState::Unavailable => {
                canvas.text(0, y, &format!("{lost} no strap can be reached: d shows the demo"), strong);
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
                self.trouble(canvas, y);
            }
            Step::Sound => {
                if let Some(sound) = &form.sound {
                    sound.draw(canvas, y, last.saturating_sub(y), theme);
                }
            }
        }
        let offers = matches!(self.start.strap, StrapState::Found(_));
        let keys = form_view::keys(form, offers, self.start.strap == StrapState::AdapterOff, theme);
        form_view::draw_keys(canvas, last, &keys, theme);
    }

    fn keys(&self, canvas: &mut Canvas<'_>) {
        let theme = &self.start.theme;
        let last = canvas.height().saturating_sub(1);
        let keys: &[&str] = if self.start.unfinished.is_some() {
            &["q quit"]
        } else {
            match self.start.strap {
                _ if !self.start.checks_in() => &["enter start", "d demo", "q quit"],
                StrapState::Connected { .. } | StrapState::Other(_) => &["enter start", "f h w legs", "q quit"],
                StrapState::AdapterOff => &["enter start", "s switch on", "d demo", "q quit"],
                StrapState::Found(_) => &["1-9 strap", "enter start", "d demo", "q quit"],
                StrapState::Searching(_) | StrapState::Connecting(_) | StrapState::Unavailable => {
                    &["enter start", "f h w legs", "d demo", "q quit"]
                }
            }
        };
        let line = keys.join(&format!(" {} ", theme.glyphs().dot));
        canvas.text(0, last, &line, theme.ink(Role::Quiet));
    }
}
