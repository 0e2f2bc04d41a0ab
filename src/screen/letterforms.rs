//! The paths of digits, capitals and signs, for a pen with a rectangular nib. What they are worked out from stands with each: shares of
//! the width and height that were found by looking at every size (design choices).

use super::nib::{Grain, Nib, Path};

/// The box that a character is drawn in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Form {
    /// Columns.
    pub width: f64,
    /// Half rows.
    pub height: f64,
    /// The nib it is drawn with.
    pub nib: Nib,
    /// What it is drawn on.
    pub grain: Grain,
}

/// The lines that the forms hang on: the nib's centre at the edges of the box, the waist, the corners.
struct Lines {
    left: f64,
    right: f64,
    top: f64,
    foot: f64,
    middle: f64,
    waist: f64,
    /// The reach of a corner.
    corner: f64,
    /// How far the arm of a 2, 3 or 5 comes down.
    drop: f64,
    width: f64,
    height: f64,
    nib: Nib,
    whole_cells: bool,
}

impl Lines {
    fn of(form: &Form) -> Self {
        let Form { width, height, nib, grain } = *form;
        let whole_cells = grain == Grain::Cells;
        let reach = (0.34 * (width - nib.stem)).min(0.30 * (height - nib.bar));
        let corner = if height >= 12.0 { reach.max(1.0) } else { reach.clamp(0.6, 1.2) };
        let drop = match (whole_cells, height >= 14.0) {
            (_, false) => 0.0,
            (false, true) => (height * 0.10).round_ties_even().max(1.0),
            (true, true) => 2.0 * (height * 0.05).round_ties_even().max(1.0),
        };
        let mut lines = Self {
            left: nib.stem / 2.0,
            right: width - nib.stem / 2.0,
            top: nib.bar / 2.0,
            foot: height - nib.bar / 2.0,
            middle: width / 2.0,
            waist: 0.0,
            corner: if whole_cells { corner.min(width * 0.22) } else { corner },
            drop,
            width,
            height,
            nib,
            whole_cells,
        };
        // A little above the middle: a figure with both halves alike looks as if it would tip over.
        lines.waist = lines.at(0.47);
        lines
    }

    /// A bar's centre at a share of the height, with its edges on whole sub-cells.
    fn at(&self, share: f64) -> f64 {
        let grid = if self.whole_cells { 2.0 } else { 1.0 };
        ((self.height * share - self.nib.bar / 2.0) / grid).round_ties_even() * grid + self.nib.bar / 2.0
    }
}

/// The paths of a character; none where it has no form.
pub(super) fn paths(character: char, form: &Form) -> Option<Vec<Path>> {
    let lines = Lines::of(form);
    if character.is_ascii_digit() {
        return Some(if lines.whole_cells { squared(character, &lines) } else { None }.unwrap_or_else(|| digit(character, &lines)));
    }
    early_capital(character, &lines).or_else(|| later_capital(character, &lines)).or_else(|| sign(character, &lines))
}

fn digit(digit: char, lines: &Lines) -> Vec<Path> {
    let Lines { left, right, top, foot, waist, corner: r, drop, width, height, nib, .. } = *lines;
    let upper_drop = if lines.whole_cells && height < 18.0 { 0.0 } else { drop * 0.6 };
    match digit {
        '0' => vec![Path::closed(&[(left, top, r * 1.25), (right, top, r * 1.25), (right, foot, r * 1.25), (left, foot, r * 1.25)])],
        '1' => one(lines),
        '2' => {
            let arm = drop + if height >= 16.0 { 1.0 } else { 0.0 };
            let neck = (left + nib.stem * 0.06, foot - nib.bar * 0.1, 0.0);
            let bow = [(left, top + arm, 0.0), (left, top, r), (right, top, r), (right, lines.at(0.44), r * 0.9)];
            vec![Path::open(&[bow[0], bow[1], bow[2], bow[3], neck, (left, foot, 0.0), (right, foot, 0.0)])]
        }
        '3' => vec![
            Path::open(&[(left, top + drop, 0.0), (left, top, r), (right, top, r), (right, waist, r), (width * 0.36, waist, 0.0)]),
            Path::open(&[(width * 0.36, waist, 0.0), (right, waist, r), (right, foot, r), (left, foot, r), (left, foot - drop, 0.0)]),
        ],
        '4' => four(lines),
        '5' => vec![Path::open(&[
            (right, top, 0.0),
            (left, top, 0.0),
            (left, lines.at(0.42), 0.0),
            (right, lines.at(0.42), r * 1.1),
            (right, foot, r * 1.1),
            (left, foot, r),
            (left, foot - drop, 0.0),
        ])],
        '6' => vec![
            Path::closed(&[(left, lines.at(0.42), r), (right, lines.at(0.42), r), (right, foot, r), (left, foot, r)]),
            Path::open(&[(right, top + upper_drop, 0.0), (right, top, r), (left, top, r * 1.3), (left, foot - r, 0.0)]),
        ],
        '7' => vec![Path::open(&[(left, top, 0.0), (right, top, 0.0), (right, top + nib.bar * 0.6, 0.0), (width * 0.40, foot, 0.0)])],
        '8' => vec![
            Path::closed(&[(left, top, r), (right, top, r), (right, waist, r * 0.9), (left, waist, r * 0.9)]),
            Path::closed(&[(left, waist, r * 0.9), (right, waist, r * 0.9), (right, foot, r), (left, foot, r)]),
        ],
        _ => vec![
            Path::closed(&[(left, top, r), (right, top, r), (right, lines.at(0.58), r), (left, lines.at(0.58), r)]),
            Path::open(&[(left, foot - upper_drop, 0.0), (left, foot, r), (right, foot, r * 1.3), (right, top + r, 0.0)]),
        ],
    }
}

