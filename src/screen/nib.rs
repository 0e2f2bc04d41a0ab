//! Shapes as a pen makes them: paths that a rectangular nib sweeps, on a raster of sub-cells.
//!
//! Lengths are in columns; a row is two columns high, so that the unit is about square on a screen.

/// How finely a cell is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Grain {
    /// Two by two: the quadrant blocks.
    Quadrants,
    /// Whole cells: consoles and ASCII.
    Cells,
}

impl Grain {
    /// Sub-cells across and down a cell.
    pub(super) fn sub_cells(self) -> usize {
        match self {
            Self::Quadrants => 2,
            Self::Cells => 1,
        }
    }

    /// A length rounded to sub-cells.
    pub(super) fn snap(self, length: f64) -> f64 {
        let sub_cells = self.sub_cells() as f64;
        (length * sub_cells).round_ties_even() / sub_cells
    }
}

/// A point of a path, and how far from it the corner begins to be rounded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    /// Columns from the left.
    pub x: f64,
    /// Half rows from the top.
    pub y: f64,
    /// The reach of the rounding; zero is a sharp corner.
    pub corner: f64,
}

/// A path.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Path {
    points: Vec<Point>,
    closed: bool,
}

impl Path {
    /// From the first point to the last, each as (x, y, corner).
    pub(super) fn open(points: &[(f64, f64, f64)]) -> Self {
        Self::new(points, false)
    }

    /// And back to the first.
    pub(super) fn closed(points: &[(f64, f64, f64)]) -> Self {
        Self::new(points, true)
    }

    fn new(points: &[(f64, f64, f64)], closed: bool) -> Self {
        Self { points: points.iter().map(|(x, y, corner)| Point { x: *x, y: *y, corner: *corner }).collect(), closed }
    }

    /// The path as straight pieces, its corners as parts of superellipses.
    fn outline(&self) -> Vec<(f64, f64)> {
        let count = self.points.len();
        let mut outline = Vec::new();
        for (i, point) in self.points.iter().enumerate() {
            let is_end = !self.closed && (i == 0 || i + 1 == count);
            let (before, after) = (self.points[(i + count - 1) % count], self.points[(i + 1) % count]);
            let reach = point.corner.min(distance(*point, before)).min(distance(*point, after));
            if is_end || reach <= 0.0 {
                outline.push((point.x, point.y));
            } else {
                outline.extend(rounded(*point, towards(*point, before, reach), towards(*point, after, reach)));
            }
        }
        if self.closed {
            outline.extend(outline.first().copied());
        }
        outline
    }
}

fn distance(from: Point, to: Point) -> f64 {
    (to.x - from.x).hypot(to.y - from.y)
}

fn towards(from: Point, to: Point, reach: f64) -> (f64, f64) {
    let share = reach / distance(from, to);
    (from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share)
}

/// The exponent of the superellipses: a little squarer than circles.
const EXPONENT: f64 = 2.25;
const PIECES: u8 = 10;

/// A corner between two points on its sides.
fn rounded(corner: Point, from: (f64, f64), to: (f64, f64)) -> impl Iterator<Item = (f64, f64)> {
    let (x, y) = (from.0 + to.0 - corner.x, from.1 + to.1 - corner.y);
    (0..=PIECES).map(move |piece| {
        let angle = f64::from(piece) / f64::from(PIECES) * std::f64::consts::FRAC_PI_2;
        let (u, v) = (angle.cos().max(0.0).powf(2.0 / EXPONENT), angle.sin().max(0.0).powf(2.0 / EXPONENT));
        (x + (from.0 - x) * u + (to.0 - x) * v, y + (from.1 - y) * u + (to.1 - y) * v)
    })
}

/// A rectangular nib: stems are as wide as it is wide, bars as high as it is high.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Nib {
    /// Columns.
    pub stem: f64,
    /// Half rows.
    pub bar: f64,
}

/// How much thinner the nib is on a long slant: a rectangle that is swept askew draws too thick a line.
const SLANT: f64 = 0.22;
/// A slant is long from this many nibs on.
const LONG: f64 = 1.5;

/// Sub-cells that are drawn or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bitmap {
    columns: usize,
    rows: usize,
    drawn: Vec<bool>,
}

impl Bitmap {
    /// Nothing drawn on a raster for a width in columns and a height in rows.
    pub(super) fn empty(columns: f64, rows: u16, grain: Grain) -> Self {
        let columns = (columns * grain.sub_cells() as f64 - 1e-6).ceil().max(0.0) as usize;
        let rows = usize::from(rows) * grain.sub_cells();
        Self { columns, rows, drawn: vec![false; columns * rows] }
    }

    /// Sub-cells across.
    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// Whether a sub-cell is drawn; none is outside.
    pub(super) fn is_drawn(&self, column: usize, row: usize) -> bool {
        column < self.columns && row < self.rows && self.drawn[row * self.columns + column]
    }

    /// Draws another bitmap on this one.
    pub(super) fn stamp(&mut self, other: &Self, left: usize) {
        for row in 0..other.rows.min(self.rows) {
            for column in 0..other.columns {
                if other.is_drawn(column, row) && left + column < self.columns {
                    self.drawn[row * self.columns + left + column] = true;
                }
            }
        }
    }

