//! The table inside a text: its header, wherever it stands, the rows below it, and the titles above.

use super::dates::Stamp;
use super::error::{TableError, shown};
use super::names::{Closeness, Meaning, meaning};
use super::numbers::DecimalSign;
use super::rows::{Row, Separator, named_separator, rows};
use super::units::Unit;
use super::vocabulary::Quantity;

/// The separator is chosen by so much of a text, in bytes: beyond, all are tried on a sample only.
const SAMPLE: usize = 40_000;
/// A second table counts from so many rows on; fewer are titles.
const ROWS_OF_A_TABLE: usize = 3;
/// A table is the one that is meant where it has so many times the rows of any other.
const CLEARLY_LONGER: usize = 3;

/// A longer cell is no name of a column, in bytes.
const LONGEST_NAME: usize = 120;

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    /// Its place in the rows.
    pub(super) index: usize,
    /// Its name, as written.
    pub(super) name: String,
    /// What it may hold by its name.
    pub(super) meaning: Option<Meaning>,
}

impl Column {
    /// Whether it may hold a quantity by its name.
    pub(super) fn may_be(&self, quantity: Quantity) -> bool {
        self.meaning.is_some_and(|meaning| meaning.quantity == quantity && meaning.closeness != Closeness::Extreme)
    }

    /// The unit in its name.
    pub(super) fn unit(&self) -> Option<Unit> {
        self.meaning.and_then(|meaning| meaning.unit)
    }
}

/// A table inside a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    /// The rows above its header.
    pub(super) titles: Vec<Row>,
    /// Its columns, one for each name.
    pub(super) columns: Vec<Column>,
    /// Its rows.
    pub(super) rows: Vec<Row>,
    /// Its last row was cut off, and is not among the rows.
    pub(super) is_torn: bool,
    /// The line of its header.
    line: u64,
}

impl Block {
    /// The cells of a column, one a row.
    pub(super) fn cells(&self, index: usize) -> impl Iterator<Item = &str> + Clone {
        self.rows.iter().map(move |row| row.cell(index))
    }

    /// The numbers of a column, one a row; none where a cell holds none.
    pub(super) fn numbers(&self, index: usize) -> Vec<Option<f64>> {
        let sign = match DecimalSign::of(self.cells(index)) {
            DecimalSign::Unknown => DecimalSign::of(self.columns.iter().flat_map(|column| self.cells(column.index))),
            told => told,
        };
        self.cells(index).map(|cell| sign.number(without_unit(cell))).collect()
    }

