//! How a member of a group signs in at the group's swarm without its key.
//!
//! An admin multiplies the member's key by a factor that only admins can compute, and signs the product
//! together with what it may be used for: the *token*. The member gets the factor and that signature
//! (*auth data*), and signs requests with its own secret times the factor (protocol notes, config 11).
//! Removing somebody means revoking the token.

use curve25519_dalek::scalar::Scalar;
use zeroize::Zeroizing;

use super::edwards::{positive_point, positive_scalar, scalar_of, sign};
use super::hash::blake2b_32;
use super::keys::{AccountKeys, verify};
use crate::id::{AccountId, GroupId};

/// Bytes of a token: prefix, flags, two zeros, blinded key.
pub const TOKEN_BYTES: usize = 36;
/// Bytes of auth data: four as in a token, factor, signature of the token.
pub const AUTH_BYTES: usize = 100;
/// First byte of tokens of groups.
const PREFIX: u8 = 0x03;

/// What a token is good for besides reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// Storing messages.
    pub can_write: bool,
    /// Deleting messages.
    pub can_delete: bool,
}

impl Access {
    /// What members get.
    pub const MEMBER: Self = Self { can_write: true, can_delete: false };

    const READ: u8 = 1;
    const WRITE: u8 = 2;
    const DELETE: u8 = 4;
    const ANY_PREFIX: u8 = 8;

    const fn flags(self) -> u8 {
        let write = if self.can_write { Self::WRITE } else { 0 };
        let delete = if self.can_delete { Self::DELETE } else { 0 };
        Self::READ | write | delete
    }
}

/// Names a member to the group's swarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token([u8; TOKEN_BYTES]);

impl Token {
    fn new(head: [u8; 4], blinded: &[u8; 32]) -> Self {
        let mut token = [0; TOKEN_BYTES];
        let (first, second) = token.split_at_mut(4);
        first.copy_from_slice(&head);
        second.copy_from_slice(blinded);
        Self(token)
    }

    /// The 36 bytes.
    pub const fn as_bytes(&self) -> &[u8; TOKEN_BYTES] {
        &self.0
    }
}

/// The factor of a member; only admins can compute it.
fn factor(group: &AccountKeys, member: &AccountId) -> Zeroizing<Scalar> {
    let mask = Zeroizing::new(blake2b_32(b"SessionGroupSubaccountMask", &[group.seed().as_bytes()]));
    let id = GroupId::from_key(*group.ed25519_public());
    Zeroizing::new(scalar_of(&*mask, &[&member.to_bytes(), &id.to_bytes()]))
}

/// The token of a member, as admins know it; nothing when the member's key is weak.
pub fn token_of(group: &AccountKeys, member: &AccountId, access: Access) -> Option<Token> {
    let blinded = (positive_point(member.key())? * *factor(group, member)).compress().to_bytes();
    Some(Token::new([PREFIX, access.flags(), 0, 0], &blinded))
}

/// What a member keeps to sign in with.
#[derive(Clone, PartialEq, Eq, zeroize::Zeroize, zeroize::ZeroizeOnDrop)]
pub struct MemberAuth([u8; AUTH_BYTES]);

impl MemberAuth {
    /// What an admin gives to a member; nothing when the member's key is weak.
    pub fn grant(group: &AccountKeys, member: &AccountId, access: Access) -> Option<Self> {
        let token = token_of(group, member, access)?;
        let head = [PREFIX, access.flags(), 0, 0];
        Some(Self::join(head, factor(group, member).as_bytes(), &group.sign(token.as_bytes())))
    }

    fn join(head: [u8; 4], factor: &[u8; 32], signature: &[u8; 64]) -> Self {
        let mut auth = [0; AUTH_BYTES];
        let parts: [&[u8]; 3] = [&head, factor, signature];
        for (to, from) in auth.iter_mut().zip(parts.into_iter().flatten()) {
            *to = *from;
        }
        Self(auth)
    }

    /// Auth data that came with an invitation; not verified yet.
    pub const fn from_bytes(bytes: [u8; AUTH_BYTES]) -> Self {
        Self(bytes)
    }

    /// The 100 bytes.
    pub const fn as_bytes(&self) -> &[u8; AUTH_BYTES] {
        &self.0
    }

