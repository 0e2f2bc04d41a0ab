//! The size of text in a picture, in its units.

/// The size of all text.
pub(super) const TEXT: f64 = 14.0;
/// From one row of text to the next.
pub(super) const ROW: f64 = 22.0;

/// About how wide a text is: the mean letter of a sans-serif face is 0.55 to 0.6 times its size.
pub(super) fn width_of(text: &str) -> f64 {
    text.chars().count() as f64 * TEXT * 0.6
}
