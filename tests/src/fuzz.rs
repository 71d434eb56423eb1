//! Every parser of bytes that other people control, each as one function to throw bytes at.
//!
//! `tests/tests/fuzz.rs` runs them on a fixed number of random and mutated inputs; `tests/fuzz` holds a
//! target of a few lines for each, for long runs with `cargo fuzz`. A parser passes when it neither panics
//! nor breaks the law stated with it.

use std::fmt::{Debug, Display};
use std::str::FromStr;
use std::sync::LazyLock;

use onionskin_core::clock::{NetworkTime, Rng};
use onionskin_core::codec::{onion_v4, padding, proto};
use onionskin_core::crypto::keys::{AccountKeys, Seed};
use onionskin_core::crypto::mnemonic::{ENGLISH, WordList};
use onionskin_core::crypto::onion::{AnswerKeys, Cipher, Destination, HOPS, Hop, LayerKey, build};
use onionskin_core::crypto::sealed;
use onionskin_core::id::{AccountId, BlindedId, ConversationId, GroupId, IdError};
use onionskin_core::network::spec::NetworkSpec;
use onionskin_core::protocol::content::{Content, Profile};
use onionskin_core::protocol::{envelope, storage_rpc};
use onionskin_core::storage::StoreKey;
use onionskin_core::storage::page_file::Head;
use onionskin_core::storage::search::Matcher;
use onionskin_core::storage::vault::{PasswordCost, Slot, Vault, Wrapped};

#[path = "fuzz_backups.rs"]
mod backups;
#[path = "fuzz_configs.rs"]
mod configs;
#[path = "fuzz_files.rs"]
mod files;
#[path = "fuzz_groups.rs"]
mod groups;
#[path = "fuzz_media.rs"]
mod media;

pub use backups::{file as backup_file, rows as backup_rows};
pub use configs::{
    bt, community_url, dump as config_dump, inside as config_inside, message as config_message, stored as stored_config,
};
pub use files::{sealed as sealed_file, sound, url as file_url};
pub use groups::{
    blinded_message, group_dump, group_message, group_message_inside, key_message, member_auth, multi_encrypted,
    signed_key_message,
};

pub use media::{animation, file_name, picture, picture_header, preview, stripped_picture, stripped_video};