    /// Paths swept by a nib. A sub-cell is drawn where at least half of it is covered.
    pub(super) fn swept(paths: &[Path], nib: Nib, columns: f64, rows: u16, grain: Grain) -> Self {
        let mut bitmap = Self::empty(columns, rows, grain);
        let mut canvas = Oversampled::new(&bitmap, grain);
        for path in paths {
            for piece in path.outline().windows(2) {
                if let [from, to] = piece {
                    canvas.sweep(*from, *to, nib);
                }
            }
        }
        for row in 0..bitmap.rows {
            for column in 0..bitmap.columns {
                bitmap.drawn[row * bitmap.columns + column] = canvas.coverage(column, row) * 2 >= OVERSAMPLING * OVERSAMPLING;
            }
        }
        bitmap
    }
}

/// A row that nothing covers.
const NO_SPAN: (usize, usize) = (usize::MAX, 0);

/// The nearest whole number, the even one of two that are equally near. Adding so large a number leaves no room for a fraction, which is
/// what `round_ties_even` does in a call of its own where the processor is not known to have an instruction for it.
fn nearest(value: f64) -> f64 {
    const LARGE: f64 = 6_755_399_441_055_744.0; // 1.5 * 2^52
    (value + LARGE) - LARGE
}

/// Samples across and down a sub-cell.
const OVERSAMPLING: usize = 4;

struct Oversampled {
    columns: usize,
    rows: usize,
    covered: Vec<u8>,
    /// What the piece at hand covers of each row.
    spans: Vec<(usize, usize)>,
    /// Samples a column, and a half row.
    scale: (f64, f64),
}

impl Oversampled {
    fn new(bitmap: &Bitmap, grain: Grain) -> Self {
        let (columns, rows) = (bitmap.columns * OVERSAMPLING, bitmap.rows * OVERSAMPLING);
        let a_column = (OVERSAMPLING * grain.sub_cells()) as f64;
        Self { columns, rows, covered: vec![0; columns * rows], spans: vec![NO_SPAN; rows], scale: (a_column, a_column / 2.0) }
    }

    fn sweep(&mut self, from: (f64, f64), to: (f64, f64), nib: Nib) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        let is_long = length > LONG * nib.stem.max(nib.bar);
        let slant = if length > 0.0 { (2.0 * dx * dy).abs() / (length * length) } else { 0.0 };
        let thin = if is_long { 1.0 - SLANT * slant } else { 1.0 };
        let (half_stem, half_bar) = (nib.stem / 2.0 * thin, nib.bar / 2.0 * thin);
        let edge = |at: f64, scale: f64, most: usize| (nearest(at * scale).max(0.0) as usize).min(most);
        let steps = ((length * self.scale.0) as u32).max(1);
        // The steps overlap, so that what a straight piece covers of a row is one span.
        let mut rows = (self.rows, 0);
        for step in 0..=steps {
            let share = f64::from(step) / f64::from(steps);
            let (x, y) = (from.0 + dx * share, from.1 + dy * share);
            let (left, right) = (edge(x - half_stem, self.scale.0, self.columns), edge(x + half_stem, self.scale.0, self.columns));
            let (top, bottom) = (edge(y - half_bar, self.scale.1, self.rows), edge(y + half_bar, self.scale.1, self.rows));
            for span in self.spans.iter_mut().take(bottom).skip(top) {
                *span = (span.0.min(left), span.1.max(right));
            }
            rows = (rows.0.min(top), rows.1.max(bottom));
        }
        for row in rows.0..rows.1 {
            let (left, right) = std::mem::replace(&mut self.spans[row], NO_SPAN);
            if left < right {
                self.covered[row * self.columns + left..row * self.columns + right].fill(1);
            }
        }
    }

    fn coverage(&self, column: usize, row: usize) -> usize {
        let samples = |line: usize| {
            let start = line * self.columns + column * OVERSAMPLING;
            self.covered[start..start + OVERSAMPLING].iter().map(|covered| usize::from(*covered)).sum::<usize>()
        };
        (row * OVERSAMPLING..(row + 1) * OVERSAMPLING).map(samples).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bitmap: &Bitmap) -> Vec<String> {
        let line = |row| (0..bitmap.columns).map(|column| if bitmap.is_drawn(column, row) { '#' } else { '.' }).collect();
        (0..bitmap.rows).map(line).collect()
    }

    #[test]
    fn a_stem_and_a_bar_end_square_and_are_as_thick_as_the_nib() {
        let angle = Path::open(&[(1.0, 0.5, 0.0), (1.0, 3.5, 0.0), (3.5, 3.5, 0.0)]);
        let drawn = Bitmap::swept(&[angle], Nib { stem: 1.0, bar: 1.0 }, 4.0, 2, Grain::Quadrants);
        assert_eq!(rows(&drawn), [".##.....", ".##.....", ".##.....", ".#######"]);
    }

    #[test]
    fn a_rounded_corner_leaves_its_outermost_sub_cells_out() {
        let square = |corner| {
            let path = Path::closed(&[(1.0, 1.0, corner), (7.0, 1.0, corner), (7.0, 7.0, corner), (1.0, 7.0, corner)]);
            Bitmap::swept(&[path], Nib { stem: 2.0, bar: 2.0 }, 8.0, 4, Grain::Quadrants)
        };
        assert!(square(0.0).is_drawn(0, 0) && square(0.0).is_drawn(15, 7));
        let round = square(3.0);
        assert!(!round.is_drawn(0, 0) && !round.is_drawn(15, 7) && round.is_drawn(7, 0));
        // A hole stays in the middle.
        assert!(!round.is_drawn(8, 4));
    }
}
