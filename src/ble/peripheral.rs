//! The calls to one device behind btleplug, every one under a limit: a D-Bus call that is never answered takes 30 s by itself.

use std::future::Future;
use std::time::Duration;

use btleplug::api::{AddressType, CharPropFlags, Characteristic, Peripheral as _, PeripheralProperties, WriteType};
use btleplug::platform::Peripheral;
use futures::StreamExt as _;
use futures::stream::BoxStream;
use uuid::Uuid;

use super::adapter_event::Packet;
use super::error::BleError;
use super::found_device::FoundDevice;
use super::profile::{BATTERY_LEVEL, BODY_SENSOR_LOCATION, CONTROL_POINT, MACHINE_FEATURE, MACHINE_STATUS, Profile, SPEED_RANGE, percent};
use crate::clock::Moment;
use crate::format::gatt;
use crate::format::sanitize::sanitize_name;
use crate::heart::BodyLocation;
use crate::session::{BeltAbilities, BeltCommand, DeviceInfo};

/// The longest an ordinary call may take; BlueZ answers within milliseconds or not at all (measured in the lab).
pub(super) const CALL: Duration = Duration::from_secs(3);
/// The longest the question may take whether a link stands (design choice).
const QUESTION: Duration = Duration::from_secs(2);

/// A device that can be called.
#[derive(Debug, Clone)]
pub(super) struct Handle(pub(super) Peripheral);

