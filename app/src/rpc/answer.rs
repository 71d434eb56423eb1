//! Snapshots of the engine as JSON. Times are milliseconds since 1970 by network time.

use std::sync::Arc;

use onionskin_core::api::{
    Connectivity, ContactList, ContactRow, ConversationKind, ConversationSummary, Delivery, Direction, Expiry,
    ExpiryMode, MessageId, NetworkState, NetworkTime, Note, NotificationLevel, Outcome, OwnProfile, Phase, RestoreStep,
    StoreProblem, SyncStatus, TimelineItem, TimelineSnapshot,
};
use serde_json::{Value, json};

use super::arrange::FolderForm;
use super::attachments;
use super::method::{PagePlace, PageRequest};

/// Ourselves.
pub fn profile(profile: &OwnProfile) -> Value {
    json!({
        "account_id": profile.account.to_string(),
        "display_name": &*profile.display_name,
        "has_password": profile.has_password,
        "folders": profile.folders.iter().map(FolderForm::from).collect::<Vec<_>>(),
    })
}

/// What the engine is able to do: `phase`, and what belongs to it.
pub fn phase(phase: &Phase) -> Value {
    match phase {
        Phase::Opening => json!({ "phase": "opening" }),
        Phase::Locked => json!({ "phase": "locked" }),
        Phase::StoreUnavailable(problem) => {
            let mut value = json!({ "phase": "store-unavailable", "problem": store_problem(*problem) });
            if let (StoreProblem::NewerSchema { found, supported }, Some(map)) = (*problem, value.as_object_mut()) {
                map.insert("found".to_owned(), json!(found));
                map.insert("supported".to_owned(), json!(supported));
            }
            value
        }
        Phase::NoAccount { is_keyring_available } => {
            json!({ "phase": "no-account", "keyring_available": is_keyring_available })
        }
        Phase::Restoring { step, percent } => {
            json!({ "phase": "restoring", "step": restore_step(*step), "percent": percent })
        }
        Phase::Ready => json!({ "phase": "ready" }),
        _ => json!({ "phase": "other" }),
    }
}

fn store_problem(problem: StoreProblem) -> &'static str {
    match problem {
        StoreProblem::KeyringMissing => "keyring-missing",
        StoreProblem::KeyMissing => "key-missing",
        StoreProblem::KeyMismatch => "key-mismatch",
        StoreProblem::ForeignFile => "foreign-file",
        StoreProblem::Damaged => "damaged",
        StoreProblem::NewerSchema { .. } => "newer-schema",
        StoreProblem::InUse => "in-use",
        StoreProblem::Unwritable => "unwritable",
        _ => "other",
    }
}

fn restore_step(step: RestoreStep) -> &'static str {
    match step {
        RestoreStep::PreparingKeys => "preparing-keys",
        RestoreStep::Connecting => "connecting",
        RestoreStep::FetchingSettings => "fetching-settings",
        RestoreStep::FetchingMessages => "fetching-messages",
    }
}

/// One row of the list.
pub fn conversation(row: &ConversationSummary) -> Value {
    json!({
        "conversation": row.conversation.to_string(),
        "kind": match row.kind {
            ConversationKind::Contact => "contact",
            ConversationKind::NoteToSelf => "note-to-self",
            _ => "other",
        },
        "name": &*row.name,
        "preview": row.preview.as_ref().map(|preview| &*preview.text),
        "active_at": row.active_at.millis(),
        "unread": row.unread,
        "is_request": row.is_request,
        "is_awaiting_reply": row.is_awaiting_reply,
        "is_blocked": row.is_blocked,
        "is_pinned": row.is_pinned(),
        "is_archived": row.is_archived,
        "is_marked_unread": row.is_marked_unread,
        "notifications": match row.notifications {
            NotificationLevel::All => "all",
            NotificationLevel::MentionsOnly => "mentions",
            NotificationLevel::Off => "off",
        },
        "mute_until": row.mute_until.map(NetworkTime::millis),
        "timer": row.timer.map(timer),
    })
}

/// Everybody we know.
pub fn contacts(list: &ContactList) -> Value {
    let row = |row: &Arc<ContactRow>| {
        json!({
            "account_id": row.account.to_string(),
            "name": &*row.name,
            "display_name": &*row.display_name,
            "nickname": row.nickname.as_deref(),
            "is_approved": row.is_approved,
            "did_approve_us": row.did_approve_us,
            "is_blocked": row.is_blocked,
        })
    };
    json!({ "contacts": list.rows.iter().map(row).collect::<Vec<Value>>() })
}

/// How far our devices agree.
pub fn sync(status: SyncStatus) -> Value {
    json!({
        "fetched_at": status.fetched_at.map(NetworkTime::millis),
        "stored_at": status.stored_at.map(NetworkTime::millis),
        "is_pending": status.is_pending,
    })
}

fn timer(timer: Expiry) -> Value {
    let after = match timer.mode {
        ExpiryMode::AfterRead => "read",
        ExpiryMode::AfterSend => "send",
    };
    json!({ "after": after, "seconds": timer.timer_secs })
}

