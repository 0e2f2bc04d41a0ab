//! What comes from the terminal: keys, and the terminal's answer to what its background is.

use std::io;
use std::pin::Pin;
use std::time::Duration;

use crossterm::event::{Event, EventStream, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use futures::StreamExt as _;
use tokio::time::{Sleep, sleep};

use super::palette::Rgb;

/// What the terminal is asked for its background with (OSC 11). The answer comes among the keys, early, late or never, and nobody waits
/// for it.
pub const BACKGROUND_QUERY: &[u8] = b"\x1b]11;?\x1b\\";

/// An answer is not longer: `11;rgba:` and four numbers of four digits.
const LONGEST_ANSWER: usize = 32;

/// So long an escape key waits for the rest of an answer, while the terminal has told nothing yet: a line that is slow splits what was sent
/// in one piece (design choice: nobody feels it, and the parts of an answer follow each other much faster).
const HELD: Duration = Duration::from_millis(50);

/// Something from the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key, or another event.
    Event(Event),
    /// The terminal told its background.
    Background(Rgb),
}

/// The terminal's events, the answer taken out of them.
pub struct TerminalInput {
    events: EventStream,
    answer: Answer,
    background: Option<Rgb>,
    /// An escape key that may begin an answer, and until when it waits.
    held: Option<(Event, Pin<Box<Sleep>>)>,
    /// What comes after it, where it was none.
    next: Option<Event>,
}

impl TerminalInput {
    /// The events of the terminal that was taken over.
    pub fn new() -> Self {
        Self { events: EventStream::new(), answer: Answer::default(), background: None, held: None, next: None }
    }

    /// The next one; none once the terminal is gone. Dropped and called again it loses nothing.
    ///
    /// # Errors
    /// The terminal cannot be read.
    pub async fn next(&mut self) -> Option<io::Result<Input>> {
        loop {
            let event = match self.next_event().await? {
                Ok(event) => event,
                Err(error) => return Some(Err(error)),
            };
            match self.answer.take(event) {
                Taken::Part => {}
                Taken::Background(color) => {
                    self.background = Some(color);
                    return Some(Ok(Input::Background(color)));
                }
                Taken::Other(event) => return Some(Ok(Input::Event(event))),
            }
        }
    }

    /// The next event, an escape key that begins an answer in a piece of its own put together with what follows.
    async fn next_event(&mut self) -> Option<io::Result<Event>> {
        loop {
            if let Some(event) = self.next.take() {
                return Some(Ok(event));
            }
            let event = match &mut self.held {
                None => self.events.next().await?,
                Some((_, until)) => tokio::select! {
                    biased;
                    event = self.events.next() => event?,
                    () = until => return self.held.take().map(|(escape, _)| Ok(escape)),
                },
            };
            let event = match event {
                // Windows tells that a key was let go as well. Nothing is bound to that, and it would stand between the parts of an answer.
                Ok(Event::Key(KeyEvent { kind: KeyEventKind::Release, .. })) => continue,
                Ok(event) => event,
                Err(error) => return Some(Err(error)),
            };
            match self.held.take() {
                Some(_) if is_plain(&event, KeyCode::Char(']')) => {
                    return Some(Ok(Event::Key(KeyEvent::new(KeyCode::Char(']'), KeyModifiers::ALT))));
                }
                Some((escape, _)) => {
                    self.next = Some(event);
                    return Some(Ok(escape));
                }
                None if self.background.is_none() && !self.answer.is_begun() && is_plain(&event, KeyCode::Esc) => {
                    self.held = Some((event, Box::pin(sleep(HELD))));
                }
                None => return Some(Ok(event)),
            }
        }
    }

    /// The terminal's background, once it was told.
    pub fn background(&self) -> Option<Rgb> {
        self.background
    }
}

impl Default for TerminalInput {
    fn default() -> Self {
        Self::new()
    }
}

/// What became of an event.
#[derive(Debug, PartialEq, Eq)]
enum Taken {
    /// It is part of an answer.
    Part,
    /// It ends an answer.
    Background(Rgb),
    /// It is something else.
    Other(Event),
}

/// The answer as far as it has come. To the reader of keys it looks like Alt-], the characters, and Alt-\\ or Ctrl-G.
#[derive(Debug, Default)]
struct Answer {
    text: Option<String>,
    /// The escape of its end came in a piece of its own.
    is_ending: bool,
    /// The last key was an escape: the rest of an answer may still follow it.
    after_escape: bool,
}

fn is_plain(event: &Event, code: KeyCode) -> bool {
    matches!(event, Event::Key(key) if key.code == code && key.modifiers.is_empty() && key.kind == KeyEventKind::Press)
}

impl Answer {
    /// Whether a part of it has come.
    fn is_begun(&self) -> bool {
        self.text.is_some()
    }

