//! A checksum of contents: tells whether two are the same, and a torn row from a whole one.

/// An odd number whose bits are mixed: 2^64 divided by the golden ratio.
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// A checksum of 64 bits, taken eight bytes at a time; it is no guard against malice. Each step can be undone, so that two
/// contents of one length that differ in one place always have different ones.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    let step = |sum: u64, word: u64| {
        let mixed = (sum ^ word).wrapping_mul(FACTOR);
        mixed ^ (mixed >> 32)
    };
    let words = bytes.chunks_exact(8);
    let mut rest = [0; 8];
    rest[..words.remainder().len()].copy_from_slice(words.remainder());
    let sum = words.fold(bytes.len() as u64, |sum, word| step(sum, u64::from_le_bytes(word.try_into().unwrap_or_default())));
    step(step(sum, u64::from_le_bytes(rest)), FACTOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_change_is_seen() {
        let text: Vec<u8> = (0..100).collect();
        for length in 0..text.len() {
            let whole = checksum(&text[..length]);
            assert_ne!(whole, checksum(&text[..length + 1]));
            for place in 0..length {
                for mask in [1, 0x80, 0xFF] {
                    let mut changed = text[..length].to_vec();
                    changed[place] ^= mask;
                    assert_ne!(checksum(&changed), whole, "{length} {place}");
                }
            }
        }
        assert_ne!(checksum(b""), checksum(b"\0"));
        assert_ne!(checksum(b"\0"), checksum(b"\0\0"));
    }
}
