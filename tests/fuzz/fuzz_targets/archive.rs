//! Compressed files and archives: whatever the bytes, what comes out stays within its bounds and nothing panics.
#![no_main]

use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use recovery_run::format::archive::{PackedFile, UNPACKED_LIMIT, Visitor, gunzip, visit};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// An archive with a plain, a compressed and an archived member, for bytes to be written over.
static WHOLE: LazyLock<Vec<u8>> = LazyLock::new(|| archive(&[("a.csv", b"time,hr\n1,100\n2,101\n"), ("b.zip", &archive(&[("c", &[7; 300])]))]));

fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a vector takes all");
        writer.write_all(content).expect("a vector takes all");
    }
    writer.finish().expect("a vector takes all").into_inner()
}

/// Counts what it is given.
#[derive(Default)]
struct Count {
    members: usize,
    taken: usize,
}

impl Visitor for Count {
    fn opened(&mut self, files: usize) {
        self.members += files;
    }

    fn wants(&mut self, name: &str) -> ControlFlow<(), bool> {
        assert!(!name.contains(char::is_control));
        ControlFlow::Continue(true)
    }

    fn take(&mut self, file: PackedFile) -> ControlFlow<()> {
        self.taken += 1;
        assert!(file.content.is_ok_and(|content| content.len() <= UNPACKED_LIMIT) || self.taken <= self.members);
        ControlFlow::Continue(())
    }
}

fn look_into(bytes: &[u8]) {
    let mut count = Count::default();
    let _ = visit("a.zip", Box::new(Cursor::new(bytes)), &mut count);
    assert!(count.taken <= count.members);
}

fuzz_target!(|bytes: &[u8]| {
    assert!(gunzip(bytes).is_ok_and(|content| content.len() <= UNPACKED_LIMIT) || bytes.starts_with(&[0x1F, 0x8B]));
    look_into(bytes);
    // Two bytes of place, then what is written there, over and over.
    let mut changed = WHOLE.clone();
    for change in bytes.chunks_exact(4) {
        let place = usize::from(u16::from_le_bytes([change[0], change[1]])) % (changed.len() - 1);
        changed[place..place + 2].copy_from_slice(&change[2..]);
    }
    look_into(&changed);
});
