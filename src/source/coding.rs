//! Standard input in the codings that shells pipe: UTF-8, and what Windows PowerShell and cmd.exe make of a text, which is UTF-8 with a
//! byte-order mark or UTF-16 with one.

use std::io::{self, BufRead, Read};

/// How the input is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    /// UTF-8, and whatever has no mark.
    Plain,
    /// UTF-16 with the lower byte first.
    Little,
    /// UTF-16 with the higher byte first.
    Big,
}

/// An input as UTF-8, without its mark. Hands on what is there, and waits for no more than that.
#[derive(Debug)]
pub(super) struct Decoded<R> {
    input: R,
    /// None before the first bytes were looked at.
    coding: Option<Coding>,
    /// What is decoded and not handed on yet, the next byte last.
    ready: Vec<u8>,
    /// The first half of a unit.
    half: Option<u8>,
    /// The first unit of a pair.
    high: Option<u16>,
}

impl<R: BufRead> Decoded<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, coding: None, ready: Vec::new(), half: None, high: None }
    }

    /// Reads as far as the bytes may be a mark.
    fn find_coding(&mut self) -> io::Result<Coding> {
        const MARKS: [(&[u8], Coding); 3] =
            [(&[0xEF, 0xBB, 0xBF], Coding::Plain), (&[0xFF, 0xFE], Coding::Little), (&[0xFE, 0xFF], Coding::Big)];
        let mut begin = Vec::new();
        loop {
            if let Some((_, coding)) = MARKS.iter().find(|(mark, _)| *mark == begin) {
                return Ok(*coding);
            }
            let mut byte = [0];
            let may_be = MARKS.iter().any(|(mark, _)| mark.starts_with(&begin));
            if !may_be || self.input.read(&mut byte)? == 0 {
                self.ready = begin;
                self.ready.reverse();
                return Ok(Coding::Plain);
            }
            begin.push(byte[0]);
        }
    }

    /// Decodes what is there; nothing is ready at the end of the input alone.
    fn decode(&mut self, unit: fn([u8; 2]) -> u16) -> io::Result<()> {
        while self.ready.is_empty() {
            let there = self.input.fill_buf()?;
            let length = there.len();
            if length == 0 {
                return Ok(());
            }
            let mut text = String::new();
            for byte in there {
                let Some(first) = self.half.take() else {
                    self.half = Some(*byte);
                    continue;
                };
                let unit = unit([first, *byte]);
                let units = [self.high.take(), Some(unit)].into_iter().flatten();
                if (0xD800..0xDC00).contains(&unit) {
                    self.high = Some(unit);
                } else {
                    text.extend(char::decode_utf16(units).map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER)));
                }
            }
            self.input.consume(length);
            self.ready = text.into_bytes();
            self.ready.reverse();
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Decoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let coding = match self.coding {
            Some(coding) => coding,
            None => {
                let found = self.find_coding()?;
                *self.coding.insert(found)
            }
        };
        match coding {
            Coding::Plain if self.ready.is_empty() => return self.input.read(into),
            Coding::Plain => {}
            Coding::Little => self.decode(u16::from_le_bytes)?,
            Coding::Big => self.decode(u16::from_be_bytes)?,
        }
        let count = self.ready.len().min(into.len());
        for place in &mut into[..count] {
            *place = self.ready.pop().unwrap_or_default();
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn read(bytes: &[u8], at_a_time: usize) -> String {
        let mut text = String::new();
        Decoded::new(BufReader::with_capacity(at_a_time, bytes)).read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn what_windows_shells_pipe_is_read_like_plain_text_however_it_comes_in() {
        let said = "120\r\n{\"bpm\":121}\r\n\u{fc} \u{1F600}\n";
        let marked = format!("\u{feff}{said}");
        let little: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [said.as_bytes(), marked.as_bytes(), &little, &big] {
            for at_a_time in [1, 2, 3, 5, 8192] {
                assert_eq!(read(bytes, at_a_time), said, "{bytes:?} {at_a_time}");
            }
        }
    }

    #[test]
    fn what_only_begins_like_a_mark_and_what_is_cut_off_is_kept_as_far_as_it_goes() {
        assert_eq!(read(b"", 1), "");
        assert_eq!(read("\u{ef}\u{bb}".as_bytes(), 1), "\u{ef}\u{bb}");
        assert_eq!(read("\u{feff}".as_bytes(), 1), "");
        assert_eq!(read(b"\xff\xfe1\x002", 1), "1");
        assert_eq!(read(b"\xff\xfe\x00\xd81\x00", 1), "\u{fffd}1");
        let mut raw = Vec::new();
        Decoded::new(&b"\xef\xbb7"[..]).read_to_end(&mut raw).unwrap();
        assert_eq!(raw, b"\xef\xbb7");
    }
}
