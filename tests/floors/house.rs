//! All sources of the program: which module each file is, which file a path leads to, and which files need which.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::paths::{self, Named, Paths};

/// A source file of the program.
pub struct Source {
    /// Its place below `src`.
    pub inside: String,
    /// The module that it is; `main.rs` is the module "main".
    pub module: Vec<String>,
    pub paths: Paths,
    /// Whether only tests are compiled with it.
    pub is_test: bool,
}

impl Source {
    /// The room it stands in; none for the root of the library.
    pub fn room(&self) -> Option<&str> {
        self.module.first().map(String::as_str)
    }
}

pub struct House {
    pub sources: Vec<Source>,
    /// The file that each module stands in.
    modules: BTreeMap<Vec<String>, usize>,
}

impl House {
    /// The sources below a folder.
    pub fn read(src: &Path) -> Self {
        let mut files = Vec::new();
        rust_files(src, &mut files);
        Self::of(files.iter().map(|file| {
            let inside = file.strip_prefix(src).unwrap().to_string_lossy().replace('\\', "/");
            (inside, std::fs::read_to_string(file).unwrap())
        }))
    }

    /// A house of these files and texts.
    pub fn of(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut sources: Vec<Source> = files
            .into_iter()
            .map(|(inside, text)| {
                let (module, paths) = (module_of(&inside), paths::read(&text));
                Source { inside, module, paths, is_test: false }
            })
            .collect();
        let mut modules = BTreeMap::new();
        let mut test_modules = Vec::new();
        for (index, source) in sources.iter().enumerate() {
            modules.insert(source.module.clone(), index);
            modules.extend(source.paths.inline.iter().map(|inline| ([&source.module[..], inline].concat(), index)));
            test_modules.extend(source.paths.test_files.iter().map(|name| [&source.module[..], std::slice::from_ref(name)].concat()));
        }
        for source in &mut sources {
            source.is_test = test_modules.iter().any(|module| source.module.starts_with(module));
        }
        Self { sources, modules }
    }

    /// A path from the root of the program; none where it leads out of the program.
    pub fn absolute(&self, source: &Source, named: &Named) -> Option<Vec<String>> {
        let mut from = [&source.module[..], &named.inline].concat();
        let mut segments = named.segments.iter().map(String::as_str).peekable();
        let first = *segments.peek()?;
        match first {
            "crate" | "recovery_run" => {
                segments.next();
                from.clear();
            }
            "self" => drop(segments.next()),
            "super" => {
                while segments.next_if_eq(&"super").is_some() {
                    from.pop();
                }
            }
            _ if self.modules.contains_key(&[&from[..], &[first.to_owned()]].concat()) => {}
            _ => return None,
        }
        from.extend(segments.map(str::to_owned));
        Some(from)
    }

    /// The file that defines what a path from the root names: re-exports on the way are followed.
    pub fn defining_file(&self, path: &[String]) -> Option<usize> {
        self.follow(path, 8)
    }

    fn follow(&self, path: &[String], steps: usize) -> Option<usize> {
        let length = (1..=path.len()).rev().find(|length| self.modules.contains_key(&path[..*length]))?;
        let file = self.modules[&path[..length]];
        let Some(item) = path.get(length).filter(|_| steps > 0) else { return Some(file) };
        let source = &self.sources[file];
        let imported = source.paths.named.iter().find(|named| {
            let scope = [&source.module[..], &named.inline].concat();
            named.alias.as_ref() == Some(item) && scope == path[..length]
        });
        let target = imported.and_then(|named| self.absolute(source, named)).filter(|target| target[..] != *path);
        target.and_then(|target| self.follow(&[&target[..], &path[length + 1..]].concat(), steps - 1)).or(Some(file))
    }

    /// Which files each file needs, outside tests. A module's own file that names the files below it is left out: it puts
    /// them together. So a file below may use what its module's file defines; two that stand beside each other may not
    /// both use each other, be it through a third, or through what their module's file re-exports.
    fn needs(&self) -> Vec<BTreeSet<usize>> {
        let needs = |(index, source): (usize, &Source)| {
            let named = source.paths.named.iter().filter(|named| !named.in_tests && !source.is_test);
            named
                .filter_map(|named| self.defining_file(&self.absolute(source, named)?))
                .filter(|to| *to != index && !self.sources[*to].module.starts_with(&source.module))
                .collect()
        };
        self.sources.iter().enumerate().map(needs).collect()
    }

    /// The groups of files that need each other, each named by its files.
    pub fn circles(&self) -> Vec<Vec<&str>> {
        let needs = self.needs();
        let reached: Vec<BTreeSet<usize>> = (0..needs.len()).map(|from| reachable(&needs, from)).collect();
        let mut circles = BTreeSet::new();
        for from in 0..needs.len() {
            if reached[from].contains(&from) {
                let together = |to: &usize| reached[from].contains(to) && reached[*to].contains(&from);
                circles.insert((0..needs.len()).filter(together).map(|file| self.sources[file].inside.as_str()).collect::<Vec<_>>());
            }
        }
        circles.into_iter().collect()
    }
}

/// All files that are needed by way of others.
fn reachable(needs: &[BTreeSet<usize>], from: usize) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<usize> = needs[from].iter().copied().collect();
    while let Some(file) = open.pop() {
        if reached.insert(file) {
            open.extend(&needs[file]);
        }
    }
    reached
}

/// The module of a file below `src`: `a/mod.rs` and `a.rs` are the module `a`.
fn module_of(inside: &str) -> Vec<String> {
    let mut module: Vec<String> = inside.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| last == "mod" || inside == "lib.rs") {
        module.pop();
    }
    module
}

/// The Rust files below a folder.
pub fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|end| end == "rs") {
            into.push(path);
        }
    }
}
