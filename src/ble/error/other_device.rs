//! What is said of a treadmill or a foot pod that cannot be had. The run goes on without it.

use super::BleError;
use crate::session::DeviceRole;

/// The device in words.
fn word(role: DeviceRole) -> &'static str {
    match role {
        DeviceRole::HeartRate => "strap",
        DeviceRole::Treadmill => "treadmill",
        DeviceRole::FootPod => "foot pod",
    }
}

/// What failed, and why.
pub(super) fn reason(role: DeviceRole, error: &BleError) -> String {
    let word = word(role);
    match error {
        BleError::Several(found) => format!("several {word}s are in reach: {}", found.join(", ")),
        BleError::NotInReach { wanted: None, .. } => format!("no {word} in reach: none shows itself"),
        BleError::Refuses { name } | BleError::RefusesOrNotPaired { name, .. } => {
            format!("{name} tells no speed: it turns each request for it down")
        }
        other => format!("{word}: {}", other.reason()),
    }
}

/// What to do about it.
pub(super) fn remedy(role: DeviceRole, error: &BleError) -> &'static str {
    let by_role = |treadmill, foot_pod| if role == DeviceRole::Treadmill { treadmill } else { foot_pod };
    match error {
        BleError::Several(_) | BleError::Namesakes { .. } => {
            by_role("take yours by its address: --treadmill ADDRESS", "take yours by its address: --foot-pod ADDRESS")
        }
        BleError::NotInReach { .. } => by_role(
            "switch it on, and end other programs that hold it; the run goes on without it, and `--treadmill none` looks for none",
            "move it, and end other programs that hold it; the run goes on without it, and `--foot-pod none` looks for none",
        ),
        BleError::NoMeasurement { .. } => by_role("take another one with --treadmill", "take another one with --foot-pod"),
        BleError::Refuses { .. } | BleError::RefusesOrNotPaired { .. } => "switch it off and on; it is called again by itself",
        _ => "the run goes on without it; it is called again by itself",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ble::System;

    #[test]
    fn each_trouble_with_a_treadmill_or_a_pod_says_in_a_line_which_it_is_and_what_to_do() {
        let name = "Mill".to_owned();
        let found = vec!["Mill AA:1 (-60 dBm)".to_owned(), "Mill AA:2 (-60 dBm)".to_owned()];
        for role in [DeviceRole::Treadmill, DeviceRole::FootPod] {
            for error in [
                BleError::Several(found.clone()),
                BleError::NotInReach { wanted: None, others: Vec::new() },
                BleError::NotInReach { wanted: Some(name.clone()), others: Vec::new() },
                BleError::Refuses { name: name.clone() },
                BleError::Held { name: name.clone() },
                BleError::HungUp,
                BleError::NoMeasurement { name: name.clone(), role },
            ] {
                let told = BleError::OfDevice { role, error: Box::new(error.clone()) };
                let shown = told.to_string();
                assert!(shown.contains(": ") && shown.contains("; ") && !shown.contains("strap"), "{shown}");
                assert_eq!((shown.lines().count(), told.needs_hands()), (1, false));
                assert!(!told.remedy(System::Debian).contains("--strap"));
            }
        }
    }
}
