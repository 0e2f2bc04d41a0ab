//! The strap's task: finds a strap, keeps it for as long as the run lasts, and finds it again. Whatever fails is tried
//! anew; the run never waits for it. Which strap to take and how long to wait is decided elsewhere, without a radio.

use std::hash::{BuildHasher as _, Hasher as _};

use btleplug::api::Peripheral as _;
use btleplug::platform::Peripheral;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, timeout};

use super::adapter::{AdapterEvent, Bluetooth, CALL, within};
use super::backoff;
use super::error::BleError;
use super::runtime;
use super::selection::Selection;
use super::{BleCommand, BleEvent, BleEventKind, Timing};
use crate::clock::Moment;
use crate::format::Reading;
use crate::session::{DeviceInfo, DeviceRole, Link};

/// Tends a strap until `death`'s sender is gone. Runs on a thread of its own.
pub(super) fn tend(
    choice: Selection,
    timing: Timing,
    out: mpsc::Sender<BleEvent>,
    orders: mpsc::Receiver<BleCommand>,
    mut death: watch::Receiver<()>,
) {
    let mut tender = Supervisor {
        choice,
        timing,
        out,
        orders,
        link: None,
        held: None,
        advertises: false,
        refusals: 0,
        not_before: Instant::now(),
        failures: 0,
        told: None,
        known: DeviceInfo::default(),
        proven: std::collections::BTreeSet::new(),
    };
    loop {
        let lived = runtime::block_on(async |radio| {
            let dead = tokio::select! {
                biased;
                _ = death.changed() => true,
                () = tender.live(radio) => false,
            };
            if dead {
                tender.disconnect_held().await;
            }
            dead
        });
        tender.held = None;
        match lived {
            Ok(Some(true)) => return,
            Ok(Some(false)) => {}
            // A panic of the Bluetooth stack ends one session, not the run.
            Ok(None) => {
                tender.failures += 1;
                let rest = tender.rest(&BleError::Other(String::new()));
                if wait_for_death(&mut death, rest) {
                    return;
                }
            }
            Err(error) => {
                tracing::error!(%error, "bluetooth cannot run");
                return;
            }
        }
    }
}

/// Rests outside of any session; true when the task is to end.
fn wait_for_death(death: &mut watch::Receiver<()>, rest: std::time::Duration) -> bool {
    let slept = runtime::block_on(async |_| timeout(rest, death.changed()).await.is_ok());
    matches!(slept, Ok(Some(true)) | Err(_))
}

pub(super) struct Supervisor {
    pub(super) choice: Selection,
    pub(super) timing: Timing,
    out: mpsc::Sender<BleEvent>,
    pub(super) orders: mpsc::Receiver<BleCommand>,
    /// The link as told last.
    link: Option<Link>,
    /// The device that is being connected or is.
    pub(super) held: Option<Peripheral>,
    /// Whether the strap was found by a scan for its service, and will be again.
    pub(super) advertises: bool,
    /// Attempts to connect that failed in a row.
    refusals: u32,
    /// When the next attempt may begin.
    pub(super) not_before: Instant,
    /// Failures of Bluetooth itself in a row.
    pub(super) failures: u32,
    /// The trouble as told last.
    told: Option<BleError>,
    /// What was told of the strap.
    known: DeviceInfo,
    /// Straps that advertised a heart rate once. BlueZ forgets what a strap advertised when its link breaks while the
    /// services are being asked for, and does not learn it again.
    pub(super) proven: std::collections::BTreeSet<String>,
}

/// How a connection ended.
pub(super) enum Disconnect {
    /// The link is gone, or the strap fell silent.
    Lost {
        /// Whether there was a packet before that.
        heard: bool,
    },
    /// The strap could not be reached or used.
    Failed(BleError),
}

impl Supervisor {
    /// One session with the bus, until it has to be begun anew.
    async fn live(&mut self, place: &mut Option<Bluetooth>) {
        let radio = match Bluetooth::open().await {
            Ok(radio) => place.insert(radio),
            Err(trouble) => {
                self.failures += 1;
                let rest = self.rest(&trouble);
                self.trouble(trouble).await;
                return sleep(rest).await;
            }
        };
        while let Err(trouble) = self.tend_with(radio).await {
            self.failures += 1;
            let rest = self.rest(&trouble);
            let lasts = trouble.leaves_the_bus();
            self.trouble(trouble).await;
            self.rest_near(radio, rest, lasts).await;
            if !lasts {
                return;
            }
        }
    }

