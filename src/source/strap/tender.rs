//! The strap's task: finds a strap, keeps it for as long as the run lasts, and finds it again. Whatever fails is tried
//! anew; the run never waits for it.
//!
//! What was seen of BlueZ 5.66 and btleplug 0.13 and is met here: after a link drop the device may be deleted, so each
//! connection begins with a fresh sighting and a fresh handle, and the one notification stream of that handle; reads show
//! up as notifications, so they are told apart by characteristic; a bluetoothd that dies says nothing, so the packets are
//! watched and everything is built anew.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::hash::{BuildHasher as _, Hasher as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use btleplug::api::{Characteristic as Gatt, Peripheral as _};
use btleplug::platform::{Peripheral, PeripheralId};
use futures::StreamExt as _;
use futures::future::{FusedFuture as _, FutureExt as _};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, sleep_until};

use super::choice::{Decision, FoundStrap, StrapChoice};
use super::radio::{BATTERY, CALL, LOCATION, MEASUREMENT, Radio, Sign, limited, within};
use super::trouble::{StrapTrouble, is_blocked};
use super::{StrapEvent, StrapOrder, Timing};
use crate::format::airname::UNNAMED;
use crate::format::{Characteristic, Reading, StrapIdentity};
use crate::heart::BodyLocation;
use crate::session::{Link, StrapInfo};

/// Tends a strap until `death`'s sender is gone. Runs on a thread of its own.
pub(super) fn tend(
    choice: StrapChoice,
    timing: Timing,
    out: mpsc::Sender<StrapEvent>,
    orders: mpsc::Receiver<StrapOrder>,
    mut death: watch::Receiver<()>,
) {
    let mut tender = Tender { choice, timing, out, orders, link: None, held: None, failures: 0, troubled: false };
    loop {
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => {
                tracing::error!(%error, "bluetooth cannot run");
                return;
            }
        };
        let ended = catch_unwind(AssertUnwindSafe(|| {
            runtime.block_on(async {
                tokio::select! {
                    biased;
                    _ = death.changed() => {}
                    never = tender.live() => match never {},
                }
                // The attempt or link that was cut short is closed: a strap whose link stands is lost to everybody.
                if let Some(peripheral) = tender.held.take()
                    && tokio::time::timeout(tender.timing.close, peripheral.disconnect()).await.is_err()
                {
                    tracing::warn!("the link was not closed in time");
                }
            });
        }));
        runtime.shutdown_timeout(Duration::from_millis(50));
        if ended.is_ok() {
            return;
        }
        // A panic of the Bluetooth stack ends one attempt, not the run.
        tender.held = None;
        tender.failures += 1;
        std::thread::sleep(tender.backoff());
    }
}

struct Tender {
    choice: StrapChoice,
    timing: Timing,
    out: mpsc::Sender<StrapEvent>,
    orders: mpsc::Receiver<StrapOrder>,
    /// The link as told last.
    link: Option<Link>,
    /// The device that is being connected or is.
    held: Option<Peripheral>,
    failures: u32,
    troubled: bool,
}

/// How a connection ended.
enum Parting {
    /// The link is gone, or the strap fell silent; the adapter is well.
    Lost {
        /// Whether there was a packet before that.
        heard: bool,
    },
    /// The strap could not be reached or used.
    Failed(StrapTrouble),
    /// Bluetooth itself does not answer any more.
    Radio(StrapTrouble),
}

impl Tender {
    async fn live(&mut self) -> Infallible {
        loop {
            let Err(trouble) = self.with_radio().await;
            self.leave().await;
            self.failures += 1;
            self.trouble(trouble).await;
            let rest = sleep(self.backoff());
            tokio::pin!(rest);
            loop {
                tokio::select! {
                    () = &mut rest => break,
                    // Nothing can be ordered of an adapter that is not there.
                    Some(_) = self.orders.recv() => {}
                }
            }
        }
    }