/// The 1 has a foot, so that it fills its place.
fn one(lines: &Lines) -> Vec<Path> {
    let Lines { left, right, top, foot, width, height, nib, .. } = *lines;
    let grid = if lines.whole_cells { 1.0 } else { 0.5 };
    let stem = ((width * 0.56 - nib.stem / 2.0) / grid).round_ties_even() * grid + nib.stem / 2.0;
    let flag = ((stem - left) * 0.62).round_ties_even().min(height * 0.2).max(1.0);
    vec![
        Path::open(&[(stem, foot, 0.0), (stem, top, 0.0), (left + width * 0.06, top + flag, 0.0)]),
        Path::open(&[(left, foot, 0.0), (right, foot, 0.0)]),
    ]
}

/// From six rows on with a slant, below with two stems and a bar.
fn four(lines: &Lines) -> Vec<Path> {
    let Lines { left, right, top, foot, width, height, nib, .. } = *lines;
    if height < 12.0 {
        return vec![
            Path::open(&[(left, top, 0.0), (left, lines.at(0.62), 0.0), (right, lines.at(0.62), 0.0)]),
            Path::open(&[(right, top, 0.0), (right, foot, 0.0)]),
        ];
    }
    let stem = if width > 8.0 { width - nib.stem * 1.15 } else { width - nib.stem * 0.5 - 1.0 };
    vec![
        Path::open(&[(width * 0.60, top, 0.0), (left, lines.at(0.70), 0.0), (right, lines.at(0.70), 0.0)]),
        Path::open(&[(stem, lines.at(0.40), 0.0), (stem, foot, 0.0)]),
    ]
}

/// The forms of whole cells that differ: without slants, and under seven rows without corners.
fn squared(digit: char, lines: &Lines) -> Option<Vec<Path>> {
    let Lines { left, right, top, foot, waist, width, height, nib, .. } = *lines;
    let low = height < 14.0;
    Some(match digit {
        '4' => {
            let bar = if low && width <= 9.0 { 0.62 } else { 0.66 };
            let (end, stem, from) = if width > 9.0 {
                let stem = (right - nib.stem).round_ties_even() + nib.stem / 2.0;
                (width - 0.5, stem, lines.at(0.36))
            } else if low {
                (right, right, top)
            } else {
                (right, right, lines.at(0.3))
            };
            vec![
                Path::open(&[(left, top, 0.0), (left, lines.at(bar), 0.0), (end, lines.at(bar), 0.0)]),
                Path::open(&[(stem, from, 0.0), (stem, foot, 0.0)]),
            ]
        }
        '2' if low => vec![Path::open(&[
            (left, top, 0.0),
            (right, top, 0.0),
            (right, waist, 0.0),
            (left, waist, 0.0),
            (left, foot, 0.0),
            (right, foot, 0.0),
        ])],
        '3' if low => vec![
            Path::open(&[(left, top, 0.0), (right, top, 0.0), (right, foot, 0.0), (left, foot, 0.0)]),
            Path::open(&[(left + 1.0, waist, 0.0), (right, waist, 0.0)]),
        ],
        '7' if low => vec![Path::open(&[(left, top, 0.0), (right, top, 0.0), (right, foot, 0.0)])],
        '8' if low => vec![
            Path::closed(&[(left, top, 0.0), (right, top, 0.0), (right, foot, 0.0), (left, foot, 0.0)]),
            Path::open(&[(left, waist, 0.0), (right, waist, 0.0)]),
        ],
        _ => return None,
    })
}

