//! The package that `cargo install` builds from: the program whole, none of the tests, and small; its description complete; the Rust
//! version that it asks for is one that it was built with.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod requirements;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use requirements::missing;
use serde_json::Value;

/// The largest package, in bytes (design choice): a tenth of what the registry of crates takes.
const LARGEST: u64 = 1_000_000;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn cargo(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(args).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "cargo {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What goes into the package.
fn packaged() -> BTreeSet<String> {
    cargo(&["package", "--list", "--allow-dirty", "--offline", "--locked"]).lines().map(str::to_owned).collect()
}

/// This package as cargo reads it, or all that it is built and tested with.
fn packages() -> Vec<Value> {
    let metadata: Value = serde_json::from_str(&cargo(&["metadata", "--format-version", "1", "--offline", "--locked"])).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// Major, minor and patch of a version.
fn version(text: &str) -> [u32; 3] {
    let mut parts = text.split('.').map(|part| part.parse().unwrap());
    std::array::from_fn(|_| parts.next().unwrap_or(0))
}

/// A path without its `..`.
fn straight(path: &Path) -> PathBuf {
    let mut straight = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(straight.pop()),
            part => straight.push(part),
        }
    }
    straight
}

#[test]
fn the_package_has_the_program_and_no_tests() {
    let packaged = packaged();
    let expected = ["src/", "assets/", "Cargo.", "README.md", "LICENSE", ".cargo_vcs_info.json"];
    for file in &packaged {
        assert!(expected.iter().any(|beginning| file.starts_with(beginning)), "{file} is packaged");
    }
    for file in ["src/main.rs", "src/lib.rs", "Cargo.lock", "Cargo.toml", "README.md", "LICENSE", "assets/CHANGELOG.md"] {
        assert!(packaged.contains(file), "{file} is not packaged");
    }
    // Whatever a source file takes in is there: it is built from the package alone.
    let mut taken = 0;
    for file in packaged.iter().filter(|file| file.ends_with(".rs")) {
        let text = fs::read_to_string(root().join(file)).unwrap();
        for part in text.split("include_str!(\"").skip(1).chain(text.split("include_bytes!(\"").skip(1)) {
            let inner = part.split('"').next().unwrap();
            let path = straight(&Path::new(file).parent().unwrap().join(inner));
            assert!(packaged.contains(path.to_str().unwrap()), "{file} takes in {}, which is not packaged", path.display());
            taken += 1;
        }
    }
    assert!(taken > 10, "{taken}");
}

#[test]
fn the_package_is_small() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().to_str().unwrap();
    cargo(&["package", "--no-verify", "--allow-dirty", "--offline", "--locked", "--quiet", "--target-dir", target]);
    let file = folder.path().join(format!("package/recovery-run-{}.crate", env!("CARGO_PKG_VERSION")));
    let bytes = fs::metadata(file).unwrap().len();
    println!("{bytes} bytes");
    assert!(bytes < LARGEST, "{bytes} bytes");
}

#[test]
fn the_package_is_described() {
    let packages = packages();
    let own = packages.iter().find(|package| package["name"] == "recovery-run").unwrap();
    for field in ["description", "license", "readme", "rust_version"] {
        assert!(own[field].as_str().is_some_and(|text| !text.is_empty()), "no {field}");
    }
    // More keywords than five, and longer ones, the registry refuses.
    let keywords = own["keywords"].as_array().unwrap();
    assert!((3..=5).contains(&keywords.len()) && keywords.iter().all(|word| word.as_str().unwrap().len() <= 20), "{keywords:?}");
    assert!(!own["categories"].as_array().unwrap().is_empty());
    assert!(own["metadata"]["docs"]["rs"]["targets"].is_array());
}

#[test]
fn nothing_that_it_is_built_with_asks_for_a_newer_rust() {
    let own = version(env!("CARGO_PKG_RUST_VERSION"));
    let mut told = 0;
    for package in packages() {
        if let Some(asked) = package["rust_version"].as_str() {
            assert!(version(asked) <= own, "{} asks for Rust {asked}", package["name"]);
            told += 1;
        }
    }
    assert!(told > 100, "only {told} packages tell their Rust version");
}

/// What builds these tests is the version that is claimed: then every test shows that it does. Another one shows nothing of it.
#[test]
fn the_claimed_rust_version_is_the_one_that_builds_it_here() {
    let told = Command::new(std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned())).arg("--version").output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    let here = version(told.split_whitespace().nth(1).unwrap().split('-').next().unwrap());
    let claimed = version(env!("CARGO_PKG_RUST_VERSION"));
    assert!(here >= claimed, "it was built with {told}");
    if here[..2] != claimed[..2] {
        missing(&format!("Rust {}, which Cargo.toml claims to be enough; this is {told}", env!("CARGO_PKG_RUST_VERSION")));
    }
}
