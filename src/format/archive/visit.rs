//! Going through the files of an archive, those of archives in it included.

use std::io::{self, Cursor, Read, Seek as _, SeekFrom};
use std::ops::ControlFlow;

use super::zip_file::{Member, ReadSeek, ZipFile};
use super::{ArchiveError, NESTING_LIMIT, Packing, UNPACKED_LIMIT};

/// What is in an archive may unpack to this in all, whatever the archive's size.
const UNPACKED_FREELY: u64 = 1_000_000_000;
/// Beyond that, to so many times the archive's size. A design choice: TCX, which compresses best of what is recorded, reaches
/// 30 times; archives whose members share their data, which is how bombs get beyond the 1032 times of deflate, reach millions.
const EXPANSION_LIMIT: u64 = 200;
/// The most bytes of an archive in an archive. A design choice: the largest that the format has without its 64-bit extension.
const HELD_LIMIT: u64 = u32::MAX as u64;

/// A file that was packed.
#[derive(Debug)]
pub struct PackedFile {
    /// Its archive's name and its own, with a slash between: `export.zip/activities/1.fit`. Control characters are blanks.
    pub name: String,
    /// What is in it, or why that cannot be told.
    pub content: Result<Vec<u8>, ArchiveError>,
}

/// Who goes through an archive.
pub trait Visitor {
    /// An archive was opened; so many files are in it.
    fn opened(&mut self, files: usize);

    /// Whether a file of this name is to be unpacked at all; breaks when no more is wanted. Asked once for each file.
    fn wants(&mut self, name: &str) -> ControlFlow<(), bool>;

    /// Takes a file; breaks when it wants no more.
    fn take(&mut self, file: PackedFile) -> ControlFlow<()>;

    /// Holds an archive that was found in an archive while it is gone through, in memory where nothing else is said.
    ///
    /// # Errors
    /// It cannot be read or held.
    fn hold(&mut self, archive: &mut dyn Read) -> io::Result<Box<dyn ReadSeek>> {
        let mut held = Vec::new();
        archive.take(UNPACKED_LIMIT as u64).read_to_end(&mut held)?;
        Ok(Box::new(Cursor::new(held)))
    }
}

/// Goes through an archive's files in order of their names. An archive in it is gone through in its place, and counts as one
/// file until it is opened.
///
/// # Errors
/// It is no archive, or damaged. Of members that cannot be read the visitor is told.
pub fn visit<'a>(name: &str, mut archive: Box<dyn ReadSeek + 'a>, visitor: &mut dyn Visitor) -> Result<ControlFlow<()>, ArchiveError> {
    let size = archive.seek(SeekFrom::End(0)).map_err(|error| ArchiveError::of(&error, "zip"))?;
    let left = UNPACKED_FREELY.max(size.saturating_mul(EXPANSION_LIMIT));
    Walk { visitor, left }.enter(name, archive, 1)
}

/// A way through an archive.
struct Walk<'a> {
    visitor: &'a mut dyn Visitor,
    /// How much more may be unpacked.
    left: u64,
}

/// What a member came to.
enum Unpacked {
    Content(Vec<u8>),
    Archive(Box<dyn ReadSeek>),
}