    /// One session with Bluetooth, until it fails.
    async fn with_radio(&mut self) -> Result<Infallible, StrapTrouble> {
        let mut radio = Radio::open().await?;
        self.power(&radio).await?;
        self.calm().await;
        loop {
            let (id, name) = self.search(&mut radio).await?;
            match self.keep(&mut radio, &id, name).await {
                Parting::Lost { heard: true } => self.leave().await,
                // A strap that hangs up before its first packet would be called without a break.
                Parting::Lost { heard: false } => {
                    self.leave().await;
                    self.failures += 1;
                    sleep(self.backoff()).await;
                }
                Parting::Failed(trouble) => {
                    self.leave().await;
                    tracing::info!(%trouble, "the strap was not reached");
                    self.failures += 1;
                    if matches!(trouble, StrapTrouble::NoHeartRate(_)) {
                        self.trouble(trouble).await;
                    }
                    sleep(self.backoff()).await;
                }
                Parting::Radio(trouble) => return Err(trouble),
            }
        }
    }

    /// Waits until the adapter is on: by order, or by somebody else's hand.
    async fn power(&mut self, radio: &Radio) -> Result<(), StrapTrouble> {
        while !radio.is_on().await? {
            self.trouble(if is_blocked() { StrapTrouble::Blocked } else { StrapTrouble::AdapterOff }).await;
            tokio::select! {
                Some(order) = self.orders.recv() => {
                    if order == StrapOrder::SwitchOn {
                        // On BlueZ, scanning is what switches an adapter on.
                        radio.scan(true).await?;
                    }
                }
                () = sleep(self.timing.retry) => {}
            }
        }
        Ok(())
    }

    /// Looks for the strap until there is one to take; its handle and its name.
    async fn search(&mut self, radio: &mut Radio) -> Result<(PeripheralId, String), StrapTrouble> {
        self.tell_link(Link::Searching).await;
        let only_heart_rate = !self.choice.is_particular();
        radio.forget_signs();
        radio.scan(only_heart_rate).await?;
        let mut seen: BTreeMap<String, FoundStrap> = BTreeMap::new();
        let mut ids: BTreeMap<String, PeripheralId> = BTreeMap::new();
        for (strap, id) in radio.linked().await {
            if self.choice.means(&strap) || (only_heart_rate && strap.heart_rate) {
                ids.insert(strap.id.clone(), id);
                seen.insert(strap.id.clone(), strap);
            }
        }
        let mut first = (!seen.is_empty()).then(Instant::now);
        let mut offered: Vec<FoundStrap> = Vec::new();
        let mut rescan = tokio::time::interval_at(Instant::now() + self.timing.rescan, self.timing.rescan);
        let mut glance = tokio::time::interval(self.timing.settle / 6);
        loop {
            let looked = first.map_or(Duration::ZERO, |first| first.elapsed());
            match self.choice.decide(&seen, looked, self.timing.settle) {
                Decision::Take(id) => {
                    if let Some((handle, strap)) = ids.get(&id).zip(seen.get(&id)) {
                        radio.stop_scan().await;
                        return Ok((handle.clone(), strap.name.clone()));
                    }
                }
                Decision::Ask => self.offer(&seen, &mut offered).await,
                Decision::Wait => {}
            }
            tokio::select! {
                sign = radio.sign() => match sign {
                    Some(Sign::Heard(id)) => {
                        if let Some(strap) = radio.look(&id).await
                            && (strap.heart_rate || self.choice.means(&strap))
                        {
                            first.get_or_insert_with(Instant::now);
                            ids.insert(strap.id.clone(), id);
                            seen.insert(strap.id.clone(), strap);
                        }
                    }
                    Some(Sign::Disconnected(_)) => {}
                    Some(Sign::Off) => return Err(StrapTrouble::AdapterOff),
                    None => return Err(StrapTrouble::Other("bluetooth stopped telling what it hears".to_owned())),
                },
                Some(order) = self.orders.recv() => {
                    if let StrapOrder::Choose(id) = order
                        && let Some((handle, strap)) = ids.get(&id).zip(seen.get(&id))
                    {
                        radio.stop_scan().await;
                        return Ok((handle.clone(), strap.name.clone()));
                    }
                }
                _ = rescan.tick() => radio.scan(only_heart_rate).await?,
                _ = glance.tick() => {}
            }
        }
    }

    /// Tells the straps there are to choose from, when the list is another than before.
    async fn offer(&mut self, seen: &BTreeMap<String, FoundStrap>, offered: &mut Vec<FoundStrap>) {
        let list: Vec<FoundStrap> = seen.values().filter(|strap| strap.heart_rate).cloned().collect();
        let same = list.len() == offered.len() && list.iter().zip(&*offered).all(|(a, b)| a.id == b.id && a.name == b.name);
        if same {
            return;
        }
        if self.choice.can_ask {
            self.tell(StrapEvent::InReach(list.clone())).await;
        } else {
            self.trouble(StrapTrouble::Several(list.iter().map(|strap| strap.name.clone()).collect())).await;
        }
        *offered = list;
    }

