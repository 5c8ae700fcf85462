//! The fields that are cells, and their initial values: bytes, in few large parts.

use crate::atomic::{self, AtomicValue};
use crate::copy;
use crate::header::{self, Group};
use crate::invalid::Invalid;
use crate::layout::{CellDescriptor, TypeLayout};
use crate::plain::{CellLayout, SegmentLayout, SharedLayout};
use crate::protocol::ProtocolKind;
use crate::update::{Draft, Staging};
use std::borrow::Cow;
use std::iter;
use std::vec::IntoIter;

/// A field of the struct `S` that is a cell, or an array of cells. `F` is the type that it has, however it is named.
#[derive(Debug)]
pub struct CellField<S, F> {
    getter: fn(&S) -> &F,
    ty: &'static TypeLayout,
    each: Option<usize>,
    /// Gives its cell, or cells, their initial values.
    give: for<'v> fn(&mut InitialCells<'v>, &'v F),
}

/// The cell that the field is which `getter` gets.
pub const fn shared_cell<S, F: SharedLayout>(getter: fn(&S) -> &F) -> CellField<S, F> {
    CellField {
        getter,
        ty: const { &F::LAYOUT },
        each: None,
        give: |cells, value| cells.cell(value),
    }
}

/// The cells that the elements of the array are which `getter` gets.
pub const fn shared_cells<S, F: SharedLayout, const N: usize>(
    getter: fn(&S) -> &[F; N],
) -> CellField<S, [F; N]> {
    CellField {
        getter,
        ty: const { &F::LAYOUT },
        each: Some(N),
        give: |cells, value| cells.cells(value),
    }
}

/// The atomic cell that the field is which `getter` gets.
pub const fn atomic_cell<S, F: AtomicValue>(getter: fn(&S) -> &F) -> CellField<S, F> {
    CellField {
        getter,
        ty: const { &F::LAYOUT },
        each: None,
        give: |cells, value| cells.atomic(value),
    }
}

/// The atomic cells that the elements of the array are which `getter` gets.
pub const fn atomic_cells<S, F: AtomicValue, const N: usize>(
    getter: fn(&S) -> &[F; N],
) -> CellField<S, [F; N]> {
    CellField {
        getter,
        ty: const { &F::LAYOUT },
        each: Some(N),
        give: |cells, value| cells.atomics(value),
    }
}

impl<S, F: 'static> CellField<S, F> {
    /// What the schema says of it. Fails to compile (panics in a constant) if it is an array of no cells.
    pub const fn descriptor(
        self,
        name: &'static str,
        doc: &'static str,
        protocol: ProtocolKind,
    ) -> CellDescriptor {
        assert!(
            !matches!(self.each, Some(0)),
            "an array of no cells: give it a length, or leave the field out"
        );
        CellDescriptor {
            name,
            doc,
            protocol,
            each: self.each,
            ty: self.ty,
            reserve: 0,
        }
    }

    /// Gives its cell, or cells, the values that they have in `of`.
    pub fn give<'v>(self, of: &'v S, cells: &mut InitialCells<'v>) {
        (self.give)(cells, (self.getter)(of));
    }
}

/// What the cells of a new segment hold, given in the order of the cells.
#[derive(Debug)]
pub struct InitialCells<'v> {
    /// Those that have no value yet.
    groups: IntoIter<Group>,
    parts: Vec<(usize, Cow<'v, [u8]>)>,
    /// The reason for which there is no segment to be created.
    refusal: Option<Refusal>,
}

/// Reasons for which cells have no initial values.
#[derive(Debug, PartialEq)]
pub(crate) enum Refusal {
    /// This process had no room for as many bytes, to put cells together.
    TooLarge(usize),
    /// The bytes prepared in place are not a valid value of the segment's one cell.
    Invalid(Invalid),
}

impl<'v> InitialCells<'v> {
    /// No values: every cell is zeroes.
    pub(crate) fn zeroes() -> Self {
        InitialCells {
            groups: vec![].into_iter(),
            parts: vec![],
            refusal: None,
        }
    }

    /// Those of a segment that fits.
    pub(crate) fn of<T: SegmentLayout>(value: &'v T) -> Self {
        let groups: Vec<Group> = header::groups(&T::SEGMENT).collect();
        let mut cells = InitialCells {
            groups: groups.into_iter(),
            parts: vec![],
            refusal: None,
        };
        value.initial(&mut cells);
        cells
    }