/// A parser and inputs that it accepts, from which mutation starts.
pub struct Target {
    /// Name of the target, as in `tests/fuzz/fuzz_targets`.
    pub name: &'static str,
    /// Runs the parser.
    pub run: fn(&[u8]),
    /// Inputs that it accepts.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All parsers.
pub const TARGETS: &[Target] = &[
    Target { name: "envelope", run: envelope, seeds: envelopes },
    Target { name: "sealed_content", run: sealed_content, seeds: contents },
    Target { name: "content", run: content, seeds: contents },
    Target { name: "sealed_box", run: sealed_box, seeds: boxes },
    Target { name: "wire_messages", run: wire_messages, seeds: envelopes },
    Target { name: "unpad", run: unpad, seeds: padded },
    Target { name: "mnemonic", run: mnemonic, seeds: words },
    Target { name: "word_list", run: word_list, seeds: word_lists },
    Target { name: "search_words", run: search_words, seeds: searches },
    Target { name: "ids", run: ids, seeds: id_texts },
    Target { name: "network_file", run: network_file, seeds: network_files },
    Target { name: "key_file", run: key_file, seeds: key_files },
    Target { name: "backup_file", run: backups::file, seeds: backups::files },
    Target { name: "backup_rows", run: backups::rows, seeds: backups::streams },
    Target { name: "store_head", run: store_head, seeds: store_heads },
    Target { name: "onion_answer", run: onion_answer, seeds: onion_answers },
    Target { name: "sealed_answer", run: sealed_answer, seeds: plain_answers },
    Target { name: "v4_answer", run: v4_answer, seeds: v4_answers },
    Target { name: "rpc_answer", run: rpc_answer, seeds: rpc_answers },
    Target { name: "active_nodes", run: active_nodes, seeds: node_lists },
    Target { name: "node_line", run: node_line, seeds: node_lines },
    Target { name: "bt", run: configs::bt, seeds: configs::messages },
    Target { name: "config_message", run: configs::message, seeds: configs::messages },
    Target { name: "stored_config", run: configs::stored, seeds: configs::stored_configs },
    Target { name: "config_inside", run: configs::inside, seeds: configs::padded },
    Target { name: "config_dump", run: configs::dump, seeds: configs::dumps },
    Target { name: "community_url", run: configs::community_url, seeds: configs::community_urls },
    Target { name: "key_message", run: groups::key_message, seeds: groups::key_messages },
    Target { name: "signed_key_message", run: groups::signed_key_message, seeds: groups::key_messages },
    Target { name: "group_message", run: groups::group_message, seeds: groups::group_messages },
    Target { name: "group_message_inside", run: groups::group_message_inside, seeds: groups::group_messages_inside },
    Target { name: "multi_encrypted", run: groups::multi_encrypted, seeds: groups::removals },
    Target { name: "member_auth", run: groups::member_auth, seeds: groups::auths },
    Target { name: "group_dump", run: groups::group_dump, seeds: groups::group_dumps },
    Target { name: "blinded_message", run: groups::blinded_message, seeds: groups::blinded_messages },
    Target { name: "file_url", run: files::url, seeds: files::urls },
    Target { name: "sound", run: files::sound, seeds: files::sounds },
    Target { name: "sealed_file", run: files::sealed, seeds: files::sealed_files },
    Target { name: "file_name", run: media::file_name, seeds: media::file_names },
    Target { name: "picture_header", run: media::picture_header, seeds: media::files },
    Target { name: "picture", run: media::picture, seeds: media::pictures },
    Target { name: "animation", run: media::animation, seeds: media::animations },
    Target { name: "preview", run: media::preview, seeds: media::previews },
    Target { name: "stripped_picture", run: media::stripped_picture, seeds: media::photos },
    Target { name: "stripped_video", run: media::stripped_video, seeds: media::videos },
];

/// The account whose keys open what is thrown at it.
static KEYS: LazyLock<AccountKeys> = LazyLock::new(|| AccountKeys::from_seed(&Seed::from_entropy(&[7; 16])));
const SENT_AT: NetworkTime = NetworkTime(1_770_000_000_123);

/// Randomness that is the same at each run, so that a failure can be repeated.
struct FixedRng;

impl Rng for FixedRng {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0x5a);
    }
}

/// Bytes stored in our swarm by anybody.
pub fn envelope(bytes: &[u8]) {
    if let Ok(opened) = envelope::open(bytes, &KEYS) {
        assert!(opened.content.sync_target.is_none() || opened.sender == KEYS.account_id());
    }
}

/// A payload in an otherwise correct envelope from ourselves, which mutation alone would never sign.
pub fn sealed_content(bytes: &[u8]) {
    let padded = padding::pad(bytes);
    let sealed = sealed::seal_signed(&padded, &KEYS, &KEYS.account_id(), &FixedRng).expect("our own key is good");
    let signed = sealed::open_signed(&sealed, &KEYS).expect("a box for us");
    assert_eq!(padding::unpad(&signed.padded), bytes);
    content(bytes);
}

/// A decrypted payload. What is read must be written and read the same again.
pub fn content(bytes: &[u8]) {
    if let Ok((content, _)) = Content::decode(bytes) {
        let again = Content::decode(&content.encode(SENT_AT)).expect("what we read we can write");
        assert_eq!(again, (content, Some(SENT_AT)));
    }
}

/// A sealed box.
pub fn sealed_box(bytes: &[u8]) {
    if let Ok(signed) = sealed::open_signed(bytes, &KEYS) {
        assert!(signed.padded.len() < bytes.len());
    }
}

/// The wrappers that are read before anything is decrypted.
pub fn wire_messages(bytes: &[u8]) {
    drop(proto::decode::<proto::WebSocketMessage>(bytes));
    drop(proto::decode::<proto::Envelope>(bytes));
    drop(proto::decode::<proto::Content>(bytes));
}

