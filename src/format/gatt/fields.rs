//! The fields of a Bluetooth payload, off its front: little-endian numbers, and what is missing.

/// A payload that is not what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PacketError {
    /// It ends before a field that its flags promise.
    #[error("the packet ends after {length} bytes, inside {field}")]
    Truncated {
        /// Bytes there were.
        length: usize,
        /// The field that is cut.
        field: &'static str,
    },
    /// It comes from a control point and does not begin like an answer.
    #[error("the packet begins with {first:#04x} and is no answer of a control point")]
    NoAnswer {
        /// Its first byte.
        first: u8,
    },
}

impl PacketError {
    /// The field that the fault lies in.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Truncated { field, .. } => field,
            Self::NoAnswer { .. } => "the answer",
        }
    }
}

/// Little-endian fields off the front of a payload.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    payload: &'a [u8],
    at: usize,
}

impl<'a> Fields<'a> {
    /// All fields of a payload.
    pub(super) fn of(payload: &'a [u8]) -> Self {
        Self { payload, at: 0 }
    }

    /// What was not taken yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        &self.payload[self.at.min(self.payload.len())..]
    }

    fn bytes<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], PacketError> {
        let bytes = self.rest().first_chunk::<N>().copied().ok_or(PacketError::Truncated { length: self.payload.len(), field })?;
        self.at += N;
        Ok(bytes)
    }

    /// A byte.
    pub(super) fn u8(&mut self, field: &'static str) -> Result<u8, PacketError> {
        let [byte] = self.bytes(field)?;
        Ok(byte)
    }

    /// Two bytes.
    pub(super) fn u16(&mut self, field: &'static str) -> Result<u16, PacketError> {
        Ok(u16::from_le_bytes(self.bytes(field)?))
    }

    /// Two bytes with a sign.
    pub(super) fn i16(&mut self, field: &'static str) -> Result<i16, PacketError> {
        Ok(i16::from_le_bytes(self.bytes(field)?))
    }

    /// Three bytes.
    pub(super) fn u24(&mut self, field: &'static str) -> Result<u32, PacketError> {
        let [low, middle, high] = self.bytes(field)?;
        Ok(u32::from_le_bytes([low, middle, high, 0]))
    }

    /// Four bytes.
    pub(super) fn u32(&mut self, field: &'static str) -> Result<u32, PacketError> {
        Ok(u32::from_le_bytes(self.bytes(field)?))
    }
}
