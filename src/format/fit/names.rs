//! Words for the numbers of FIT's profile, in the profile's own spelling; numbers without a word stay numbers.

use std::fmt::Display;

use rustyfit::profile::typedef::{GarminProduct, Manufacturer, Sport, SubSport};

/// The makers whose products are numbered in the profile: Garmin itself and two of its names in file ids.
const WITH_GARMIN_PRODUCTS: [u16; 3] = [1, 13, 15];

/// The sport's word.
pub(super) fn sport(number: i64) -> Option<String> {
    u8::try_from(number).ok().map(|number| word(Sport(number), number))
}

/// The sub-sport's word.
pub(super) fn sub_sport(number: i64) -> Option<String> {
    u8::try_from(number).ok().map(|number| word(SubSport(number), number))
}

/// The device: its maker and its product, by name where the profile or the file has one.
pub(super) fn device(manufacturer: i64, product: Option<i64>, name: Option<String>) -> Option<String> {
    let number = u16::try_from(manufacturer).ok()?;
    let maker = word(Manufacturer(number), number);
    let product = product.and_then(|product| u16::try_from(product).ok());
    let product = match product {
        Some(product) if WITH_GARMIN_PRODUCTS.contains(&number) => Some(word(GarminProduct(product), product)),
        _ => name.or_else(|| product.map(|product| product.to_string())),
    };
    Some(product.map_or_else(|| maker.clone(), |product| format!("{maker} {product}")))
}

/// A profile value without a word shows itself as `Type(number)`.
fn word(value: impl Display, number: impl Display) -> String {
    let shown = value.to_string();
    if shown.ends_with(')') { number.to_string() } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_get_the_profiles_words_and_others_stay() {
        assert_eq!(sport(1).as_deref(), Some("running"));
        assert_eq!(sub_sport(1).as_deref(), Some("treadmill"));
        assert_eq!(sport(251).as_deref(), Some("251"));
        assert_eq!(device(1, Some(1967), None).as_deref(), Some("garmin fenix2"));
        assert_eq!(device(32, Some(31), None).as_deref(), Some("wahoo_fitness 31"));
        assert_eq!(device(23, None, Some("Race S".to_owned())).as_deref(), Some("suunto Race S"));
    }
}
