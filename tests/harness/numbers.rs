//! A segment of atomic cells, of each type that there is.

use shm_runtime::__private::{CellDescriptor, ProtocolKind, SegmentDescriptor, TypeLayout};
use shm_runtime::{Atomic, AtomicValue, CellLayout, Segment, SegmentLayout, Seqlock, SharedLayout};

/// A cell for each type, and some to count with.
#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(C)]
pub struct Numbers {
    /// What the first cell holds at first.
    pub count: u64,
}

const fn cell(name: &'static str, ty: &'static TypeLayout) -> CellDescriptor {
    CellDescriptor {
        name,
        protocol: ProtocolKind::Atomic,
        ty,
    }
}

const fn layout<T: AtomicValue>() -> &'static TypeLayout {
    const { &T::LAYOUT }
}

impl SegmentLayout for Numbers {
    const SEGMENT: SegmentDescriptor = SegmentDescriptor {
        name: "Numbers",
        layout_version: 1,
        cells: &[
            cell("count", layout::<u64>()),
            cell("u8", layout::<u8>()),
            cell("u16", layout::<u16>()),
            cell("u32", layout::<u32>()),
            cell("i8", layout::<i8>()),
            cell("i16", layout::<i16>()),
            cell("i32", layout::<i32>()),
            cell("i64", layout::<i64>()),
            cell("f32", layout::<f32>()),
            cell("f64", layout::<f64>()),
            cell("bool", layout::<bool>()),
            cell("done_0", layout::<u64>()),
            cell("done_1", layout::<u64>()),
            cell("done_2", layout::<u64>()),
            cell("done_3", layout::<u64>()),
        ],
    };
}

impl CellLayout for Numbers {
    type Protocol = Seqlock;
}

impl Numbers {
    /// How many processes have a cell of their own to count in.
    pub const COUNTERS: usize = 4;

    /// The index of the cell with this name.
    pub fn index(name: &str) -> usize {
        let mut cells = Numbers::SEGMENT.cells.iter();
        let index = cells.position(|cell| cell.name == name);
        index.expect("one of the cells has the name")
    }

    /// The cell with this name.
    pub fn cell<T: AtomicValue, A>(segment: &Segment<Numbers, A>, name: &str) -> Atomic<T, A> {
        segment.atomic_cell(Numbers::index(name))
    }

    /// What one of the processes has counted by itself.
    pub fn done<A>(segment: &Segment<Numbers, A>, counter: usize) -> Atomic<u64, A> {
        Numbers::cell(segment, &format!("done_{counter}"))
    }
}
