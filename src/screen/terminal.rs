//! The terminal taken over and given back, and frames that reach it whole and only when something changed.

use std::io::{self, Stdout, Write};
use std::time::Duration;

use crossterm::cursor::{Hide, Show};
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
    is_raw_mode_enabled,
};
use crossterm::{execute, queue};
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Modifier};
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

use super::history::History;
use super::history_view::draw_history;
use super::modes::Modes;
use super::report_page::draw_report;
use super::report_view::ReportView;
use super::start::Start;
use super::terminal_input::BACKGROUND_QUERY;
use super::theme::Theme;
use super::ui::Ui;
use super::window::window_size;
use super::{draw, draw_start};
use crate::session::RunView;

/// Raw mode, the alternate screen and a hidden cursor for as long as it lives.
#[derive(Debug)]
#[must_use = "the terminal is given back when this is dropped"]
pub struct Guard(Modes);

impl Guard {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// The terminal refuses; it is then as it was.
    fn enter(modes: Modes) -> io::Result<Self> {
        enable_raw_mode()?;
        let guard = Self(modes);
        execute!(io::stdout(), EnterAlternateScreen, Hide, Print(modes.on()))?;
        Ok(guard)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Also after a panic, whose hook has left the alternate screen already and knows nothing of modes.
        let mut out = io::stdout();
        let _ = out.write_all(self.0.off().as_bytes()).and_then(|()| out.flush());
        restore();
    }
}

/// Gives the terminal back, from any thread and as often as one likes: what is not taken is left alone. Errors are
/// dropped, since whoever calls this is on the way out and has nowhere to tell them.
pub fn restore() {
    // Raw mode doubles as the sign that the terminal is taken: leaving the alternate screen twice would move the cursor
    // back over what was printed since.
    if is_raw_mode_enabled().unwrap_or(false) {
        let _ = execute!(io::stdout(), EndSynchronizedUpdate, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
    }
}

/// Bytes held back until a frame is whole, then written at once inside a synchronized update. No bytes, no write.
#[derive(Debug)]
struct Batch<W: Write> {
    frame: Vec<u8>,
    out: W,
}

impl<W: Write> Write for Batch<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.frame.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.frame.is_empty() {
            return Ok(());
        }
        let mut whole = Vec::with_capacity(self.frame.len() + 16);
        queue!(whole, BeginSynchronizedUpdate)?;
        whole.append(&mut self.frame);
        queue!(whole, EndSynchronizedUpdate)?;
        self.out.write_all(&whole)?;
        self.out.flush()
    }
}

/// A backend that stays silent when nothing changed: no cursor commands, no resets after an empty difference.
struct Quiet<W: Write> {
    inner: CrosstermBackend<Batch<W>>,
    /// The size where there is no terminal to ask.
    fixed: Option<Size>,
}

impl<W: Write> Backend for Quiet<W> {
    type Error = io::Error;

    fn draw<'a, I: Iterator<Item = (u16, u16, &'a Cell)>>(&mut self, content: I) -> io::Result<()> {
        let mut content = content.peekable();
        if content.peek().is_some() { self.inner.draw(content) } else { Ok(()) }
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, _: P) -> io::Result<()> {
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }

    fn clear_region(&mut self, _: ClearType) -> io::Result<()> {
        self.inner.clear()
    }

    fn size(&self) -> io::Result<Size> {
        match self.fixed {
            Some(size) => Ok(size),
            None => Ok(window_size().into()),
        }
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::default() })
    }

    fn flush(&mut self) -> io::Result<()> {
        Write::flush(&mut self.inner)
    }
}

/// A terminal that takes bytes without anybody waiting for it.
pub trait TerminalSink: Write {
    /// Waits until what it was given has reached the terminal, at most for `limit`. False where something is left.
    fn drain(&mut self, limit: Duration) -> bool;
}

/// What is drawn on: shows frames, and writes only what differs from the one before.
pub struct Screen<W: Write = Stdout> {
    terminal: Terminal<Quiet<W>>,
    /// The terminal as it was taken over; none where there is nothing to give back.
    guard: Option<Guard>,
    modes: Modes,
    /// Where frames go, to wait for them at the end.
    sink: Option<W>,
}

impl<W: TerminalSink + Clone> Screen<W> {
    /// Takes the terminal over and draws through `out`; it is given back by [`Self::leave`], or when the screen is dropped. Where the terminal
    /// is asked for its background, the answer comes by [`super::TerminalInput`].
    ///
    /// # Errors
    /// The terminal refuses.
    pub fn open(mut out: W, modes: Modes) -> io::Result<Self> {
        let guard = Guard::enter(modes)?;
        if modes.background {
            out.write_all(BACKGROUND_QUERY)?;
        }
        let screen = Self::on(out.clone(), None, Some(guard))?;
        Ok(Self { sink: Some(out), modes, ..screen })
    }

    /// Gives the terminal back, waiting at most for `limit` until it has taken what was drawn. False where it takes nothing; its
    /// modes are back all the same.
    pub fn leave(&mut self, limit: Duration) -> bool {
        if self.guard.is_none() {
            return true;
        }
        let inner = &mut self.terminal.backend_mut().inner;
        // Where nothing can be written any more the modes are still worth restoring.
        let queued = queue!(inner, Print(self.modes.off()), LeaveAlternateScreen, Show).and_then(|()| Write::flush(inner));
        let drained = self.sink.as_mut().is_none_or(|sink| sink.drain(limit));
        if disable_raw_mode().is_ok() {
            // Raw mode is the sign that there is something to restore.
            if let Some(mut guard) = self.guard.take() {
                guard.0 = Modes::default();
            }
        }
        queued.is_ok() && drained
    }

