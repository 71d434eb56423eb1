//! The session against an engine that only writes down what it is told.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use onionskin_core::api::{
    AccountId, Busy, Command, ConversationId, ConversationKind, ConversationList, ConversationSummary, Delivery,
    Direction, Event, FailureCode, MessageId, NetworkTime, Outcome, OwnProfile, Phase, Secret, Ticket, TimelineItem,
    TimelineSnapshot,
};
use serde_json::{Value, json};

use super::session::{Commands, Session};

#[derive(Clone, Default)]
struct Recorder(Rc<RefCell<Vec<Command>>>);

impl Commands for Recorder {
    fn send(&self, command: Command) -> Result<(), Busy> {
        self.0.borrow_mut().push(command);
        Ok(())
    }
}

struct Fixture {
    session: Session<Recorder>,
    commands: Recorder,
    now: Instant,
}

fn account() -> AccountId {
    AccountId::from_key([7; 32])
}

fn row(unread: u32) -> Arc<ConversationSummary> {
    Arc::new(ConversationSummary {
        conversation: ConversationId::Contact(account()),
        kind: ConversationKind::Contact,
        name: "Bob".into(),
        preview: None,
        active_at: NetworkTime(5),
        unread,
        draft: None,
        draft_answers: None,
        timer: None,
        is_archived: false,
        portrait: 0,
        is_request: false,
        priority: 0,
        is_marked_unread: false,
        notifications: onionskin_core::api::NotificationLevel::All,
        mute_until: None,
        is_awaiting_reply: false,
        is_blocked: false,
    })
}

fn item(number: u64) -> Arc<TimelineItem> {
    Arc::new(TimelineItem {
        message: MessageId(number),
        author: account(),
        author_name: "Bob".into(),
        direction: Direction::Incoming,
        sent_at: NetworkTime(number),
        received_at: NetworkTime(number),
        body: format!("text {number}").into(),
        delivery: Delivery::Received,
        quote: None,
        reactions: Vec::new(),
        read_at: None,
        is_deleted: false,
        timer: None,
        expires_at: None,
        note: None,
        preview: None,
        files: Arc::default(),
    })
}

impl Fixture {
    fn new(password: Option<&str>) -> Self {
        let commands = Recorder::default();
        let password = password.map(|text| Secret::new(text.to_owned()));
        Self { session: Session::new(commands.clone(), password), commands, now: Instant::now() }
    }

    fn ready() -> Self {
        let mut fixture = Self::new(None);
        fixture.session.on_event(Event::PhaseChanged(Phase::Ready));
        fixture.profile();
        fixture.list(2);
        fixture.answers();
        fixture
    }

    fn profile(&mut self) {
        let profile = OwnProfile {
            account: account(),
            display_name: "Alice".into(),
            has_password: false,
            sends_receipts: false,
            shows_typing: false,
            emoji: Arc::default(),
            folders: Arc::default(),
            fetches_files: true,
            portrait: 0,
        };
        self.session.on_event(Event::ProfileChanged(Arc::new(profile)));
    }

    fn list(&mut self, unread: u32) {
        let list = ConversationList { rows: vec![row(unread)], unread };
        self.session.on_event(Event::ConversationsChanged(Arc::new(list)));
    }

    fn call(&mut self, id: u64, method: &str, params: &Value) {
        let line = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string();
        self.session.on_line(Some(&line), self.now);
    }

    fn answers(&mut self) -> Vec<Value> {
        self.session.take_lines().iter().map(|line| serde_json::from_str(line).expect("our own line")).collect()
    }

    fn answer(&mut self) -> Value {
        let mut answers = self.answers();
        assert_eq!(answers.len(), 1, "{answers:?}");
        answers.remove(0)
    }

    fn last_command(&self) -> Command {
        self.commands.0.borrow_mut().pop().expect("a command was sent")
    }

    fn succeed(&mut self, ticket: Ticket, outcome: Outcome) {
        self.session.on_event(Event::CommandSucceeded { ticket, outcome });
    }
}

#[test]
fn sending_is_answered_when_the_engine_has_stored_the_message() {
    let mut fixture = Fixture::ready();
    fixture.call(1, "send", &json!({ "conversation": account().to_string(), "text": "hi" }));
    assert!(fixture.answers().is_empty());
    let Command::SendMessage { ticket, draft, .. } = fixture.last_command() else { panic!("another command") };
    assert_eq!(draft.text, "hi");
    fixture.succeed(ticket, Outcome::MessageQueued(MessageId(9)));
    assert_eq!(fixture.answer(), json!({ "jsonrpc": "2.0", "id": 1, "result": { "message": 9 } }));
    fixture.succeed(ticket, Outcome::Done);
    assert!(fixture.answers().is_empty(), "an answer comes once");
}

#[test]
fn a_new_account_is_answered_with_its_id_once_it_is_ready() {
    let mut fixture = Fixture::new(Some("long enough"));
    fixture.session.on_event(Event::PhaseChanged(Phase::NoAccount { is_keyring_available: false }));
    fixture.call(1, "create_account", &json!({ "display_name": "Alice" }));
    let Command::CreateAccount { ticket, protection, .. } = fixture.last_command() else { panic!("another command") };
    assert!(matches!(protection, onionskin_core::api::Protection::Password(word) if word.reveal() == "long enough"));
    fixture.succeed(ticket, Outcome::Done);
    fixture.session.on_event(Event::PhaseChanged(Phase::Ready));
    assert!(fixture.answers().is_empty() && fixture.session.is_busy());
    fixture.profile();
    fixture.list(0);
    assert_eq!(fixture.answer()["result"]["account_id"], account().to_string());
}

