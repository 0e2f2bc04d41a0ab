//! Themes by name or file: those that come along, those of the runner's own in the folder `themes` beside the configuration, and any file.

use std::path::{Path, PathBuf};

use super::files;
use crate::screen::{BUILT_IN_THEMES, Palette, ThemeChoice, ThemeName, read_theme};

/// The folder of the runner's own themes.
pub fn theme_folder(config: &Path) -> PathBuf {
    config.with_file_name("themes")
}

/// The colours of a word: a name of the program's, of a theme of the runner's own or of one that comes along, or a file. The runner's own go
/// before those that come along.
///
/// # Errors
/// There is no such theme, or its file is not understood: why, and what to do.
pub fn find_theme(word: &str, config: &Path) -> Result<ThemeChoice, String> {
    if let Some(name) = ThemeName::from_word(word) {
        return Ok(name.into());
    }
    let own = |palette: Palette| ThemeChoice { name: ThemeName::Own, own: Some(palette), ..ThemeChoice::default() };
    let is_file = word.contains(['/', std::path::MAIN_SEPARATOR]) || word.ends_with(".toml");
    let path = if is_file { beside(config, word) } else { theme_folder(config).join(format!("{word}.toml")) };
    if let Some(text) = files::text(&path).map_err(|error| error.to_string())? {
        let wrong = |error| format!("the theme {} is not understood: {error}; correct it, or take another theme", path.display());
        return read_theme(&text).map(own).map_err(wrong);
    }
    match BUILT_IN_THEMES.iter().find(|(name, _)| *name == word) {
        Some((name, text)) => read_theme(text).map(own).map_err(|error| format!("the theme {name} is not understood: {error}")),
        None => Err(format!(
            "there is no theme {word} (looked for {}): take one of {}, or a file",
            path.display(),
            theme_names(config).join(", ")
        )),
    }
}

/// A path as it is meant: from the folder one is in where there is such a file, else from the configuration's.
fn beside(config: &Path, word: &str) -> PathBuf {
    let path = Path::new(word);
    let from_config = config.parent().map(|folder| folder.join(path));
    from_config.filter(|_| !path.exists()).unwrap_or_else(|| path.to_owned())
}

/// The names of all themes there are.
pub fn theme_names(config: &Path) -> Vec<String> {
    let mut names: Vec<String> = ThemeName::ALL.iter().map(|name| name.word().to_owned()).collect();
    let mut own: Vec<String> = BUILT_IN_THEMES.iter().map(|(name, _)| (*name).to_owned()).collect();
    // A folder that is not there has none.
    for entry in files::entries(&theme_folder(config)).unwrap_or_default() {
        let name = entry.file_name();
        own.extend(name.to_string_lossy().strip_suffix(".toml").map(str::to_owned));
    }
    own.sort();
    own.dedup();
    names.append(&mut own);
    names
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::screen::Rgb;

    #[test]
    fn a_theme_is_found_by_name_in_the_folder_beside_the_configuration_among_those_that_come_along_or_as_a_file() {
        let home = tempfile::tempdir().unwrap();
        let config = home.path().join("config.toml");
        let paper = |word: &str| find_theme(word, &config).map(|choice| choice.own.map(|own| own.paper));
        assert_eq!(paper("dark"), Ok(None));
        assert_eq!(paper("catppuccin-mocha"), Ok(Some(Rgb(0x1E, 0x1E, 0x2E))));
        fs::create_dir(theme_folder(&config)).unwrap();
        fs::write(theme_folder(&config).join("mine.toml"), "paper = \"#010203\"").unwrap();
        fs::write(theme_folder(&config).join("catppuccin-mocha.toml"), "paper = \"#040506\"").unwrap();
        fs::write(home.path().join("other.toml"), "paper = \"#070809\"").unwrap();
        assert_eq!(paper("mine"), Ok(Some(Rgb(1, 2, 3))));
        assert_eq!(paper("catppuccin-mocha"), Ok(Some(Rgb(4, 5, 6))));
        assert_eq!(paper(home.path().join("other.toml").to_str().unwrap()), Ok(Some(Rgb(7, 8, 9))));
        assert_eq!(paper("other.toml"), Ok(Some(Rgb(7, 8, 9))), "from the configuration's folder");
        let missing = paper("nowhere").unwrap_err();
        assert!(
            ["nowhere", "high-contrast", "catppuccin-latte", "mine", "or a file"].iter().all(|word| missing.contains(word)),
            "{missing}"
        );
        fs::write(home.path().join("other.toml"), "\n\npaper = \"blue\"").unwrap();
        let wrong = paper("other.toml").unwrap_err();
        assert!(wrong.contains("other.toml") && wrong.contains("line 3") && wrong.contains("#rrggbb"), "{wrong}");
    }
}