    /// Connects a strap and passes its packets on until it is gone.
    async fn keep(&mut self, radio: &mut Radio, id: &PeripheralId, name: String) -> Parting {
        self.tell_link(Link::Connecting).await;
        let peripheral = match radio.peripheral(id).await {
            Ok(peripheral) => peripheral,
            Err(trouble) => return Parting::Failed(trouble),
        };
        self.held = Some(peripheral.clone());
        radio.forget_signs();
        let connected = tokio::select! {
            connected = within(self.timing.connect, peripheral.connect()) => connected,
            // connect() itself would notice only after 30 s.
            () = disconnection(radio, id) => Err(StrapTrouble::Other("the strap hung up while it was being connected".to_owned())),
        };
        if let Err(trouble) = connected {
            return Parting::Failed(trouble);
        }
        if let Err(trouble) = within(self.timing.connect, peripheral.discover_services()).await {
            return Parting::Failed(trouble);
        }
        let characteristics = peripheral.characteristics();
        let find = |uuid| characteristics.iter().find(|characteristic| characteristic.uuid == uuid).cloned();
        let Some(measurement) = find(MEASUREMENT) else {
            return Parting::Failed(StrapTrouble::NoHeartRate(name));
        };
        // The stream comes before the subscription, so that the first packet finds it there.
        let packets = match limited(peripheral.notifications()).await {
            Ok(packets) => packets,
            Err(trouble) => return Parting::Failed(trouble),
        };
        if let Err(trouble) = limited(peripheral.subscribe(&measurement)).await {
            return Parting::Failed(trouble);
        }
        self.tell_link(Link::Connected).await;
        self.calm().await;
        self.recognise(&peripheral, name).await;
        let particulars = Particulars { battery: find(BATTERY), location: find(LOCATION), peripheral };
        self.pass_on(radio, id, packets, particulars).await
    }

    /// From now on it is this strap and no other: a neighbour's must not take its place in the middle of a run.
    async fn recognise(&mut self, peripheral: &Peripheral, name: String) {
        let address = Some(peripheral.address().to_string()).filter(|address| address.chars().any(|c| c != '0' && c != ':'));
        // A name may be told in the scan response only, and be missing from a sighting that was enough to know the strap.
        let known = self.choice.remembered.as_ref().map(|known| known.name.clone());
        let name = known.filter(|_| name == UNNAMED).unwrap_or(name);
        let identity = StrapIdentity { id: peripheral.id().to_string(), address, name: name.clone() };
        self.choice = StrapChoice { wanted: None, remembered: Some(identity.clone()), faithful: true, ..self.choice };
        self.tell(StrapEvent::Reading(Reading::Strap(StrapInfo { name: Some(name), ..StrapInfo::default() }))).await;
        self.tell(StrapEvent::Chosen(identity)).await;
    }

