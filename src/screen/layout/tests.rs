use super::*;

const CHARSETS: [Charset; 3] = [Charset::Ascii, Charset::Console, Charset::Unicode];

fn rects(places: &Places) -> Vec<Rect> {
    let Places { header, thread, digits, unit, speech, strip, bar, chart, bars, share, facts, beats, laps, tally, footer, .. } = *places;
    let rects = [header, thread, digits, unit, speech, strip, bar, chart, bars, share, facts, beats, laps, tally, footer];
    rects.into_iter().filter(|rect| !rect.is_empty()).collect()
}

fn each_window(mut check: impl FnMut(Rect, Layout, Charset)) {
    for layout in Layout::ALL {
        for charset in CHARSETS {
            for height in 0..=60 {
                for width in (0..=200).step_by(if height % 7 == 0 { 1 } else { 9 }) {
                    check(Rect::new(0, 0, width, height), layout, charset);
                }
            }
        }
    }
}

#[test]
fn no_place_covers_another_or_leaves_the_window_at_any_size() {
    each_window(|window, layout, charset| {
        let shown = rects(&Places::of(window, layout, charset));
        for (i, rect) in shown.iter().enumerate() {
            assert_eq!(rect.intersection(window), *rect, "{layout:?} {charset:?} {window:?} {i}");
            let covered = shown[..i].iter().find(|other| other.intersects(*rect));
            assert_eq!(covered, None, "{layout:?} {charset:?} {window:?}: {rect:?}");
        }
    });
}

#[test]
fn the_number_has_a_place_in_every_window_with_one_cell() {
    each_window(|window, layout, charset| {
        if !window.is_empty() {
            assert!(!Places::of(window, layout, charset).digits.is_empty(), "{layout:?} {charset:?} {window:?}");
        }
    });
}

#[test]
fn the_places_are_those_of_the_design_at_the_sizes_it_names() {
    let of = |width, height, layout| Places::of(Rect::new(0, 0, width, height), layout, Charset::Unicode);
    for (width, height, row, rows, speech, bar) in [
        (40, 10, 2, 4, 26, 7),
        (60, 18, 2, 5, 27, 8),
        (80, 24, 2, 9, 45, 12),
        (100, 32, 4, 10, 56, 15),
        (120, 40, 4, 15, 77, 20),
        (160, 50, 4, 20, 99, 26),
    ] {
        let places = of(width, height, Layout::Balanced);
        assert_eq!((places.digits.y, places.digits.height), (row, rows), "balanced {width}x{height}");
        assert_eq!((places.speech.x, places.bar.y), (speech, bar), "balanced {width}x{height}");
    }
    for (width, height, rows, columns, bar) in [
        (40, 10, 7, 35, 9),
        (60, 18, 11, 51, 17),
        (80, 24, 15, 70, 22),
        (100, 32, 20, 90, 29),
        (120, 40, 26, 111, 36),
        (160, 50, 33, 151, 46),
    ] {
        let places = of(width, height, Layout::Far);
        assert_eq!((places.digits.height, places.digits.width, places.bar.y), (rows, columns, bar), "far {width}x{height}");
    }
    for (width, height, row, rows, bar) in
        [(40, 10, 1, 1, 2), (60, 18, 2, 3, 6), (80, 24, 2, 4, 7), (120, 40, 4, 7, 12), (160, 50, 4, 9, 14)]
    {
        let places = of(width, height, Layout::Detail);
        assert_eq!((places.digits.y, places.digits.height, places.bar.y), (row, rows, bar), "detail {width}x{height}");
    }
}

#[test]
fn from_afar_the_number_takes_three_fifths_of_the_rows() {
    for (width, height) in [(40, 10), (60, 18), (80, 24), (100, 32), (120, 40), (160, 50)] {
        for charset in CHARSETS {
            let places = Places::of(Rect::new(0, 0, width, height), Layout::Far, charset);
            assert!(f64::from(places.digits.height) >= 0.6 * f64::from(height), "{charset:?} {width}x{height}: {:?}", places.digits);
        }
    }
}
