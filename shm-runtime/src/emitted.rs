//! Functions whose compiled memory accesses `tests/orderings.rs` compares with a list.
//!
//! The test compiles this crate with `--cfg shm_emitted` as it ships otherwise. Each function runs one operation of a
//! protocol on the shipped memory (`ReadMemory`, `WriteMemory`, `NumberStores` and so on) over words that it borrows. It
//! returns in registers and stores nothing else, so that every access in its body is one of the operation's. Payloads have
//! two words: enough to see what stands before, between and after them.

use crate::backend;
use crate::cell::{ReadMemory, WriteMemory};
use crate::check::Check;
use crate::copy::{Loaded, WORD, store};
use crate::earlier::HeaderMemory;
use crate::header::at;
use crate::mapping::{Loads, Stores};
use crate::protocol::upgrade::{REST_FENCE, Selected, at_rest, look, upgrade};
use crate::protocol::{CopyOf, Engine, Latch, Memory, Seqlock};
use crate::upgrade::HeaderMut;
use std::sync::atomic::AtomicU64;

pub mod numbers;

/// Words of a payload.
const WORDS: usize = 2;
/// A sequence number and one copy.
type One = [AtomicU64; 1 + WORDS];
/// A sequence number and two copies.
type Two = [AtomicU64; 1 + 2 * WORDS];
/// The start of a header, up to the selector and the state.
type Header = [AtomicU64; at::STATE / WORD + 1];

/// Makes one attempt to read, as the handles do. The two words come back as one.
#[inline(always)]
fn read<P: Engine>(memory: &impl Memory) -> Option<u64> {
    let begun = P::begin(memory)?;
    let loaded = Loaded::<[u64; WORDS]>::load(&CopyOf::new(memory, P::copy_at(begun)), 0);
    P::unchanged(memory, begun)
        .then(|| loaded.into_value().ok())
        .flatten()
        .map(|[a, b]| a ^ b)
}

/// Reads a value.
#[inline(never)]
pub fn seqlock_read(cell: &One) -> Option<u64> {
    read::<Seqlock>(&ReadMemory::of_own(cell))
}

/// Reads a value through the memory of a writer.
#[inline(never)]
pub fn seqlock_read_by_writer(cell: &One) -> Option<u64> {
    read::<Seqlock>(&WriteMemory::of_own(cell, 0))
}

/// Reads a field that is half a word.
#[inline(never)]
pub fn seqlock_read_field(cell: &One) -> Option<u32> {
    let memory = &ReadMemory::of_own(cell);
    let begun = Seqlock::begin(memory)?;
    let loaded = Loaded::load(&CopyOf::new(memory, 0), 4);
    Seqlock::unchanged(memory, begun)
        .then(|| loaded.into_value().ok())
        .flatten()
}

/// Writes a value at an even number.
#[inline(never)]
pub fn seqlock_write(cell: &One, sequence: u64, a: u64, b: u64) -> u64 {
    Seqlock::publish(&WriteMemory::of_own(cell, 0), sequence & !1, |copy| {
        store(copy, 0, &[a, b]);
    })
}

/// Writes a value at an odd number, which a writer that died has left.
#[inline(never)]
pub fn seqlock_write_after_death(cell: &One, sequence: u64, a: u64, b: u64) -> u64 {
    Seqlock::publish(&WriteMemory::of_own(cell, 0), sequence | 1, |copy| {
        store(copy, 0, &[a, b]);
    })
}

/// Writes a field that is half a word.
#[inline(never)]
pub fn seqlock_write_field(cell: &One, sequence: u64, field: u32) -> u64 {
    Seqlock::publish(&WriteMemory::of_own(cell, 0), sequence & !1, |copy| {
        store(copy, 4, &field);
    })
}

/// Reads a value from the copy that the number leads to. The memory of a writer knows where both copies are.
#[inline(never)]
pub fn latch_read(cell: &Two) -> Option<u64> {
    read::<Latch>(&WriteMemory::of_own(cell, WORDS))
}

/// Writes a value at an even number.
#[inline(never)]
pub fn latch_write(cell: &Two, sequence: u64, a: u64, b: u64) -> u64 {
    Latch::publish(&WriteMemory::of_own(cell, WORDS), sequence & !1, |copy| {
        store(copy, 0, &[a, b]);
    })
}

/// Writes a value at an odd number, at which readers use copy 1.
#[inline(never)]
pub fn latch_write_after_death(cell: &Two, sequence: u64, a: u64, b: u64) -> u64 {
    Latch::publish(&WriteMemory::of_own(cell, WORDS), sequence | 1, |copy| {
        store(copy, 0, &[a, b]);
    })
}

/// Takes a latch over at an even number: copy 1 becomes what copy 0 is.
#[inline(never)]
pub fn latch_take_over_even(cell: &Two, sequence: u64) {
    Latch::take_over(&WriteMemory::of_own(cell, WORDS), sequence & !1, WORDS);
}

/// Takes a latch over at an odd number: copy 0 becomes what copy 1 is.
#[inline(never)]
pub fn latch_take_over_odd(cell: &Two, sequence: u64) {
    Latch::take_over(&WriteMemory::of_own(cell, WORDS), sequence | 1, WORDS);
}

/// Upgrades a segment. The word `described` stands for the description, and the last word of the cell for a new field.
#[inline(never)]
pub fn upgrade_write(cell: &One, header: &Header, selector: u64, described: u64, field: u64) {
    let words = Stores::of_own(header);
    upgrade(
        &WriteMemory::of_own(cell, 0),
        1,
        || words.store(0, described, std::sync::atomic::Ordering::Relaxed),
        |copy| store(copy, WORD, &field),
        &HeaderMut(words),
        selector,
    );
}

/// Looks at the selector, as a reader does that has begun.
#[inline(never)]
pub fn upgrade_look(header: &Header) -> u64 {
    look(&HeaderMemory(Loads::of_own(header))).word()
}

/// Looks at a segment at rest. One word stands for all that is found.
#[inline(never)]
pub fn upgrade_at_rest(header: &Header) -> Option<u64> {
    let words = Loads::of_own(header);
    at_rest(&HeaderMemory(words), || words.load(0))
}

/// The fence on both sides of what is found of a segment that is opened. The loads there are system calls.
#[inline(never)]
#[allow(private_interfaces)]
pub fn opening_fence(check: &Check<'_>) {
    check.fence(REST_FENCE);
}

/// Loads from a System V segment that is opened.
#[inline(never)]
pub fn sysv_load(header: &Header) -> u64 {
    let mut loaded = 0;
    backend::load_words(Loads::of_own(header), 2, |word| loaded ^= word);
    loaded
}

/// Fills a System V segment, with a part that ends with the state.
#[inline(never)]
pub fn sysv_store(header: &Header, last: u64, state: u64) {
    let parts = [(at::STATE - WORD, last), (at::STATE, state)];
    let parts = parts.map(|(offset, word)| (offset, word.to_ne_bytes()));
    let parts = parts
        .each_ref()
        .map(|(offset, bytes)| (*offset, &bytes[..]));
    backend::store_parts(Stores::of_own(header), &parts);
}