    fn split(&self) -> ([u8; 4], Zeroizing<Scalar>, [u8; 64]) {
        let (mut head, mut factor, mut signature) = ([0; 4], Zeroizing::new([0; 32]), [0; 64]);
        let (first, rest) = self.0.split_at(4);
        let (second, third) = rest.split_at(32);
        head.copy_from_slice(first);
        factor.copy_from_slice(second);
        signature.copy_from_slice(third);
        (head, Zeroizing::new(Scalar::from_bytes_mod_order(*factor)), signature)
    }

    /// The token of these data for the member whose keys these are.
    pub fn token(&self, keys: &AccountKeys) -> Option<Token> {
        let (head, factor, _signature) = self.split();
        let blinded = (positive_point(keys.x25519_public())? * *factor).compress().to_bytes();
        Some(Token::new(head, &blinded))
    }

    /// Whether an admin of `group` gave these data to the owner of `keys`, with at least this access.
    pub fn is_valid(&self, group: &GroupId, keys: &AccountKeys, access: Access) -> bool {
        let ([prefix, flags, _, _], _factor, signature) = self.split();
        let is_prefixed = prefix == PREFIX || flags & Access::ANY_PREFIX != 0;
        let is_enough = flags & access.flags() == access.flags();
        is_prefixed
            && is_enough
            && self.token(keys).is_some_and(|token| verify(group.key(), token.as_bytes(), &signature))
    }

    /// What proves a request to the group's swarm; nothing when our own key is weak. The same request
    /// gives the same proof.
    pub fn sign(&self, keys: &AccountKeys, request: &[u8]) -> Option<SubaccountProof> {
        let token = self.token(keys)?;
        let (_head, factor, token_signature) = self.split();
        let secret = Zeroizing::new(*factor * *positive_scalar(keys));
        let (_, public) = token.0.split_last_chunk::<32>()?;
        let seed = Zeroizing::new(blake2b_32(b"SubaccountSeed", &[keys.seed().as_bytes()]));
        let nonce = Zeroizing::new(scalar_of(b"SubaccountSig", &[&*seed, public, request]));
        let signature = sign(&secret, public, &nonce, request);
        Some(SubaccountProof { token, token_signature, signature })
    }
}

/// Hides the factor.
impl std::fmt::Debug for MemberAuth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemberAuth(…)")
    }
}

/// Fields of a request to a group's swarm: `subaccount`, `subaccount_sig`, `signature`, in base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubaccountProof {
    /// Names the member.
    pub token: Token,
    /// By the group, of the token.
    pub token_signature: [u8; 64],
    /// By the member, of the request.
    pub signature: [u8; 64],
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::keys::Seed;

    fn keys(byte: u8) -> AccountKeys {
        AccountKeys::from_seed(&Seed::from_entropy(&[byte; 16]))
    }

    #[test]
    fn auth_data_are_valid_for_their_member_and_access_only() {
        let (group, member) = (keys(1), keys(2));
        let id = GroupId::from_key(*group.ed25519_public());
        let auth = MemberAuth::grant(&group, &member.account_id(), Access::MEMBER).expect("a good key");
        assert!(auth.is_valid(&id, &member, Access::MEMBER));
        assert!(!auth.is_valid(&id, &member, Access { can_write: true, can_delete: true }));
        assert!(!auth.is_valid(&id, &keys(3), Access::MEMBER));
        assert!(!auth.is_valid(&GroupId::from_key(*keys(3).ed25519_public()), &member, Access::MEMBER));
        for at in 0..AUTH_BYTES {
            let mut changed = *auth.as_bytes();
            changed[at] ^= 1;
            assert!(!MemberAuth::from_bytes(changed).is_valid(&id, &member, Access::MEMBER), "byte {at}");
        }
    }

    #[test]
    fn both_sides_know_the_same_token_and_it_verifies_requests() {
        let group = keys(1);
        for byte in 2..12 {
            let member = keys(byte);
            let auth = MemberAuth::grant(&group, &member.account_id(), Access::MEMBER).expect("a good key");
            let proof = auth.sign(&member, b"request").expect("a good key");
            assert_eq!(token_of(&group, &member.account_id(), Access::MEMBER), Some(proof.token));
            let (_, public) = proof.token.as_bytes().split_last_chunk::<32>().expect("36 bytes");
            assert!(verify(public, b"request", &proof.signature));
            assert!(verify(group.ed25519_public(), proof.token.as_bytes(), &proof.token_signature));
        }
    }
}
