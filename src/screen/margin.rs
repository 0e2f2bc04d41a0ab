//! How far from a window's edge things stand.

/// Columns left and right of everything, in a window of so many columns.
pub(super) fn margin(columns: u16) -> u16 {
    match columns {
        72.. => 4,
        60.. => 3,
        30.. => 2,
        _ => 0,
    }
}