impl Handle {
    /// The notifications of the device, from now until the handle's connection to the bus ends. It goes on over a loss and
    /// a reconnection; a second stream would deliver each packet twice.
    pub(super) async fn notifications(&self) -> Result<BoxStream<'static, Packet>, BleError> {
        let from = self.0.id().to_string();
        let stream = limited(self.0.notifications()).await?;
        Ok(stream
            .map(move |packet| Packet { at: Moment::now(), from: from.clone(), characteristic: packet.uuid, value: packet.value })
            .boxed())
    }

    /// Connects and discovers the services. Unlimited: BlueZ itself gives up after 30 s; the connection's deadline comes first.
    pub(super) async fn connect(&self) -> Result<(), BleError> {
        self.0.connect().await?;
        Ok(self.0.discover_services().await?)
    }

    /// Asks again for the services, of which some devices add one later. Answered by BlueZ from what it knows.
    pub(super) async fn discover(&self) -> Result<(), BleError> {
        limited(self.0.discover_services()).await
    }

    /// Subscribes to a characteristic; `missing` where the device does not have it. Unlimited: the connection's deadline comes
    /// first.
    pub(super) async fn subscribe(&self, characteristic: Uuid, missing: BleError) -> Result<(), BleError> {
        let characteristic = self.find(characteristic).ok_or(missing)?;
        Ok(self.0.subscribe(&characteristic).await?)
    }

    /// Subscribes to the status of a treadmill, where it has one; with `control`, reads what it can do and subscribes to the answers of
    /// its control point as well. What is not answered is left out.
    pub(super) async fn prepare(&self, control: bool) -> BeltAbilities {
        if !self.listen_to(MACHINE_STATUS).await {
            tracing::info!("the treadmill tells no changes of its state");
        }
        if !control {
            return BeltAbilities::default();
        }
        let feature = self.read(MACHINE_FEATURE).await;
        let range = self.read(SPEED_RANGE).await;
        BeltAbilities {
            control_point: self.takes_commands() && self.listen_to(CONTROL_POINT).await,
            sets_speed: feature.and_then(|feature| gatt::machine_feature(&feature).ok()),
            range: range.and_then(|range| gatt::speed_range(&range).ok()),
            remembered: None,
        }
    }

    /// Whether it has a control point that can be written to.
    fn takes_commands(&self) -> bool {
        self.find(CONTROL_POINT).is_some_and(|point| point.properties.contains(CharPropFlags::WRITE))
    }

    /// Subscribes to a characteristic; whether that was done.
    async fn listen_to(&self, uuid: Uuid) -> bool {
        let Some(characteristic) = self.find(uuid) else { return false };
        limited(self.0.subscribe(&characteristic)).await.inspect_err(|error| tracing::info!(%error, %uuid, "subscribe")).is_ok()
    }

    /// Writes a command to the belt. This is the only place of the program that writes to a device, and it takes what the rules of
    /// `hold` made, which cannot be made elsewhere or written twice.
    ///
    /// # Errors
    /// The machine turns the write down, the link is gone, or nothing answers.
    pub(super) async fn write(&self, command: BeltCommand) -> Result<(), BleError> {
        let point = self.find(CONTROL_POINT).ok_or_else(|| BleError::Other("the treadmill has no control point".to_owned()))?;
        limited(self.0.write(&point, &command.bytes(), WriteType::WithResponse)).await
    }

    /// Reads the battery level, and the body location as well where `location`. What is not answered is left out. Where the
    /// system notifies reads too, the battery level arrives among the packets as well.
    pub(super) async fn read_info(&self, location: bool) -> DeviceInfo {
        let mut info = DeviceInfo { battery: self.read(BATTERY_LEVEL).await.as_deref().and_then(percent), ..DeviceInfo::default() };
        if location {
            let code = self.read(BODY_SENSOR_LOCATION).await.and_then(|value| value.first().copied());
            info.location = code.and_then(BodyLocation::from_code);
        }
        info
    }

    /// The battery level of a device that is connected for the question alone.
    pub(super) async fn visit_battery(&self) -> Option<u8> {
        const VISIT: Duration = Duration::from_secs(5);
        let was_linked = limited(self.0.is_connected()).await.unwrap_or(false);
        let read = async {
            within(VISIT, self.0.connect()).await.ok()?;
            within(VISIT, self.0.discover_services()).await.ok()?;
            percent(&self.read(BATTERY_LEVEL).await?)
        };
        let battery = read.await;
        // A link that stood before belongs to another program.
        if !was_linked {
            self.disconnect().await;
        }
        battery
    }

    /// Whether the link stands; false where Bluetooth does not know.
    pub(super) async fn is_connected(&self) -> bool {
        within(QUESTION, self.0.is_connected()).await.unwrap_or_else(|error| {
            tracing::info!(%error, "bluetooth does not know the link any more");
            false
        })
    }

    /// Closes the link, or calls off an attempt: one that timed out goes on inside BlueZ until then.
    pub(super) async fn disconnect(&self) {
        if let Err(error) = limited(self.0.disconnect()).await {
            tracing::debug!(%error, "disconnect");
        }
    }

    /// What is known of the device.
    pub(super) async fn describe(&self) -> Option<FoundDevice> {
        let properties = limited(self.0.properties()).await.ok()??;
        let address = properties.address.to_string();
        Some(FoundDevice {
            id: self.0.id().to_string(),
            // macOS reports an address of zeros.
            address: Some(address).filter(|address| address.chars().any(|c| c != '0' && c != ':')),
            name: sanitize_name(properties.local_name.as_deref().unwrap_or_default()),
            rssi: properties.rssi,
            roles: Profile::roles(&properties.services),
            is_remembered: false,
            has_private_address: is_private(&properties),
        })
    }

    fn find(&self, uuid: Uuid) -> Option<Characteristic> {
        self.0.characteristics().into_iter().find(|characteristic| characteristic.uuid == uuid)
    }

    async fn read(&self, uuid: Uuid) -> Option<Vec<u8>> {
        limited(self.0.read(&self.find(uuid)?)).await.ok()
    }
}

/// Whether an address is a random one whose two highest bits are 01: resolvable private, by the Bluetooth Core Specification,
/// volume 6, part B, 1.3.2.2.
fn is_private(properties: &PeripheralProperties) -> bool {
    properties.address_type == Some(AddressType::Random) && properties.address.into_inner()[0] >> 6 == 0b01
}

/// A call that must be answered within [`CALL`].
pub(super) async fn limited<T>(call: impl Future<Output = Result<T, btleplug::Error>>) -> Result<T, BleError> {
    within(CALL, call).await
}

/// A call that must be answered within a time.
pub(super) async fn within<T>(limit: Duration, call: impl Future<Output = Result<T, btleplug::Error>>) -> Result<T, BleError> {
    match tokio::time::timeout(limit, call).await {
        Ok(answer) => answer.map_err(BleError::from),
        Err(_) => Err(BleError::Other(format!("no answer within {} s", limit.as_secs()))),
    }
}
