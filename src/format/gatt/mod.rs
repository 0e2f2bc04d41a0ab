//! Bluetooth payloads to values and back. The bytes come from the air, so any input is expected.

mod fields;
mod foot_pod;
mod heart_rate;
mod machine;
mod treadmill;

pub use fields::PacketError;
pub use foot_pod::{FootPodFeature, RunningSpeed, foot_pod_feature, running_speed, running_speed_fault};
pub use heart_rate::{heart_rate_fault, heart_rate_measurement, heart_rate_payload};
pub use machine::{control_answer, machine_feature, machine_status, speed_range};
pub use treadmill::{FASTEST_KMH, TreadmillData, treadmill_data, treadmill_data_fault};
