//! How the system hands out memory to this program.

/// Has all threads share one heap, on systems whose library gives each its own.
///
/// A heap for each thread never gives back what one thread allocated and another freed: over hours of messages that
/// took twice as much again as the messages themselves. Ours are few threads that seldom allocate at the same moment.
/// To be called first in the program.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn share_one_heap() {
    #[expect(unsafe_code, reason = "no crate wraps this call")]
    // SAFETY: `mallopt` takes two numbers and no pointers; its manual names it unsafe only beside other threads that
    // use the heap before it is set up. `main` calls this before it starts any thread, and the standard library's own
    // start-up has set the heap up.
    let is_set = unsafe { libc::mallopt(libc::M_ARENA_MAX, 1) };
    if is_set != 1 {
        tracing::warn!("threads have heaps of their own");
    }
}

/// Elsewhere the system's way stays.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub const fn share_one_heap() {}