    /// The columns that may hold a quantity by their names.
    pub(super) fn named(&self, quantity: Quantity) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |column| column.may_be(quantity))
    }

    /// The table of a text; none where no line names columns of a recording above numbers.
    pub(super) fn find(text: &str) -> Result<Option<Self>, TableError> {
        let (named, text) = named_separator(text);
        // Where the sample has no value yet, the whole is tried.
        let Some(separator) = separator_of(sample(text), named).or_else(|| separator_of(text, named)) else {
            return unreadable(text, named).map_or(Ok(None), Err);
        };
        let rows = rows(text, separator);
        let mut found = blocks(&rows);
        found.sort_by_key(|block| std::cmp::Reverse((block.filled(), block.named(Quantity::Rate).any(is_plain))));
        let mut found = found.into_iter();
        let Some(block) = found.next() else { return Ok(None) };
        if let Some(other) =
            found.next().filter(|other| other.filled() >= ROWS_OF_A_TABLE && other.filled() * CLEARLY_LONGER > block.filled())
        {
            return Err(TableError::Ambiguous {
                what: "the recording".to_owned(),
                first: format!("the table from line {} on", block.line.min(other.line)),
                second: format!("the one from line {} on", block.line.max(other.line)),
                remedy: "give each table as a file of its own".to_owned(),
            });
        }
        block.without_torn_row(text).aligned().map(Some)
    }

    /// Leaves out a last row that ends with the text and not with its line, and has fewer cells than all others: what a file that was
    /// cut off ends with.
    fn without_torn_row(mut self, text: &str) -> Self {
        let [others @ .., last] = self.rows.as_slice() else { return self };
        let ends = text.ends_with(['\n', '\r']);
        self.is_torn = !ends && !others.is_empty() && others.iter().all(|row| row.width() > last.width());
        if self.is_torn {
            self.rows.pop();
        }
        self
    }

    /// How many of its columns are known by their names and hold something.
    fn known(&self) -> usize {
        let holds = |column: &&Column| self.cells(column.index).any(|cell| !cell.is_empty());
        self.columns.iter().filter(|column| column.meaning.is_some()).filter(holds).count()
    }

    /// How many rows have a number in a column that makes a recording.
    fn filled(&self) -> usize {
        let of_use = |column: &&Column| OF_USE.iter().any(|quantity| column.may_be(*quantity));
        let of_use: Vec<usize> = self.columns.iter().filter(of_use).map(|column| column.index).collect();
        self.rows
            .iter()
            .filter(|row| {
                of_use.iter().any(|index| row.cell(*index).starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '[')))
            })
            .count()
    }

    /// Refuses a table with rows that are wider than its header: a separator in an unquoted cell moves all cells behind it.
    fn aligned(self) -> Result<Self, TableError> {
        let names = self.columns.len();
        match self.rows.iter().find(|row| row.width() > names) {
            Some(row) => Err(TableError::Misaligned {
                line: row.line,
                cells: row.width(),
                names,
                remedy: "quote cells that hold the separator, or export with semicolons where commas are decimal signs",
            }),
            None => Ok(self),
        }
    }
}

/// The beginning of a text, in whole lines.
fn sample(text: &str) -> &str {
    let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= SAMPLE).last().unwrap_or(0);
    text[..end].rfind('\n').filter(|_| text.len() > SAMPLE).map_or(text, |end| &text[..end])
}

/// The separator by which most columns of a text are known; none where none is by any. Blanks stand inside names too, so they separate only
/// where no character does, and where each row has a cell for each name.
fn separator_of(text: &str, named: Option<Separator>) -> Option<Separator> {
    let mut best: Option<((bool, usize), Separator)> = None;
    for separator in named.map_or(Separator::ALL.to_vec(), |separator| vec![separator]) {
        let by_character = matches!(separator, Separator::Char(_));
        if !by_character && best.is_some_and(|((several, _), _)| several) {
            break;
        }
        let fits = |block: &&Block| by_character || block.rows.iter().all(|row| row.width() == block.columns.len());
        let found = blocks(&rows(text, separator));
        let Some(known) = found.iter().filter(fits).map(|block| (block.columns.len() > 1, block.known())).max() else { continue };
        if best.is_none_or(|(most, _)| known > most) {
            best = Some((known, separator));
        }
    }
    best.map(|(_, separator)| separator)
}

/// The quantities one of which a table must have.
const OF_USE: [Quantity; 4] = [Quantity::Rate, Quantity::Rr, Quantity::Speed, Quantity::Distance];

fn is_plain(column: &Column) -> bool {
    column.meaning.is_some_and(|meaning| meaning.closeness == Closeness::Plain)
}

/// A cell without the unit behind its number: "112 bpm".
fn without_unit(cell: &str) -> &str {
    let unit = cell.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+'));
    if !unit.is_empty() && matches!(unit.trim().to_ascii_lowercase().as_str(), "bpm" | "ms" | "spm" | "%") {
        &cell[..cell.len() - unit.len()]
    } else {
        cell
    }
}

/// Every table among the rows that has a value in a column of use.
fn blocks(rows: &[Row]) -> Vec<Block> {
    let mut blocks = all_blocks(rows);
    blocks.retain(|block| block.filled() > 0);
    blocks
}