/// Padding of any shape.
pub fn unpad(bytes: &[u8]) {
    assert!(bytes.starts_with(padding::unpad(bytes)));
}

/// A recovery password that somebody typed. What is accepted must be the words of the seed found.
pub fn mnemonic(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    if let Ok(seed) = ENGLISH.decode(text) {
        let words = ENGLISH.encode(&seed).expect("13 words stand for 16 bytes");
        assert_eq!(ENGLISH.decode(&words), Ok(seed));
    }
}

/// A file of words.
pub fn word_list(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    if let Ok(list) = WordList::parse(text) {
        let seed = Seed::from_entropy(&[9; 16]);
        let words = list.encode(&seed).expect("a seed of 16 bytes");
        // A list may have words with spaces in them; then there are more than 13.
        assert!(list.decode(&words).is_ok_and(|decoded| decoded == seed) || words.split_whitespace().count() != 13);
    }
}

/// Ids that somebody pasted or sent. What is accepted must print and parse the same again.
pub fn ids(bytes: &[u8]) {
    if let Ok(id) = ConversationId::from_bytes(bytes) {
        assert_eq!(id.to_bytes(), bytes);
    }
    if let Ok(text) = str::from_utf8(bytes) {
        reprints::<AccountId>(text);
        reprints::<GroupId>(text);
        reprints::<BlindedId>(text);
        reprints::<ConversationId>(text);
    }
}

fn reprints<I: FromStr<Err = IdError> + Display + PartialEq + Debug>(text: &str) {
    if let Ok(id) = text.parse::<I>() {
        assert_eq!(id.to_string().parse(), Ok(id));
    }
}

/// The file that names a private network.
pub fn network_file(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes) {
        drop(NetworkSpec::from_json(text));
    }
}

fn sample() -> Content {
    let profile = Profile { display_name: "Alice".into(), avatar: None, updated_at_secs: 1_770_000_000 };
    Content::text("Hello", Some(profile))
}

fn contents() -> Vec<Vec<u8>> {
    let copy = sample().sync_copy(KEYS.account_id());
    let mut all = vec![sample().encode(SENT_AT), copy.encode(SENT_AT)];
    all.push(Content::request_response(sample().profile).encode(SENT_AT));
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../vectors/messages.json")).expect("a JSON file");
    let vectors = vectors.get("vectors").and_then(|vectors| vectors.as_array()).into_iter().flatten();
    let wires = vectors.filter_map(|vector| vector.pointer("/inputs/wire")?.as_str());
    all.extend(wires.filter_map(|wire| data_encoding::HEXLOWER.decode(wire.as_bytes()).ok()));
    all
}

fn envelopes() -> Vec<Vec<u8>> {
    let sealed = envelope::seal_for(&KEYS.account_id(), &sample(), &KEYS, SENT_AT, &FixedRng);
    vec![sealed.expect("a short text to a good key")]
}

fn boxes() -> Vec<Vec<u8>> {
    let sealed = |plain| sealed::seal_signed(plain, &KEYS, &KEYS.account_id(), &FixedRng).expect("our own key is good");
    vec![sealed(b""), sealed(&padding::pad(b"Hello"))]
}

fn padded() -> Vec<Vec<u8>> {
    vec![padding::pad(b"Hello"), padding::pad(&[0x80; 159])]
}

fn words() -> Vec<Vec<u8>> {
    let words = ENGLISH.encode(&Seed::from_entropy(&[9; 16])).expect("a seed of 16 bytes");
    vec![words.as_bytes().to_vec()]
}

fn word_lists() -> Vec<Vec<u8>> {
    vec![include_bytes!("../../assets/mnemonic/english.txt").to_vec()]
}

fn id_texts() -> Vec<Vec<u8>> {
    let account = KEYS.account_id();
    let text = account.to_string();
    vec![
        account.to_bytes().to_vec(),
        text.replacen("05", "03", 1).into(),
        text.replacen("05", "25", 1).into(),
        text.into(),
    ]
}

