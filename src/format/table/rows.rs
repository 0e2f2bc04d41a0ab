//! A text cut into rows of cells, by one of the separators that tables have, with quoted cells.

use csv::{ReaderBuilder, StringRecord};

/// What stands between the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// One character.
    Char(u8),
    /// A run of at least two blanks, or a tab: names of several words may stand between them.
    WideBlanks,
    /// A run of blanks.
    Blanks,
}

impl Separator {
    /// Every separator that is tried, the least mistakable first: a comma may be a decimal sign, a blank part of a name.
    pub(super) const ALL: [Self; 6] =
        [Self::Char(b'\t'), Self::Char(b';'), Self::Char(b'|'), Self::Char(b','), Self::WideBlanks, Self::Blanks];
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Row {
    /// Its line in the file, from 1 on.
    pub(super) line: u64,
    /// Its cells, without quotes and blanks around them.
    pub(super) cells: Vec<String>,
}

impl Row {
    /// The text of a cell; empty where the row ends before it.
    pub(super) fn cell(&self, index: usize) -> &str {
        self.cells.get(index).map_or("", String::as_str)
    }

    /// Whether it says nothing.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }

    /// Whether it is a remark between rows.
    pub(super) fn is_remark(&self) -> bool {
        self.cell(0).starts_with('#') || self.cell(0).starts_with("//")
    }

    /// How many cells it has up to the last that says something.
    pub(super) fn width(&self) -> usize {
        self.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1)
    }
}

/// A spreadsheet's first line that names the separator, as in `sep=;`, and the text behind it.
pub(super) fn named_separator(text: &str) -> (Option<Separator>, &str) {
    let text = text.trim_start_matches('\u{feff}');
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let first = first.trim_end_matches('\r').trim_matches('"');
    let named = first.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).and_then(|_| first.as_bytes().get(4..));
    match named {
        Some([separator]) if separator.is_ascii() => (Some(Separator::Char(*separator)), rest),
        _ => (None, text),
    }
}

/// Cuts a text into rows; empty lines are left out.
pub(super) fn rows(text: &str, separator: Separator) -> Vec<Row> {
    match separator {
        Separator::Char(delimiter) => quoted(text, delimiter),
        Separator::WideBlanks | Separator::Blanks => {
            let cut = |line: &str| match separator {
                Separator::Blanks => line.split_whitespace().map(clean).collect(),
                _ => {
                    line.trim().split(['\t']).flat_map(|part| part.split("  ")).filter(|cell| !cell.trim().is_empty()).map(clean).collect()
                }
            };
            let row = |(number, line): (usize, &str)| Row { line: number as u64 + 1, cells: cut(line) };
            text.lines().enumerate().map(row).filter(|row| !row.is_blank()).collect()
        }
    }
}

fn quoted(text: &str, delimiter: u8) -> Vec<Row> {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let (mut record, mut rows) = (StringRecord::new(), Vec::new());
    // A text that is valid UTF-8 and may have rows of any length gives no error.
    while matches!(reader.read_record(&mut record), Ok(true)) {
        // A record's position is where the one before ended: blank lines may stand between.
        let line = record.position().map_or(0, |position| {
            let before = text[position.byte() as usize..].chars().take_while(|c| matches!(c, '\n' | '\r'));
            position.line() + before.filter(|c| *c == '\n').count() as u64
        });
        let row = Row { line, cells: record.iter().map(clean).collect() };
        // A row of separators alone is a reading that is missing; an empty line is none.
        if !row.is_blank() || row.cells.len() > 1 {
            rows.push(row);
        }
    }
    rows
}

/// A cell without what surrounds its text: blanks, and quotes that stood behind a blank and so were no quotes for the reader.
fn clean(cell: &str) -> String {
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\0');
    let cell = cell.trim_matches(blank);
    let inner = cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"'));
    let formula = cell.strip_prefix("=\"").and_then(|cell| cell.strip_suffix('"'));
    formula.or(inner).unwrap_or(cell).trim_matches(blank).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, separator: Separator) -> Vec<Vec<String>> {
        rows(text, separator).into_iter().map(|row| row.cells).collect()
    }

    #[test]
    fn a_separator_in_a_quoted_cell_separates_nothing() {
        assert_eq!(cells("a,\"b, c\",d\n1,\"2\", \"3\"\n", Separator::Char(b',')), [["a", "b, c", "d"], ["1", "2", "3"]]);
    }

    #[test]
    fn names_of_several_words_stand_between_wide_blanks() {
        assert_eq!(cells("Time  Heart rate\n0     100\n", Separator::WideBlanks), [["Time", "Heart rate"], ["0", "100"]]);
        assert_eq!(cells(" 0.5   0.51\n", Separator::Blanks), [["0.5", "0.51"]]);
    }

    #[test]
    fn a_first_line_may_name_the_separator() {
        assert_eq!(named_separator("\u{feff}sep=;\r\na;b"), (Some(Separator::Char(b';')), "a;b"));
        assert_eq!(named_separator("sep,x\na"), (None, "sep,x\na"));
    }

    #[test]
    fn a_row_knows_its_line_past_blank_ones() {
        assert_eq!(rows("a,b\n\n1,2\n", Separator::Char(b','))[1].line, 3);
    }
}
