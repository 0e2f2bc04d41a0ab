//! What a treadmill says when it is asked or told something, and of its own state: by the Fitness Machine Service 1.0.

/// The answer to a command of the Fitness Machine Control Point (0x2AD9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BeltAnswer {
    /// The machine answered: `80`, the command's number, a result.
    Indication {
        /// The number of the command that it answers.
        op: u8,
        /// 1 done, 2 not supported, 3 bad parameter, 4 failed, 5 not permitted.
        result: u8,
    },
    /// The command could not be written: the link is gone, or the machine turned the write down.
    WriteFailed,
    /// No answer came within 2 s.
    NoAnswer,
}

impl BeltAnswer {
    /// A result that means "done".
    pub const DONE: u8 = 1;
}

/// What a treadmill tells of its state (Fitness Machine Status, 0x2ADA).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BeltStatus {
    /// It was reset.
    Reset,
    /// Its user stopped it.
    Stopped,
    /// Its user paused it.
    Paused,
    /// Its safety key was pulled.
    SafetyKey,
    /// Its user started it, or let it go on.
    Started,
    /// The speed that it goes to was changed, by whomever.
    TargetSpeed {
        /// The speed in hundredths of km/h.
        hundredths_kmh: u16,
    },
    /// The incline that it goes to was changed.
    TargetIncline,
    /// It obeys commands no longer: control was taken back.
    ControlLost,
    /// Something else, by its number.
    Other(u8),
}

/// What a treadmill says of how it can be controlled, once a connection, and what is known of it from before.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum BeltFact {
    /// Whether its speed can be set (Fitness Machine Feature, 0x2ACC).
    SetsSpeed(bool),
    /// The speeds that can be set (Supported Speed Range, 0x2AD4), in hundredths of km/h.
    SpeedRange {
        /// The slowest.
        least: u16,
        /// The fastest.
        greatest: u16,
        /// What speeds differ by.
        increment: u16,
    },
    /// Whether it has a control point whose answers arrive. The last fact of a connection.
    ControlPoint(bool),
    /// It is not to be controlled, and why: it failed the check of its unit in an earlier run, or counts in miles.
    Refused(String),
}
