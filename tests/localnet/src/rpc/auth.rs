//! Who may do what: namespaces, signatures, subaccounts (protocol notes: network 4.1, 4.4, 4.5).

use super::params::{Account, Fields, Refusal, base64, missing, token};
use crate::keys::{montgomery, unhex, verifies};

/// Permission bits of a subaccount token.
pub(super) const READ: u8 = 1;
pub(super) const WRITE: u8 = 2;
pub(super) const DELETE: u8 = 4;
const ANY_PREFIX: u8 = 8;
/// What no subaccount may do.
pub(super) const OWNER: u8 = 0xf0;

/// Anyone may store there; the owner retrieves.
pub(super) fn is_public_inbox(namespace: i16) -> bool {
    namespace % 10 == 0
}

/// One message at a time; anyone retrieves, the owner stores.
pub(super) fn is_public_outbox(namespace: i16) -> bool {
    namespace < 0 && namespace % 20 == -1
}

/// A revoked subaccount may still retrieve.
pub(super) fn is_unrevocable(namespace: i16) -> bool {
    namespace < 0 && namespace % 100 == -11
}

/// Anyone may retrieve.
pub(super) fn is_open_to_read(namespace: i16) -> bool {
    is_public_outbox(namespace) || namespace == -10
}

/// How a request is signed.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    ed25519: Option<[u8; 32]>,
    signature: [u8; 64],
    subaccount: Option<([u8; 36], [u8; 64])>,
}

impl Signed {
    /// The signature fields; an error if there is no signature.
    pub(super) fn required(fields: &Fields, account: &Account) -> Result<Self, Refusal> {
        let ed25519 = fields.text("pubkey_ed25519")?;
        if ed25519.is_some() && account.prefix() != 5 {
            return Err("pubkey_ed25519 is only permitted for 05[...] pubkeys".to_owned());
        }
        let ed25519 = ed25519
            .map(|text| unhex(text).ok_or_else(|| "Invalid pubkey_ed25519: expected 64 hex digits".to_owned()))
            .transpose()?;
        let signature = fields.text("signature")?.ok_or_else(|| missing("signature"))?;
        let signature = signature_bytes(signature)
            .ok_or_else(|| "invalid signature: expected base64 encoded Ed25519 signature".to_owned())?;
        let subaccount = match (fields.text("subaccount")?, fields.text("subaccount_sig")?) {
            (None, None) => None,
            (Some(subaccount), Some(signature)) => {
                let token = token(subaccount).ok_or_else(|| "invalid subaccount: expected 36-byte token".to_owned())?;
                let signature = signature_bytes(signature)
                    .ok_or_else(|| "invalid subaccount_sig: expected base64 encoded Ed25519 signature".to_owned())?;
                Some((token, signature))
            }
            _ => return Err("subaccount and subaccount_sig must be given together".to_owned()),
        };
        Ok(Self { ed25519, signature, subaccount })
    }

    /// The signature fields, if there are any.
    pub(super) fn optional(fields: &Fields, account: &Account) -> Result<Option<Self>, Refusal> {
        let any = ["pubkey_ed25519", "signature", "subaccount", "subaccount_sig"].iter().any(|name| fields.has(name));
        if any { Self::required(fields, account).map(Some) } else { Ok(None) }
    }

    /// Whether the signature covers `message` and its maker has all of `needs`.
    pub(super) fn covers(&self, account: &Account, message: &[u8], needs: u8, revoked: &[[u8; 36]]) -> bool {
        let owner = match self.ed25519 {
            Some(key) if montgomery(&key) == Some(*account.key()) => key,
            Some(_) => return false,
            None => *account.key(),
        };
        let Some((token, token_signature)) = &self.subaccount else {
            return verifies(&owner, message, &self.signature);
        };
        let [prefix, flags, _, _, member @ ..] = token;
        (*prefix == account.prefix() || flags & ANY_PREFIX != 0)
            && needs & !flags == 0
            && !revoked.contains(token)
            && verifies(&owner, token, token_signature)
            && verifies(member, message, &self.signature)
    }

    /// Whether a subaccount signed that may not delete.
    pub(super) fn cannot_delete(&self) -> bool {
        self.subaccount.as_ref().is_some_and(|([_, flags, ..], _)| flags & DELETE == 0)
    }
}

fn signature_bytes(text: &str) -> Option<[u8; 64]> {
    if matches!(text.len(), 86 | 88) { base64(text)?.try_into().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::{is_public_inbox, is_public_outbox, is_unrevocable};

    #[test]
    fn namespaces_follow_from_their_numbers() {
        assert!([0, 10, -10, 20].iter().all(|n| is_public_inbox(*n)));
        assert!(![1, 2, 11, -11].iter().any(|n| is_public_inbox(*n)));
        assert!([-1, -21, -41].iter().all(|n| is_public_outbox(*n)));
        assert!(![1, 21, -11, -20].iter().any(|n| is_public_outbox(*n)));
        assert!([-11, -111, -211].iter().all(|n| is_unrevocable(*n)));
        assert!(![11, -1, -21].iter().any(|n| is_unrevocable(*n)));
    }
}
