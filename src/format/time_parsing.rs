//! Numbers as XML, JSON and Polar's `.hrm` write them; tables, which may hold any notation, read their own.

/// A finite number, with a decimal point or a lone decimal comma.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let parsed = text.parse().ok().or_else(|| text.replacen(',', ".", 1).parse().ok());
    parsed.filter(|number: &f64| number.is_finite())
}
