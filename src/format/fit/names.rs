//! Words for the numbers of FIT's profile, in the profile's own spelling; numbers without a word stay numbers.

/// The makers whose products are numbered in the profile: Garmin itself and two of its names in file ids.
const WITH_GARMIN_PRODUCTS: [u16; 3] = [1, 13, 15];

/// Tables of the profile (21.218), a number and its word in each line.
const SPORTS: &str = include_str!("profile/sports.txt");
const SUB_SPORTS: &str = include_str!("profile/sub_sports.txt");
const MANUFACTURERS: &str = include_str!("profile/manufacturers.txt");
const GARMIN_PRODUCTS: &str = include_str!("profile/garmin_products.txt");

/// The sport's word.
pub(super) fn sport(number: i64) -> Option<String> {
    u8::try_from(number).ok().map(|number| word(SPORTS, u16::from(number)))
}

/// The sub-sport's word.
pub(super) fn sub_sport(number: i64) -> Option<String> {
    u8::try_from(number).ok().map(|number| word(SUB_SPORTS, u16::from(number)))
}

/// The number of a sport's word; generic (0) where it is none of the profile's.
pub(super) fn sport_number(word: &str) -> u8 {
    number(SPORTS, word)
}

/// The number of a sub-sport's word; generic (0) where it is none of the profile's.
pub(super) fn sub_sport_number(word: &str) -> u8 {
    number(SUB_SPORTS, word)
}

/// The device: its maker and its product, by name where the profile or the file has one.
pub(super) fn device(manufacturer: i64, product: Option<i64>, name: Option<String>) -> Option<String> {
    let number = u16::try_from(manufacturer).ok()?;
    let maker = word(MANUFACTURERS, number);
    let product = product.and_then(|product| u16::try_from(product).ok());
    let product = match product {
        Some(product) if WITH_GARMIN_PRODUCTS.contains(&number) => Some(word(GARMIN_PRODUCTS, product)),
        _ => name.or_else(|| product.map(|product| product.to_string())),
    };
    Some(product.map_or_else(|| maker.clone(), |product| format!("{maker} {product}")))
}

fn rows(table: &'static str) -> impl Iterator<Item = (u16, &'static str)> {
    table.lines().filter_map(|line| line.split_once(' ').and_then(|(number, word)| Some((number.parse().ok()?, word))))
}

fn word(table: &'static str, number: u16) -> String {
    rows(table).find(|(row, _)| *row == number).map_or_else(|| number.to_string(), |(_, word)| word.to_owned())
}

/// A word without a row may be a number that stayed one when it was read.
fn number(table: &'static str, word: &str) -> u8 {
    let known = rows(table).find(|(_, row)| *row == word).and_then(|(number, _)| u8::try_from(number).ok());
    known.or_else(|| word.parse().ok()).filter(|number| *number != u8::MAX).unwrap_or(0)
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

    #[test]
    fn every_word_leads_back_to_its_number() {
        for n in 0..u8::MAX {
            assert_eq!(sport(i64::from(n)).map(|word| sport_number(&word)), Some(n));
            assert_eq!(sub_sport(i64::from(n)).map(|word| sub_sport_number(&word)), Some(n));
        }
        assert_eq!((sport_number("knitting"), sport_number("255"), sport_number("")), (0, 0, 0));
    }

    #[test]
    fn every_line_of_the_tables_is_a_number_and_a_word_in_rising_order() {
        for table in [SPORTS, SUB_SPORTS, MANUFACTURERS, GARMIN_PRODUCTS] {
            assert_eq!(rows(table).count(), table.lines().count());
            assert!(rows(table).is_sorted_by(|a, b| a.0 < b.0));
        }
    }
}
