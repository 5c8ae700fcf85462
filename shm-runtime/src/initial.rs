//! The fields that are cells, and their initial values: bytes, in few large parts.

use crate::atomic::{self, AtomicValue};
use crate::copy;
use crate::header::{self, Group};
use crate::layout::{CellDescriptor, TypeLayout};
use crate::plain::{SegmentLayout, SharedLayout};
use crate::protocol::ProtocolKind;
use std::borrow::Cow;
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
    /// As many bytes as this process had no room for to put an array of cells together.
    too_large: Option<usize>,
}

impl<'v> InitialCells<'v> {
    /// No values: every cell is zeroes.
    pub(crate) fn zeroes() -> Self {
        InitialCells {
            groups: vec![].into_iter(),
            parts: vec![],
            too_large: None,
        }
    }

    /// Those of a segment that fits.
    pub(crate) fn of<T: SegmentLayout>(value: &'v T) -> Self {
        let groups: Vec<Group> = header::groups(&T::SEGMENT).collect();
        let mut cells = InitialCells {
            groups: groups.into_iter(),
            parts: vec![],
            too_large: None,
        };
        value.initial(&mut cells);
        cells
    }

    /// Bytes from the start of the data, and what is there.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (usize, &[u8])> {
        self.parts
            .iter()
            .map(|(offset, bytes)| (*offset, bytes.as_ref()))
    }

    /// As many bytes as this process had no room for; what there is of [`InitialCells::parts`] then is not all.
    pub(crate) fn too_large(&self) -> Option<usize> {
        self.too_large
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
            self.too_large = Some(len);
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
        assert_eq!(cells.too_large(), None);
        cells.all_bytes(std::iter::repeat_n([7], 1 << 50));
        assert_eq!(cells.too_large(), Some(1 << 57));
        assert_eq!(cells.parts().count(), 0);
    }
}
