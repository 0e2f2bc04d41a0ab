//! How large the window is, also where nobody says.

use crossterm::terminal;

/// The size that terminals have had since the VT100, for one that tells none.
const USUAL: (u16, u16) = (80, 24);

/// The columns and rows of the terminal. One that tells 0 of either (a pty that nobody sized, a serial line) has those of `COLUMNS` and
/// `LINES`, else 80 by 24.
pub fn window_size() -> (u16, u16) {
    let told = terminal::size().unwrap_or((0, 0));
    sized(told, |name| std::env::var(name).ok())
}

fn sized((columns, rows): (u16, u16), var: impl Fn(&str) -> Option<String>) -> (u16, u16) {
    let set = |name: &str| var(name)?.trim().parse().ok().filter(|size: &u16| *size > 0);
    let known = |told: u16, name: &str, usual| if told > 0 { told } else { set(name).unwrap_or(usual) };
    (known(columns, "COLUMNS", USUAL.0), known(rows, "LINES", USUAL.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_without_a_size_has_that_of_the_environment_or_the_usual_one() {
        let set = |name: &str| match name {
            "COLUMNS" => Some("100".to_owned()),
            "LINES" => Some(" 30".to_owned()),
            _ => None,
        };
        assert_eq!(sized((120, 40), set), (120, 40));
        assert_eq!(sized((0, 0), set), (100, 30));
        assert_eq!(sized((0, 0), |_| None), (80, 24));
        assert_eq!(sized((0, 0), |_| Some("0".to_owned())), (80, 24));
        assert_eq!(sized((132, 0), |_| Some("x".to_owned())), (132, 24));
    }
}