impl Walk<'_> {
    fn enter<'a>(&mut self, name: &str, archive: Box<dyn ReadSeek + 'a>, depth: usize) -> Result<ControlFlow<()>, ArchiveError> {
        let archive = ZipFile::open(archive)?;
        let members = archive.members()?;
        self.visitor.opened(members.len());
        for member in members {
            let inside = format!("{name}/{}", member.name).replace(char::is_control, " ");
            match self.visitor.wants(&inside) {
                ControlFlow::Continue(true) => {}
                ControlFlow::Continue(false) => continue,
                ControlFlow::Break(()) => return Ok(ControlFlow::Break(())),
            }
            let content = match self.unpack(&archive, &member, depth) {
                Ok(Unpacked::Content(content)) => Ok(content),
                Ok(Unpacked::Archive(nested)) => match self.enter(&inside, nested, depth + 1) {
                    Ok(ControlFlow::Continue(())) => continue,
                    Ok(ControlFlow::Break(())) => return Ok(ControlFlow::Break(())),
                    Err(why) => Err(why),
                },
                Err(why) => Err(why),
            };
            if self.visitor.take(PackedFile { name: inside, content }).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn unpack(&mut self, archive: &ZipFile<'_>, member: &Member, depth: usize) -> Result<Unpacked, ArchiveError> {
        if self.left == 0 {
            return Err(ArchiveError::Bomb);
        }
        let failed = |error: io::Error| ArchiveError::of(&error, "zip");
        // What an archive says of a member's size may be wrong: what comes out is counted.
        let bound = self.left.min(HELD_LIMIT);
        let mut reader = archive.reader(member)?.take(bound);
        let mut content = Vec::new();
        reader.by_ref().take(4).read_to_end(&mut content).map_err(failed)?;
        let unpacked = if Packing::of(&content) == Some(Packing::Zip) {
            if depth == NESTING_LIMIT {
                return Err(ArchiveError::TooDeep);
            }
            self.visitor.hold(&mut content.as_slice().chain(&mut reader)).map(Unpacked::Archive)
        } else {
            let rest = (UNPACKED_LIMIT + 1 - content.len()) as u64;
            reader.by_ref().take(rest).read_to_end(&mut content).map(|_| Unpacked::Content(content))
        };
        self.left -= bound - reader.limit();
        match unpacked.map_err(failed)? {
            Unpacked::Content(content) if content.len() > UNPACKED_LIMIT => Err(ArchiveError::TooLarge),
            _ if self.left == 0 => Err(ArchiveError::Bomb),
            unpacked => Ok(unpacked),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::*;

    /// Notes what it is given.
    #[derive(Default)]
    struct Notes {
        opened: Vec<usize>,
        taken: Vec<(String, Result<Vec<u8>, ArchiveError>)>,
    }

    impl Visitor for Notes {
        fn opened(&mut self, files: usize) {
            self.opened.push(files);
        }

        fn wants(&mut self, name: &str) -> ControlFlow<(), bool> {
            ControlFlow::Continue(!name.ends_with(".jpg"))
        }

        fn take(&mut self, file: PackedFile) -> ControlFlow<()> {
            self.taken.push((file.name, file.content));
            ControlFlow::Continue(())
        }
    }

    fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in members {
            writer.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn visited(archive: &[u8]) -> Result<Notes, ArchiveError> {
        let mut notes = Notes::default();
        assert!(visit("a.zip", Box::new(Cursor::new(archive)), &mut notes)?.is_continue());
        Ok(notes)
    }

    fn single(archive: &[u8]) -> Result<Vec<u8>, ArchiveError> {
        let mut notes = visited(archive)?;
        assert_eq!(notes.taken.len(), 1);
        notes.taken.remove(0).1
    }

    #[test]
    fn files_come_by_name_nested_ones_in_their_place_and_those_not_wanted_never() {
        let inner = zip(&[("x.fit", b"inner")]);
        let notes = visited(&zip(&[("c.fit", b"c"), ("b.zip", &inner), ("a/é.fit", b"a"), ("p.jpg", b"picture")])).unwrap();
        let told: Vec<(&str, &[u8])> = notes.taken.iter().map(|(name, content)| (name.as_str(), content.as_deref().unwrap())).collect();
        assert_eq!(told, [("a.zip/a/é.fit", &b"a"[..]), ("a.zip/b.zip/x.fit", b"inner"), ("a.zip/c.fit", b"c")]);
        assert_eq!(notes.opened, [4, 1]);
    }

    #[test]
    fn archives_are_opened_three_deep_and_no_deeper() {
        let mut archive = zip(&[("x.fit", b"x")]);
        for depth in 1..=4 {
            let expected = if depth <= 3 { Ok(b"x".to_vec()) } else { Err(ArchiveError::TooDeep) };
            assert_eq!(single(&archive), expected, "{depth}");
            archive = zip(&[("next.zip", &archive)]);
        }
    }

    #[test]
    fn an_archive_that_is_cut_short_says_so() {
        let whole = zip(&[("a.fit", &[7; 5000]), ("b.fit", b"b")]);
        for length in [4, 40, whole.len() / 2, whole.len() - 1] {
            assert_eq!(visited(&whole[..length]).err(), Some(ArchiveError::CutShort("zip")), "{length}");
        }
    }

    #[test]
    fn a_member_that_is_damaged_encrypted_or_packed_otherwise_says_so_and_keeps_no_other_out() {
        let text: Vec<u8> = (0..5000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let whole = zip(&[("a.fit", &text), ("b.fit", b"b")]);
        let listed = whole.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
        // In the list of members flags stand at 8 and the method at 10.
        for (place, value, why) in [
            (3000, !whole[3000], ArchiveError::Damaged("zip")),
            (listed + 8, whole[listed + 8] | 1, ArchiveError::Encrypted),
            (listed + 10, 14, ArchiveError::Method(14)),
        ] {
            let mut changed = whole.clone();
            changed[place] = value;
            let notes = visited(&changed).unwrap();
            let contents: Vec<_> = notes.taken.into_iter().map(|(_, content)| content).collect();
            assert_eq!(contents, [Err(why), Ok(b"b".to_vec())]);
        }
    }

    #[test]
    fn a_member_that_unpacks_to_too_much_is_refused_whatever_it_claims() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("a.fit", SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
        let zeros = vec![0; 1_000_000];
        (0..=UNPACKED_LIMIT / zeros.len()).for_each(|_| writer.write_all(&zeros).unwrap());
        let mut bomb = writer.finish().unwrap().into_inner();
        assert!(bomb.len() < 1_000_000);
        assert_eq!(single(&bomb), Err(ArchiveError::TooLarge));
        let listed = bomb.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
        bomb[listed + 24..listed + 28].copy_from_slice(&100_u32.to_le_bytes());
        assert!(single(&bomb).is_err());
    }

    #[test]
    fn what_unpacks_to_far_more_than_its_archive_holds_is_refused_however_deep_it_lies() {
        let zeros = vec![0; 100_000];
        let inner = zip(&[("1.fit", &zeros), ("2.fit", &zeros), ("3.fit", &zeros), ("4.fit", &zeros)]);
        let archive = zip(&[("a.zip", &inner[..]), ("b.zip", &inner), ("c.zip", &inner)]);
        let mut notes = Notes::default();
        let walked = Walk { visitor: &mut notes, left: 10 * 100_000 }.enter("a.zip", Box::new(Cursor::new(archive)), 1);
        assert!(walked.unwrap().is_continue());
        let whole =
            notes.taken.iter().take_while(|(_, content)| content.as_ref().is_ok_and(|content| content.len() == zeros.len())).count();
        assert_eq!(whole, 9, "the archives themselves count too");
        assert_eq!(notes.taken.len(), 12);
        assert!(notes.taken[whole..].iter().all(|(_, content)| *content == Err(ArchiveError::Bomb)));
    }

    #[test]
    fn names_that_lead_out_of_the_archive_are_only_names() {
        let notes = visited(&zip(&[("../../x.fit", b"x"), ("/etc/y\u{1b}[2J.fit", b"y")])).unwrap();
        let names: Vec<&str> = notes.taken.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a.zip/../../x.fit", "a.zip//etc/y [2J.fit"]);
    }
}
