//! A type that keeps a writer in one thread at a time, with words of our own where a program shares it.

#![allow(unsafe_code)]

/// A part of a writer of a `T`, which may move between threads and is never shared by them.
///
/// The compiler would say so by itself, of a `Cell` deep within the writer.
#[derive(Debug)]
pub(crate) struct OneThread<T, V> {
    value: V,
    marker: std::marker::PhantomData<fn() -> T>,
}

/// The bound under which threads could share a writer. Nothing implements it.
#[diagnostic::on_unimplemented(
    message = "a writer of `{Self}` cannot be shared between threads",
    label = "a writer is for one thread at a time",
    note = "move it to the thread that writes; or share it in a mutex, as `Arc<Mutex<…>>`",
    note = "readers may be cloned, moved and shared: `segment.reader()`"
)]
pub(crate) trait InThreadsAtATime {}

// SAFETY: nothing implements the trait of the bound, which is private to this crate: so this is an implementation for no type.
unsafe impl<T: InThreadsAtATime, V> Sync for OneThread<T, V> {}

impl<T, V> OneThread<T, V> {
    pub(crate) const fn new(value: V) -> Self {
        OneThread {
            value,
            marker: std::marker::PhantomData,
        }
    }

    /// The part, for the thread that has the writer.
    #[inline(always)]
    pub(crate) const fn get_mut(&mut self) -> &mut V {
        &mut self.value
    }
}
