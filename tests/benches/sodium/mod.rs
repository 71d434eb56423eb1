//! The three functions of libsodium that opening a message takes, from the system's library.
#![expect(unsafe_code, reason = "libsodium is C; each call states why it is sound")]

use libloading::{Library, Symbol};

type SealOpen = unsafe extern "C" fn(*mut u8, *const u8, u64, *const u8, *const u8) -> i32;
type Verify = unsafe extern "C" fn(*const u8, *const u8, u64, *const u8) -> i32;
type ToCurve = unsafe extern "C" fn(*mut u8, *const u8) -> i32;

/// libsodium, loaded and initialised.
pub struct Sodium {
    seal_open: SealOpen,
    verify: Verify,
    to_curve: ToCurve,
    /// Declared last: the functions are gone when this is dropped.
    _library: Library,
}

impl Sodium {
    /// Loads the library, if there is one.
    pub fn load() -> Option<Self> {
        // SAFETY: loading runs libsodium's initialisers, which touch nothing of ours.
        let library = unsafe { Library::new("libsodium.so.23").or_else(|_| Library::new("libsodium.so.26")) }.ok()?;
        // SAFETY: the types are those of sodium.h: `int sodium_init(void)`, `crypto_box_seal_open(m, c, clen, pk,
        // sk)`, `crypto_sign_verify_detached(sig, m, mlen, pk)`, `crypto_sign_ed25519_pk_to_curve25519(x, ed)`.
        unsafe {
            let init: Symbol<unsafe extern "C" fn() -> i32> = library.get(b"sodium_init\0").ok()?;
            if init() < 0 {
                return None;
            }
            let seal_open = *library.get::<SealOpen>(b"crypto_box_seal_open\0").ok()?;
            let verify = *library.get::<Verify>(b"crypto_sign_verify_detached\0").ok()?;
            let to_curve = *library.get::<ToCurve>(b"crypto_sign_ed25519_pk_to_curve25519\0").ok()?;
            Some(Self { seal_open, verify, to_curve, _library: library })
        }
    }

    /// Opens a box, checks the signature inside and converts the sender's key.
    pub fn open_signed(&self, sealed: &[u8], public: &[u8; 32], secret: &[u8; 32]) -> Option<([u8; 32], Vec<u8>)> {
        let mut inner = vec![0; sealed.len().checked_sub(48)?];
        let sealed_len = u64::try_from(sealed.len()).ok()?;
        // SAFETY: `inner` has the 48 bytes fewer that the function writes, keys have 32 bytes.
        let opened = unsafe {
            (self.seal_open)(inner.as_mut_ptr(), sealed.as_ptr(), sealed_len, public.as_ptr(), secret.as_ptr())
        };
        let (rest, signature) = inner.split_last_chunk::<64>()?;
        let (_, sender) = rest.split_last_chunk::<32>()?;
        let (signature, sender) = (*signature, *sender);
        inner.truncate(inner.len() - 64);
        inner.extend_from_slice(public);
        let signed_len = u64::try_from(inner.len()).ok()?;
        // SAFETY: signature and key have 64 and 32 bytes, the message as many as said.
        let verified = unsafe { (self.verify)(signature.as_ptr(), inner.as_ptr(), signed_len, sender.as_ptr()) };
        let mut curve = [0; 32];
        // SAFETY: both keys have 32 bytes.
        let converted = unsafe { (self.to_curve)(curve.as_mut_ptr(), sender.as_ptr()) };
        inner.truncate(inner.len() - 64);
        (opened == 0 && verified == 0 && converted == 0).then_some((curve, inner))
    }
}
