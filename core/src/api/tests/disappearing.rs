//! Messages that disappear, over two weeks of a clock that we turn: on both sides, on a second device, in the swarms.

use super::*;
use crate::engine::face::{Expiry, ExpiryMode, Note};

const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;

/// A clock that runs, and can be put forward as if the computer had slept.
struct Turned {
    started: Instant,
    slept: AtomicU64,
}

impl Clock for Turned {
    fn wall_millis(&self) -> u64 {
        1_770_000_000_000 + self.monotonic_millis() + self.slept.load(Ordering::Relaxed)
    }

    fn monotonic_millis(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).expect("less than an age")
    }
}

/// Alice on two devices, Bob on two, who accepted each other, and their clock.
pub(super) struct World {
    pub(super) swarms: Arc<Swarms>,
    clock: Arc<Turned>,
    pub(super) alice: [Device; 2],
    pub(super) bob: [Device; 2],
    pub(super) a: AccountId,
    pub(super) b: AccountId,
}

impl World {
    pub(super) fn talking() -> Self {
        let clock = Arc::new(Turned { started: Instant::now(), slept: AtomicU64::new(0) });
        let swarms: Arc<Swarms> = Arc::default();
        *swarms.clock.lock().expect("no panic while held") = Some(Arc::clone(&clock) as Arc<dyn Clock>);
        let (mut alice, mut bob) = (Device::create(&swarms, "Alice"), Device::create(&swarms, "Bob"));
        let (a, b) = (alice.account(), bob.account());
        alice.send(b, "Hello");
        bob.wait_items(a, &[("Hello", Received)]);
        bob.send(a, "Welcome");
        alice.wait_items(b, &[("Hello", Sent), ("Welcome", Received)]);
        let (mut second, mut other) = (alice.twin(&swarms), bob.twin(&swarms));
        second.wait_items(b, &[("Hello", Sent), ("Welcome", Received)]);
        other.wait_items(a, &[("Hello", Received), ("Welcome", Sent)]);
        Self { swarms, clock, alice: [alice, second], bob: [bob, other], a, b }
    }

    pub(super) fn sleep(&self, millis: u64) {
        self.clock.slept.fetch_add(millis, Ordering::Relaxed);
    }

    fn now(&self) -> u64 {
        self.clock.wall_millis()
    }

    fn newest_kept_hours(&self, of: AccountId) -> u64 {
        kept_hours(&self.swarms, &self.clock, of)
    }
}

/// For how long the newest message of a swarm is still kept, in whole hours, rounded.
fn kept_hours(swarms: &Swarms, clock: &Turned, of: AccountId) -> u64 {
    let messages = swarms.messages.lock().expect("no panic while held");
    let newest = messages.get(&of).and_then(|mailbox| mailbox.last()).expect("a message").expires_at.0;
    (newest.saturating_sub(clock.wall_millis()) + HOUR / 2) / HOUR
}

#[expect(clippy::unnecessary_wraps, reason = "a timer is always one of two")]
fn timer(mode: ExpiryMode, hours: u32) -> Option<Expiry> {
    Some(Expiry { mode, timer_secs: hours * 3_600 })
}

impl Device {
    #[track_caller]
    fn set_timer(&mut self, with: AccountId, timer: Option<Expiry>) {
        let conversation = ConversationId::Contact(with);
        self.ask(|ticket| Command::SetTimer { ticket, conversation, timer }).expect("set");
    }

    fn timer_with(&self, with: AccountId) -> Option<Expiry> {
        let row = self.list.rows.iter().find(|row| row.conversation == ConversationId::Contact(with));
        row.and_then(|row| row.timer)
    }

    /// Waits until there are these texts besides the two of the start, and no others.
    #[track_caller]
    pub(super) fn wait_texts(&mut self, with: AccountId, expected: &[&str]) {
        let timeline = self.open(with);
        let texts = |device: &Self| -> Vec<String> {
            let items = device.items(timeline).into_iter().map(|(text, _)| text.to_owned());
            items.filter(|text| !["Hello", "Welcome"].contains(&text.as_str())).collect()
        };
        self.wait(&format!("the texts {expected:?}"), |device| texts(device) == expected);
        self.tell(Command::CloseTimeline { timeline });
    }

    pub(super) fn read_all(&mut self, with: AccountId) {
        let conversation = ConversationId::Contact(with);
        self.ask(|ticket| Command::MarkAllRead { ticket, conversation }).expect("read");
    }
}