    async fn pass_on(
        &mut self,
        radio: &mut Radio,
        id: &PeripheralId,
        mut packets: std::pin::Pin<Box<dyn futures::Stream<Item = btleplug::api::ValueNotification> + Send>>,
        particulars: Particulars,
    ) -> Parting {
        let mut latest = Instant::now();
        let (mut looked_into, mut heard) = (false, false);
        let mut asking = Box::pin(particulars.read(true).fuse());
        let mut ask_again = Instant::now() + self.timing.battery;
        loop {
            let look_again = latest + if looked_into { self.timing.silent } else { self.timing.quiet };
            tokio::select! {
                biased;
                packet = packets.next() => match packet {
                    Some(packet) if packet.uuid == MEASUREMENT => {
                        latest = Instant::now();
                        looked_into = false;
                        heard = true;
                        self.failures = 0;
                        let reading = Reading::Packet(Characteristic::HeartRateMeasurement, packet.value);
                        self.tell(StrapEvent::Reading(reading)).await;
                    }
                    // Reads and bluetoothd's own subscriptions show up here as well.
                    Some(packet) if packet.uuid == BATTERY => {
                        if let Some(battery) = packet.value.first().copied().filter(|percent| *percent <= 100) {
                            self.tell(StrapEvent::Reading(Reading::Strap(StrapInfo { battery: Some(battery), ..StrapInfo::default() }))).await;
                        }
                    }
                    Some(_) => {}
                    None => return Parting::Lost { heard },
                },
                () = disconnection(radio, id) => {
                    // What was on its way when the link went still counts.
                    while let Some(Some(packet)) = packets.next().now_or_never() {
                        if packet.uuid == MEASUREMENT {
                            let reading = Reading::Packet(Characteristic::HeartRateMeasurement, packet.value);
                            self.tell(StrapEvent::Reading(reading)).await;
                        }
                    }
                    return Parting::Lost { heard };
                }
                info = &mut asking, if !asking.is_terminated() => {
                    if info != StrapInfo::default() {
                        self.tell(StrapEvent::Reading(Reading::Strap(info))).await;
                    }
                }
                () = sleep_until(ask_again), if asking.is_terminated() => {
                    ask_again += self.timing.battery;
                    asking = Box::pin(particulars.read(false).fuse());
                }
                Some(_) = self.orders.recv() => {}
                () = sleep_until(look_again) => {
                    if looked_into {
                        tracing::info!("the strap is connected and silent");
                        return Parting::Lost { heard };
                    }
                    looked_into = true;
                    match within(Duration::from_secs(2), particulars.peripheral.is_connected()).await {
                        Ok(true) => {}
                        Ok(false) => return Parting::Lost { heard },
                        Err(trouble) => return Parting::Radio(trouble),
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

    async fn trouble(&mut self, trouble: StrapTrouble) {
        tracing::warn!(%trouble, "strap");
        self.troubled = true;
        self.tell(StrapEvent::Trouble(Some(trouble))).await;
    }

    async fn calm(&mut self) {
        if std::mem::take(&mut self.troubled) {
            self.tell(StrapEvent::Trouble(None)).await;
        }
    }

    async fn tell_link(&mut self, link: Link) {
        if self.link.replace(link) != Some(link) {
            self.tell(StrapEvent::Reading(Reading::Link(link))).await;
        }
    }

    async fn tell(&self, event: StrapEvent) {
        if self.out.send(event).await.is_err() {
            // Nobody listens any more; the end is near, and until then there is nothing to do.
            std::future::pending::<()>().await;
        }
    }

    /// 1, 2, 3, 3 … times the first wait, plus up to a quarter by chance. A call that fails costs nothing, and a runner
    /// who plugged the adapter in again looks at the screen: longer waits would spare nobody.
    fn backoff(&self) -> Duration {
        let doubled = self.timing.retry * 2u32.saturating_pow(self.failures.saturating_sub(1).min(5));
        let capped = doubled.min(self.timing.retry * 3);
        let chance = std::hash::RandomState::new().build_hasher().finish() % 256;
        capped + capped * u32::try_from(chance).unwrap_or(0) / 1024
    }
}

/// Waits until a device is disconnected, or the adapter is gone, which is the same to it.
async fn disconnection(radio: &mut Radio, id: &PeripheralId) {
    loop {
        match radio.sign().await {
            Some(Sign::Disconnected(gone)) if gone == *id => return,
            Some(Sign::Off) => return,
            Some(Sign::Disconnected(_) | Sign::Heard(_)) => {}
            // Without events the packets are watched all the same.
            None => std::future::pending().await,
        }
    }
}

/// What a strap can be asked beside its beats.
struct Particulars {
    peripheral: Peripheral,
    battery: Option<Gatt>,
    location: Option<Gatt>,
}

impl Particulars {
    /// Asks; each answer is worth waiting for only so long.
    fn read(&self, all: bool) -> impl Future<Output = StrapInfo> + use<> {
        let Self { peripheral, battery, location } = self;
        let (peripheral, battery, location) = (peripheral.clone(), battery.clone(), location.clone().filter(|_| all));
        async move {
            let mut info = StrapInfo::default();
            if let Some(battery) = battery {
                let read = limited(peripheral.read(&battery)).await.ok();
                info.battery = read.and_then(|value| value.first().copied()).filter(|percent| *percent <= 100);
            }
            if let Some(location) = location {
                let read = limited(peripheral.read(&location)).await.ok();
                info.location = read.and_then(|value| value.first().copied()).and_then(BodyLocation::from_code);
            }
            info
        }
    }
}
