//! Where a field lies in the value that holds it.

use crate::plain::SharedLayout;
use std::marker::PhantomData;

/// The place of an `F` in an `S`: an offset in bytes at which an `F` is known to lie wholly inside.
#[derive(Debug)]
pub struct Field<S, F> {
    /// Bytes. Invariant: `offset + size_of::<F>() <= size_of::<S>()`.
    offset: usize,
    marker: PhantomData<fn(S) -> F>,
}

impl<S, F> Clone for Field<S, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, F> Copy for Field<S, F> {}

impl<S: SharedLayout, F: SharedLayout> Field<S, F> {
    /// The field at `offset` bytes.
    ///
    /// # Panics
    ///
    /// When an `F` there would not lie inside an `S`. The derive evaluates this in a constant.
    #[inline(always)]
    pub const fn new(offset: usize) -> Self {
        assert!(
            offset <= size_of::<S>() && size_of::<F>() <= size_of::<S>() - offset,
            "the field lies inside the struct"
        );
        Field {
            offset,
            marker: PhantomData,
        }
    }

    /// Bytes from the start of the `S`.
    #[inline(always)]
    pub(crate) const fn offset(self) -> usize {
        self.offset
    }

    /// Bytes from the start of the struct to the field's end.
    #[inline(always)]
    pub(crate) const fn end(self) -> usize {
        self.offset + size_of::<F>()
    }
}

impl<S: SharedLayout, E: SharedLayout, const N: usize> Field<S, [E; N]> {
    /// One element.
    ///
    /// # Panics
    ///
    /// When `index` is not below `N`, as indexing an array does.
    #[inline(always)]
    #[track_caller]
    pub fn at(self, index: usize) -> Field<S, E> {
        assert!(
            index < N,
            "index out of bounds: the len is {N} but the index is {index}"
        );
        Field {
            offset: self.offset + index * size_of::<E>(),
            marker: PhantomData,
        }
    }
}
