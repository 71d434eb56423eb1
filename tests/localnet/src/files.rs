//! The file server (protocol notes: network 7.2): upload, download, info, extend, version.
//!
//! Files are named by a hash of their bytes, so the same bytes are kept once. No account, no
//! signature; limits as clients know them: 10,223,616 bytes a file, 14 days.

use std::collections::HashMap;
use std::sync::Mutex;

use blake2::Blake2bMac;
use blake2::digest::Mac;
use blake2::digest::consts::U33;
use serde_json::json;

use crate::locked;
use crate::servers::{Service, ServiceRequest, ServiceResponse};

/// The host the file server is registered under; nothing outside this process has that name.
pub const FILE_SERVER_HOST: &str = "files.localnet";
/// The largest file.
const MAX_FILE: usize = 10_223_616;
/// All files together: it is kept in memory.
const MAX_ALL: usize = 512 * 1024 * 1024;
/// How long a file is kept, ms.
const LIFETIME: u64 = 14 * 86_400_000;

struct File {
    bytes: Vec<u8>,
    uploaded: u64,
    expires: u64,
}

/// The file server.
#[derive(Default)]
pub struct FileServer {
    files: Mutex<HashMap<String, File>>,
    /// What the next requests get instead of an answer.
    failures: Mutex<Vec<Failure>>,
}

/// What goes wrong at the file server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// It answers with this code and does nothing.
    Code(u16),
    /// Of a file only the first half is given.
    Half,
}

impl FileServer {
    /// How many files it holds.
    pub fn count(&self) -> usize {
        locked(&self.files).len()
    }

    /// Makes the next requests go wrong.
    pub fn fail(&self, failure: Failure, times: usize) {
        locked(&self.failures).extend(std::iter::repeat_n(failure, times));
    }

    /// How many requests are still to go wrong.
    pub fn failures_left(&self) -> usize {
        locked(&self.failures).len()
    }

    /// Forgets every file, as when they expired.
    pub fn forget(&self) {
        locked(&self.files).clear();
    }

    /// Changes a byte of every file.
    pub fn spoil(&self) {
        for file in locked(&self.files).values_mut() {
            if let Some(byte) = file.bytes.get_mut(40) {
                *byte ^= 1;
            }
        }
    }

    fn upload(&self, request: &ServiceRequest) -> ServiceResponse {
        if request.body.is_empty() {
            return failed(400);
        }
        if request.body.len() > MAX_FILE {
            return failed(413);
        }
        let Some(lifetime) = lifetime(request) else { return failed(400) };
        let mut files = locked(&self.files);
        files.retain(|_, file| file.expires > request.now);
        if files.values().map(|file| file.bytes.len()).sum::<usize>() + request.body.len() > MAX_ALL {
            return failed(507);
        }
        let id = file_id(&request.body);
        let expires = request.now + lifetime;
        let file = files.entry(id.clone()).or_insert_with(|| File {
            bytes: request.body.clone(),
            uploaded: request.now,
            expires,
        });
        file.expires = file.expires.max(expires);
        let mut answer = facts(file);
        if let Some(answer) = answer.as_object_mut() {
            answer.insert("id".to_owned(), id.into());
        }
        ServiceResponse::json(200, &answer)
    }

    fn file(&self, request: &ServiceRequest, rest: &str) -> ServiceResponse {
        let (id, action) = rest.split_once('/').unwrap_or((rest, ""));
        let mut files = locked(&self.files);
        let Some(file) = files.get_mut(id).filter(|file| file.expires > request.now) else { return failed(404) };
        match (request.method.as_str(), action) {
            ("GET", "") => {
                let mut response = ServiceResponse::typed(200, "application/octet-stream", file.bytes.clone());
                response.headers.insert("expires".to_owned(), http_date(file.expires / 1_000));
                response
            }
            ("GET", "info") => ServiceResponse::json(200, &facts(file)),
            ("POST", "extend") => {
                let Some(lifetime) = lifetime(request) else { return failed(400) };
                file.expires = file.expires.max(request.now + lifetime);
                ServiceResponse::json(200, &facts(file))
            }
            _ => failed(405),
        }
    }
}