#[test]
fn what_disappears_after_sending_goes_everywhere_at_the_same_time() {
    let mut world = World::talking();
    let (a, b) = (world.a, world.b);
    world.alice[0].set_timer(b, timer(ExpiryMode::AfterSend, 12));
    world.alice[1].wait("the setting", |second| second.timer_with(b) == timer(ExpiryMode::AfterSend, 12));
    let told = |item: &crate::engine::face::TimelineItem| {
        item.note == Some(Note::Timer(timer(ExpiryMode::AfterSend, 12))) && item.expires_at.is_some()
    };
    let told_bob = world.bob[0].wait_item(a, told);
    assert_eq!(told_bob.author, a);
    world.alice[1].wait_item(b, told);
    assert_eq!(world.bob[0].timer_with(a), None, "only what Alice writes disappears");
    world.alice[0].send(b, "Soon gone");
    for device in &mut world.alice {
        device.wait_texts(b, &["Soon gone"]);
    }
    for device in &mut world.bob {
        device.wait_texts(a, &["Soon gone"]);
    }
    assert_eq!((world.newest_kept_hours(a), world.newest_kept_hours(b)), (12, 12));
    world.sleep(11 * HOUR);
    world.alice[0].restart();
    world.bob[1].restart();
    world.alice[0].wait_texts(b, &["Soon gone"]);
    world.bob[1].wait_texts(a, &["Soon gone"]);
    world.bob[0].stop();
    world.sleep(HOUR + 60_000);
    for device in &mut world.alice {
        device.wait_texts(b, &[]);
        device.wait("no preview", |device| {
            device.list.rows.iter().all(|row| row.preview.as_ref().is_none_or(|it| &*it.text != "Soon gone"))
        });
    }
    world.bob[1].wait_texts(a, &[]);
    // One that was off meanwhile never shows it.
    world.bob[0].start();
    world.bob[0].wait_ready();
    let timeline = world.bob[0].open(a);
    assert!(world.bob[0].items(timeline).iter().all(|(text, _)| *text != "Soon gone"));
}

#[test]
fn what_disappears_after_reading_starts_when_it_is_read_and_the_swarm_is_told() {
    let mut world = World::talking();
    let (a, b) = (world.a, world.b);
    world.alice[0].set_timer(b, timer(ExpiryMode::AfterRead, 12));
    world.alice[0].send(b, "Read me");
    world.alice[1].wait_texts(b, &["Read me"]);
    for device in &mut world.bob {
        device.wait_texts(a, &["Read me"]);
    }
    assert_eq!((world.newest_kept_hours(a), world.newest_kept_hours(b)), (12, 14 * 24), "the copy is read already");
    world.sleep(2 * DAY);
    for device in &mut world.alice {
        device.wait_texts(b, &[]);
    }
    for device in &mut world.bob {
        device.wait_texts(a, &["Read me"]);
    }
    // Read while there is no connection; told when there is one, after a restart.
    world.swarms.is_offline.store(true, Ordering::Relaxed);
    world.bob[1].stop();
    world.bob[0].read_all(a);
    world.bob[0].wait_item(a, |item| &*item.body == "Read me" && item.expires_at.is_some());
    world.bob[0].restart();
    assert_eq!(world.newest_kept_hours(b), 12 * 24);
    world.swarms.is_offline.store(false, Ordering::Relaxed);
    let (swarms, clock) = (Arc::clone(&world.swarms), Arc::clone(&world.clock));
    world.bob[0].wait("a shorter life in the swarm", |_bob| kept_hours(&swarms, &clock, b) == 12);
    let mut late = world.bob[0].twin(&world.swarms);
    let item = late.wait_item(a, |item| &*item.body == "Read me");
    let left = item.expires_at.expect("read on another device").0.saturating_sub(world.clock.wall_millis());
    assert!((11 * HOUR..=12 * HOUR).contains(&left), "{left} ms left");
    // A device that was off while it was read hears of that six hours later, and yet is not late.
    world.sleep(6 * HOUR);
    world.bob[1].start();
    world.bob[1].wait_ready();
    let item = world.bob[1].wait_item(a, |item| {
        let left = item.expires_at.map_or(u64::MAX, |at| at.0.saturating_sub(clock.wall_millis()));
        &*item.body == "Read me" && left <= 6 * HOUR
    });
    assert!(item.expires_at.expect("it runs").0 > world.clock.wall_millis() + 5 * HOUR);
    world.sleep(6 * HOUR + 60_000);
    late.wait_texts(a, &[]);
    for device in &mut world.bob {
        device.wait_texts(a, &[]);
    }
}

#[test]
fn notes_to_ourselves_disappear_after_sending_only() {
    let mut world = World::talking();
    let a = world.a;
    let conversation = ConversationId::Contact(a);
    let refused = world.alice[0].ask(|ticket| Command::SetTimer {
        ticket,
        conversation,
        timer: timer(ExpiryMode::AfterRead, 12),
    });
    assert_eq!(refused.expect_err("no reader").code, FailureCode::TimerInvalid);
    world.alice[0].set_timer(a, timer(ExpiryMode::AfterSend, 24));
    world.alice[0].send(a, "Milk");
    world.alice[1].wait_texts(a, &["Milk"]);
    assert_eq!(world.newest_kept_hours(a), 24);
    world.alice[1].wait("the setting", |second| second.timer_with(a) == timer(ExpiryMode::AfterSend, 24));
    world.sleep(DAY + 60_000);
    for device in &mut world.alice {
        device.wait_texts(a, &[]);
    }
}

