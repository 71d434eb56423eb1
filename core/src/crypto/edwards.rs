//! Arithmetic of Ed25519 points and scalars beneath blinded ids and subaccounts.
//!
//! Both multiply an account's key by a factor that others can compute from its account id alone. An id is
//! an X25519 key, which has lost the sign of its Ed25519 point, so the positive point stands for it
//! (protocol notes, config 11). Signatures by the product verify as ordinary Ed25519. Points outside the
//! prime-order group are refused everywhere, since their multiples would tell something about a secret.

use curve25519_dalek::constants::ED25519_BASEPOINT_TABLE;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::montgomery::MontgomeryPoint;
use curve25519_dalek::scalar::Scalar;
use sha2::{Digest, Sha512};
use zeroize::Zeroizing;

use super::hash::blake2b_64;
use super::keys::AccountKeys;

/// The Ed25519 point of an X25519 key whose sign bit is 0, or nothing for keys of no use.
pub fn positive_point(x25519: &[u8; 32]) -> Option<EdwardsPoint> {
    usable(MontgomeryPoint(*x25519).to_edwards(0)?)
}

/// The point that 32 bytes encode, or nothing for points of no use.
pub fn point(encoded: &[u8; 32]) -> Option<EdwardsPoint> {
    usable(CompressedEdwardsY(*encoded).decompress()?)
}

fn usable(point: EdwardsPoint) -> Option<EdwardsPoint> {
    (!point.is_small_order() && point.is_torsion_free()).then_some(point)
}

/// Whether the point of an encoded key has its sign bit set.
pub const fn is_negative(encoded: &[u8; 32]) -> bool {
    let [.., last] = encoded;
    *last & 0x80 != 0
}

/// The same point with the other sign.
pub const fn flipped(encoded: &[u8; 32]) -> [u8; 32] {
    let mut other = *encoded;
    let [.., last] = &mut other;
    *last ^= 0x80;
    other
}

/// The secret scalar of an account.
pub fn secret_scalar(keys: &AccountKeys) -> Zeroizing<Scalar> {
    Zeroizing::new(Scalar::from_bytes_mod_order(*keys.x25519_secret()))
}

/// The secret scalar of the positive point of an account: negated if its own point is negative.
pub fn positive_scalar(keys: &AccountKeys) -> Zeroizing<Scalar> {
    let scalar = secret_scalar(keys);
    if is_negative(keys.ed25519_public()) { Zeroizing::new(-*scalar) } else { scalar }
}

/// BLAKE2b-64 of the joined parts, reduced to a scalar.
pub fn scalar_of(key: &[u8], parts: &[&[u8]]) -> Scalar {
    Scalar::from_bytes_mod_order_wide(&blake2b_64(key, parts))
}

/// The encoded product of the base point and a scalar.
pub fn public_of(scalar: &Scalar) -> [u8; 32] {
    (ED25519_BASEPOINT_TABLE * scalar).compress().to_bytes()
}

/// An Ed25519 signature by a scalar that no seed belongs to. `nonce` must be secret, and another for
/// every message.
pub fn sign(secret: &Scalar, public: &[u8; 32], nonce: &Scalar, message: &[u8]) -> [u8; 64] {
    let commitment = public_of(nonce);
    let challenge = Sha512::new().chain_update(commitment).chain_update(public).chain_update(message).finalize();
    let response = nonce + Scalar::from_bytes_mod_order_wide(&challenge.into()) * secret;
    let mut signature = [0; 64];
    let (first, second) = signature.split_at_mut(32);
    first.copy_from_slice(&commitment);
    second.copy_from_slice(response.as_bytes());
    signature
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::keys::{Seed, verify};

    #[test]
    fn the_positive_point_of_an_account_is_its_own_up_to_the_sign() {
        for byte in 1..20 {
            let keys = AccountKeys::from_seed(&Seed::from_entropy(&[byte; 16]));
            let positive = positive_point(keys.x25519_public()).expect("a good key").compress().to_bytes();
            assert!(!is_negative(&positive));
            let own = *keys.ed25519_public();
            assert!(positive == own || flipped(&positive) == own);
            assert_eq!(public_of(&secret_scalar(&keys)), own);
            assert_eq!(public_of(&positive_scalar(&keys)), positive);
        }
    }

    #[test]
    fn a_signature_by_a_scalar_is_an_ordinary_one() {
        let (secret, nonce) = (Scalar::from(77_u64), Scalar::from(78_u64));
        let public = public_of(&secret);
        let signature = sign(&secret, &public, &nonce, b"message");
        assert!(verify(&public, b"message", &signature));
        assert!(!verify(&public, b"another", &signature));
    }

    #[test]
    fn points_of_no_use_are_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert!(point(&identity).is_none());
        assert!(positive_point(&[0; 32]).is_none());
        assert!(point(&[2; 32]).is_none(), "not on the curve");
    }
}
