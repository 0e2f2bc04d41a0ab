//! A bluetoothd that is none: it owns `org.bluez` on a D-Bus of the test's own and shows one adapter and one strap, as
//! BlueZ does, with faults on demand. What it cannot show (radio, timing, the kernel) the lab with a real BlueZ does.

#![allow(dead_code)] // Each test file uses a part of it.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use dbus::arg::{PropMap, RefArg, Variant};
use dbus::blocking::SyncConnection;
use dbus::blocking::stdintf::org_freedesktop_dbus::PropertiesPropertiesChanged;
use dbus::channel::{Channel, MatchingReceiver, Sender as _};
use dbus::message::{MatchRule, SignalArgs};
use dbus_crossroads::{Context, Crossroads, IfaceBuilder, MethodErr};

const ADAPTER: &str = "/org/bluez/hci0";
const HEART_RATE: &str = "0000180d-0000-1000-8000-00805f9b34fb";
const BATTERY_SERVICE: &str = "0000180f-0000-1000-8000-00805f9b34fb";
const MEASUREMENT: &str = "00002a37-0000-1000-8000-00805f9b34fb";
const BATTERY: &str = "00002a19-0000-1000-8000-00805f9b34fb";

/// A D-Bus system bus of the test's own.
pub struct Bus {
    daemon: Child,
    folder: tempfile::TempDir,
}

impl Bus {
    /// Starts one; none where there is no dbus-daemon. `policy` stands in its configuration.
    pub fn start(policy: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("bus.conf");
        let socket = folder.path().join("bus");
        std::fs::write(
            &config,
            format!(
                "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\
                 <busconfig><type>system</type><listen>unix:path={}</listen><auth>EXTERNAL</auth><policy context=\"default\">\
                 <allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/><allow user=\"*\"/>{policy}</policy></busconfig>",
                socket.display()
            ),
        )
        .unwrap();
        let mut daemon = match Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
        {
            Ok(daemon) => daemon,
            Err(error) => {
                let required = std::env::var("RECOVERY_RUN_REQUIRE").is_ok_and(|required| required == "all");
                assert!(!required, "no dbus-daemon here ({error}), and RECOVERY_RUN_REQUIRE=all lets no test be skipped");
                println!("skipped: no dbus-daemon here ({error}); install the package dbus");
                return None;
            }
        };
        // It prints its address once it listens.
        let mut address = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(daemon.stdout.take().unwrap()), &mut address).unwrap();
        assert!(address.starts_with("unix:"), "dbus-daemon said {address:?}");
        Some(Self { daemon, folder })
    }

    pub fn address(&self) -> String {
        format!("unix:path={}", self.socket().display())
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("bus")
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// What a strap may be told to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The strap goes out of reach.
    Away,
    /// It is back and advertises.
    Back,
    /// It stays connected and sends nothing more.
    Silent,
    /// It ignores connection attempts: they get no answer.
    Deaf,
}

/// A strap.
#[derive(Debug)]
struct Strap {
    /// Its place in the list, from which its address follows.
    number: usize,
    name: &'static str,
    in_reach: bool,
    connected: bool,
    notifying: bool,
    silent: bool,
    deaf: bool,
    beats: u16,
}

impl Strap {
    fn new(number: usize, name: &'static str) -> Self {
        Self { number, name, in_reach: true, connected: false, notifying: false, silent: false, deaf: false, beats: 0 }
    }

    fn path(&self) -> String {
        device_path(self.number)
    }
}

fn device_path(number: usize) -> String {
    format!("/org/bluez/hci0/dev_C0_FF_EE_00_00_{:02X}", number + 1)
}

#[derive(Debug, Default)]
struct State {
    powered: bool,
    discovering: bool,
    straps: Vec<Strap>,
}

type Shared = Arc<Mutex<State>>;

/// The data of a strap's objects: the fake, and which strap.
#[derive(Clone)]
struct Device {
    state: Shared,
    number: usize,
}

impl Device {
    fn with<T>(&self, look: impl FnOnce(&mut Strap) -> T) -> T {
        look(&mut of(&self.state).straps[self.number])
    }
}

fn of(state: &Shared) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The fake, until it is dropped: then `org.bluez` has no owner, as after `kill -9`.
pub struct FakeBluez {
    faults: Option<Sender<(usize, Fault)>>,
    server: Option<JoinHandle<()>>,
    state: Shared,
}

