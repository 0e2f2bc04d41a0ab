//! What counts as being above the ceiling, on a rate as recorded. Each definition says which question it is for.

/// Judged from here on, in seconds: before it a run warms up.
pub const JUDGED_FROM: usize = 330;
/// Below for so long, or without a rate, and an excursion is over.
const ENDS_AFTER: usize = 15;

/// For each second whether the rate is at or above the ceiling; none where there is no rate.
pub type Above = Vec<Option<bool>>;

/// The seconds above, from a series of rates.
pub fn above(rates: &[Option<f64>], ceiling: f64) -> Above {
    rates.iter().map(|rate| rate.map(|rate| rate >= ceiling)).collect()
}

/// A stretch above the ceiling: from its first second until just after its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Excursion {
    pub from: usize,
    pub to: usize,
}

/// How many of the seconds are above.
pub fn count(above: &Above, from: usize, to: usize) -> usize {
    let to = to.min(above.len());
    above[from.min(to)..to].iter().filter(|second| **second == Some(true)).count()
}

fn end(above: &Above, from: usize) -> usize {
    let mut last = from;
    for (second, known) in above.iter().enumerate().skip(from) {
        if *known == Some(true) {
            last = second;
        } else if second - last >= ENDS_AFTER {
            break;
        }
    }
    last + 1
}

fn rises(above: &Above, second: usize) -> bool {
    let before = above[..second].iter().rev().find_map(|known| *known);
    above[second] == Some(true) && before == Some(false)
}

/// Lasting crossings: from a first second after being below, 45 of the next 60 s are above. A coach that says nothing of one
/// has left the runner alone. An excursion has at most one.
pub fn lasting(above: &Above) -> Vec<Excursion> {
    let mut found = Vec::new();
    let mut second = JUDGED_FROM;
    while second < above.len() {
        if rises(above, second) && count(above, second, second + 60) >= 45 {
            let excursion = Excursion { from: second, to: end(above, second) };
            second = excursion.to;
            found.push(excursion);
        } else {
            second += 1;
        }
    }
    found
}

/// The excursion that already stands when judging begins and lasts, from its own beginning.
pub fn from_the_warm_up(above: &Above) -> Option<Excursion> {
    if *above.get(JUDGED_FROM)? != Some(true) || count(above, JUDGED_FROM, JUDGED_FROM + 60) < 45 {
        return None;
    }
    let mut from = JUDGED_FROM;
    for second in (0..JUDGED_FROM).rev() {
        if above[second] == Some(true) {
            from = second;
        } else if from - second >= ENDS_AFTER {
            break;
        }
    }
    Some(Excursion { from, to: end(above, JUDGED_FROM) })
}

/// Sustained crossings: 20 of the next 30 s above, after a minute below. Clean enough to time the coach by.
pub fn sustained(above: &Above) -> Vec<Excursion> {
    (JUDGED_FROM..above.len())
        .filter(|&second| {
            let before = &above[second - 60..second];
            let below = before.iter().filter(|known| **known == Some(false)).count();
            above[second] == Some(true) && !before.contains(&Some(true)) && below >= 50 && count(above, second, second + 30) >= 20
        })
        .map(|from| Excursion { from, to: end(above, from) })
        .collect()
}

/// Whether any second within a minute after, and before if so wanted, is above.
pub fn touches(above: &Above, second: usize, before: bool) -> bool {
    let from = if before { second.saturating_sub(60) } else { second };
    count(above, from, second + 61) > 0
}
