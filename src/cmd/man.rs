//! The manual page: every command with its flags, and the formats that other programs rely on.

use std::io::{self, Write as _};

use clap::Command;
use clap_mangen::Man;

use super::reference::{self, Section};
use crate::screen::{KEY_NAMES, KEYS, Scope};

/// The page in roff.
pub(super) fn page(program: Command) -> String {
    let mut page = Vec::new();
    write(program, &mut page).expect("a vector takes all that is written to it");
    String::from_utf8_lossy(&page).into_owned()
}

fn write(mut program: Command, out: &mut Vec<u8>) -> io::Result<()> {
    // Sets the names of flags and commands as they are typed.
    program.build();
    let page = Man::new(program.clone());
    page.render_title(out)?;
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    page.render_options_section(out)?;
    writeln!(out, ".SH COMMANDS")?;
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        write_command(command, out)?;
    }
    write_keys(out)?;
    let formats = [
        ("report", reference::report()),
        ("run", reference::run()),
        ("history", reference::history()),
        ("zones", reference::zones()),
        ("scan", reference::scan()),
        ("doctor", reference::doctor()),
        ("kiosk", super::kiosk::fields()),
    ];
    for (command, sections) in formats {
        writeln!(out, ".SH FORMATS OF {}", command.to_uppercase())?;
        for section in sections {
            write_section(section, out)?;
        }
    }
    page.render_version_section(out)
}

/// The keys of a run, and how to give others.
fn write_keys(out: &mut Vec<u8>) -> io::Result<()> {
    writeln!(out, ".SH KEYS\n{}", escaped("In a run on the screen, and in a recording that is played:"))?;
    for key in KEYS {
        let scope = match key.scope {
            Scope::Always => "",
            Scope::Live => " (in a run)",
            Scope::Replay => " (in a recording)",
            Scope::Kiosk => " (before and after a run)",
        };
        writeln!(out, ".TP\n\\fB{}\\fR\n{}{scope}; {}", escaped(key.name), escaped(key.line), escaped(&format!("keys.{}", key.action)))?;
    }
    let other = format!(
        "The configuration gives other keys: keys.pause = \"p\", or a list of keys; an empty list takes the key away. A key is {KEY_NAMES}. \
         Digits, enter and esc answer questions and stay what they are. With mouse = true the keys at the foot of the screen can be clicked."
    );
    writeln!(out, ".PP\n{}", escaped(&other))
}

/// A command as a subsection: what it does, and its flags.
fn write_command(command: &Command, out: &mut Vec<u8>) -> io::Result<()> {
    let name = command.get_bin_name().unwrap_or(command.get_name());
    writeln!(out, ".SS {}", escaped(name))?;
    writeln!(out, "{}", escaped(&command.get_about().map(ToString::to_string).unwrap_or_default()))?;
    let mut options = Vec::new();
    Man::new(command.clone()).render_options_section(&mut options)?;
    // Its headings would end the section of commands.
    for line in String::from_utf8_lossy(&options).lines().filter(|line| !line.starts_with(".SH")) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn write_section(section: &Section, out: &mut Vec<u8>) -> io::Result<()> {
    writeln!(out, ".SS {}\n{}", escaped(section.heading), escaped(section.about))?;
    if !section.examples.is_empty() {
        writeln!(out, ".PP\n.nf")?;
        for example in section.examples {
            writeln!(out, "{}", escaped(example))?;
        }
        writeln!(out, ".fi")?;
    }
    for (name, means) in section.fields {
        writeln!(out, ".TP\n\\fB{}\\fR\n{}", escaped(name), escaped(means))?;
    }
    Ok(())
}

/// Text as it may stand in roff: hyphens stay hyphens, and no line begins with what would be a request.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_a_request() {
        assert_eq!(escaped("--json"), "\\-\\-json");
        assert_eq!(escaped(".SH \\n"), "\\&.SH \\en");
    }
}