/// Every header among the rows, with what stands below it up to the next.
fn all_blocks(rows: &[Row]) -> Vec<Block> {
    let mut headers: Vec<(usize, Vec<Column>)> = (0..rows.len()).filter_map(|index| Some((index, header(rows, index)?))).collect();
    // Names such as "s" and "bpm" below a header are its units.
    let places: Vec<usize> = headers.iter().map(|(index, _)| *index).collect();
    headers.retain(|(index, columns)| !(places.contains(&index.wrapping_sub(1)) && is_of_units(&rows[*index], columns.len())));
    let mut blocks: Vec<Block> = Vec::new();
    for (number, (index, columns)) in headers.iter().enumerate() {
        let end = headers.get(number + 1).map_or(rows.len(), |(next, _)| *next);
        let below = &rows[index + 1..end];
        let below = if below.first().is_some_and(|row| is_of_units(row, columns.len())) { &below[1..] } else { below };
        let data = below.iter().filter(|row| !row.is_remark()).cloned();
        match blocks.last_mut() {
            // The same header again: the same table goes on.
            Some(block) if block.columns == *columns => block.rows.extend(data),
            _ => {
                let titles = rows[..*index].to_vec();
                blocks.push(Block { titles, columns: columns.clone(), rows: data.collect(), is_torn: false, line: rows[*index].line });
            }
        }
    }
    for block in &mut blocks {
        let end = block.rows.iter().rposition(|row| !row.is_blank()).map_or(0, |last| last + 1);
        block.rows.truncate(end);
    }
    blocks
}

/// Why a text in rows is no table of a recording; none where it has no rows of numbers under names.
fn unreadable(text: &str, named: Option<Separator>) -> Option<TableError> {
    let separators = named.map_or(Separator::ALL.to_vec(), |separator| vec![separator]);
    let cut: Vec<Vec<Row>> =
        separators.iter().filter(|separator| matches!(separator, Separator::Char(_))).map(|separator| rows(text, *separator)).collect();
    if let Some(block) = cut.iter().flat_map(|rows| all_blocks(rows)).find(|block| block.rows.iter().any(|row| row.width() > 1)) {
        let column = block.named(Quantity::Rate).chain(block.named(Quantity::Rr)).chain(block.columns.iter()).next()?;
        return Some(TableError::Empty { column: column.name.clone() });
    }
    let is_number = |cell: &String| DecimalSign::Unknown.number(cell).is_some();
    let with_names = |rows: &&Vec<Row>| {
        let names = rows.first().map_or(0, Row::width);
        let below = rows.iter().skip(1).filter(|row| (2..=names).contains(&row.width()) && row.cells.iter().any(is_number)).count();
        names >= 2 && below > 0 && below * 10 >= (rows.len() - 1) * 9 && !rows[0].cells.iter().any(is_number)
    };
    let names = |rows: &Vec<Row>| rows[0].cells.iter().take(12).map(|name| shown(name)).collect::<Vec<_>>().join(", ");
    cut.iter().find(with_names).map(|rows| TableError::NothingKnown { names: names(rows) })
}

