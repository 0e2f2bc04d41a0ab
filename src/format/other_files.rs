//! Files that are plainly no recordings, by their names: what lies beside recordings in the exports of sites and on disks.

/// Endings of pictures, media, pages, documents, programs and packings that hold no recording. In lower case.
const OTHER_ENDINGS: [&str; 61] = [
    "jpg", "jpeg", "png", "gif", "heic", "heif", "webp", "bmp", "tif", "tiff", "svg", "ico", "dng", "mp4", "mov", "avi", "m4v", "mkv",
    "webm", "mpg", "mp3", "m4a", "wav", "aac", "ogg", "html", "htm", "css", "js", "md", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx",
    "odt", "ods", "rtf", "epub", "kmz", "kml", "ics", "vcf", "eml", "mbox", "db", "sqlite", "ini", "toml", "yml", "yaml", "exe", "dll",
    "jar", "apk", "py", "sh", "lock", "new",
];
/// Tables with which an export lists what is in it, by name.
const INDEX_TABLES: [&str; 1] = ["activities.csv"];
/// Names without an ending that systems leave behind.
const SYSTEM_FILES: [&str; 2] = ["thumbs.db", "icon\r"];

/// Whether a file of this name, with or without its folders, is plainly no recording. A compressed one is told by the name
/// that it has unpacked.
pub fn is_other_file(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut folders: Vec<&str> = name.split(['/', '\\']).collect();
    let file = folders.pop().unwrap_or_default();
    // Files that start with a dot are hidden or a system's own; macOS keeps the attributes of files in archives in a folder.
    if file.starts_with('.') || folders.contains(&"__macosx") || SYSTEM_FILES.contains(&file) || INDEX_TABLES.contains(&file) {
        return true;
    }
    let file = file.strip_suffix(".gz").unwrap_or(file);
    file.rsplit_once('.').is_some_and(|(_, ending)| OTHER_ENDINGS.contains(&ending)) || is_day_of_rates(file)
}

/// Whether this is a day of an all-day wrist sensor (`heart_rate-2026-11-20.json` of Fitbit and Google): rates, but no run.
fn is_day_of_rates(file: &str) -> bool {
    let Some(rest) = file.strip_prefix("heart_rate") else { return false };
    let day = rest.trim_start_matches(['-', '_']).split('.').next().unwrap_or_default();
    day.len() == 10 && day.chars().all(|c| c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_pages_indexes_and_what_systems_leave_are_no_recordings() {
        for name in [
            "media/IMG_1.JPG",
            "export.zip/activities.csv",
            "a/.DS_Store",
            "__MACOSX/activities/._1.fit",
            "._1.fit",
            "Thumbs.db",
            "x/archive_browser.html",
            "video.mp4.gz",
            "heart_rate-2026-11-20.json",
            "Takeout\\heart_rate_2026-11-20.csv",
        ] {
            assert!(is_other_file(name), "{name}");
        }
    }

    #[test]
    fn whatever_may_be_a_recording_is_none_of_them() {
        for name in [
            "1.fit",
            "1.FIT.gz",
            "a.b/1.tcx",
            "__MACOSX.fit",
            "run.csv",
            "rr.txt",
            "polar/training-session-2026-11-20-1-2.json",
            "noise",
            "x.hrm",
            "photos.jpg/1.gpx",
            "my activities.csv",
            "heart_rate.csv",
            "heart_rate-intervals.csv",
            "export.zip",
        ] {
            assert!(!is_other_file(name), "{name}");
        }
    }
}