impl FakeBluez {
    /// Takes the name on a bus, with one strap in reach. Without `adapter` there is none to list.
    pub fn start(bus: &Bus, adapter: bool, powered: bool) -> Self {
        // A name that would clear the screen if it were printed as it is.
        Self::serve(bus.address(), adapter, powered, &["Fake\u{1b}[2J Strap"])
    }

    /// Takes the name on the bus of an address, with several straps in reach.
    pub fn with_straps(address: String, names: &[&'static str]) -> Self {
        Self::serve(address, true, true, names)
    }

    fn serve(address: String, adapter: bool, powered: bool, names: &[&'static str]) -> Self {
        let straps = names.iter().enumerate().map(|(number, name)| Strap::new(number, name)).collect();
        let state = Shared::new(Mutex::new(State { powered, discovering: false, straps }));
        let (faults, orders) = channel();
        let (ready, is_ready) = channel();
        let shared = state.clone();
        let server = std::thread::spawn(move || serve(&address, adapter, &shared, &orders, &ready));
        is_ready.recv().expect("the fake bluetoothd has started");
        Self { faults: Some(faults), server: Some(server), state }
    }

    /// Plays a fault of the first strap.
    pub fn fault(&self, fault: Fault) {
        self.fault_of(0, fault);
    }

    /// Plays a fault of a strap.
    pub fn fault_of(&self, strap: usize, fault: Fault) {
        self.faults.as_ref().unwrap().send((strap, fault)).unwrap();
    }

    /// How many packets the first strap sent so far.
    pub fn sent(&self) -> u16 {
        of(&self.state).straps[0].beats
    }

    pub fn is_powered(&self) -> bool {
        of(&self.state).powered
    }
}

impl Drop for FakeBluez {
    fn drop(&mut self) {
        drop(self.faults.take());
        if let Some(server) = self.server.take() {
            server.join().unwrap();
        }
    }
}

fn serve(address: &str, adapter: bool, state: &Shared, orders: &Receiver<(usize, Fault)>, ready: &Sender<()>) {
    let mut channel = Channel::open_private(address).unwrap();
    channel.register().unwrap();
    let connection = Arc::new(SyncConnection::from(channel));
    connection.request_name("org.bluez", false, true, false).unwrap();
    let crossroads = Arc::new(Mutex::new(Crossroads::new()));
    let objects = || crossroads.lock().unwrap_or_else(PoisonError::into_inner);
    objects().set_object_manager_support(Some(connection.clone()));
    let manager = objects().object_manager::<()>();
    objects().insert("/", &[manager], ());
    if adapter {
        let interface = objects().register("org.bluez.Adapter1", adapter_interface);
        objects().insert(ADAPTER, &[interface], state.clone());
    }
    let (served, asked) = (crossroads.clone(), state.clone());
    connection.start_receive(
        MatchRule::new_method_call(),
        Box::new(move |message, connection| {
            if is_unanswered(&message, &asked) {
                return true;
            }
            // A message that cannot be answered has been answered with an error.
            let _ = served.lock().unwrap_or_else(PoisonError::into_inner).handle_message(message, connection);
            true
        }),
    );
    ready.send(()).unwrap();

    let mut known = BTreeSet::new();
    loop {
        // A packet each 20 ms at the most, however much is asked in between.
        while connection.process(Duration::from_millis(20)).unwrap() {}
        match orders.try_recv() {
            Ok((number, fault)) => obey(fault, &Device { state: state.clone(), number }, &connection),
            Err(std::sync::mpsc::TryRecvError::Empty) => {}
            Err(std::sync::mpsc::TryRecvError::Disconnected) => {
                // The connection is held by what answers on it, and would keep the name.
                connection.release_name("org.bluez").unwrap();
                return;
            }
        }
        let count = of(state).straps.len();
        for number in 0..count {
            let device = Device { state: state.clone(), number };
            advertise(&device, &mut known, &mut objects(), &connection);
            send_packet(&device, &connection);
        }
    }
}

/// Whether a message is a call of a strap that ignores connection attempts.
fn is_unanswered(message: &dbus::Message, state: &Shared) -> bool {
    let called = message.path().map(|path| path.to_string()).unwrap_or_default();
    let is_connect = message.member().is_some_and(|member| &*member == "Connect");
    is_connect && of(state).straps.iter().any(|strap| strap.deaf && strap.path() == called)
}

fn advertise(device: &Device, known: &mut BTreeSet<usize>, objects: &mut Crossroads, connection: &SyncConnection) {
    let discovering = of(&device.state).discovering;
    if discovering && device.with(|strap| strap.in_reach && !strap.connected) {
        if known.insert(device.number) {
            insert_strap(objects, device);
        } else {
            changed(connection, &device_path(device.number), "org.bluez.Device1", "RSSI", -52i16);
        }
    }
}

fn send_packet(device: &Device, connection: &SyncConnection) {
    let number = device.with(|strap| {
        let sends = strap.connected && strap.notifying && !strap.silent;
        strap.beats += u16::from(sends);
        sends.then_some(strap.beats)
    });
    if let Some(number) = number {
        // Each packet has an interval of its own, by which a lost or doubled one is known; each strap has its own rate.
        let rr = (400 + number).to_le_bytes();
        let payload = vec![0x16, 120 + 40 * device.number as u8 + (number % 5) as u8, rr[0], rr[1]];
        let path = format!("{}/service0010/char0011", device_path(device.number));
        changed(connection, &path, "org.bluez.GattCharacteristic1", "Value", payload);
    }
}

fn obey(fault: Fault, device: &Device, connection: &SyncConnection) {
    match fault {
        Fault::Away => {
            device.with(|strap| (strap.in_reach, strap.connected) = (false, false));
            let path = device_path(device.number);
            changed(connection, &path, "org.bluez.Device1", "Connected", false);
            changed(connection, &path, "org.bluez.Device1", "ServicesResolved", false);
        }
        Fault::Back => device.with(|strap| (strap.in_reach, strap.silent) = (true, false)),
        Fault::Silent => device.with(|strap| strap.silent = true),
        Fault::Deaf => device.with(|strap| strap.deaf = true),
    }
}

/// Tells everybody that a property is another.
fn changed(connection: &SyncConnection, path: &str, interface: &str, property: &str, value: impl RefArg + 'static) {
    connection.send(change(path, interface, property, value)).expect("the bus takes a signal");
}

fn change(path: &str, interface: &str, property: &str, value: impl RefArg + 'static) -> dbus::Message {
    let mut changed_properties = PropMap::new();
    changed_properties.insert(property.to_owned(), Variant(Box::new(value)));
    PropertiesPropertiesChanged { interface_name: interface.to_owned(), changed_properties, invalidated_properties: Vec::new() }
        .to_emit_message(&path.to_owned().into())
}

fn adapter_interface(builder: &mut IfaceBuilder<Shared>) {
    builder.property("Address").get(|_, _| Ok("00:AA:01:00:00:42".to_owned()));
    builder.property("AddressType").get(|_, _| Ok("public".to_owned()));
    builder.property("Name").get(|_, _| Ok("fake".to_owned()));
    builder.property("Alias").get(|_, _| Ok("fake".to_owned()));
    builder.property("Modalias").get(|_, _| Ok("usb:v1D6Bp0246d0542".to_owned()));
    builder.property("Powered").get(|_, state: &mut Shared| Ok(of(state).powered)).set(|_, state, powered| {
        of(state).powered = powered;
        Ok(Some(powered))
    });
    builder.property("Discovering").get(|_, state: &mut Shared| Ok(of(state).discovering));
    builder.method("SetDiscoveryFilter", ("filter",), (), |_, _: &mut Shared, (_,): (PropMap,)| Ok(()));
    builder.method("StartDiscovery", (), (), |_, state: &mut Shared, (): ()| {
        let mut state = of(state);
        if !state.powered {
            return Err(MethodErr::from(("org.bluez.Error.NotReady", "Resource Not Ready")));
        }
        state.discovering = true;
        Ok(())
    });
    builder.method("StopDiscovery", (), (), |_, state: &mut Shared, (): ()| {
        of(state).discovering = false;
        Ok(())
    });
}

fn insert_strap(objects: &mut Crossroads, of_strap: &Device) {
    let path = device_path(of_strap.number);
    let device = objects.register("org.bluez.Device1", device_interface);
    let service = objects.register("org.bluez.GattService1", |builder: &mut IfaceBuilder<(&'static str, String)>| {
        builder.property("UUID").get(|_, (uuid, _)| Ok((*uuid).to_owned()));
        builder.property("Device").get(|_, (_, device)| Ok(dbus::Path::from(device.clone())));
        builder.property("Primary").get(|_, _| Ok(true));
        builder.property("Includes").get(|_, _| Ok(Vec::<dbus::Path>::new()));
    });
    let characteristic = objects.register("org.bluez.GattCharacteristic1", characteristic_interface);
    objects.insert(path.clone(), &[device], of_strap.clone());
    for (service_path, service_uuid, characteristic_path, uuid) in [
        (format!("{path}/service0010"), HEART_RATE, format!("{path}/service0010/char0011"), MEASUREMENT),
        (format!("{path}/service0020"), BATTERY_SERVICE, format!("{path}/service0020/char0021"), BATTERY),
    ] {
        objects.insert(service_path.clone(), &[service], (service_uuid, path.clone()));
        objects.insert(characteristic_path, &[characteristic], Gatt { uuid, service: service_path, device: of_strap.clone() });
    }
}

fn device_interface(builder: &mut IfaceBuilder<Device>) {
    builder.property("Address").get(|_, device| Ok(format!("C0:FF:EE:00:00:{:02X}", device.number + 1)));
    builder.property("AddressType").get(|_, _| Ok("random".to_owned()));
    builder.property("Name").get(|_, device| Ok(device.with(|strap| strap.name).to_owned()));
    builder.property("Alias").get(|_, device| Ok(device.with(|strap| strap.name).to_owned()));
    builder.property("Adapter").get(|_, _| Ok(dbus::Path::from(ADAPTER)));
    builder.property("UUIDs").get(|_, _| Ok(vec![HEART_RATE.to_owned()]));
    builder.property("RSSI").get(|_, _| Ok(-52i16));
    builder.property("Paired").get(|_, _| Ok(false));
    builder.property("Trusted").get(|_, _| Ok(false));
    builder.property("Blocked").get(|_, _| Ok(false));
    builder.property("LegacyPairing").get(|_, _| Ok(false));
    builder.property("Connected").get(|_, device| Ok(device.with(|strap| strap.connected)));
    builder.property("ServicesResolved").get(|_, device| Ok(device.with(|strap| strap.connected)));
    builder.method("Connect", (), (), |context: &mut Context, device: &mut Device, (): ()| {
        // As BlueZ does, the subscription of before is taken up again.
        let reached = device.with(|strap| {
            strap.connected |= strap.in_reach;
            strap.in_reach
        });
        if !reached {
            return Err(MethodErr::from(("org.bluez.Error.Failed", "le-connection-abort-by-local")));
        }
        let path = device_path(device.number);
        context.push_msg(change(&path, "org.bluez.Device1", "Connected", true));
        context.push_msg(change(&path, "org.bluez.Device1", "ServicesResolved", true));
        Ok(())
    });
    builder.method("Disconnect", (), (), |context: &mut Context, device: &mut Device, (): ()| {
        if device.with(|strap| std::mem::take(&mut strap.connected)) {
            context.push_msg(change(&device_path(device.number), "org.bluez.Device1", "Connected", false));
        }
        Ok(())
    });
}

struct Gatt {
    uuid: &'static str,
    service: String,
    device: Device,
}

fn characteristic_interface(builder: &mut IfaceBuilder<Gatt>) {
    builder.property("UUID").get(|_, gatt| Ok(gatt.uuid.to_owned()));
    builder.property("Service").get(|_, gatt| Ok(dbus::Path::from(gatt.service.clone())));
    builder.property("Flags").get(|_, gatt| {
        let flags: &[&str] = if gatt.uuid == MEASUREMENT { &["notify"] } else { &["read"] };
        Ok(flags.iter().map(|flag| (*flag).to_owned()).collect::<Vec<String>>())
    });
    builder.property("Notifying").get(|_, gatt| Ok(gatt.device.with(|strap| strap.notifying)));
    builder.property("MTU").get(|_, _| Ok(23u16));
    builder.property("Handle").get(|_, _| Ok(17u16));
    builder.method("StartNotify", (), (), |_, gatt: &mut Gatt, (): ()| {
        gatt.device.with(|strap| strap.notifying = true);
        Ok(())
    });
    builder.method("StopNotify", (), (), |_, gatt: &mut Gatt, (): ()| {
        gatt.device.with(|strap| strap.notifying = false);
        Ok(())
    });
    builder.method("ReadValue", ("options",), ("value",), |_, gatt: &mut Gatt, (_,): (HashMap<String, Variant<Box<dyn RefArg>>>,)| {
        if gatt.uuid == BATTERY { Ok((vec![77u8],)) } else { Err(MethodErr::from(("org.bluez.Error.NotPermitted", "Read not permitted"))) }
    });
}
