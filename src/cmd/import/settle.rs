//! Putting what was decoded into the history, and telling of it: files that were named each with a line of their own, those in
//! folders and archives by counts.

use std::path::{Path, PathBuf};

use super::decode::{Decoded, Outcome};
use super::feed::Found;
use super::progress::Progress;
use super::summary::Summary;
use crate::cmd::Failure;
use crate::cmd::output::say;
use crate::cmd::packed::Unusable;
use crate::store::{Activity, ContentId, ImportOutcome, Imports};

/// What has become of the files so far.
#[derive(Debug)]
pub(super) struct Settlement {
    imports: Imports,
    summary: Summary,
    progress: Progress,
    arguments: Vec<Argument>,
    /// Files that are done, and all that were found.
    done: usize,
    all: usize,
}

/// An argument of `import`.
#[derive(Debug)]
struct Argument {
    shown: String,
    /// A run came from it, or was there.
    has_runs: bool,
    /// That it could not be imported was told.
    has_failed: bool,
}

impl Settlement {
    pub(super) fn new(imports: Imports, arguments: &[PathBuf]) -> Self {
        let argument = |path: &PathBuf| Argument {
            shown: path.display().to_string().replace(char::is_control, " "),
            has_runs: false,
            has_failed: false,
        };
        Self {
            imports,
            summary: Summary::default(),
            progress: Progress::new(true),
            arguments: arguments.iter().map(argument).collect(),
            done: 0,
            all: 0,
        }
    }

    /// A folder cannot be looked into.
    pub(super) fn unreadable(&mut self, folder: &Path, why: &std::io::Error) {
        self.summary.refused(&folder.display().to_string().replace(char::is_control, " "), &why.to_string());
    }

    /// So many files were found in all.
    pub(super) fn found(&mut self, all: usize) {
        self.all = all;
    }

    /// Takes a file, of so many that have been found so far.
    ///
    /// # Errors
    /// The history or standard output cannot be written.
    pub(super) fn settle(&mut self, decoded: Decoded, all: usize) -> Result<(), Failure> {
        let Decoded { found, bytes, outcome, remarks } = decoded;
        if found.is_named {
            for remark in &remarks {
                self.progress.clear();
                eprintln!("recovery-run: {}: {remark}", found.shown);
            }
        } else if !remarks.is_empty() {
            self.summary.remark(&found.shown, &remarks.join("; "));
        }
        match outcome {
            Outcome::Known(id, content) => self.known(&found, &id, content)?,
            Outcome::Activities(activities, content) => self.add(&found, &activities, &bytes, content)?,
            Outcome::Without(why) if found.is_named => self.fail(&found, &why.to_string()),
            Outcome::Without(Unusable::NoHeartRate(_)) => self.summary.without_heart_rate(&found.shown),
            Outcome::Without(_) => self.summary.without_activity(&found.shown),
            Outcome::Day => self.summary.day(&found.shown),
            Outcome::Refused(why) if found.is_named => self.fail(&found, &format!("cannot be read: {why}")),
            Outcome::Refused(why) => self.summary.refused(&found.shown, &why),
            Outcome::Other => self.summary.other(&found.shown),
        }
        (self.done, self.all) = (self.done + 1, all);
        if !found.is_named {
            self.progress.draw(self.done, self.all, self.summary.added);
        }
        Ok(())
    }

    fn add(&mut self, found: &Found, activities: &[(Activity, String)], bytes: &[u8], content: ContentId) -> Result<(), Failure> {
        // The same content may have been added since it was decoded, under another name.
        if let Some(id) = self.imports.run_from(content).map(str::to_owned) {
            return self.known(found, &id, content);
        }
        let (mut made, mut there) = (None, None);
        for (activity, length) in activities {
            match self.imports.add(activity)? {
                ImportOutcome::Added(id) => {
                    self.summary.added += 1;
                    self.tell(found, &format!("{id}  {length}  {}", found.shown))?;
                    made.get_or_insert(id);
                }
                ImportOutcome::Known(id) => {
                    self.summary.known += 1;
                    self.tell(found, &format!("{id}  there already: {}", found.shown))?;
                    there.get_or_insert(id);
                }
                ImportOutcome::Replaced { id, because } => {
                    self.summary.replaced(&found.shown, because);
                    self.tell(found, &format!("{id}  {length}  replaces what was there, {because}: {}", found.shown))?;
                    made.get_or_insert(id);
                }
            }
        }
        self.arguments[found.argument].has_runs = true;
        match (made, there) {
            (Some(id), _) => self.imports.keep_original(&id, Path::new(&found.shown), bytes, content)?,
            (None, Some(id)) => self.imports.remember(&id, content),
            (None, None) => {}
        }
        Ok(())
    }

    fn known(&mut self, found: &Found, id: &str, content: ContentId) -> Result<(), Failure> {
        // It may have been replaced by a fuller recording meanwhile.
        let id = self.imports.run_from(content).unwrap_or(id).to_owned();
        self.summary.known += 1;
        self.arguments[found.argument].has_runs = true;
        self.tell(found, &format!("{id}  there already: {}", found.shown))
    }

    fn tell(&mut self, found: &Found, line: &str) -> Result<(), Failure> {
        if !found.is_named {
            return Ok(());
        }
        self.progress.clear();
        say(line)
    }

    fn fail(&mut self, found: &Found, why: &str) {
        self.progress.clear();
        eprintln!("recovery-run: {} {why}", found.shown);
        self.arguments[found.argument].has_failed = true;
    }

    /// How many files were found and are not done.
    pub(super) fn left(&self) -> usize {
        self.all.saturating_sub(self.done)
    }

    /// Finishes; what it came to, and how many arguments could not be imported. Where all was looked at (`is_whole`), a folder
    /// or an archive from which no run came is one of them.
    ///
    /// # Errors
    /// The history cannot be written.
    pub(super) fn close(mut self, is_whole: bool) -> Result<(Summary, usize), Failure> {
        self.progress.clear();
        for argument in &mut self.arguments {
            if is_whole && !argument.has_runs && !argument.has_failed {
                eprintln!(
                    "recovery-run: {} holds no run with heart rate; give a recording, or a folder or archive with some",
                    argument.shown
                );
                argument.has_failed = true;
            }
        }
        self.imports.close()?;
        Ok((self.summary, self.arguments.iter().filter(|argument| argument.has_failed).count()))
    }
}
