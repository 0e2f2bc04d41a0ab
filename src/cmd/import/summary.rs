//! What an import came to: counts, and the first names of each kind.

use crate::cmd::output::runs;

/// So many names stand behind a count.
const EXAMPLES: usize = 3;
/// So many reasons for refusals are told, the most frequent first.
const REASONS: usize = 12;

/// Files of one kind.
#[derive(Debug, Default)]
struct Kind {
    count: usize,
    examples: Vec<String>,
}

impl Kind {
    fn add(&mut self, name: &str) {
        self.count += 1;
        if self.examples.len() < EXAMPLES {
            self.examples.push(name.to_owned());
        }
    }

    /// `3 without heart rate: a.fit, b.fit, c.fit`
    fn line(&self, what: &str) -> Option<String> {
        let more = if self.count > self.examples.len() { ", …" } else { "" };
        (self.count > 0).then(|| format!("{:>6} {what}: {}{more}\n", self.count, self.examples.join(", ")))
    }
}

/// Files that were refused for one reason.
#[derive(Debug)]
struct Refused {
    why: String,
    reason: String,
    files: Kind,
}

/// Counts of runs, and of files from which none was made.
#[derive(Debug, Default)]
pub(super) struct Summary {
    /// Runs that were added.
    pub added: usize,
    /// Runs that were there.
    pub known: usize,
    replaced: Kind,
    without_heart_rate: Kind,
    without_activity: Kind,
    days: Kind,
    other: Kind,
    remarks: Kind,
    /// The reason as it was told first, the same without its numbers, and the files.
    refused: Vec<Refused>,
}

impl Summary {
    pub(super) fn replaced(&mut self, name: &str, because: &str) {
        self.replaced.add(&format!("{name} ({because})"));
    }

    pub(super) fn without_heart_rate(&mut self, name: &str) {
        self.without_heart_rate.add(name);
    }

    pub(super) fn without_activity(&mut self, name: &str) {
        self.without_activity.add(name);
    }

    pub(super) fn day(&mut self, name: &str) {
        self.days.add(name);
    }

    pub(super) fn other(&mut self, name: &str) {
        self.other.add(name);
    }

    pub(super) fn remark(&mut self, name: &str, remark: &str) {
        self.remarks.add(&format!("{name}: {remark}"));
    }

    pub(super) fn refused(&mut self, name: &str, why: &str) {
        // "line 7" and "line 9" are one kind.
        let reason: String = why.chars().filter(|c| !c.is_ascii_digit()).collect();
        match self.refused.iter_mut().find(|there| there.reason == reason) {
            Some(there) => there.files.add(name),
            None => {
                let mut files = Kind::default();
                files.add(name);
                self.refused.push(Refused { why: why.to_owned(), reason, files });
            }
        }
    }

    /// The last line.
    pub(super) fn total(&self) -> String {
        let replaced = match self.replaced.count {
            0 => String::new(),
            count => format!(", {count} replaced by a fuller recording"),
        };
        format!("{} added{replaced}, {} there already", runs(self.added), self.known)
    }

    /// The lines before it: a line each kind of file from which no run was made, or a better one.
    pub(super) fn kinds(&self) -> String {
        let lines = [
            self.replaced.line("replaced by a fuller recording of the same run"),
            self.remarks.line("with something odd"),
            self.without_heart_rate.line("without heart rate"),
            self.without_activity.line("without an activity"),
            self.days.line("with the heart rates of a day and no run"),
            self.other.line("passed over, being no recordings"),
        ];
        let mut text: String = lines.into_iter().flatten().collect();
        let mut refused: Vec<&Refused> = self.refused.iter().collect();
        refused.sort_by_key(|there| std::cmp::Reverse(there.files.count));
        for there in refused.iter().take(REASONS) {
            text.extend(there.files.line(&format!("refused, {}", there.why)));
        }
        if let Some(rest @ [_, ..]) = refused.get(REASONS..) {
            text += &format!("{:>6} refused for other reasons\n", rest.iter().map(|there| there.files.count).sum::<usize>());
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_line_with_its_count_and_its_first_names() {
        let mut summary = Summary { added: 1, known: 2, ..Summary::default() };
        assert_eq!((summary.kinds().as_str(), summary.total().as_str()), ("", "1 run added, 2 there already"));
        (1..=5).for_each(|n| summary.without_heart_rate(&format!("{n}.fit")));
        summary.refused("a.csv", "line 7 has no time");
        summary.refused("b.csv", "line 12 has no time");
        summary.refused("c.csv", "it is encrypted");
        summary.replaced("d.fit", "with beat-to-beat intervals");
        assert_eq!(
            summary.kinds(),
            "     1 replaced by a fuller recording of the same run: d.fit (with beat-to-beat intervals)\n     \
             5 without heart rate: 1.fit, 2.fit, 3.fit, …\n     \
             2 refused, line 7 has no time: a.csv, b.csv\n     \
             1 refused, it is encrypted: c.csv\n"
        );
        assert_eq!(summary.total(), "1 run added, 1 replaced by a fuller recording, 2 there already");
    }

    #[test]
    fn many_reasons_are_counted_together() {
        let mut summary = Summary::default();
        for letter in 'a'..='t' {
            summary.refused("x", &format!("because of {letter}"));
        }
        assert_eq!(summary.kinds().lines().count(), 13);
        assert!(summary.kinds().ends_with("     8 refused for other reasons\n"));
    }
}