fn early_capital(letter: char, lines: &Lines) -> Option<Vec<Path>> {
    let Lines { left, right, top, foot, middle, waist, corner: r, drop, width, height, nib, .. } = *lines;
    let left_stem = Path::open(&[(left, top, 0.0), (left, foot, 0.0)]);
    let right_stem = Path::open(&[(right, top, 0.0), (right, foot, 0.0)]);
    let arm = Path::open(&[(left, waist, 0.0), (right - width * 0.14, waist, 0.0)]);
    let bow = [(right, top + drop, 0.0), (right, top, r), (left, top, r * 1.2), (left, foot, r * 1.2), (right, foot, r)];
    Some(match letter {
        'A' => vec![
            Path::open(&[(left, foot, 0.0), (left, top, r * 1.2), (right, top, r * 1.2), (right, foot, 0.0)]),
            Path::open(&[(left, lines.at(0.58), 0.0), (right, lines.at(0.58), 0.0)]),
        ],
        'B' => vec![
            Path::closed(&[(left, top, 0.0), (right, top, r), (right, waist, r), (left, waist, 0.0)]),
            Path::closed(&[(left, waist, 0.0), (right, waist, r), (right, foot, r), (left, foot, 0.0)]),
        ],
        'C' => vec![Path::open(&[bow[0], bow[1], bow[2], bow[3], bow[4], (right, foot - drop, 0.0)])],
        'D' => vec![Path::closed(&[(left, top, 0.0), (right, top, r * 1.3), (right, foot, r * 1.3), (left, foot, 0.0)])],
        'E' => vec![Path::open(&[(right, top, 0.0), (left, top, 0.0), (left, foot, 0.0), (right, foot, 0.0)]), arm],
        'F' => vec![Path::open(&[(right, top, 0.0), (left, top, 0.0), (left, foot, 0.0)]), arm],
        'G' => {
            let beam = [(right, lines.at(0.55), 0.0), (width * 0.55, lines.at(0.55), 0.0)];
            vec![Path::open(&[bow[0], bow[1], bow[2], bow[3], bow[4], beam[0], beam[1]])]
        }
        'H' => vec![left_stem, right_stem, Path::open(&[(left, waist, 0.0), (right, waist, 0.0)])],
        'I' => vec![Path::open(&[(middle, top, 0.0), (middle, foot, 0.0)])],
        'J' => vec![Path::open(&[(right, top, 0.0), (right, foot, r * 1.2), (left, foot, r), (left, foot - drop.max(nib.bar), 0.0)])],
        'K' => vec![left_stem, Path::open(&[(right, top, 0.0), (left + nib.stem * 0.4, height * 0.5, 0.0), (right, foot, 0.0)])],
        'L' => vec![Path::open(&[(left, top, 0.0), (left, foot, 0.0), (right, foot, 0.0)])],
        'M' => {
            vec![Path::open(&[(left, foot, 0.0), (left, top, 0.0), (middle, height * 0.55, 0.0), (right, top, 0.0), (right, foot, 0.0)])]
        }
        _ => return None,
    })
}

