//! Melodies as WAV files, which every player takes: one channel of 16-bit samples.

use std::f64::consts::TAU;

use super::melody::Note;

/// Samples a second: enough for partials up to 5.3 kHz, at half the bytes of a compact disc's rate.
pub const RATE: u32 = 22_050;
/// A note rises and falls within this, so that it does not click (design choice).
const ATTACK_S: f64 = 0.008;
const RELEASE_S: f64 = 0.06;
/// The loudest a sample gets at full volume, so that no player has to clip.
const PEAK: f64 = 0.9;

/// The notes as a WAV file, at a volume of 0 to 100 percent. Volume is heard by its square, as the knobs of amplifiers have it.
pub fn wav(notes: &[Note], volume: u8) -> Vec<u8> {
    let gain = (f64::from(volume.min(100)) / 100.0).powi(2) * PEAK;
    let samples: Vec<i16> =
        notes.iter().flat_map(|note| samples(*note)).map(|sample| (sample * gain * f64::from(i16::MAX)) as i16).collect();
    file(&samples)
}

/// Silence of some milliseconds, to find out whether a player works.
pub fn silence(ms: u32) -> Vec<u8> {
    file(&vec![0; count(ms)])
}

fn count(ms: u32) -> usize {
    (u64::from(ms) * u64::from(RATE) / 1000) as usize
}

/// A note between -1 and 1.
fn samples(note: Note) -> impl Iterator<Item = f64> {
    let length = f64::from(note.ms) / 1000.0;
    let whole: f64 = note.partials.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    (0..count(note.ms)).map(move |place| {
        let at = place as f64 / f64::from(RATE);
        let envelope = (at / ATTACK_S).min((length - at) / RELEASE_S).clamp(0.0, 1.0);
        let tone: f64 = note.partials.iter().zip(1u32..).map(|(strength, n)| strength * (TAU * note.hz * f64::from(n) * at).sin()).sum();
        envelope * tone / whole
    })
}

/// The RIFF file around samples.
fn file(samples: &[i16]) -> Vec<u8> {
    const BYTES: u32 = 2;
    let length = samples.len() as u32 * BYTES;
    let mut file = Vec::with_capacity(44 + length as usize);
    let mut word = |bytes: &[u8]| file.extend_from_slice(bytes);
    word(b"RIFF");
    word(&(36 + length).to_le_bytes());
    word(b"WAVEfmt ");
    word(&16u32.to_le_bytes());
    // PCM, one channel.
    word(&1u16.to_le_bytes());
    word(&1u16.to_le_bytes());
    word(&RATE.to_le_bytes());
    word(&(RATE * BYTES).to_le_bytes());
    word(&(BYTES as u16).to_le_bytes());
    word(&16u16.to_le_bytes());
    word(b"data");
    word(&length.to_le_bytes());
    samples.iter().for_each(|sample| word(&sample.to_le_bytes()));
    file
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::melody::Melody;

    fn decoded(wav: &[u8]) -> Vec<f64> {
        assert_eq!(&wav[..4], b"RIFF");
        assert_eq!(u32::from_le_bytes(wav[40..44].try_into().unwrap()) as usize, wav.len() - 44);
        wav[44..].chunks(2).map(|pair| f64::from(i16::from_le_bytes([pair[0], pair[1]])) / f64::from(i16::MAX)).collect()
    }

    /// How strong a frequency is in samples (Goertzel).
    fn strength(samples: &[f64], hz: f64) -> f64 {
        let (mut re, mut im) = (0.0, 0.0);
        for (place, sample) in samples.iter().enumerate() {
            let angle = TAU * hz * place as f64 / f64::from(RATE);
            re += sample * angle.cos();
            im += sample * angle.sin();
        }
        re.hypot(im) / samples.len() as f64
    }

    #[test]
    fn each_note_is_heard_at_its_place_and_pitch() {
        let samples = decoded(&wav(Melody::ThreeDown.notes(), 100));
        let mut start = 0;
        for note in Melody::ThreeDown.notes() {
            let part = &samples[start..start + count(note.ms)];
            start += part.len();
            let strongest = (300..1500).map(f64::from).max_by(|a, b| strength(part, *a).total_cmp(&strength(part, *b))).unwrap();
            assert!((strongest - note.hz).abs() < 3.0, "{strongest} Hz in place of {}", note.hz);
        }
        assert_eq!(start, samples.len());
    }

    #[test]
    fn nothing_clips_clicks_or_sounds_at_volume_zero() {
        for melody in Melody::ALL {
            let samples = decoded(&wav(melody.notes(), 100));
            let peak = samples.iter().fold(0.0f64, |peak, sample| peak.max(sample.abs()));
            assert!((0.4..=PEAK + 0.001).contains(&peak), "{melody:?}: {peak}");
            assert!(samples[0].abs() < 0.01 && samples[samples.len() - 1].abs() < 0.05, "{melody:?} clicks");
            assert!(decoded(&wav(melody.notes(), 0)).iter().all(|sample| *sample == 0.0));
        }
        let loudest = |volume| decoded(&wav(Melody::Low.notes(), volume)).into_iter().fold(0.0f64, f64::max);
        assert!((loudest(50) / loudest(100) - 0.25).abs() < 0.01);
    }
}