fn network_files() -> Vec<Vec<u8>> {
    let key = "ab".repeat(32);
    let seeds = format!(r#"[{{"url":"https://127.0.0.1:1","pin_sha256":"{key}"}}]"#);
    let file_server = format!(r#"{{"url":"http://files.example","ed25519":"{key}","x25519":"{key}"}}"#);
    vec![format!(r#"{{"name":"private","seeds":{seeds},"file_server":{file_server}}}"#).into_bytes()]
}

/// A key file that somebody put in the place of ours. What is read must be written the same again.
pub fn key_file(bytes: &[u8]) {
    if let Ok(vault) = Vault::decode(bytes) {
        assert_eq!(Vault::decode(&vault.encode()), Ok(vault));
    }
}

fn key_files() -> Vec<Vec<u8>> {
    let wrapped = Wrapped::seal(&StoreKey::generate(), &[3; 16], "password", PasswordCost::TRIFLING);
    let slots = [Slot::Keyring("an entry".to_owned()), Slot::Password(wrapped.expect("there is memory"))];
    slots.into_iter().map(|slot| Vault { store: [3; 16], slot }.encode()).collect()
}

/// A file in the place of the store.
pub fn store_head(bytes: &[u8]) {
    if let Ok(head) = Head::decode(bytes) {
        assert_eq!(bytes.get(..64), Some(head.encode().as_slice()));
    }
}

fn store_heads() -> Vec<Vec<u8>> {
    vec![Head::new([3; 16], &StoreKey::generate()).encode().to_vec()]
}

/// The keys between us and a node whose secret is known, so that answers can be made.
fn node_keys() -> (AnswerKeys, LayerKey) {
    let node = Hop { ed25519: *KEYS.ed25519_public(), x25519: *KEYS.x25519_public() };
    let request = build(&[node; HOPS], &Destination::Node(node), b"", Cipher::XChaCha20, &FixedRng);
    let client = onionskin_core::crypto::keys::x25519_public(&[0x5a; 32]);
    let key = LayerKey::derive(Cipher::XChaCha20, KEYS.x25519_secret(), &client, &client, &node.x25519);
    (request.expect("our own key is good").answer, key.expect("our own key is good"))
}

/// What a guard says to an onion request.
pub fn onion_answer(bytes: &[u8]) {
    drop(storage_rpc::open_answer(&node_keys().0, bytes));
}

/// What a node says, correctly encrypted, which mutation alone would never do.
pub fn sealed_answer(bytes: &[u8]) {
    let (keys, key) = node_keys();
    let sealed = key.encrypt(bytes, &FixedRng).expect("it is small");
    assert_eq!(keys.open(&sealed).expect("it is for us"), bytes);
    let text = data_encoding::BASE64.encode(&sealed);
    let opened = storage_rpc::open_answer(&keys, text.as_bytes());
    assert_eq!(opened, storage_rpc::open_answer(&keys, &sealed), "as text or raw, it says the same");
}

/// What a server says, decrypted.
pub fn v4_answer(bytes: &[u8]) {
    if let Ok(answer) = onion_v4::decode_response(bytes) {
        assert!(answer.body.len() < bytes.len());
    }
}

/// The JSON of a node, whatever was asked.
pub fn rpc_answer(bytes: &[u8]) {
    let Ok(json) = serde_json::from_slice(bytes) else { return };
    drop(storage_rpc::batch_items(&json));
    drop(storage_rpc::retrieved(&json));
    drop(storage_rpc::stored_message(&json));
    drop(storage_rpc::expiries(&json));
    drop(storage_rpc::expired(&json, "updated"));
    let _time = storage_rpc::answer_time(&json);
    for node in storage_rpc::nodes_of(&json).into_iter().chain(storage_rpc::service_node_list(&json)) {
        assert_eq!(storage_rpc::ServiceNode::from_line(&node.to_line()), Some(node));
    }
}

/// The short list of nodes.
pub fn active_nodes(bytes: &[u8]) {
    for node in storage_rpc::parse_active_nodes(bytes) {
        assert_eq!(storage_rpc::ServiceNode::from_line(&node.to_line()), Some(node));
    }
}

/// A line of the list of nodes that we remember.
pub fn node_line(bytes: &[u8]) {
    let node = str::from_utf8(bytes).ok().and_then(storage_rpc::ServiceNode::from_line);
    if let Some(node) = node {
        assert_eq!(storage_rpc::ServiceNode::from_line(&node.to_line()), Some(node));
    }
}

fn plain_answers() -> Vec<Vec<u8>> {
    let bodies = [r#""{\"t\":1,\"hf\":[19,4]}""#, r#"{"t":1}"#, r#""no method X""#];
    bodies.map(|body| format!(r#"{{"status":200,"body":{body}}}"#).into_bytes()).to_vec()
}

fn onion_answers() -> Vec<Vec<u8>> {
    let key = node_keys().1;
    let sealed = plain_answers().into_iter().map(|plain| key.encrypt(&plain, &FixedRng).expect("it is small"));
    let text = |sealed: &Vec<u8>| data_encoding::BASE64.encode(sealed);
    let sealed: Vec<Vec<u8>> = sealed.collect();
    let texts = sealed.iter().map(|sealed| text(sealed).into_bytes());
    let wrapped = sealed.iter().map(|sealed| format!(r#"{{"result":"{}"}}"#, text(sealed)).into_bytes());
    texts.chain(wrapped).chain(sealed.iter().cloned()).collect()
}

fn v4_answers() -> Vec<Vec<u8>> {
    let head = r#"{"code":200,"headers":{"content-type":"application/json"}}"#;
    vec![format!("l{}:{head}11:{{\"id\": 123}}e", head.len()).into_bytes(), b"l12:{\"code\":404}e".to_vec()]
}

fn rpc_answers() -> Vec<Vec<u8>> {
    let recording: serde_json::Value =
        serde_json::from_str(include_str!("../vectors/storage_rpc.json")).expect("a JSON file");
    let cases = recording.get("cases").and_then(|cases| cases.as_array()).into_iter().flatten();
    let answers = cases.filter_map(|case| case.pointer("/response/json"));
    answers.map(|json| json.to_string().into_bytes()).filter(|json| json.len() < 4_096).collect()
}

fn node_lists() -> Vec<Vec<u8>> {
    let record = |swarm: u64| {
        let places: [&[u8]; 4] = [&swarm.to_be_bytes(), &[1, 2, 3, 4], &[0x56, 0x05, 0x56, 0x04], &[2, 11, 0]];
        [KEYS.ed25519_public().as_slice(), &places.concat()].concat()
    };
    vec![record(7), [record(0), record(u64::MAX)].concat()]
}

fn node_lines() -> Vec<Vec<u8>> {
    let nodes = node_lists().into_iter().flat_map(|list| storage_rpc::parse_active_nodes(&list));
    nodes.map(|node| node.to_line().into_bytes()).collect()
}

/// A query and a text, split by a zero byte: what matches lies in the text, in order, and every text fits its
/// own first word.
pub fn search_words(bytes: &[u8]) {
    let input = String::from_utf8_lossy(bytes);
    let (query, text) = input.split_once('\0').unwrap_or(("a", &input));
    let matcher = Matcher::new(query);
    let ranges = matcher.ranges(text);
    assert!(ranges.iter().all(|range| !range.is_empty() && text.get(range.clone()).is_some()));
    assert!(ranges.is_sorted_by(|a, b| a.end <= b.start), "no overlaps");
    assert!(!matcher.fits(text) || !ranges.is_empty());
    let snippet = matcher.snippet(text);
    assert!(snippet.matches.iter().all(|range| snippet.text.get(range.clone()).is_some()));
    let own = Matcher::new(text);
    assert!(own.is_empty() || own.fits(text), "a text fits itself");
}

fn searches() -> Vec<Vec<u8>> {
    let texts = ["creme br\0Crème brûlée", "日本語\0在日本語で", "ก\0สวัสดี 🎉", "שלום\0שָׁלוֹם עולם", "e\u{301} \0İ ß ﬁ ｶﾞ"];
    texts.map(|text| text.as_bytes().to_vec()).to_vec()
}
