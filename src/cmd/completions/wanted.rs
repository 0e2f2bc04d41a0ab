//! What is wanted at the cursor, by the words before it: a command, a flag, or a value of an argument.

use clap::{Arg, Command};

/// What may stand at the cursor.
#[derive(Debug)]
pub(super) enum Wanted<'a> {
    /// A command of this one.
    Command(&'a Command),
    /// A flag of this command.
    Flag(&'a Command),
    /// A value.
    Value {
        argument: &'a Arg,
        /// What stands before it in the same word: its flag, and earlier values of a list.
        before: &'a str,
        /// What there is of it.
        typed: &'a str,
    },
    /// Nothing that is known.
    Nothing,
}

/// Where the words have led.
struct Place<'a> {
    command: &'a Command,
    /// How many positional arguments stand there.
    positionals: usize,
    /// The flag whose value comes next.
    awaited: Option<&'a Arg>,
    /// Behind `--` nothing is a flag.
    is_escaped: bool,
}

/// What is wanted behind the words (without the program's name), where `current` is at the cursor. The program has been built.
pub(super) fn wanted<'a>(program: &'a Command, words: &[String], current: &'a str) -> Wanted<'a> {
    let mut place = Place { command: program, positionals: 0, awaited: None, is_escaped: false };
    words.iter().for_each(|word| place.pass(word));
    place.wanted(current)
}

impl<'a> Place<'a> {
    fn pass(&mut self, word: &str) {
        let is_flag = !self.is_escaped && word.len() > 1 && word.starts_with('-');
        if let Some(awaited) = self.awaited.take()
            && (!is_flag || needs_value(awaited))
        {
            return;
        }
        if is_flag {
            self.is_escaped = word == "--";
            self.awaited = self.flag(word).filter(|argument| takes_value(argument));
        } else if let Some(inner) = self.command.find_subcommand(word).filter(|_| self.positionals == 0) {
            self.command = inner;
        } else {
            self.positionals += 1;
        }
    }

    /// The flag that a word names whole, without a value in the same word.
    fn flag(&self, word: &str) -> Option<&'a Arg> {
        self.command.get_arguments().find(|argument| match word.strip_prefix("--") {
            Some(long) => argument.get_long() == Some(long),
            None => argument.get_short().is_some_and(|short| word[1..].chars().eq([short])),
        })
    }

    fn wanted(&self, current: &'a str) -> Wanted<'a> {
        let is_flag = !self.is_escaped && current.starts_with('-');
        if let Some(argument) = self.awaited
            && (!is_flag || needs_value(argument))
        {
            return value(argument, current, 0);
        }
        if is_flag {
            return match current.find('=') {
                Some(at) => match self.flag(&current[..at]).filter(|argument| takes_value(argument)) {
                    Some(argument) => value(argument, current, at + 1),
                    None => Wanted::Nothing,
                },
                None => Wanted::Flag(self.command),
            };
        }
        if self.positionals == 0 && self.command.has_subcommands() {
            return Wanted::Command(self.command);
        }
        match self.positional() {
            Some(argument) => value(argument, current, 0),
            None => Wanted::Flag(self.command),
        }
    }

    /// The positional argument that comes next.
    fn positional(&self) -> Option<&'a Arg> {
        let mut positionals = self.command.get_positionals();
        match positionals.nth(self.positionals) {
            Some(argument) => Some(argument),
            None => self.command.get_positionals().last().filter(|last| last.get_num_args().is_some_and(|number| number.max_values() > 1)),
        }
    }
}

/// The value that begins there in the word, of a list the last one.
fn value<'a>(argument: &'a Arg, word: &'a str, begin: usize) -> Wanted<'a> {
    let list = argument.get_value_delimiter().and_then(|delimiter| word[begin..].rfind(delimiter));
    let (before, typed) = word.split_at(begin + list.map_or(0, |at| at + 1));
    Wanted::Value { argument, before, typed }
}

fn takes_value(argument: &Arg) -> bool {
    argument.get_num_args().is_some_and(|number| number.takes_values())
}

fn needs_value(argument: &Arg) -> bool {
    argument.get_num_args().is_some_and(|number| number.min_values() > 0)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::super::super::Cli;
    use super::*;

    /// What is wanted at the end of a line, in a few words.
    fn at_the_end(line: &str) -> String {
        let mut program = Cli::command();
        program.build();
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let current = words.pop().unwrap();
        match wanted(&program, &words, &current) {
            Wanted::Command(command) => format!("command of {}", command.get_name()),
            Wanted::Flag(command) => format!("flag of {}", command.get_name()),
            Wanted::Value { argument, before, typed } => format!("{} {before:?} {typed:?}", argument.get_id()),
            Wanted::Nothing => "nothing".to_owned(),
        }
    }

    #[test]
    fn the_words_before_the_cursor_tell_what_is_wanted() {
        for (line, told) in [
            ("", "command of recovery-run"),
            ("rep", "command of recovery-run"),
            ("--theme dark ", "command of recovery-run"),
            ("config ", "command of config"),
            ("config init ", "flag of init"),
            ("-", "flag of recovery-run"),
            ("run --s", "flag of run"),
            ("run ", "flag of run"),
            ("run --strap ", "strap \"\" \"\""),
            ("run --strap -x", "strap \"\" \"-x\""),
            ("run --strap=H1", "strap \"--strap=\" \"H1\""),
            ("run --no-record=", "nothing"),
            ("run --hold ", "hold \"\" \"\""),
            ("run --hold --", "flag of run"),
            ("run --hold --strap ", "strap \"\" \"\""),
            ("run --without form,ta", "without \"form,\" \"ta\""),
            ("run --without=form,ta", "without \"--without=form,\" \"ta\""),
            ("run --headless --theme ", "theme \"\" \"\""),
            ("report ", "files \"\" \"\""),
            ("report a.fit b", "files \"\" \"b\""),
            ("report -- --x", "files \"\" \"--x\""),
            ("replay a.fit ", "flag of replay"),
            ("replay run ", "flag of replay"),
            ("export last -o ", "output \"\" \"\""),
            ("export last --to f", "to \"\" \"f\""),
            ("man run ", "flag of man"),
        ] {
            assert_eq!(at_the_end(line), told, "{line:?}");
        }
    }
}
