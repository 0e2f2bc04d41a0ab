//! Command lines that work as they stand. They close `-h`, `--help` and the manual pages; `tests/help.rs` has each of them parsed.

/// A command line, and what it does.
pub(super) struct Example(pub &'static str, pub &'static str);

/// The examples of the program as a whole.
pub(super) const PROGRAM: &[Example] = &[
    Example("recovery-run", "a run: put the strap on first"),
    Example("recovery-run demo --speed 10", "see it all without a strap"),
    Example("recovery-run report last", "how the last run went"),
];

/// The examples of each command.
const COMMANDS: &[(&str, &[Example])] = &[
    (
        "run",
        &[
            Example("recovery-run run --minutes 25 --legs heavy", "a shorter run, a lower ceiling"),
            Example("recovery-run run --strap H10 --treadmill none", "this strap, and no treadmill"),
        ],
    ),
    (
        "demo",
        &[
            Example("recovery-run demo --runner slow --speed 10", "ten times real time"),
            Example("recovery-run demo --headless --seed 3", "the lines for programs"),
        ],
    ),
    (
        "replay",
        &[
            Example("recovery-run replay last --speed 60", "a minute a second"),
            Example("recovery-run replay run.fit --ceiling 135", "with another ceiling"),
        ],
    ),
    (
        "report",
        &[
            Example("recovery-run report last", "how the last run went"),
            Example("recovery-run report last --html run.html", "as a page"),
            Example("recovery-run report --json a.fit b.tcx", "an object a line"),
        ],
    ),
    (
        "export",
        &[
            Example("recovery-run export last --to fit -o run.fit", "for sites"),
            Example("recovery-run export run.tcx --to csv -o -", "a table to standard output"),
        ],
    ),
    (
        "history",
        &[
            Example("recovery-run history", "choose a run from the list"),
            Example("recovery-run history --weeks", "week by week"),
            Example("recovery-run history --json", "for other programs"),
        ],
    ),
    (
        "import",
        &[
            Example("recovery-run import export.zip", "a site's export of all runs"),
            Example("recovery-run import old-runs ride.fit", "a folder and a file"),
        ],
    ),
    (
        "scan",
        &[
            Example("recovery-run scan --seconds 20", "look for longer"),
            Example("recovery-run scan --battery --json", "for other programs"),
        ],
    ),
    ("doctor", &[Example("recovery-run doctor", "what stands in the way"), Example("recovery-run doctor --sound", "hear every cue")]),
    (
        "zones",
        &[
            Example("recovery-run zones", "by the configuration"),
            Example("recovery-run zones --age 40 --resting-hr 55", "by other numbers"),
        ],
    ),
    (
        "kiosk",
        &[
            Example("recovery-run kiosk install --user pi", "from the next boot on"),
            Example("recovery-run kiosk status", "what is there, what is missing"),
        ],
    ),
    ("config", &[Example("recovery-run config init", "write a first file"), Example("recovery-run config edit", "change and check it")]),
    (
        "completions",
        &[
            Example("recovery-run completions bash", "print what bash reads"),
            Example("recovery-run completions fish", "print what fish reads"),
        ],
    ),
    ("man", &[Example("recovery-run man report", "the page of one command"), Example("recovery-run man --dir .", "every page as a file")]),
];

/// The examples of a command; none for one that is not known.
pub(super) fn of(command: &str) -> &'static [Example] {
    COMMANDS.iter().find(|(name, _)| *name == command).map_or(&[], |(_, examples)| examples)
}

/// The examples of a command as they close its help.
pub(super) fn help(command: &str) -> String {
    listed(of(command))
}

/// The same of the program as a whole.
pub(super) fn program_help() -> String {
    listed(PROGRAM)
}

fn listed(examples: &[Example]) -> String {
    let widest = examples.iter().map(|Example(line, _)| line.len()).max().unwrap_or(0);
    let lines: Vec<String> = examples.iter().map(|Example(line, does)| format!("  {line:<widest$}  {does}")).collect();
    format!("Examples:\n{}", lines.join("\n"))
}
