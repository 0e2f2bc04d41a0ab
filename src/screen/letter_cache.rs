//! Letters that were drawn already. The number is drawn in each frame and changes once a second at most: drawing it from its paths every
//! time took a quarter of all instructions of a run.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::letterforms::{Form, paths};
use super::nib::{Bitmap, Grain, Nib};

/// A full set of digits in each of three weights and a prompt's letters have room; one of 20 rows takes 2 kB.
const MOST: usize = 64;

thread_local! {
    static DRAWN: RefCell<HashMap<Key, Option<Rc<Bitmap>>>> = RefCell::new(HashMap::new());
}

/// A character and all that its picture depends on; measures by their bits, since the same computation gives the same ones.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    character: char,
    measures: [u64; 4],
    grain: Grain,
}

impl Key {
    fn of(character: char, &Form { width, height, nib: Nib { stem, bar }, grain }: &Form) -> Self {
        Self { character, measures: [width, height, stem, bar].map(f64::to_bits), grain }
    }
}

/// A character's picture; none where it has no form, or nothing of it is drawn.
pub(super) fn letter(character: char, form: &Form) -> Option<Rc<Bitmap>> {
    DRAWN.with_borrow_mut(|drawn| {
        let key = Key::of(character, form);
        if let Some(letter) = drawn.get(&key) {
            return letter.clone();
        }
        // A window that is dragged to another size leaves letters behind that nobody needs.
        if drawn.len() >= MOST {
            drawn.clear();
        }
        let letter = draw(character, form).map(Rc::new);
        drawn.insert(key, letter.clone());
        letter
    })
}

fn draw(character: char, form: &Form) -> Option<Bitmap> {
    let paths = paths(character, form).filter(|paths| !paths.is_empty())?;
    Some(Bitmap::swept(&paths, form.nib, form.width, (form.height / 2.0) as u16, form.grain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(rows: u8, stem: f64, grain: Grain) -> Form {
        Form { width: f64::from(rows), height: f64::from(rows) * 2.0, nib: Nib { stem, bar: 2.0 }, grain }
    }

    #[test]
    fn a_letter_is_the_same_drawn_anew_and_taken_from_the_cache() {
        for grain in [Grain::Quadrants, Grain::Cells] {
            for rows in 5..12 {
                for (stem, character) in [2.0, 2.5, 3.0].into_iter().flat_map(|stem| "0128W-".chars().map(move |letter| (stem, letter))) {
                    let form = form(rows, stem, grain);
                    let anew = draw(character, &form);
                    assert_eq!(letter(character, &form).as_deref(), anew.as_ref(), "{character} {form:?}");
                    assert_eq!(letter(character, &form).as_deref(), anew.as_ref(), "{character} {form:?}");
                }
            }
        }
        assert_eq!(letter('€', &form(8, 2.0, Grain::Quadrants)), None);
    }

    #[test]
    fn a_window_that_changes_its_size_all_the_time_keeps_few_letters() {
        for rows in 5..200 {
            letter('8', &form(rows, 2.0, Grain::Cells));
        }
        assert!(DRAWN.with_borrow(HashMap::len) <= MOST);
    }
}