/// The columns that a row names, with the units in the row below it; none where it is no header of a recording.
fn header(rows: &[Row], index: usize) -> Option<Vec<Column>> {
    let row = &rows[index];
    // Most rows begin with a number, and a whole line in one cell is no name: they are told at once.
    let first = row.cells.iter().find(|cell| !cell.is_empty())?;
    if first.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+')) || row.cells.iter().any(|cell| cell.len() > LONGEST_NAME) {
        return None;
    }
    let says_numbers = |cell: &String| {
        DecimalSign::Unknown.number(cell).is_some()
            || cell.len() > 4 && cell.starts_with(|c: char| c.is_ascii_digit()) && Stamp::read(cell).is_some()
    };
    if row.cells.iter().any(says_numbers) {
        return None;
    }
    let below = rows.get(index + 1).filter(|below| is_of_units(below, row.cells.len()));
    let columns: Vec<Column> = row
        .cells
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let bare = name.trim_start_matches(['#', '%', '/', ' ']);
            Column {
                index,
                name: shown(name),
                meaning: meaning(if index == 0 { bare } else { name }, below.map_or("", |row| row.cell(index))),
            }
        })
        .collect();
    // What stands under a name of a number is one, or nothing: else the names are those of another table, as in "hr,yes".
    let first = rows[index + 1..].iter().filter(|row| !row.is_blank() && !row.is_remark()).nth(usize::from(below.is_some()));
    let is_named = |column: &&Column| OF_USE.iter().any(|quantity| column.may_be(*quantity));
    if first.is_some_and(|row| columns.iter().filter(is_named).any(|column| is_word(row.cell(column.index)))) {
        return None;
    }
    let has = |quantity| columns.iter().any(|column| column.may_be(quantity));
    let moves = has(Quantity::Speed) || has(Quantity::Distance);
    (has(Quantity::Rate) || has(Quantity::Rr) || has(Quantity::Time) && moves).then_some(columns)
}

/// Whether a cell holds a word that stands for no missing number.
fn is_word(cell: &str) -> bool {
    let missing = ["nan", "null", "none", "na", "n/a", "nil", "undefined", "inf"];
    cell.starts_with(char::is_alphabetic) && !missing.contains(&cell.to_lowercase().as_str())
}

/// Whether a row holds the units of the names above it, and nothing else.
fn is_of_units(row: &Row, names: usize) -> bool {
    let is_unit = |cell: &&String| Unit::of(&cell.to_lowercase().replace(['(', ')', '[', ']'], "")).is_some();
    let said = || row.cells.iter().filter(|cell| !matches!(cell.as_str(), "" | "-"));
    row.width() <= names
        && said().any(|cell| is_unit(&cell))
        && said().filter(is_unit).count() * 3 >= said().count() * 2
        && said().all(|cell| DecimalSign::Unknown.number(cell).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (Vec<String>, usize) {
        let block = Block::find(text).unwrap().unwrap();
        (block.columns.iter().map(|column| column.name.clone()).collect(), block.rows.len())
    }

    #[test]
    fn the_header_is_found_behind_titles_other_tables_and_rows_of_units() {
        assert_eq!(
            found("My run\nhr,yes\ngps,no\n\nsegment,avg hr\n1,116\n\nTime,HR\ns,bpm\n0,100\n1,101\n2,102\n3,102\n"),
            (vec!["Time".to_owned(), "HR".to_owned()], 4)
        );
    }

    #[test]
    fn the_separator_is_the_one_that_makes_most_names_known() {
        for text in [
            "Time;HR;Note, if any\n0;100;\n1;101;\n",
            "Time\tHR\tNote, if any\n0\t100\t\n",
            "Time|HR|Note, if any\n0|100|\n",
            "sep=;\nTime;HR;Note, if any\n0;100;\n",
        ] {
            assert_eq!(found(text).0, ["Time", "HR", "Note, if any"], "{text}");
        }
        assert_eq!(found("Time   Heart rate\n0      100\n").0, ["Time", "Heart rate"]);
        assert_eq!(found("time hr\n0 100\n").0, ["time", "hr"]);
    }

    #[test]
    fn rows_wider_than_the_header_are_refused() {
        assert!(matches!(
            Block::find("time,speed,hr\n0,8,1,112\n1,8,2,112\n"),
            Err(TableError::Misaligned { line: 2, cells: 4, names: 3, .. })
        ));
    }

    #[test]
    fn prose_is_no_table() {
        assert_eq!(Block::find("Dear diary, today I ran\nfor a time, slowly\n").unwrap(), None);
        assert_eq!(Block::find("time, heart rate\nboth were fine\n").unwrap(), None);
    }
}
