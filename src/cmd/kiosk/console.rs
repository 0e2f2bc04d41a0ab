//! The console of a kiosk: its characters, and its letters as large as the screen has room for. The kernel's own font makes 240 columns
//! of a television, which nobody reads from the belt.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::cmd::kernel_console::is_console;
use crate::screen::window_size;

/// Where Debian's console-setup has its fonts.
const FONTS: &str = "/usr/share/consolefonts";
/// The sizes of its Terminus, in points of width and height, the largest first.
const SIZES: [(u32, u32, &str); 7] =
    [(16, 32, "32x16"), (14, 28, "28x14"), (12, 24, "24x12"), (11, 22, "22x11"), (10, 20, "20x10"), (8, 16, "16"), (6, 12, "12x6")];
/// What the screens are laid out for, in columns and rows.
const ROOMY: (u32, u32) = (80, 25);
/// More columns than this are too small to be read from the belt (design choice).
const WIDEST: u16 = 120;

/// Makes the console one that what is drawn is drawn for: in UTF-8, which it is not in everywhere (console_codes(4): `ESC % G`), and in a
/// font of a readable size. A console that has a grid of such a size already was set up so by somebody.
pub(super) fn prepare() {
    if !is_console() {
        return;
    }
    let mut out = io::stdout();
    // A console that takes nothing is told of when the screen is opened.
    let _ = out.write_all(b"\x1b%G").and_then(|()| out.flush());
    if window_size().0 <= WIDEST {
        return;
    }
    let Some(font) = screen_points().and_then(|points| fitting(points, Path::new(FONTS))) else { return };
    // The console belongs to this program, so that setfont needs no root.
    let set = Command::new("setfont").arg(&font).stderr(Stdio::null()).status();
    if !set.is_ok_and(|status| status.success()) {
        tracing::warn!(font = %font.display(), "setfont refused the console's font");
    }
}

/// The size of the screen in points, as the kernel's frame buffer tells it.
fn screen_points() -> Option<(u32, u32)> {
    let text = std::fs::read_to_string("/sys/class/graphics/fb0/virtual_size").ok()?;
    let (width, height) = text.trim().split_once(',')?;
    Some((width.parse().ok()?, height.parse().ok()?))
}

/// The largest font of a folder with which the screen has room for what is drawn.
fn fitting((width, height): (u32, u32), fonts: &Path) -> Option<PathBuf> {
    let fits = |size: &&(u32, u32, &str)| width / size.0 >= ROOMY.0 && height / size.1 >= ROOMY.1;
    SIZES.iter().filter(fits).map(|(.., name)| fonts.join(format!("Lat15-Terminus{name}.psf.gz"))).find(|path| path.exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_letters_are_taken_that_leave_80_columns_and_25_rows() {
        let folder = tempfile::tempdir().unwrap();
        let chosen = |points| {
            fitting(points, folder.path()).map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).unwrap_or_default()
        };
        assert_eq!(chosen((1920, 1080)), "", "there are none");
        for (.., name) in SIZES {
            std::fs::write(folder.path().join(format!("Lat15-Terminus{name}.psf.gz")), "").unwrap();
        }
        for (points, font) in [
            ((3840, 2160), "32x16"),
            ((1920, 1080), "32x16"),
            ((1280, 720), "28x14"),
            ((1024, 600), "24x12"),
            ((800, 480), "16"),
            ((640, 480), "16"),
            ((480, 320), "12x6"),
            ((320, 240), ""),
        ] {
            let expected = if font.is_empty() { String::new() } else { format!("Lat15-Terminus{font}.psf.gz") };
            assert_eq!(chosen(points), expected, "{points:?}");
        }
    }
}
