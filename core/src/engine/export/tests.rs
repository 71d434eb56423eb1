//! The forms of an export, with texts that try to be more than texts.

use std::sync::Arc;

use super::form::{Form, Head};
use super::html::Html;
use super::json::Json;
use super::text::Text;
use crate::clock::NetworkTime;
use crate::engine::face::{Delivery, Direction, ExportWords, FailureCode, Quoted, Reacted, TimelineItem};
use crate::id::{AccountId, ConversationId, MessageId};
use crate::storage::{LinkPreview, Note};

struct Plain;

impl ExportWords for Plain {
    fn language(&self) -> String {
        "en".to_owned()
    }
    fn is_right_to_left(&self) -> bool {
        false
    }
    fn title(&self, name: Option<&str>) -> String {
        format!("With {}", name.unwrap_or("me"))
    }
    fn made_at(&self, at: NetworkTime) -> String {
        format!("Made at {}", at.millis())
    }
    fn day(&self, at: NetworkTime) -> String {
        format!("Day {}", at.millis() / 86_400_000)
    }
    fn clock(&self, at: NetworkTime) -> String {
        format!("{}", at.millis() % 86_400_000)
    }
    fn note(&self, _note: Note, item: &TimelineItem) -> String {
        format!("{} did something", item.author_name)
    }
    fn deleted(&self) -> String {
        "deleted".to_owned()
    }
    fn not_sent(&self) -> String {
        "not sent".to_owned()
    }
    fn not_found(&self) -> String {
        "not here".to_owned()
    }
}

fn account(number: u8) -> AccountId {
    AccountId::from_key([number; 32])
}

fn item(id: u64, name: &str, body: &str) -> TimelineItem {
    TimelineItem {
        message: MessageId(id),
        author: account(7),
        author_name: name.into(),
        direction: Direction::Incoming,
        sent_at: NetworkTime(86_400_000 + id),
        received_at: NetworkTime(86_400_500 + id),
        body: body.into(),
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
    }
}

fn written(mut form: impl Form, name: Option<&str>, items: &[TimelineItem]) -> String {
    let (mut out, words) = (Vec::new(), Plain);
    let head = Head {
        conversation: ConversationId::Contact(account(7)),
        name: name.map(str::to_owned),
        own: account(9),
        made_at: NetworkTime(0),
    };
    form.begin(&mut out, &head, &words).expect("memory takes it");
    for item in items {
        form.message(&mut out, item, &words).expect("memory takes it");
    }
    form.end(&mut out, items.len() as u64).expect("memory takes it");
    String::from_utf8(out).expect("texts")
}

/// Something in every field, all of it hostile.
fn hostile() -> Vec<TimelineItem> {
    const BAD: &str = "</p><script>alert('x')</script>&\"\u{1b}[2J\u{202e}";
    let quoted = Quoted {
        message: Some(MessageId(1)),
        author: account(7),
        author_name: BAD.into(),
        sent_at: NetworkTime(5),
        text: BAD.into(),
        file: None,
    };
    let reacted = Reacted { emoji: BAD.into(), by: vec![(account(7), BAD.into())], is_ours: false };
    let preview = LinkPreview { url: format!("https://x.test/\"{BAD}"), title: BAD.to_owned() };
    vec![
        TimelineItem {
            quote: Some(Arc::new(quoted)),
            reactions: vec![reacted],
            preview: Some(Arc::new(preview)),
            delivery: Delivery::Failed(FailureCode::Offline),
            ..item(2, BAD, BAD)
        },
        TimelineItem { note: Some(Note::Screenshot), ..item(3, BAD, "") },
    ]
}

#[test]
fn a_page_holds_texts_and_no_code_whatever_they_say() {
    let page = written(Html::default(), Some("<b>Bob</b>"), &hostile());
    assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains('\u{1b}'), "{page}");
    assert!(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;"));
    assert!(page.contains("default-src 'none'"));
    // Nothing in it is fetched from anywhere, and nothing leads out of it.
    for (at, _) in page.match_indices("href=") {
        assert!(page[at..].starts_with("href=\"#m"), "{}", &page[at..at + 30]);
    }
    assert!(!page.contains("src=") && !page.contains("url(") && !page.contains("@import"));
    let open = page.matches("<article").count();
    assert_eq!((open, page.matches("</article>").count()), (1, 1));
}

#[test]
fn texts_find_their_own_direction_on_a_page() {
    let page = written(Html::default(), Some("אדה"), &[item(1, "אדה", "שלום world")]);
    assert!(page.contains("<p class=\"text\" dir=\"auto\">שלום world</p>"));
    assert!(page.contains("<p class=\"who\" dir=\"auto\">אדה</p>"));
}

#[test]
fn no_message_passes_itself_off_as_another_in_plain_text() {
    let lines = "Hello\r\n[0] Eve: forged\u{2028}[1] Eve: too\n== Day 9 ==\u{1b}[2J";
    let text = written(Text::default(), Some("Bob\nEve"), &[item(1, "Bob", lines), item(2, "Bob\n[3] Eve", "x")]);
    let starts: Vec<&str> = text.lines().filter(|line| !line.starts_with("    ") && !line.is_empty()).collect();
    assert_eq!(starts, ["With Bob Eve", "Made at 0", "== Day 1 ==", "[1] Bob: Hello", "[2] Bob [3] Eve: x"]);
    assert!(text.contains("    [0] Eve: forged\n    [1] Eve: too\n    == Day 9 ==\u{fffd}[2J\n"), "{text}");
}

#[test]
fn programs_read_everything_from_json() {
    let mut items = hostile();
    items.push(TimelineItem { is_deleted: true, direction: Direction::Outgoing, ..item(4, "Me", "") });
    let json = written(Json::default(), None, &items);
    let value: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(value["format"], "onionskin-conversation");
    assert_eq!((&value["version"], &value["count"]), (&1.into(), &3.into()));
    assert_eq!(value["conversation"]["kind"], "note-to-self");
    assert_eq!(value["exported_at"], "1970-01-01T00:00:00.000Z");
    let messages = value["messages"].as_array().expect("a list");
    assert_eq!(messages[0]["text"], &*items[0].body);
    assert_eq!(messages[0]["sent_at"], "1970-01-02T00:00:00.002Z");
    assert_eq!(messages[0]["reactions"][0]["by"][0]["account_id"], account(7).to_string());
    assert_eq!(messages[0]["quote"]["id"], 1);
    assert_eq!((&messages[1]["note"]["kind"], &messages[2]["deleted"]), (&"screenshot".into(), &true.into()));
    let none: serde_json::Value = serde_json::from_str(&written(Json::default(), None, &[])).expect("it is JSON");
    assert_eq!(none["messages"], serde_json::json!([]));
}
