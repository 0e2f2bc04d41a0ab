use super::*;

fn theme(vars: &[(&str, &str)]) -> Theme {
    Theme::detect(|key| vars.iter().find(|(name, _)| *name == key).map(|(_, value)| (*value).to_owned()), true)
}

fn colours(theme: Theme) -> Vec<Option<Color>> {
    Zone::ALL.iter().map(|zone| theme.color(Role::Zone(*zone))).collect()
}

#[test]
fn every_zone_has_a_colour_of_its_own_at_every_depth() {
    for depth in [TermProfile::Ansi16, TermProfile::Ansi256, TermProfile::TrueColor] {
        let colours = colours(Theme::new(depth, true));
        for (i, colour) in colours.iter().enumerate() {
            assert!(!colours[..i].contains(colour), "{depth:?} {colours:?}");
        }
    }
    assert_eq!(Theme::new(TermProfile::TrueColor, true).ink(Role::Well).fg, Some(Color::Rgb(0x34, 0xDD, 0xB3)));
}

#[test]
fn no_color_leaves_none_and_whatever_value_it_has_counts() {
    for value in ["1", "0", "yes"] {
        let theme = theme(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("NO_COLOR", value)]);
        assert!(colours(theme).iter().all(Option::is_none), "{value}");
        assert!(theme.fill(Role::SlowDown).add_modifier.contains(Modifier::REVERSED));
    }
    let empty = theme(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("NO_COLOR", "")]);
    assert_eq!(empty.depth, TermProfile::TrueColor);
}

#[test]
fn the_terminals_depth_is_used() {
    assert_eq!(theme(&[("TERM", "xterm-256color")]).depth, TermProfile::Ansi256);
    assert_eq!(theme(&[("TERM", "xterm"), ("COLORTERM", "truecolor")]).depth, TermProfile::TrueColor);
    let dumb = theme(&[("TERM", "dumb"), ("LANG", "en_US.UTF-8")]);
    assert!(!dumb.unicode() && colours(dumb).iter().all(Option::is_none));
}

#[test]
fn a_locale_without_utf_8_gets_plain_characters() {
    let unicode = |vars: &[(&str, &str)]| theme(&[&[("TERM", "xterm")], vars].concat()).unicode();
    assert!(unicode(&[("LANG", "de_DE.UTF-8")]));
    assert!(unicode(&[("LANG", "C.utf8")]));
    assert!(unicode(&[]));
    assert!(!unicode(&[("LANG", "C")]));
    assert!(!unicode(&[("LANG", "en_US.UTF-8"), ("LC_ALL", "POSIX")]));
    assert!(unicode(&[("LANG", "C"), ("LC_ALL", ""), ("LC_CTYPE", "en_US.UTF-8")]));
    assert!(!unicode(&[("LANG", "de_DE.ISO-8859-1")]));
}