impl Service for FileServer {
    fn handle(&self, request: &ServiceRequest) -> ServiceResponse {
        let path = request.endpoint.split('?').next().unwrap_or_default();
        let failure = locked(&self.failures).pop();
        if let Some(Failure::Code(code)) = failure {
            return failed(code);
        }
        let mut response = self.serve(request, path);
        if failure == Some(Failure::Half) {
            response.body.truncate(response.body.len() / 2);
        }
        response
    }
}

impl FileServer {
    fn serve(&self, request: &ServiceRequest, path: &str) -> ServiceResponse {
        match (request.method.as_str(), path) {
            ("POST", "/file") => self.upload(request),
            ("GET", "/session_version") => {
                let answer = json!({ "status_code": 200, "result": "1.0.0", "updated": seconds(request.now) });
                ServiceResponse::json(200, &answer)
            }
            (_, path) => path.strip_prefix("/file/").map_or_else(|| failed(404), |rest| self.file(request, rest)),
        }
    }
}

/// The asked lifetime in ms: from 1 s to 14 days; none if it isn't a number.
fn lifetime(request: &ServiceRequest) -> Option<u64> {
    let Some(ttl) = request.headers.get("x-fs-ttl") else { return Some(LIFETIME) };
    let seconds: u64 = ttl.parse().ok()?;
    Some(seconds.saturating_mul(1_000).clamp(1_000, LIFETIME))
}

fn facts(file: &File) -> serde_json::Value {
    json!({ "size": file.bytes.len(), "uploaded": seconds(file.uploaded), "expires": seconds(file.expires) })
}

/// Seconds with a fraction, as the server gives them.
#[expect(clippy::cast_precision_loss, reason = "times of this age fit in 53 bits")]
fn seconds(millis: u64) -> f64 {
    millis as f64 / 1_000.0
}

fn failed(code: u16) -> ServiceResponse {
    ServiceResponse::json(code, &json!({ "status_code": code }))
}

/// The name of a file: 44 characters of URL-safe base64.
fn file_id(bytes: &[u8]) -> String {
    let mut hash =
        Blake2bMac::<U33>::new_with_salt_and_personal(None, b"SessionFileSvr\0\0", &[]).expect("the salt has 16 bytes");
    hash.update(bytes);
    data_encoding::BASE64URL.encode(&hash.finalize().into_bytes())
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(seconds: u64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (days, clock) = (seconds / 86_400, seconds % 86_400);
    // Civil date from days since 1970, in eras of 400 years that start in March.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = (march_month + 2) % 12;
    let year = year_of_era + era * 400 + u64::from(month < 2);
    let name = |names: &[&'static str], index: u64| {
        usize::try_from(index).ok().and_then(|index| names.get(index)).copied().unwrap_or("")
    };
    format!(
        "{}, {day:02} {} {year} {:02}:{:02}:{:02} GMT",
        name(&DAYS, days % 7),
        name(&MONTHS, month),
        clock / 3_600,
        clock / 60 % 60,
        clock % 60
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{FileServer, http_date};
    use crate::servers::{Service, ServiceRequest};

    fn request(method: &str, endpoint: &str, body: &[u8]) -> ServiceRequest {
        let (method, endpoint) = (method.to_owned(), endpoint.to_owned());
        ServiceRequest { method, endpoint, headers: BTreeMap::new(), body: body.to_vec(), now: 1_795_000_000_000 }
    }

    #[test]
    fn a_file_comes_back_until_it_expires() {
        let server = FileServer::default();
        let answer = server.handle(&request("POST", "/file", b"some bytes"));
        let answer: serde_json::Value = serde_json::from_slice(&answer.body).expect("the answer is JSON");
        let path = format!("/file/{}", answer["id"].as_str().expect("there is an id"));
        let mut get = request("GET", &path, b"");
        assert_eq!(server.handle(&get).body, b"some bytes");
        get.now += 15 * 86_400_000;
        assert_eq!(server.handle(&get).code, 404);
        assert_eq!(server.handle(&request("POST", "/file", &vec![0; 10_223_617])).code, 413);
    }

    #[test]
    fn dates_are_those_of_http() {
        assert_eq!(http_date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(http_date(1_709_208_000), "Thu, 29 Feb 2024 12:00:00 GMT");
    }
}
