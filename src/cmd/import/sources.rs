//! What the arguments of `import` name: files, and folders with all that is in them.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::store::Folders;

/// A file to look into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    pub path: PathBuf,
    /// Which argument it comes from.
    pub argument: usize,
    /// It is that argument, and not a file in a folder.
    pub is_named: bool,
}

/// The files that arguments name, folders gone through by name. What cannot be looked into is told with its reason.
pub(super) fn list(arguments: &[PathBuf], folders: &Folders) -> (Vec<Source>, Vec<(PathBuf, std::io::Error)>) {
    let mut walk = Walk { sources: Vec::new(), unreadable: Vec::new(), entered: HashSet::new() };
    // Our own runs and originals are there already.
    walk.entered.extend(fs::canonicalize(&folders.data));
    for (argument, path) in arguments.iter().enumerate() {
        if path.is_dir() {
            // Named twice, or named though it is our own: it is looked into.
            walk.entered.remove(&fs::canonicalize(path).unwrap_or_default());
            walk.enter(path, argument);
        } else {
            walk.sources.push(Source { path: path.clone(), argument, is_named: true });
        }
    }
    (walk.sources, walk.unreadable)
}

struct Walk {
    sources: Vec<Source>,
    unreadable: Vec<(PathBuf, std::io::Error)>,
    /// Folders by their true names: a link may lead to one that is gone through already.
    entered: HashSet<PathBuf>,
}

impl Walk {
    fn enter(&mut self, root: &Path, argument: usize) {
        // A list and no recursion: folders may lie deep.
        let mut open = vec![root.to_owned()];
        while let Some(folder) = open.pop() {
            let entries =
                fs::canonicalize(&folder).and_then(|name| if self.entered.insert(name) { names(&folder) } else { Ok(Vec::new()) });
            match entries {
                Ok(entries) => {
                    let (inner, files): (Vec<_>, Vec<_>) = entries.into_iter().partition(|path| path.is_dir());
                    // Pipes, sockets and devices would be waited for; a link that leads nowhere is nothing.
                    let files = files.into_iter().filter(|path| path.is_file());
                    self.sources.extend(files.map(|path| Source { path, argument, is_named: false }));
                    open.extend(inner.into_iter().rev());
                }
                Err(why) => self.unreadable.push((folder, why)),
            }
        }
    }
}

fn names(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut names = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    names.sort_unstable();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(root: &Path, arguments: &[&str]) -> Vec<String> {
        let arguments: Vec<PathBuf> = arguments.iter().map(|name| root.join(name)).collect();
        let folders = Folders { data: root.join("data"), config: root.join("none") };
        let (sources, unreadable) = list(&arguments, &folders);
        assert!(unreadable.is_empty(), "{unreadable:?}");
        let name = |source: &Source| source.path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        sources.iter().map(|source| format!("{} {}", source.argument, name(source))).collect()
    }

    #[test]
    fn folders_are_gone_through_by_name_and_our_own_runs_left_out() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["a/b/2.fit", "a/b/1.fit", "a/0.fit", "data/runs/x.jsonl", "c.fit"] {
            fs::create_dir_all(folder.path().join(file).parent().unwrap()).unwrap();
            fs::write(folder.path().join(file), "x").unwrap();
        }
        assert_eq!(listed(folder.path(), &["c.fit", "a"]), ["0 c.fit", "1 a/0.fit", "1 a/b/1.fit", "1 a/b/2.fit"]);
        assert_eq!(listed(folder.path(), &[""]), ["0 c.fit", "0 a/0.fit", "0 a/b/1.fit", "0 a/b/2.fit"]);
        assert_eq!(listed(folder.path(), &["data/runs", "missing"]), ["0 data/runs/x.jsonl", "1 missing"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_circle_and_links_to_nothing_end_somewhere_and_pipes_are_not_waited_for() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::write(root.join("a/1.fit"), "x").unwrap();
        symlink("..", root.join("a/b/up")).unwrap();
        symlink(root.join("a"), root.join("a/self")).unwrap();
        symlink("nowhere", root.join("a/lost.fit")).unwrap();
        symlink("1.fit", root.join("a/linked.fit")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(root.join("a/pipe.fit")).status().unwrap().success());
        assert_eq!(listed(root, &["a"]), ["0 a/1.fit", "0 a/linked.fit"]);
    }
}