/// What is to be seen of a message, and until when.
struct Known {
    text: String,
    is_alices: bool,
    timer: Option<Expiry>,
    sent_at: u64,
    read_at: Option<u64>,
}

impl Known {
    fn is_shown(&self, to_author: bool, now: u64) -> bool {
        let Some(timer) = self.timer else { return true };
        let start = match timer.mode {
            ExpiryMode::AfterRead if !to_author => self.read_at,
            _ => Some(self.sent_at),
        };
        start.is_none_or(|start| now < start + u64::from(timer.timer_secs) * 1_000)
    }
}

/// Two weeks in steps of five hours: somebody sets a timer, somebody writes, somebody reads, one device restarts.
#[test]
fn two_weeks_of_everything_leave_the_same_on_all_devices() {
    let mut world = World::talking();
    let (a, b) = (world.a, world.b);
    let mut dice = 7_u64;
    let mut roll = move |sides: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % sides
    };
    let timers = [
        None,
        timer(ExpiryMode::AfterSend, 12),
        timer(ExpiryMode::AfterSend, 168),
        timer(ExpiryMode::AfterRead, 1),
        timer(ExpiryMode::AfterRead, 24),
    ];
    let mut settings = [None, None];
    let mut known: Vec<Known> = Vec::new();
    for step in 0..67_u64 {
        let is_alices = roll(2) == 0;
        let side = usize::from(!is_alices);
        let device = usize::try_from(roll(2)).expect("0 or 1");
        let other = if is_alices { b } else { a };
        let who = if is_alices { &mut world.alice[device] } else { &mut world.bob[device] };
        if roll(4) == 0 {
            settings[side] = timers[usize::try_from(roll(5)).expect("few")];
            who.set_timer(other, settings[side]);
            let wanted = settings[side];
            let both = if is_alices { &mut world.alice } else { &mut world.bob };
            for device in both {
                device.wait("the setting", |device| device.timer_with(other) == wanted);
            }
        }
        let who = if is_alices { &mut world.alice[device] } else { &mut world.bob[device] };
        let text = format!("Message {step}");
        who.read_all(other);
        let devices = if is_alices { &mut world.alice } else { &mut world.bob };
        for device in devices {
            device.wait("word of reading", |device| device.list.unread == 0);
        }
        let who = if is_alices { &mut world.alice[device] } else { &mut world.bob[device] };
        let sent_at = world.clock.wall_millis();
        who.send(other, &text);
        for message in known.iter_mut().filter(|it| it.is_alices != is_alices && it.read_at.is_none()) {
            message.read_at = Some(sent_at);
        }
        known.push(Known { text, is_alices, timer: settings[side], sent_at, read_at: None });
        check(&mut world, &known);
        if roll(3) == 0 {
            let reader = if is_alices { &mut world.bob[device] } else { &mut world.alice[device] };
            reader.read_all(if is_alices { a } else { b });
            let readers = if is_alices { &mut world.bob } else { &mut world.alice };
            for device in readers {
                device.wait("word of reading", |device| device.list.unread == 0);
            }
            let now = world.clock.wall_millis();
            for message in known.iter_mut().filter(|it| it.is_alices == is_alices && it.read_at.is_none()) {
                message.read_at = Some(now);
            }
        }
        if roll(6) == 0 {
            world.alice[device].restart();
        }
        world.sleep(5 * HOUR);
        known.retain(|message| {
            let now = world.clock.wall_millis();
            message.is_shown(true, now) || message.is_shown(false, now)
        });
        check(&mut world, &known);
    }
    let swarms = world.swarms.messages.lock().expect("no panic while held");
    let longest = swarms.values().flatten().map(|message| message.expires_at.0).max().expect("messages");
    assert!(longest <= world.clock.wall_millis() + 14 * DAY);
}

fn check(world: &mut World, known: &[Known]) {
    let (a, b) = (world.a, world.b);
    let now = world.now();
    let shown = |of_alice: bool| -> Vec<&str> {
        let seen = known.iter().filter(|message| message.is_shown(message.is_alices == of_alice, now));
        seen.map(|message| message.text.as_str()).collect()
    };
    for device in &mut world.alice {
        device.wait_texts(b, &shown(true));
    }
    for device in &mut world.bob {
        device.wait_texts(a, &shown(false));
    }
}
