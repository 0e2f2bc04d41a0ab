//! A strap's link from the first call to the loss: connects, subscribes, passes the packets on, asks for the battery. The
//! packets come first; nothing that is asked beside them holds them up.

use std::future::Future;
use std::time::Duration;

use btleplug::api::{Characteristic as Gatt, Peripheral as _, ValueNotification};
use btleplug::platform::{Peripheral, PeripheralId};
use futures::future::{FusedFuture as _, FutureExt as _};
use futures::stream::StreamExt as _;
use tokio::time::{Instant, sleep_until};

use super::adapter::{BATTERY, Bluetooth, LOCATION, MEASUREMENT, limited, within};
use super::backoff::{Alarm, Watch};
use super::error::BleError;
use super::selection::Selection;
use super::supervisor::{Disconnect, Supervisor};
use super::{BleCommand, BleEventKind};
use crate::format::sanitize::UNNAMED;
use crate::format::{Characteristic, DeviceIdentity, Reading};
use crate::heart::BodyLocation;
use crate::session::{DeviceInfo, Link};

/// The longest the question may take whether a link stands.
const QUESTION: Duration = Duration::from_secs(2);

impl Supervisor {
    /// Connects a strap and passes its packets on until it is gone.
    pub(super) async fn keep(&mut self, radio: &mut Bluetooth, id: &PeripheralId, name: String) -> Disconnect {
        self.tell_link(Link::Connecting).await;
        let particulars = match self.connect(radio, id, &name).await {
            Ok(particulars) => particulars,
            Err(trouble) => return Disconnect::Failed(trouble),
        };
        self.tell_link(Link::Connected).await;
        self.calm().await;
        self.recognise(&particulars.peripheral, name).await;
        let heard = self.pass_on(radio, id, particulars).await;
        Disconnect::Lost { heard }
    }

    /// Connects and subscribes.
    async fn connect(&mut self, radio: &mut Bluetooth, id: &PeripheralId, name: &str) -> Result<ConnectedDevice, BleError> {
        let peripheral = radio.listen(id).await?;
        self.held = Some(peripheral.clone());
        radio.signs.forget();
        let connecting = async {
            peripheral.connect().await?;
            peripheral.discover_services().await
        };
        tokio::select! {
            connected = within(self.timing.connect, connecting) => connected?,
            // connect() itself would notice only after 30 s.
            () = radio.signs.disconnection(id) => {
                return Err(BleError::Other("the strap hung up while it was being connected".to_owned()));
            }
        }
        let characteristics = peripheral.characteristics();
        let find = |uuid| characteristics.iter().find(|characteristic| characteristic.uuid == uuid).cloned();
        let measurement = find(MEASUREMENT).ok_or_else(|| BleError::NoHeartRate(name.to_owned()))?;
        limited(peripheral.subscribe(&measurement)).await?;
        Ok(ConnectedDevice { battery: find(BATTERY), location: find(LOCATION), peripheral })
    }

    /// From now on it is this strap and no other: a neighbour's must not take its place in the middle of a run.
    async fn recognise(&mut self, peripheral: &Peripheral, name: String) {
        let address = Some(peripheral.address().to_string()).filter(|address| address.chars().any(|c| c != '0' && c != ':'));
        // A name may be told in the scan response only, and be missing from a sighting that was enough to know the strap.
        let known = self.choice.remembered.as_ref().map(|known| known.name.clone());
        let name = known.filter(|_| name == UNNAMED).unwrap_or(name);
        let identity = DeviceIdentity { id: peripheral.id().to_string(), address, name: name.clone() };
        let is_news = self.choice.remembered.as_ref() != Some(&identity) || !self.choice.locked;
        self.choice = Selection { wanted: None, remembered: Some(identity.clone()), locked: true, ..self.choice };
        if is_news {
            self.tell_strap(DeviceInfo { name: Some(name), ..DeviceInfo::default() }).await;
            self.tell(BleEventKind::Chosen(identity)).await;
        }
    }

    /// Passes on until the link is gone; whether there was a packet.
    async fn pass_on(&mut self, radio: &mut Bluetooth, id: &PeripheralId, particulars: ConnectedDevice) -> bool {
        let mut watch = Watch::new(Instant::now());
        let mut heard = false;
        let mut asking = Box::pin(particulars.read(true).fuse());
        let mut ask_again = Instant::now() + self.timing.battery;
        loop {
            tokio::select! {
                biased;
                Some((from, packet)) = radio.packets.next() => {
                    if from == *id {
                        if packet.uuid == MEASUREMENT {
                            watch.heard(Instant::now());
                            heard = true;
                        }
                        self.pass(packet).await;
                    }
                }
                () = radio.signs.disconnection(id) => {
                    // What was on its way when the link went still counts.
                    while let Some(Some((from, packet))) = radio.packets.next().now_or_never() {
                        if from == *id {
                            self.pass(packet).await;
                        }
                    }
                    return heard;
                }
                info = &mut asking, if !asking.is_terminated() => self.tell_strap(info).await,
                () = sleep_until(ask_again), if asking.is_terminated() => {
                    ask_again += self.timing.battery;
                    asking = Box::pin(particulars.read(false).fuse());
                }
                Some(BleCommand::Choose(_) | BleCommand::SwitchOn) = self.orders.recv() => {}
                () = sleep_until(watch.due(&self.timing)) => match watch.alarm() {
                    Alarm::Question => match within(QUESTION, particulars.peripheral.is_connected()).await {
                        Ok(true) => {}
                        Ok(false) => return heard,
                        Err(trouble) => {
                            tracing::info!(%trouble, "bluetooth does not know of the link any more");
                            return heard;
                        }
                    },
                    Alarm::Silent => {
                        tracing::info!("the strap is connected and silent");
                        return heard;
                    }
                },
            }
        }
    }

    /// Passes on what the strap sent. Reads, and what bluetoothd itself subscribed to, show up here as well.
    pub(super) async fn pass(&mut self, packet: ValueNotification) {
        if packet.uuid == MEASUREMENT {
            self.tell(BleEventKind::Reading(Reading::Packet(Characteristic::HeartRateMeasurement, packet.value))).await;
        } else if packet.uuid == BATTERY
            && let Some(battery) = percent(&packet.value)
        {
            self.tell_strap(DeviceInfo { battery: Some(battery), ..DeviceInfo::default() }).await;
        }
    }
}

/// A Battery Level, where it is one.
pub(super) fn percent(value: &[u8]) -> Option<u8> {
    value.first().copied().filter(|percent| *percent <= 100)
}

/// What a strap can be asked beside its beats.
struct ConnectedDevice {
    peripheral: Peripheral,
    battery: Option<Gatt>,
    location: Option<Gatt>,
}

impl ConnectedDevice {
    /// Asks; each answer is worth waiting for only so long. The battery's shows up among the notifications where the
    /// system tells reads there, and is returned for where it does not.
    fn read(&self, all: bool) -> impl Future<Output = DeviceInfo> + use<> {
        let Self { peripheral, battery, location } = self;
        let (peripheral, battery, location) = (peripheral.clone(), battery.clone(), location.clone().filter(|_| all));
        async move {
            let mut info = DeviceInfo::default();
            if let Some(battery) = battery {
                info.battery = limited(peripheral.read(&battery)).await.ok().as_deref().and_then(percent);
            }
            if let Some(location) = location {
                let read = limited(peripheral.read(&location)).await.ok();
                info.location = read.and_then(|value| value.first().copied()).and_then(BodyLocation::from_code);
            }
            info
        }
    }
}
