//! The method `search`.

use onionskin_core::api::{ConversationId, MessageId, NetworkTime, SearchHit, SearchKind, SearchQuery, SearchResults};
use serde::Deserialize;
use serde_json::{Value, json};

use super::method::{PAGE, bad, conversation, take};
use super::wire::RpcError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SearchParams {
    #[serde(default)]
    text: String,
    conversation: Option<String>,
    author: Option<String>,
    from: Option<u64>,
    until: Option<u64>,
    kind: Option<String>,
    before: Option<u64>,
    limit: Option<usize>,
}

/// Reads what is looked for.
///
/// # Errors
/// [`RpcError::Params`].
pub fn read(params: Value) -> Result<SearchQuery, RpcError> {
    let p: SearchParams = take(params)?;
    let author = match p.author.as_deref().map(conversation).transpose()? {
        None => None,
        Some(ConversationId::Contact(account)) => Some(account),
        Some(_) => return Err(bad("author is no account id")),
    };
    let kind = match p.kind.as_deref() {
        None => SearchKind::Any,
        Some("links") => SearchKind::Links,
        Some("files") => SearchKind::Files,
        Some(_) => return Err(bad("kind is links")),
    };
    let limit = p.limit.unwrap_or(50);
    if limit == 0 || limit > PAGE {
        return Err(bad("limit is 1 to 100"));
    }
    Ok(SearchQuery {
        text: p.text,
        conversation: p.conversation.as_deref().map(conversation).transpose()?,
        author,
        from: p.from.map(NetworkTime),
        until: p.until.map(NetworkTime),
        kind,
        before: p.before.map(MessageId),
        limit,
    })
}

/// What was found.
pub fn results(results: &SearchResults) -> Value {
    json!({
        "messages": results.hits.iter().map(hit).collect::<Vec<_>>(),
        "next": results.next.map(|next| next.0),
        "total": results.total.map(|total| json!({ "count": total.count, "or_more": total.or_more })),
        "is_indexing": results.is_indexing,
    })
}

fn hit(hit: &SearchHit) -> Value {
    json!({
        "message": hit.message.0,
        "conversation": hit.conversation.to_string(),
        "author": hit.author.to_string(),
        "author_name": &*hit.author_name,
        "sent_at": hit.sent_at.millis(),
        "snippet": &*hit.snippet,
        "matches": hit.matches.iter().map(|range| json!([range.start, range.end])).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_names_what_it_knows() {
        let id = "0577cb6c50ed49a2c45e383ac3ca855375c68300f7ff0c803ea93cb18437d61f46";
        let query = read(json!({ "text": "hi", "author": id, "kind": "links", "until": 5 })).expect("a query");
        assert_eq!((query.text.as_str(), query.kind, query.limit), ("hi", SearchKind::Links, 50));
        assert!(query.author.is_some() && query.conversation.is_none() && query.until == Some(NetworkTime(5)));
        assert!(read(json!({ "kind": "smells" })).is_err());
        assert!(read(json!({ "limit": 0 })).is_err());
        assert!(read(json!({ "txt": "hi" })).is_err());
    }
}
