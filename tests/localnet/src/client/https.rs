//! One blocking HTTPS connection to 127.0.0.1 that takes any certificate, with kept connections.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme, StreamOwned};

use super::ClientError;

/// The largest answer that is read.
const MAX_ANSWER: usize = 64 * 1024 * 1024;

/// An HTTP answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// The content type as it stands, or nothing.
    pub content_type: String,
    /// The body.
    pub body: Vec<u8>,
}

/// A connection.
pub struct Https {
    stream: BufReader<StreamOwned<ClientConnection, TcpStream>>,
}

impl Https {
    /// Connects to a port of 127.0.0.1.
    ///
    /// # Errors
    /// [`ClientError::Io`] if nobody listens or the handshake fails.
    pub fn connect(port: u16) -> Result<Self, ClientError> {
        let provider = Arc::new(ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Anyone(provider)))
            .with_no_client_auth();
        let tcp = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        tcp.set_nodelay(true)?;
        tcp.set_read_timeout(Some(Duration::from_mins(1)))?;
        let name = ServerName::try_from("localhost").map_err(|_name| ClientError::Answer("no server name"))?;
        let tls = ClientConnection::new(Arc::new(config), name)?;
        Ok(Self { stream: BufReader::new(StreamOwned::new(tls, tcp)) })
    }

    /// Posts a body and reads the answer.
    ///
    /// # Errors
    /// [`ClientError`] if the connection ends or the answer is no HTTP.
    pub fn post(&mut self, path: &str, body: &[u8]) -> Result<Answer, ClientError> {
        self.request("POST", path, &[("Content-Length", &body.len().to_string())], body)
    }

    /// Sends any request with the headers as given, and reads the answer.
    ///
    /// # Errors
    /// As [`Self::post`].
    pub fn request(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer, ClientError> {
        let headers = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect::<Vec<_>>().concat();
        let stream = self.stream.get_mut();
        stream.write_all(format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n").as_bytes())?;
        stream.write_all(body)?;
        stream.flush()?;
        self.answer()
    }

    fn answer(&mut self) -> Result<Answer, ClientError> {
        let status = self.line()?;
        let status = status.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or(ClientError::Answer("no status"))?;
        let (mut content_type, mut size) = (String::new(), 0_usize);
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').ok_or(ClientError::Answer("no header"))?;
            match name.to_ascii_lowercase().as_str() {
                "content-type" => value.trim().clone_into(&mut content_type),
                "content-length" => size = value.trim().parse().map_err(|_digits| ClientError::Answer("no length"))?,
                _ => {}
            }
        }
        if size > MAX_ANSWER {
            return Err(ClientError::Answer("too long"));
        }
        let mut body = vec![0; size];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, content_type, body })
    }

    fn line(&mut self) -> Result<String, ClientError> {
        let mut line = String::new();
        if self.stream.by_ref().take(16_384).read_line(&mut line)? == 0 {
            return Err(ClientError::Answer("closed"));
        }
        Ok(line.trim_end().to_owned())
    }
}

/// Takes any certificate: what is said is encrypted once more inside.
#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