    /// Finds the strap and keeps it, once; what stands in the way, if anything does.
    async fn tend_with(&mut self, radio: &mut Bluetooth) -> Result<(), BleError> {
        radio.ready().await?;
        if self.told.as_ref().is_some_and(BleError::needs_hands) {
            self.calm().await;
        }
        let (id, name) = match self.search(radio).await {
            Ok(found) => found,
            // What failed may only follow from an adapter that is gone: that is the thing to tell.
            Err(trouble) => return radio.ready().await.and(Err(trouble)),
        };
        self.failures = 0;
        let parting = self.keep(radio, &id, name).await;
        self.leave().await;
        match parting {
            Disconnect::Lost { heard: true } => self.refusals = 0,
            // A strap that hangs up before its first packet would be called without a break.
            Disconnect::Lost { heard: false } => self.refusals += 1,
            Disconnect::Failed(trouble) => {
                tracing::info!(%trouble, "the strap was not reached");
                self.refusals += 1;
                if matches!(trouble, BleError::NoHeartRate(_)) {
                    self.trouble(trouble).await;
                }
            }
        }
        self.not_before = Instant::now() + backoff::pause(self.refusals, &self.timing);
        Ok(())
    }

    /// Waits after a failure; where somebody is to mend something, until there is a sign of life or an order.
    async fn rest_near(&mut self, radio: &mut Bluetooth, rest: std::time::Duration, until_mended: bool) {
        // What was told before the failure is no sign that it is over.
        radio.signs.forget();
        let rest = sleep(rest);
        tokio::pin!(rest);
        loop {
            tokio::select! {
                () = &mut rest => return,
                Some(sign) = radio.signs.next() => match sign {
                    AdapterEvent::On | AdapterEvent::Heard(_) if until_mended => return,
                    AdapterEvent::On | AdapterEvent::Heard(_) | AdapterEvent::Off | AdapterEvent::Disconnected(_) => {}
                },
                // Nothing piles up while nobody listens.
                Some(_) = futures::StreamExt::next(&mut radio.packets) => {}
                Some(order) = self.orders.recv() => {
                    if order == BleCommand::SwitchOn {
                        if let Err(trouble) = radio.switch_on().await {
                            self.trouble(trouble).await;
                        }
                        return;
                    }
                }
            }
        }
    }

    /// Closes what is held and tells that a standing link is gone.
    async fn leave(&mut self) {
        if self.link == Some(Link::Connected) {
            self.tell_link(Link::Lost).await;
        }
        if let Some(peripheral) = self.held.take() {
            // An attempt that timed out goes on inside BlueZ until it is called off.
            if let Err(trouble) = within(CALL, peripheral.disconnect()).await {
                tracing::debug!(%trouble, "disconnect");
            }
        }
    }

    /// Closes the link at the end: a strap whose link stands is lost to everybody. A mere attempt is called off at once.
    async fn disconnect_held(&mut self) {
        let Some(peripheral) = self.held.take() else { return };
        let limit = if self.link == Some(Link::Connected) { self.timing.close } else { self.timing.call_off };
        if timeout(limit, peripheral.disconnect()).await.is_err() {
            tracing::warn!("the link was not closed in time");
        }
    }

    /// Tells a trouble, unless it was told already.
    pub(super) async fn trouble(&mut self, trouble: BleError) {
        if self.told.as_ref() != Some(&trouble) {
            tracing::warn!(%trouble, "strap");
            self.told = Some(trouble.clone());
            self.tell(BleEventKind::Error(Some(trouble))).await;
        }
    }

    /// Tells that all is well again.
    pub(super) async fn calm(&mut self) {
        if self.told.take().is_some() {
            self.tell(BleEventKind::Error(None)).await;
        }
    }

    /// Tells the link when it changed.
    pub(super) async fn tell_link(&mut self, link: Link) {
        if self.link.replace(link) != Some(link) {
            self.tell(BleEventKind::Reading(Reading::Link(link))).await;
        }
    }

    /// Tells what is new about the strap.
    pub(super) async fn tell_strap(&mut self, info: DeviceInfo) {
        let fresh = DeviceInfo {
            name: info.name.filter(|name| self.known.name.as_ref() != Some(name)),
            location: info.location.filter(|location| self.known.location != Some(*location)),
            battery: info.battery.filter(|battery| self.known.battery != Some(*battery)),
        };
        if fresh == DeviceInfo::default() {
            return;
        }
        self.known.name = fresh.name.clone().or(self.known.name.take());
        self.known.location = fresh.location.or(self.known.location);
        self.known.battery = fresh.battery.or(self.known.battery);
        self.tell(BleEventKind::Reading(Reading::Device(fresh))).await;
    }

    /// Tells; waits where the run is behind.
    pub(super) async fn tell(&self, kind: BleEventKind) {
        let event = BleEvent { at: Moment::now(), device: DeviceRole::HeartRate, kind };
        if self.out.send(event).await.is_err() {
            // Nobody listens any more; the end is near, and until then there is nothing to do.
            std::future::pending::<()>().await;
        }
    }

    fn rest(&self, trouble: &BleError) -> std::time::Duration {
        let chance = std::hash::RandomState::new().build_hasher().finish() as u8;
        backoff::rest(trouble, self.failures, &self.timing, chance)
    }
}
