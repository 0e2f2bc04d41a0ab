//! Heart Rate Measurement (0x2A37) of the Heart Rate Service: what a strap tells.

use super::fields::{Fields, PacketError};
use crate::heart::{Contact, HeartRateMeasurement, RrInterval};

/// Reads a Heart Rate Measurement (0x2A37): flags, rate in 8 or 16 bits, energy, then RR intervals to the end.
/// Flag bits 5-7 are reserved and ignored, an odd last byte too. What follows the rate may be cut short: there are straps
/// that flag an energy they do not send, and their rate is whole; [`heart_rate_fault`] names what is missing.
///
/// # Errors
/// The payload ends before or inside the rate.
pub fn heart_rate_measurement(payload: &[u8]) -> Result<HeartRateMeasurement, PacketError> {
    read_heart_rate(payload).map(|(measurement, _)| measurement)
}

/// What a Heart Rate Measurement (0x2A37) lacks of what its flags promise, whether its rate can be read or not.
pub fn heart_rate_fault(payload: &[u8]) -> Option<PacketError> {
    match read_heart_rate(payload) {
        Ok((_, fault)) => fault,
        Err(fault) => Some(fault),
    }
}

/// A measurement with what is missing behind its rate.
fn read_heart_rate(payload: &[u8]) -> Result<(HeartRateMeasurement, Option<PacketError>), PacketError> {
    let mut fields = Fields::of(payload);
    let flags = fields.u8("the flags")?;
    let rate = if flags & 0x01 == 0 { u16::from(fields.u8("the heart rate")?) } else { fields.u16("the heart rate")? };
    let contact = match flags >> 1 & 0b11 {
        0b10 => Contact::Off,
        0b11 => Contact::On,
        _ => Contact::Unsupported,
    };
    let energy = if flags & 0x08 == 0 { Ok(None) } else { fields.u16("the energy").map(Some) };
    let rr = match energy {
        // Behind a field that is cut there is nothing.
        Ok(_) if flags & 0x10 != 0 => {
            fields.rest().chunks_exact(2).map(|pair| RrInterval::from_1024ths(u16::from_le_bytes([pair[0], pair[1]]))).collect()
        }
        Ok(_) | Err(_) => Vec::new(),
    };
    let (energy_kj, fault) = energy.map_or_else(|fault| (None, Some(fault)), |energy| (energy, None));
    Ok((HeartRateMeasurement { rate, contact, energy_kj, rr }, fault))
}

/// Writes a Heart Rate Measurement as a strap would, in the shortest form that holds it.
pub fn heart_rate_payload(measurement: &HeartRateMeasurement) -> Vec<u8> {
    let mut flags = match measurement.contact {
        Contact::Unsupported => 0b000,
        Contact::Off => 0b100,
        Contact::On => 0b110,
    };
    let mut payload = vec![0];
    if let Ok(rate) = u8::try_from(measurement.rate) {
        payload.push(rate);
    } else {
        flags |= 0x01;
        payload.extend(measurement.rate.to_le_bytes());
    }
    if let Some(energy) = measurement.energy_kj {
        flags |= 0x08;
        payload.extend(energy.to_le_bytes());
    }
    if !measurement.rr.is_empty() {
        flags |= 0x10;
        payload.extend(measurement.rr.iter().flat_map(|rr| rr.in_1024ths().to_le_bytes()));
    }
    payload[0] = flags;
    payload
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layouts_examples_read_as_written() {
        let read = |bytes: &[u8]| heart_rate_measurement(bytes).unwrap();
        assert_eq!(read(&[0x02, 0x3C]), HeartRateMeasurement::of(60));
        assert_eq!(read(&[0x01, 0x01, 0x01]).rate, 257);
        let m = read(&[0x16, 0x50, 0x00, 0x03]);
        assert_eq!((m.rate, m.contact, m.rr[0].ms()), (80, Contact::On, 750.0));
        assert_eq!(read(&[0x10, 0x50, 0x00, 0x03, 0x07]).rr.len(), 1);
    }

    #[test]
    fn cut_packets_name_the_field() {
        let cut = |length, field| Some(PacketError::Truncated { length, field });
        for (payload, fault) in [
            (&[][..], cut(0, "the flags")),
            (&[0x01, 5], cut(2, "the heart rate")),
            (&[0x08, 5, 1], cut(3, "the energy")),
            (&[0x02, 60], None),
        ] {
            assert_eq!(heart_rate_fault(payload), fault, "{payload:?}");
        }
        assert!(heart_rate_measurement(&[0x01, 5]).is_err());
    }

    #[test]
    fn a_rate_that_is_whole_counts_though_what_should_follow_it_is_missing() {
        for payload in [&[0x18, 0x50][..], &[0x18, 0x50, 0x01], &[0x19, 0x50, 0x00, 0x07]] {
            let read = heart_rate_measurement(payload).unwrap();
            assert_eq!((read.rate, read.energy_kj, read.rr), (80, None, Vec::new()), "{payload:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_whatever_make_it_panic(payload in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..600)) {
            let _ = heart_rate_measurement(&payload);
        }

        #[test]
        fn what_is_written_is_read_back(rate: u16, contact in 0u8..3, energy: Option<u16>, raw in proptest::collection::vec(proptest::prelude::any::<u16>(), 0..9)) {
            let contact = [Contact::Unsupported, Contact::Off, Contact::On][usize::from(contact)];
            let written = HeartRateMeasurement { rate, contact, energy_kj: energy, rr: raw.into_iter().map(RrInterval::from_1024ths).collect() };
            proptest::prop_assert_eq!(heart_rate_measurement(&heart_rate_payload(&written)), Ok(written));
        }
    }
}
