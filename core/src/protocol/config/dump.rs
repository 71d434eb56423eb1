//! What a config is kept as on this device (protocol notes, config 5). Only ever read by us, but in the
//! reference's form with two keys of our own: `h`, by which hash others know a message that we signed, and
//! `c`, the data before the first edit that no swarm has confirmed.

use super::bt::{Bt, Reader};
use super::data;
use super::message::{Message, Trust};
use super::multipart::PartSets;
use super::object::{Config, ConfigError, State};

impl Config {
    /// Everything to go on from after a restart. Keys are not in it.
    pub fn dump(&mut self) -> Vec<u8> {
        if self.is_read_only() {
            self.old.clear();
        }
        self.needs_dump = false;
        let hashes = |hashes: &mut dyn Iterator<Item = &String>| {
            Bt::List(hashes.map(|hash| Bt::bytes(hash.as_bytes())).collect())
        };
        let state = match self.state {
            State::Clean => 0,
            State::Dirty => 1,
            State::Waiting => 2,
        };
        let mut dump = vec![
            (b"!".to_vec(), Bt::Int(state)),
            (b"$".to_vec(), Bt::Bytes(self.message.serialize(None))),
            (b"(".to_vec(), hashes(&mut self.current.iter())),
            (b")".to_vec(), hashes(&mut self.old.iter())),
        ];
        dump.extend(self.parts.to_bt().map(|parts| (b"*".to_vec(), parts)));
        dump.extend(self.extra.clone().map(|extra| (b"+".to_vec(), extra)));
        if self.signer.is_some() && self.state != State::Dirty {
            // The data above is without our signature, but others know this message by the hash with it.
            let (_seqno, hash) = self.message.identity(self.signer.as_ref());
            dump.push((b"h".to_vec(), Bt::bytes(hash)));
        }
        if let Some(confirmed) = &self.confirmed {
            let mut bytes = Vec::new();
            data::write_dict(confirmed, &mut bytes);
            dump.push((b"c".to_vec(), Bt::Bytes(bytes)));
        }
        Bt::Dict(dump.into_iter().collect()).to_bytes()
    }

    /// Goes on from a dump. A dirty config skips a number, since the dumped message may have got out.
    ///
    /// # Errors
    /// [`ConfigError::Dump`]; the config is as it was.
    pub fn load(&mut self, dump: &[u8]) -> Result<(), ConfigError> {
        let dump = Bt::read(dump).map_err(|_malformed| ConfigError::Dump)?;
        let state = match dump.get(b"!").and_then(Bt::as_int) {
            Some(0) => State::Clean,
            Some(1) => State::Dirty,
            Some(2) => State::Waiting,
            _ => return Err(ConfigError::Dump),
        };
        let serialized = dump.get(b"$").and_then(Bt::as_bytes).ok_or(ConfigError::Dump)?;
        let trust = if state == State::Dirty { Trust::Unsigned } else { Trust::Kept };
        let message = Message::parse(serialized, trust).map_err(|_malformed| ConfigError::Dump)?;
        self.message = match state {
            State::Dirty => message.increment(None),
            State::Clean | State::Waiting => message,
        };
        if let Some(Ok(hash)) = dump.get(b"h").and_then(Bt::as_bytes).map(TryInto::try_into) {
            self.message.set_received(hash);
        }
        let confirmed = dump.get(b"c").and_then(Bt::as_bytes);
        self.confirmed = confirmed.and_then(|bytes| data::read_dict(&mut Reader::new(bytes)).ok());
        self.state = state;
        self.current = dump.get(b"(").map(read_hashes).unwrap_or_default();
        self.old = dump.get(b")").map(read_hashes).unwrap_or_default().into_iter().collect();
        self.parts = dump.get(b"*").map(PartSets::from_bt).unwrap_or_default();
        self.extra = dump.get(b"+").cloned();
        self.needs_dump = false;
        Ok(())
    }
}

/// A list of hashes, or the one hash of older dumps.
fn read_hashes(dumped: &Bt) -> Vec<String> {
    let texts: Vec<&Bt> = match dumped {
        Bt::List(list) => list.iter().collect(),
        one => vec![one],
    };
    let read = |text: &&Bt| String::from_utf8(text.as_bytes()?.to_vec()).ok().filter(|hash| !hash.is_empty());
    texts.iter().filter_map(read).collect()
}
