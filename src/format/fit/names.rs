//! Words for the numbers of the FIT profile that a runner may meet; others stay numbers.

/// The sport's word.
pub(super) fn sport(number: u32) -> String {
    match number {
        0 => "generic",
        1 => "running",
        2 => "cycling",
        3 => "transition",
        4 => "fitness_equipment",
        5 => "swimming",
        10 => "training",
        11 => "walking",
        12 => "cross_country_skiing",
        15 => "rowing",
        16 => "mountaineering",
        17 => "hiking",
        18 => "multisport",
        _ => return format!("sport {number}"),
    }
    .to_owned()
}

/// The sub-sport's word.
pub(super) fn sub_sport(number: u32) -> String {
    match number {
        0 => "generic",
        1 => "treadmill",
        2 => "street",
        3 => "trail",
        4 => "track",
        6 => "indoor_cycling",
        7 => "road",
        8 => "mountain",
        17 => "lap_swimming",
        18 => "open_water",
        20 => "strength_training",
        26 => "cardio_training",
        27 => "indoor_walking",
        45 => "indoor_running",
        58 => "virtual_activity",
        _ => return format!("sub-sport {number}"),
    }
    .to_owned()
}

/// The maker's word.
pub(super) fn manufacturer(number: u32) -> String {
    match number {
        1 => "garmin",
        23 => "suunto",
        32 => "wahoo_fitness",
        95 => "stryd",
        123 => "polar_electro",
        255 => "development",
        260 => "zwift",
        294 => "coros",
        _ => return format!("manufacturer {number}"),
    }
    .to_owned()
}
