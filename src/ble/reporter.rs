//! The events that a connection reports: only changes of its link, its error and what is known of the device.

use std::collections::VecDeque;

use super::error::BleError;
use super::event::BleEventKind;
use crate::clock::Moment;
use crate::format::Reading;
use crate::session::{DeviceInfo, DeviceRole, Link};

/// An event to report; without a moment it is stamped as it is sent.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Report {
    /// When it arrived, where that is not now.
    pub(super) at: Option<Moment>,
    /// What happened.
    pub(super) kind: BleEventKind,
}

/// What was reported last, and what is still to be sent.
#[derive(Debug)]
pub(super) struct Reporter {
    role: DeviceRole,
    link: Option<Link>,
    error: Option<BleError>,
    info: DeviceInfo,
    pending: VecDeque<Report>,
}

impl Reporter {
    /// Nothing was reported yet of a device in this role.
    pub(super) fn of(role: DeviceRole) -> Self {
        Self { role, link: None, error: None, info: DeviceInfo::default(), pending: VecDeque::new() }
    }

    /// The next event to send.
    pub(super) fn next(&mut self) -> Option<Report> {
        self.pending.pop_front()
    }

    /// Reports something that happened now.
    pub(super) fn report(&mut self, kind: BleEventKind) {
        self.pending.push_back(Report { at: None, kind });
    }

    /// Reports something that happened at a moment.
    pub(super) fn report_at(&mut self, at: Moment, kind: BleEventKind) {
        self.pending.push_back(Report { at: Some(at), kind });
    }

    /// Reports the link when it changed; without a moment, it changed now.
    pub(super) fn link(&mut self, at: Option<Moment>, link: Link) {
        if self.link.replace(link) != Some(link) {
            self.pending.push_back(Report { at, kind: BleEventKind::Reading(Reading::Link(link)) });
        }
    }

    /// Whether the device was last reported as connected.
    pub(super) fn is_connected(&self) -> bool {
        self.link == Some(Link::Connected)
    }

    /// Reports an error that differs from the one before. What keeps every device away is told for the strap alone.
    pub(super) fn error(&mut self, error: BleError) {
        if self.role != DeviceRole::HeartRate && (error.needs_hands() && !error.needs_a_choice() || error.leaves_the_bus()) {
            return;
        }
        let error = if self.role == DeviceRole::HeartRate { error } else { BleError::OfDevice { role: self.role, error: Box::new(error) } };
        if self.error.as_ref() != Some(&error) {
            tracing::warn!(%error, "bluetooth");
            self.error = Some(error.clone());
            self.report(BleEventKind::Error(Some(error)));
        }
    }

    /// Reports that the error is over, where there was one.
    pub(super) fn clear_error(&mut self) {
        if self.error.take().is_some() {
            self.report(BleEventKind::Error(None));
        }
    }

    /// Whether the error reported last is one that somebody has to remedy.
    pub(super) fn needs_hands(&self) -> bool {
        self.error.as_ref().is_some_and(BleError::needs_hands)
    }

    /// Reports what is news in information about the device.
    pub(super) fn info(&mut self, info: DeviceInfo) {
        let news = DeviceInfo {
            name: info.name.filter(|name| self.info.name.as_ref() != Some(name)),
            location: info.location.filter(|location| self.info.location != Some(*location)),
            battery: info.battery.filter(|battery| self.info.battery != Some(*battery)),
        };
        if news == DeviceInfo::default() {
            return;
        }
        self.info.name = news.name.clone().or(self.info.name.take());
        self.info.location = news.location.or(self.info.location);
        self.info.battery = news.battery.or(self.info.battery);
        self.report(BleEventKind::Reading(Reading::Device(news)));
    }
}
