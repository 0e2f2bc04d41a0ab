//! The devices of a run by their roles: their links, what they tell of themselves, and how the runner moves by them.

use super::distance::CoveredDistance;
use super::event::{DeviceInfo, DeviceRole, EventSource, Link, Motion};
use super::gait::Gait;
use super::log::Log;
use super::signal::Pace;
use super::time::{Elapsed, Span};
use super::time_in_zone::GAP_CAP;

/// Steps that were told so long ago say nothing of the present ones (design choice).
const STEPS_FRESH: Span = Span::from_secs(10);

/// One device, or whatever told a motion without saying which it is.
#[derive(Debug, Clone, Default)]
struct Device {
    link: Option<Link>,
    info: DeviceInfo,
    distance: Option<Distance>,
}

/// The distance that a device has told, and its last value in metres.
#[derive(Debug, Clone, Copy)]
struct Distance {
    covered: CoveredDistance,
    told: (Elapsed, f64),
}

/// The devices.
#[derive(Debug, Clone, Default)]
pub(super) struct Devices {
    heart_rate: Device,
    treadmill: Device,
    foot_pod: Device,
    unnamed: Device,
    /// The last values, whoever told them.
    motion: Motion,
    /// When the steps a minute were last told, and how many they were.
    steps_told: Option<(Elapsed, f64)>,
    gait: Option<Gait>,
}

impl Devices {
    fn of(&self, role: DeviceRole) -> &Device {
        match role {
            DeviceRole::HeartRate => &self.heart_rate,
            DeviceRole::Treadmill => &self.treadmill,
            DeviceRole::FootPod => &self.foot_pod,
        }
    }

    fn of_mut(&mut self, source: EventSource) -> &mut Device {
        match source {
            EventSource::Device(DeviceRole::HeartRate) => &mut self.heart_rate,
            EventSource::Device(DeviceRole::Treadmill) => &mut self.treadmill,
            EventSource::Device(DeviceRole::FootPod) => &mut self.foot_pod,
            EventSource::Runner | EventSource::Other => &mut self.unnamed,
        }
    }

    /// The link to a device, where its source has one.
    pub(super) fn link(&self, role: DeviceRole) -> Option<Link> {
        self.of(role).link
    }

    /// What is known of a device.
    pub(super) fn info(&self, role: DeviceRole) -> &DeviceInfo {
        &self.of(role).info
    }

    /// How the runner moves, where that is known.
    pub(super) fn motion(&self) -> Motion {
        self.motion
    }

    /// Metres covered: by the treadmill, else by the foot pod, else by whatever tells a distance ([`CoveredDistance::rank`]).
    pub(super) fn distance_m(&self) -> Option<f64> {
        let by_rank = [&self.treadmill, &self.foot_pod, &self.heart_rate, &self.unnamed];
        by_rank.into_iter().find_map(|device| device.distance).map(|distance| distance.covered.metres())
    }

    /// Takes in a link; whether it changed.
    pub(super) fn link_changed(&mut self, role: DeviceRole, link: Link) -> bool {
        self.of_mut(EventSource::Device(role)).link.replace(link) != Some(link)
    }

    /// A device tells of itself; what it leaves out stays as it was known.
    pub(super) fn introduce(&mut self, role: DeviceRole, told: &DeviceInfo) {
        let info = &mut self.of_mut(EventSource::Device(role)).info;
        info.name = told.name.clone().or(info.name.take());
        info.location = told.location.or(info.location);
        info.battery = told.battery.or(info.battery);
    }

    /// Takes in how the runner moves, and keeps speeds and slopes in the log. A speed that nobody tells follows from the
    /// distance, where two of one device lie near enough to each other.
    pub(super) fn observe(&mut self, at: Elapsed, source: EventSource, told: Motion, log: &mut Log) {
        let device = self.of_mut(source);
        let by_distance = told.distance_m.zip(device.distance).and_then(|(metres, Distance { told: (then, before), .. })| {
            let span = at - then;
            (span > Span::ZERO && span <= GAP_CAP && metres >= before).then(|| (metres - before) / span.secs() * 3.6)
        });
        if let Some(metres) = told.distance_m {
            let mut covered = device.distance.map_or(CoveredDistance::from(metres), |distance| distance.covered);
            covered.tell(metres);
            device.distance = Some(Distance { covered, told: (at, metres) });
        }
        if let Some(kmh) = told.speed_kmh.or(by_distance) {
            log.speeds.push((at, kmh));
        }
        if let Some(percent) = told.grade_percent.filter(|percent| log.grades.last().is_none_or(|last| last.1 != *percent)) {
            log.grades.push((at, percent));
        }
        self.steps_told = told.cadence_spm.map(|steps| (at, steps)).or(self.steps_told);
        self.motion = Motion {
            speed_kmh: told.speed_kmh.or(self.motion.speed_kmh),
            grade_percent: told.grade_percent.or(self.motion.grade_percent),
            cadence_spm: told.cadence_spm.or(self.motion.cadence_spm),
            distance_m: told.distance_m.or(self.motion.distance_m),
            elapsed_s: told.elapsed_s.or(self.motion.elapsed_s),
        };
        let steps = self.pace(at).steps;
        self.gait = self.motion.speed_kmh.map(|kmh| Gait::of(kmh, steps, self.gait));
    }

    /// Whether the runner walks, where a speed is known.
    pub(super) fn gait(&self) -> Option<Gait> {
        self.gait
    }

    /// What the heart rate is judged beside.
    pub(super) fn pace(&self, at: Elapsed) -> Pace {
        Pace {
            steps: self.steps_told.filter(|(then, _)| at - *then <= STEPS_FRESH).map(|(_, steps)| steps),
            speed_kmh: self.motion.speed_kmh,
            grade_percent: self.motion.grade_percent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_device_counts_its_distance_from_a_start_of_its_own_and_the_treadmill_is_asked_first() {
        let (mut devices, mut log) = (Devices::default(), Log::default());
        let mut tell = |at, role, metres| {
            let motion = Motion { distance_m: Some(metres), ..Motion::default() };
            devices.observe(Elapsed::from_secs(at), EventSource::Device(role), motion, &mut log);
            devices.distance_m()
        };
        assert_eq!(tell(0, DeviceRole::FootPod, 70_000.0), Some(0.0));
        assert_eq!(tell(5, DeviceRole::FootPod, 70_012.0), Some(12.0));
        assert_eq!(tell(5, DeviceRole::Treadmill, 3.0), Some(0.0));
        assert_eq!(tell(9, DeviceRole::FootPod, 70_020.0), Some(0.0));
        assert_eq!(tell(10, DeviceRole::Treadmill, 16.0), Some(13.0));
        // The speed of each follows from its own distance alone.
        assert_eq!(log.speeds.iter().map(|(_, kmh)| (kmh * 100.0).round() / 100.0).collect::<Vec<_>>(), [8.64, 7.2, 9.36]);
    }

    #[test]
    fn a_link_is_told_when_it_changes_for_each_device_by_itself() {
        let mut devices = Devices::default();
        assert!(devices.link_changed(DeviceRole::HeartRate, Link::Searching));
        assert!(devices.link_changed(DeviceRole::Treadmill, Link::Searching));
        assert!(!devices.link_changed(DeviceRole::HeartRate, Link::Searching));
        assert!(devices.link_changed(DeviceRole::Treadmill, Link::Lost));
        assert_eq!(devices.link(DeviceRole::HeartRate), Some(Link::Searching));
    }
}
