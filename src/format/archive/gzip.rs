//! gzip: one file, compressed, as many exports have it (`activity.fit.gz`).

use std::io::Read as _;

use flate2::bufread::GzDecoder;

use super::{ArchiveError, Packing, UNPACKED_LIMIT};

/// Unpacks a gzip file of at most [`UNPACKED_LIMIT`] bytes. Parts that were joined are read as one; bytes behind the last part
/// are padding and left out, as gzip itself does.
///
/// # Errors
/// It is cut short, damaged, or unpacks to more than the limit.
pub fn gunzip(packed: &[u8]) -> Result<Vec<u8>, ArchiveError> {
    let (mut rest, mut unpacked) = (packed, Vec::new());
    while Packing::of(rest) == Some(Packing::Gzip) {
        let room = UNPACKED_LIMIT + 1 - unpacked.len();
        let mut decoder = GzDecoder::new(rest);
        let read = decoder.by_ref().take(room as u64).read_to_end(&mut unpacked);
        read.map_err(|error| ArchiveError::of(&error, "gzip"))?;
        if unpacked.len() > UNPACKED_LIMIT {
            return Err(ArchiveError::TooLarge);
        }
        rest = decoder.into_inner();
    }
    Ok(unpacked)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn what_was_packed_comes_out_whole_joined_parts_and_padding_included() {
        assert_eq!(gunzip(&gzip(b"time,hr\n1,100\n")).unwrap(), b"time,hr\n1,100\n");
        assert_eq!(gunzip(&[gzip(b"time,hr\n"), gzip(b"1,100\n"), vec![0; 512]].concat()).unwrap(), b"time,hr\n1,100\n");
    }

    #[test]
    fn a_file_that_is_cut_short_or_damaged_says_so_wherever_that_is() {
        let text: Vec<u8> = (0..5000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let whole = gzip(&text);
        for length in [2, 9, 10, 11, whole.len() / 2, whole.len() - 8, whole.len() - 1] {
            assert_eq!(gunzip(&whole[..length]), Err(ArchiveError::CutShort("gzip")), "{length}");
        }
        for place in [whole.len() / 2, whole.len() - 8, whole.len() - 1] {
            let mut damaged = whole.clone();
            damaged[place] ^= 0x55;
            assert_eq!(gunzip(&damaged), Err(ArchiveError::Damaged("gzip")), "{place}");
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_fills_the_memory() {
        let zeros = vec![0; 20_000_000];
        let part = gzip(&zeros);
        assert_eq!(gunzip(&part.repeat(11)), Err(ArchiveError::TooLarge));
        assert_eq!(gunzip(&part.repeat(10)).unwrap().len(), UNPACKED_LIMIT);
    }
}