fn later_capital(letter: char, lines: &Lines) -> Option<Vec<Path>> {
    let Lines { left, right, top, foot, middle, waist, corner: r, drop, width, height, .. } = *lines;
    Some(match letter {
        'N' => vec![Path::open(&[(left, foot, 0.0), (left, top, 0.0), (right, foot, 0.0), (right, top, 0.0)])],
        'O' | 'Q' => {
            let ring = Path::closed(&[(left, top, r * 1.3), (right, top, r * 1.3), (right, foot, r * 1.3), (left, foot, r * 1.3)]);
            let tail = Path::open(&[(middle, lines.at(0.66), 0.0), (right, foot, 0.0)]);
            if letter == 'Q' { vec![ring, tail] } else { vec![ring] }
        }
        'P' => vec![Path::open(&[
            (left, foot, 0.0),
            (left, top, 0.0),
            (right, top, r),
            (right, lines.at(0.54), r),
            (left, lines.at(0.54), 0.0),
        ])],
        'R' => vec![
            Path::open(&[(left, foot, 0.0), (left, top, 0.0), (right, top, r), (right, lines.at(0.52), r), (left, lines.at(0.52), 0.0)]),
            Path::open(&[(width * 0.5, lines.at(0.52), 0.0), (right, foot, 0.0)]),
        ],
        'S' => vec![Path::open(&[
            (right, top + drop * 0.8, 0.0),
            (right, top, r),
            (left, top, r),
            (left, waist, r),
            (right, waist, r),
            (right, foot, r),
            (left, foot, r),
            (left, foot - drop * 0.8, 0.0),
        ])],
        'T' => vec![Path::open(&[(left, top, 0.0), (right, top, 0.0)]), Path::open(&[(middle, top, 0.0), (middle, foot, 0.0)])],
        'U' => vec![Path::open(&[(left, top, 0.0), (left, foot, r * 1.2), (right, foot, r * 1.2), (right, top, 0.0)])],
        'V' => vec![Path::open(&[
            (left, top, 0.0),
            (left, height * 0.35, 0.0),
            (middle, foot, 0.0),
            (right, height * 0.35, 0.0),
            (right, top, 0.0),
        ])],
        'W' => vec![
            Path::open(&[(left, top, 0.0), (left, foot, r * 0.8), (middle, foot, r * 0.5), (right, foot, r * 0.8), (right, top, 0.0)]),
            Path::open(&[(middle, foot, 0.0), (middle, height * 0.38, 0.0)]),
        ],
        'X' => vec![Path::open(&[(left, top, 0.0), (right, foot, 0.0)]), Path::open(&[(right, top, 0.0), (left, foot, 0.0)])],
        'Y' => vec![
            Path::open(&[(left, top, 0.0), (left, waist, r), (right, waist, r), (right, top, 0.0)]),
            Path::open(&[(middle, waist, 0.0), (middle, foot, 0.0)]),
        ],
        'Z' => vec![Path::open(&[(left, top, 0.0), (right, top, 0.0), (left, foot, 0.0), (right, foot, 0.0)])],
        _ => return None,
    })
}

/// A nib that only touches the paper.
fn touch(x: f64, y: f64) -> Path {
    Path::open(&[(x, y, 0.0), (x, y + 0.01, 0.0)])
}

fn sign(sign: char, lines: &Lines) -> Option<Vec<Path>> {
    let Lines { left, right, top, foot, middle, corner: r, drop, width, height, .. } = *lines;
    Some(match sign {
        ' ' => Vec::new(),
        '-' => vec![Path::open(&[(left, lines.at(0.5), 0.0), (right, lines.at(0.5), 0.0)])],
        '+' => vec![
            Path::open(&[(left, lines.at(0.5), 0.0), (right, lines.at(0.5), 0.0)]),
            Path::open(&[(middle, height * 0.5 - width * 0.4, 0.0), (middle, height * 0.5 + width * 0.4, 0.0)]),
        ],
        ':' => vec![touch(middle, height * 0.32), touch(middle, height * 0.76)],
        '.' => vec![touch(middle, foot)],
        '\'' => vec![Path::open(&[(middle, top, 0.0), (middle, top + height * 0.2, 0.0)])],
        '?' => vec![
            Path::open(&[
                (left, top + drop, 0.0),
                (left, top, r),
                (right, top, r),
                (right, lines.at(0.5), r),
                (middle, lines.at(0.5), 0.0),
                (middle, height * 0.64, 0.0),
            ]),
            touch(middle, foot),
        ],
        // An arrow up and to the right.
        '\u{2197}' => vec![
            Path::open(&[(left, foot - height * 0.06, 0.0), (right, top, 0.0)]),
            Path::open(&[(width * 0.35, top, 0.0), (right, top, 0.0), (right, height * 0.62, 0.0)]),
        ],
        _ => return None,
    })
}

/// How wide a character is, as a share of a digit's width; none where it is as wide as a stem.
pub(super) fn width_share(character: char) -> Option<f64> {
    match character {
        'I' | '\'' | '.' | ':' => None,
        'M' => Some(1.25),
        'W' => Some(1.3),
        '-' => Some(0.6),
        'E' | 'F' => Some(0.92),
        'L' => Some(0.88),
        ' ' => Some(0.5),
        'N' => Some(1.06),
        'Y' => Some(1.05),
        _ => Some(1.0),
    }
}
