//! The self-signed certificates of seeds and service nodes.
//!
//! Real seeds show a CA certificate as their own, which ordinary verifiers refuse; so does ours.
//! Real nodes show one for `localhost`, valid for decades (protocol notes: network 1.2, 2.4).

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::NetworkError;

/// A certificate with its key.
pub(crate) struct Identity {
    pub(crate) certificate: CertificateDer<'static>,
    pub(crate) config: Arc<ServerConfig>,
}

impl Identity {
    /// Makes one; `authority` adds CA:TRUE.
    pub(crate) fn new(authority: bool) -> Result<Self, NetworkError> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(if authority {
            vec!["localhost".to_owned(), "127.0.0.1".to_owned()]
        } else {
            Vec::new()
        })?;
        params.distinguished_name.push(DnType::CommonName, "localhost");
        params.distinguished_name.push(DnType::OrganizationName, "Local test network");
        if authority {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        }
        let certificate = params.self_signed(&key)?.der().clone();
        let secret = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], secret)?;
        Ok(Self { certificate, config: Arc::new(config) })
    }
}