    fn take(&mut self, event: Event) -> Taken {
        let Event::Key(KeyEvent { code, modifiers, kind: KeyEventKind::Press, .. }) = event else { return Taken::Other(event) };
        let alt = modifiers.contains(KeyModifiers::ALT);
        let after_escape = std::mem::replace(&mut self.after_escape, code == KeyCode::Esc);
        let Some(text) = &mut self.text else {
            if code == KeyCode::Char(']') && (alt || after_escape) {
                self.text = Some(String::new());
                return Taken::Part;
            }
            return Taken::Other(event);
        };
        match code {
            KeyCode::Char('\\') if alt || self.is_ending => self.end(),
            KeyCode::Esc if !self.is_ending => {
                self.is_ending = true;
                Taken::Part
            }
            KeyCode::Char('g' | 'G') if modifiers.contains(KeyModifiers::CONTROL) => self.end(),
            KeyCode::Char(part)
                if !self.is_ending && (part.is_ascii_hexdigit() || ";:/rgba".contains(part)) && text.len() < LONGEST_ANSWER =>
            {
                text.push(part);
                Taken::Part
            }
            // No answer after all: whatever was pressed counts.
            _ => {
                (self.text, self.is_ending) = (None, false);
                Taken::Other(event)
            }
        }
    }

    fn end(&mut self) -> Taken {
        self.is_ending = false;
        self.text.take().and_then(|text| color(&text)).map_or(Taken::Part, Taken::Background)
    }
}

/// The colour of `11;rgb:RRRR/GGGG/BBBB`, each of one to four hexadecimal digits.
fn color(text: &str) -> Option<Rgb> {
    let (_, numbers) = text.strip_prefix("11;")?.split_once(':')?;
    let part = |digits: &str| {
        let most = 16u32.checked_pow(digits.len().try_into().ok()?).filter(|_| (1..=4).contains(&digits.len()))? - 1;
        u8::try_from((u32::from_str_radix(digits, 16).ok()? * 255 + most / 2) / most).ok()
    };
    let mut parts = numbers.split('/').map(part);
    Some(Rgb(parts.next()??, parts.next()??, parts.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: char, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(KeyCode::Char(code), modifiers))
    }

    fn told(answer: &mut Answer, text: &str) {
        assert_eq!(answer.take(key(']', KeyModifiers::ALT)), Taken::Part);
        for part in text.chars() {
            assert_eq!(answer.take(key(part, KeyModifiers::NONE)), Taken::Part, "{part}");
        }
    }

    #[test]
    fn an_answer_is_taken_out_of_the_keys_and_the_keys_around_it_count() {
        for end in [key('\\', KeyModifiers::ALT), key('g', KeyModifiers::CONTROL)] {
            let mut answer = Answer::default();
            assert!(matches!(answer.take(key('q', KeyModifiers::NONE)), Taken::Other(_)));
            told(&mut answer, "11;rgb:fbfb/fafa/f6f6");
            assert_eq!(answer.take(end), Taken::Background(Rgb(0xFB, 0xFA, 0xF6)));
            assert!(matches!(answer.take(key('q', KeyModifiers::NONE)), Taken::Other(_)));
        }
    }

    #[test]
    fn an_answer_whose_end_comes_in_two_pieces_is_one_and_a_key_after_an_escape_counts() {
        let mut answer = Answer::default();
        told(&mut answer, "11;rgb:0000/0000/0000");
        assert_eq!(answer.take(Event::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE))), Taken::Part);
        assert_eq!(answer.take(key('\\', KeyModifiers::NONE)), Taken::Background(Rgb(0, 0, 0)));
        told(&mut answer, "11;rgb:0000");
        assert_eq!(answer.take(Event::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE))), Taken::Part);
        assert!(matches!(answer.take(key('b', KeyModifiers::NONE)), Taken::Other(_)));
        assert!(matches!(answer.take(key('b', KeyModifiers::NONE)), Taken::Other(_)));
    }

    #[test]
    fn what_is_no_answer_swallows_no_more_than_its_own_characters() {
        let mut answer = Answer::default();
        told(&mut answer, "11;");
        assert!(matches!(answer.take(key('q', KeyModifiers::NONE)), Taken::Other(_)), "q is no part of an answer");
        assert!(matches!(answer.take(key('a', KeyModifiers::NONE)), Taken::Other(_)));
        told(&mut answer, &"f".repeat(LONGEST_ANSWER));
        assert!(matches!(answer.take(key('f', KeyModifiers::NONE)), Taken::Other(_)), "too long for an answer");
        told(&mut answer, "11;rgb:x".trim_end_matches('x'));
        assert_eq!(answer.take(key('\\', KeyModifiers::ALT)), Taken::Part);
    }

    #[test]
    fn colours_of_one_to_four_digits_are_read() {
        assert_eq!(color("11;rgb:0000/0000/0000"), Some(Rgb(0, 0, 0)));
        assert_eq!(color("11;rgb:ffff/8080/0"), Some(Rgb(255, 128, 0)));
        assert_eq!(color("11;rgba:1e1e/1e1e/2e2e/ffff"), Some(Rgb(0x1E, 0x1E, 0x2E)));
        for wrong in ["", "10;rgb:0/0/0", "11;rgb:0/0", "11;rgb:00000/0/0", "11;rgb://", "11;?"] {
            assert_eq!(color(wrong), None, "{wrong}");
        }
    }
}