    /// Keeps the console lit from now on: a run has begun, in which nobody presses a key.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn keep_lit(&mut self) -> io::Result<()> {
        let Some(lit) = self.modes.keep_lit() else { return Ok(()) };
        let inner = &mut self.terminal.backend_mut().inner;
        queue!(inner, Print(lit))?;
        Write::flush(inner)
    }

    /// Takes the terminal over again after [`Self::leave`], or after another program had it. The next frame is whole.
    ///
    /// # Errors
    /// The terminal refuses.
    pub fn enter_again(&mut self) -> io::Result<()> {
        // A shell that stopped this process set modes of its own; raw mode counts as set until it is disabled.
        disable_raw_mode()?;
        enable_raw_mode()?;
        // Not `get_or_insert`: a guard that is made and not needed would give the terminal back.
        if self.guard.is_none() {
            self.guard = Some(Guard(self.modes));
        }
        let inner = &mut self.terminal.backend_mut().inner;
        queue!(inner, EnterAlternateScreen, Hide, Print(self.modes.on()))?;
        Write::flush(inner)?;
        self.terminal.clear()
    }
}

impl<W: Write> Screen<W> {
    /// A screen of a fixed size that writes to anything; takes no terminal over.
    ///
    /// # Errors
    /// The writer's.
    pub fn to(out: W, width: u16, height: u16) -> io::Result<Self> {
        Self::on(out, Some(Size { width, height }), None)
    }

    fn on(out: W, fixed: Option<Size>, guard: Option<Guard>) -> io::Result<Self> {
        let inner = CrosstermBackend::new(Batch { frame: Vec::new(), out });
        let mut quiet = Quiet { inner, fixed };
        // The first frame is compared with an empty screen, which a fresh alternate screen is.
        let Size { width, height } = quiet.size()?;
        Backend::flush(&mut quiet)?;
        let viewport = if fixed.is_some() { Viewport::Fixed(Rect::new(0, 0, width, height)) } else { Viewport::Fullscreen };
        Ok(Self { terminal: Terminal::with_options(quiet, TerminalOptions { viewport })?, guard, modes: Modes::default(), sink: None })
    }

    /// Shows the dashboard. Writes nothing at all when nothing changed. A changed size of the window is noticed here.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn show(&mut self, run: &RunView<'_>, ui: &Ui) -> io::Result<()> {
        self.frame(|frame| draw(frame, run, ui))
    }

    /// Shows the screen before the run, likewise.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn show_start(&mut self, start: &Start) -> io::Result<()> {
        self.frame(|frame| draw_start(frame, start))
    }

    /// Shows past runs, likewise.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn show_history(&mut self, history: &History) -> io::Result<()> {
        self.frame(|frame| draw_history(frame, history))
    }

    /// Shows the report of a run, likewise.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn show_report(&mut self, report: &ReportView, theme: &Theme) -> io::Result<()> {
        self.frame(|frame| draw_report(frame, report, theme))
    }

    /// The window as it is now.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn window(&self) -> io::Result<(u16, u16)> {
        let Size { width, height } = self.terminal.size()?;
        Ok((width, height))
    }

    /// Forgets what is thought to be on the screen: the next frame is written whole.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn refresh(&mut self) -> io::Result<()> {
        self.terminal.clear()
    }

    fn frame(&mut self, drawn: impl FnOnce(&mut Frame)) -> io::Result<()> {
        let Modes { palette, clearing, .. } = self.modes;
        let drawn = |frame: &mut Frame| {
            drawn(frame);
            if palette || clearing {
                brightness_by_color(frame, palette);
            }
        };
        self.terminal.draw(drawn).map(|_| ())
    }
}

/// On the kernel's console bold is another colour, and a colour by its number takes bold away or brings it: which of the two was sent last
/// decides, and what follows inherits it. So each cell gets a colour by its number that tells its brightness, and is neither bold nor dim.
/// With colours of our own bright ones are wanted for plain text only.
fn brightness_by_color(frame: &mut Frame, own_palette: bool) {
    for cell in &mut frame.buffer_mut().content {
        let (bold, dim) = (cell.modifier.contains(Modifier::BOLD), cell.modifier.contains(Modifier::DIM));
        cell.fg = match cell.fg {
            Color::Reset | Color::Gray | Color::White if dim => Color::DarkGray,
            Color::White => Color::White,
            Color::Reset | Color::Gray if bold => Color::White,
            Color::Reset | Color::Gray => Color::Gray,
            color if bold && !own_palette => bright(color),
            color => color,
        };
        cell.modifier.remove(Modifier::BOLD | Modifier::DIM);
    }
}

fn bright(color: Color) -> Color {
    match color {
        Color::Black => Color::DarkGray,
        Color::Red => Color::LightRed,
        Color::Green => Color::LightGreen,
        Color::Yellow => Color::LightYellow,
        Color::Blue => Color::LightBlue,
        Color::Magenta => Color::LightMagenta,
        Color::Cyan => Color::LightCyan,
        color => color,
    }
}
