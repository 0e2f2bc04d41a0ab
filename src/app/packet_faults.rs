//! Which packets have a fault, told once a connection: a strap with a fault has it in each packet, once a second.

use crate::format::{PacketError, Reading};
use crate::session::Link;

/// The faults of the present connection that were told.
#[derive(Debug, Clone, Default)]
pub struct PacketFaults {
    /// The fields that are cut; the formats have some dozen.
    told: Vec<&'static str>,
}

impl PacketFaults {
    /// Takes in a reading; its fault, where none of that kind was told since the link was made.
    pub(super) fn news(&mut self, reading: &Reading) -> Option<PacketError> {
        if *reading == Reading::Link(Link::Connected) {
            self.told.clear();
        }
        let fault = reading.fault()?;
        let field = fault.field();
        if self.told.contains(&field) {
            return None;
        }
        self.told.push(field);
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Characteristic;

    #[test]
    fn a_fault_that_every_packet_has_is_told_once_a_connection() {
        let packet = |bytes: &[u8]| Reading::Packet(Characteristic::HeartRateMeasurement, bytes.to_vec());
        let mut faults = PacketFaults::default();
        for _ in 0..2 {
            faults.news(&Reading::Link(Link::Connected));
            assert!(faults.news(&packet(&[0x18, 0x50])).is_some());
            assert_eq!(faults.news(&packet(&[0x18, 0x51, 0x01])), None);
            assert!(faults.news(&packet(&[0x01])).is_some());
            assert_eq!(faults.news(&packet(&[0x02, 0x50])), None);
        }
    }
}