    /// Those of a segment of one cell, whose value `fill` sets in place: over zeroes, in memory of this process's own.
    pub(crate) fn in_place<T: CellLayout>(
        fill: impl FnOnce(Draft<'_, T>) -> Result<(), Invalid>,
    ) -> Self {
        let mut cells = InitialCells {
            groups: header::groups(&T::SEGMENT).collect::<Vec<_>>().into_iter(),
            ..InitialCells::zeroes()
        };
        match prepare(fill) {
            Ok(bytes) => cells.all_bytes(iter::once(bytes)),
            Err(refusal) => cells.refusal = Some(refusal),
        }
        cells
    }

    /// Bytes from the start of the data, and what is there.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (usize, &[u8])> {
        self.parts
            .iter()
            .map(|(offset, bytes)| (*offset, bytes.as_ref()))
    }

    /// The reason for which the segment cannot be created, if any; [`InitialCells::parts`] is incomplete then.
    pub(crate) fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_ref()
    }

    /// The value of the next cell.
    fn cell<T: SharedLayout>(&mut self, value: &'v T) {
        let place = self.next().first;
        let bytes = copy::bytes_of(value);
        let copies = place.starts().map(|start| place.offset + start);
        self.parts
            .extend(copies.map(|offset| (offset, Cow::Borrowed(bytes))));
    }

    /// The values of the next array of cells.
    fn cells<T: SharedLayout, const N: usize>(&mut self, values: &'v [T; N]) {
        self.all_bytes(values.iter().map(copy::bytes_of));
    }

    /// The number of the next atomic cell.
    fn atomic<T: AtomicValue>(&mut self, value: &'v T) {
        let bytes = atomic::bytes_of(value).as_ref().to_vec();
        let offset = self.next().first.offset;
        self.parts.push((offset, Cow::Owned(bytes)));
    }

    /// The numbers of the next array of atomic cells.
    fn atomics<T: AtomicValue, const N: usize>(&mut self, values: &'v [T; N]) {
        self.all_bytes(values.iter().map(atomic::bytes_of));
    }

    /// The cells as they will lie, put together here: one write instead of one for each.
    fn all_bytes(&mut self, values: impl ExactSizeIterator<Item = impl AsRef<[u8]>>) {
        let group = self.next();
        assert_eq!(values.len(), group.count, "each cell has a value");
        if group.first.size == 0 {
            return;
        }
        let len = group.count * group.stride;
        let mut bytes = Vec::new();
        // Cells are larger than what they hold, and this process may have no room for as many although it has the values.
        if bytes.try_reserve_exact(len).is_err() {
            self.refusal = Some(Refusal::TooLarge(len));
            return;
        }
        bytes.resize(len, 0);
        for (cell, value) in bytes.chunks_exact_mut(group.stride).zip(values) {
            let value = value.as_ref();
            for start in group.first.starts() {
                cell[start..start + value.len()].copy_from_slice(value);
            }
        }
        self.parts.push((group.first.offset, Cow::Owned(bytes)));
    }

    fn next(&mut self) -> Group {
        self.groups
            .next()
            .expect("the derive gives as many values as there are cells")
    }
}

/// The bytes of a value that `fill` sets, over zeroes.
fn prepare<T: SharedLayout>(
    fill: impl FnOnce(Draft<'_, T>) -> Result<(), Invalid>,
) -> Result<Vec<u8>, Refusal> {
    let size = size_of::<T>();
    let no_room = |_| Refusal::TooLarge(size);
    let staging = Staging::zeroes(size).map_err(no_room)?;
    fill(Draft::of_zeroes(&staging)).map_err(Refusal::Invalid)?;
    let bytes = staging.to_bytes(size).map_err(no_room)?;
    // What the closure left out is zeroes, which need not be a value.
    if !T::ANY_BYTES {
        T::check(&bytes).map_err(Refusal::Invalid)?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::SegmentDescriptor;

    #[test]
    fn cells_that_the_process_has_no_room_for_are_known_as_such() {
        const CELLS: &[CellDescriptor] = &[CellDescriptor {
            name: "cells",
            doc: "",
            protocol: ProtocolKind::Atomic,
            each: Some(1 << 50),
            ty: &<u8 as AtomicValue>::LAYOUT,
            reserve: 0,
        }];
        let segment = SegmentDescriptor {
            name: "S",
            path: "",
            doc: "",
            layout_version: 1,
            growth: None,
            cells: CELLS,
        };
        let mut cells = InitialCells {
            groups: header::groups(&segment).collect::<Vec<_>>().into_iter(),
            ..InitialCells::zeroes()
        };
        assert_eq!(cells.refusal(), None);
        cells.all_bytes(std::iter::repeat_n([7], 1 << 50));
        assert_eq!(cells.refusal(), Some(&Refusal::TooLarge(1 << 57)));
        assert_eq!(cells.parts().count(), 0);
    }
}