#[test]
fn the_password_of_the_file_unlocks_once_and_a_wrong_one_is_not_tried_again() {
    let mut fixture = Fixture::new(Some("wrong"));
    fixture.session.on_event(Event::PhaseChanged(Phase::Locked));
    assert!(!fixture.session.is_settled(), "requests wait while it unlocks");
    let Command::Unlock { ticket, .. } = fixture.last_command() else { panic!("another command") };
    fixture.session.on_event(Event::CommandFailed { ticket, failure: FailureCode::WrongPassword.into() });
    fixture.session.on_event(Event::PhaseChanged(Phase::Locked));
    assert!(fixture.session.is_settled());
    assert!(fixture.commands.0.borrow().is_empty());
    fixture.call(1, "state", &json!({}));
    assert_eq!(fixture.answer()["result"]["phase"], "locked");
}

#[test]
fn wait_answers_at_the_next_event_or_when_its_time_is_over() {
    let mut fixture = Fixture::ready();
    fixture.call(1, "wait", &json!({ "after": 0, "timeout_ms": 0 }));
    let first = fixture.answer();
    let seq = first["result"]["seq"].as_u64().expect("a number");
    fixture.call(2, "wait", &json!({ "after": seq, "timeout_ms": 500 }));
    assert!(fixture.answers().is_empty());
    fixture.list(3);
    let second = fixture.answer();
    assert_eq!(second["result"]["events"][0]["changed"][0]["unread"], 3);
    fixture.call(3, "wait", &json!({ "after": second["result"]["seq"], "timeout_ms": 500 }));
    fixture.session.tick(fixture.now + Duration::from_millis(499));
    assert!(fixture.answers().is_empty());
    fixture.session.tick(fixture.now + Duration::from_millis(500));
    assert_eq!(fixture.answer()["result"]["events"], json!([]));
}

#[test]
fn marking_as_read_is_answered_when_the_list_shows_it() {
    let mut fixture = Fixture::ready();
    fixture.call(1, "mark_read", &json!({ "conversation": account().to_string(), "up_to": 4 }));
    assert!(fixture.answers().is_empty());
    fixture.list(0);
    assert_eq!(fixture.answer()["id"], 1);
}

#[test]
fn pages_are_cut_from_windows_of_the_engine() {
    let mut fixture = Fixture::ready();
    let conversation = ConversationId::Contact(account());
    let mut page = |extra: Value| {
        let mut params = json!({ "conversation": conversation.to_string(), "limit": 2 });
        params.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        fixture.call(1, "messages", &params);
        let Command::OpenTimeline { timeline, .. } = fixture.last_command() else { panic!("another command") };
        let snapshot = TimelineSnapshot {
            timeline,
            conversation,
            items: (1..=5).map(item).collect(),
            has_older: false,
            has_newer: false,
            first_unread: Some(MessageId(3)),
            left_at: None,
            clock_ahead_millis: 0,
        };
        fixture.session.on_event(Event::TimelineChanged { timeline, snapshot: Arc::new(snapshot), changed: 0..5 });
        assert!(matches!(fixture.last_command(), Command::CloseTimeline { .. }), "the window is closed again");
        fixture.answer()
    };
    let numbers = |answer: &Value| -> Vec<u64> {
        let messages = answer["result"]["messages"].as_array().expect("messages");
        messages.iter().filter_map(|message| message["message"].as_u64()).collect()
    };
    let newest = page(json!({}));
    assert_eq!((numbers(&newest), &newest["result"]["has_older"]), (vec![4, 5], &json!(true)));
    let first = page(json!({ "before": 3 }));
    assert_eq!((numbers(&first), &first["result"]["has_older"]), (vec![1, 2], &json!(false)));
    assert_eq!(numbers(&page(json!({ "unread": true }))), [3, 4]);
    assert_eq!(page(json!({ "before": 99 }))["error"]["message"], "not-found");
}

#[test]
fn a_page_that_never_comes_is_answered_too() {
    let mut fixture = Fixture::ready();
    fixture.call(1, "messages", &json!({ "conversation": account().to_string() }));
    let deadline = fixture.session.next_deadline().expect("a deadline");
    fixture.session.tick(deadline);
    assert_eq!(fixture.answer()["error"]["data"]["retryable"], true);
}

#[test]
fn subscribers_get_events_as_lines_without_an_id() {
    let mut fixture = Fixture::ready();
    fixture.list(4);
    assert!(fixture.answers().is_empty());
    fixture.call(1, "subscribe", &json!({}));
    fixture.answer();
    fixture.list(5);
    let event = fixture.answer();
    assert_eq!((&event["method"], &event["params"]["event"]), (&json!("event"), &json!("conversations")));
    assert!(event.get("id").is_none());
}

#[test]
fn too_many_open_requests_are_refused_and_closing_answers_the_rest() {
    let mut fixture = Fixture::ready();
    for id in 0..257 {
        fixture.call(id, "wait", &json!({ "after": 3 }));
    }
    assert_eq!(fixture.answer()["error"]["message"], "busy");
    fixture.session.close();
    let answers = fixture.answers();
    assert_eq!(answers.len(), 256);
    assert!(answers.iter().all(|answer| answer["error"]["message"] == "closing"));
}
