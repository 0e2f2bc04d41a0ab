//! Devices that are slow, held by something else, or want something before they send.

use super::*;

impl Lab {
    /// A connection that has just called the strap "1".
    fn calling() -> Self {
        let mut lab = Self::searching(Selection { remembered: Some(identity("1", "H10")), ..Selection::default() });
        lab.call();
        lab
    }

    /// The strap is heard, and called after the pause that is due.
    fn call(&mut self) {
        self.give(Input::Seen(strap("1", "H10")));
        while self.actions.is_empty() {
            self.jump();
        }
        assert_eq!(self.actions.pop_back(), Some(Action::Connect("1".to_owned())));
    }

    fn told(&self) -> String {
        match self.errors().last() {
            Some(Some(error)) => error.to_string(),
            Some(None) | None => String::new(),
        }
    }
}

#[test]
fn services_that_take_long_are_waited_for_on_a_link_that_stands_and_for_half_a_minute_at_most() {
    let mut lab = Lab::calling();
    lab.now += secs(2.0);
    lab.give(Input::LinkUp);
    lab.now += secs(14.0);
    lab.connection.due(lab.now);
    lab.give(Input::Opened);
    assert!(matches!(lab.actions.pop_back(), Some(Action::Subscribe(..))));
    lab.now += secs(8.0);
    lab.connection.due(lab.now);
    lab.give(Input::Packet(measurement("1", 60)));
    lab.give(Input::Subscribed);
    assert_eq!(lab.story()[1..], ["connecting", "connected", "60"]);

    let mut stuck = Lab::calling();
    stuck.give(Input::LinkUp);
    assert_eq!(stuck.jump(), 30.0);
    assert_eq!(stuck.actions.pop_back(), Some(Action::Disconnect));
}

#[test]
fn a_heart_rate_that_appears_on_a_standing_link_is_taken_and_nothing_is_said_before() {
    let mut lab = Lab::calling();
    lab.give(Input::LinkUp);
    lab.give(Input::Opened);
    for _ in 0..6 {
        let Some(Action::Subscribe(_, missing)) = lab.actions.pop_back() else { panic!("it is not subscribed to") };
        lab.give(Input::AttemptFailed(missing));
        lab.jump();
        assert_eq!(lab.actions.pop_back(), Some(Action::Discover));
        lab.give(Input::Opened);
    }
    assert!(matches!(lab.actions.pop_back(), Some(Action::Subscribe(..))));
    lab.give(Input::Subscribed);
    assert_eq!(lab.elapsed(), 6.0);
    assert_eq!(lab.errors(), []);
}

#[test]
fn a_strap_that_another_host_holds_is_said_to_be_held_until_it_is_free() {
    let mut lab = Lab::calling();
    for _ in 0..3 {
        lab.give(Input::AttemptFailed(failure()));
        lab.close_and_search();
        lab.now += secs(3.0);
        lab.call();
    }
    assert!(lab.elapsed() <= 15.0);
    assert!(lab.told().starts_with("H10 is held by something else: a watch, a telephone or another program"), "{}", lab.told());
    lab.give(Input::LinkUp);
    lab.give(Input::Opened);
    lab.give(Input::Subscribed);
    assert_eq!(lab.errors().len(), 2);
    assert_eq!(lab.errors()[1], None);
}

#[test]
fn a_subscription_that_is_never_answered_is_said_to_want_pairing() {
    let mut lab = Lab::calling();
    lab.give(Input::LinkUp);
    lab.give(Input::Opened);
    lab.actions.clear();
    assert_eq!(lab.jump(), 10.0);
    assert!(
        lab.told().contains("AA:1") && lab.told().contains("wants to be paired") && lab.told().contains("bluetoothctl"),
        "{}",
        lab.told()
    );
    assert_eq!(lab.actions.pop_back(), Some(Action::Disconnect));
}

#[test]
fn a_strap_that_turns_each_subscription_down_is_said_and_called_every_ten_seconds() {
    let mut lab = Lab::calling();
    let mut waits = Vec::new();
    for _ in 0..5 {
        lab.give(Input::LinkUp);
        lab.give(Input::Opened);
        lab.actions.clear();
        lab.give(Input::AttemptFailed(failure()));
        lab.close_and_search();
        let closed = lab.now;
        lab.call();
        waits.push((lab.now - closed).as_secs_f64());
    }
    assert_eq!(waits, [0.0, 0.25, 10.0, 10.0, 10.0]);
    assert!(lab.told().contains("turns each request for it down") && lab.told().contains("broadcast"), "{}", lab.told());
    assert_eq!(lab.errors().len(), 1);
}