fn note(note: Note) -> Value {
    match note {
        Note::Timer(set) => json!({ "kind": "timer", "timer": set.map(timer) }),
        Note::MediaSaved => json!({ "kind": "media-saved" }),
        Note::Screenshot => json!({ "kind": "screenshot" }),
        Note::RequestAccepted => json!({ "kind": "request-accepted" }),
    }
}

/// One message.
pub fn message(item: &TimelineItem) -> Value {
    let (delivery, reason) = match item.delivery {
        Delivery::Received => ("received", None),
        Delivery::Sending => ("sending", None),
        Delivery::Sent => ("sent", None),
        Delivery::Failed(code) => ("failed", Some(code.as_str())),
    };
    json!({
        "message": item.message.0,
        "author": item.author.to_string(),
        "author_name": &*item.author_name,
        "direction": match item.direction {
            Direction::Incoming => "incoming",
            Direction::Outgoing => "outgoing",
        },
        "sent_at": item.sent_at.millis(),
        "received_at": item.received_at.millis(),
        "text": &*item.body,
        "delivery": delivery,
        "reason": reason,
        "deleted": item.is_deleted,
        "timer": item.timer.map(timer),
        "expires_at": item.expires_at.map(NetworkTime::millis),
        "note": item.note.map(note),
        "files": item.files.iter().map(attachments::file).collect::<Vec<Value>>(),
        "preview": item.preview.as_ref().map(|it| json!({ "url": it.url, "title": it.title })),
        "read_at": item.read_at.map(NetworkTime::millis),
        "quote": item.quote.as_ref().map(|quote| json!({
            "message": quote.message.map(|id| id.0),
            "author": quote.author.to_string(),
            "sent_at": quote.sent_at.millis(),
            "text": &*quote.text,
        })),
        "reactions": item.reactions.iter().map(|it| json!({
            "emoji": &*it.emoji,
            "by": it.by.iter().map(|(account, _)| account.to_string()).collect::<Vec<_>>(),
            "is_ours": it.is_ours,
        })).collect::<Vec<_>>(),
    })
}

/// The connection: state, paths and pool.
pub fn connectivity(connectivity: &Connectivity) -> Value {
    let paths: Vec<Vec<String>> = connectivity
        .paths
        .iter()
        .map(|path| path.nodes.iter().map(|node| node.address.to_string()).collect())
        .collect();
    json!({
        "state": match connectivity.state {
            NetworkState::Connecting => "connecting",
            NetworkState::Connected => "connected",
            NetworkState::Offline => "offline",
        },
        "trouble": connectivity.trouble.map(onionskin_core::api::FailureCode::as_str),
        "paths": paths,
        "known_nodes": connectivity.known_nodes,
        "polled_at": connectivity.polled_at.map(onionskin_core::api::NetworkTime::millis),
        "is_proxied": connectivity.is_proxied,
    })
}

/// What a command achieved.
pub fn outcome(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::ConversationReady(conversation) => json!({ "conversation": conversation.to_string() }),
        Outcome::MessageQueued(message) => json!({ "message": message.0 }),
        Outcome::RecoveryPassword(words) => json!({ "recovery_password": words.reveal() }),
        Outcome::Found(results) => super::search::results(results),
        Outcome::Files(page) => attachments::page(page),
        Outcome::Saved(path) => json!({ "path": path.display().to_string() }),
        Outcome::StoreSetAside(folder) => json!({ "folder": folder.display().to_string() }),
        Outcome::DataCleared { refused } => {
            json!({ "refused": refused.iter().map(|node| node.address.to_string()).collect::<Vec<String>>() })
        }
        _ => json!({}),
    }
}

/// The page of a window that was asked for; `None` if the message it should lie before is not there.
pub fn page(snapshot: &TimelineSnapshot, request: PageRequest) -> Option<Value> {
    let items = &snapshot.items;
    let position = |message: MessageId| items.iter().position(|item| item.message == message);
    let range = match request.place {
        PagePlace::Newest => items.len().saturating_sub(request.limit)..items.len(),
        PagePlace::Before(next) => {
            let end = position(next)?;
            end.saturating_sub(request.limit)..end
        }
        PagePlace::Unread => {
            let start = snapshot.first_unread.and_then(position).unwrap_or(items.len());
            start..start.saturating_add(request.limit).min(items.len())
        }
    };
    // What we wrote after the first unread message is in the range, but not unread; lines are nothing to answer.
    let is_unread = |item: &TimelineItem| item.direction == Direction::Incoming && item.note.is_none();
    let is_wanted = |item: &&Arc<TimelineItem>| request.place != PagePlace::Unread || is_unread(item);
    let messages: Vec<Value> = items.get(range.clone())?.iter().filter(is_wanted).map(|item| message(item)).collect();
    Some(json!({
        "messages": messages,
        "has_older": snapshot.has_older || range.start > 0,
        "has_newer": snapshot.has_newer || range.end < items.len(),
    }))
}
