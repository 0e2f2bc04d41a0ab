//! In what a belt counts: told by the speeds that its buttons set.

/// Miles an hour in km/h.
pub(super) const MILE_KMH: f64 = 1.609_344;
/// A speed this near to one that buttons set is one, in km/h: belts tell hundredths.
const SAME_KMH: f64 = 0.011;

/// Whether a belt that runs at so many km/h counts in miles: it stands on a tenth of them, and on none of a kilometre.
pub(super) fn counts_in_miles(belt_kmh: f64) -> bool {
    let off = |unit: f64| (belt_kmh / unit - (belt_kmh / unit).round()).abs() * unit;
    off(0.1) > SAME_KMH && off(0.1 * MILE_KMH) <= SAME_KMH
}
