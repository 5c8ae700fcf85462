//! The bytes of a cell, as they are.

use crate::Name;

/// Where the header has the offset of the data, which starts with the only cell.
const DATA_OFFSET: usize = 136;

/// The bytes of a segment's only cell at one moment, from which can be seen where a stopped writer is.
#[derive(Debug)]
pub struct RawCell(Vec<u8>);

impl RawCell {
    /// The cell of the segment that has a name.
    ///
    /// # Panics
    ///
    /// When nothing has it.
    pub fn of(name: &Name) -> RawCell {
        let bytes = name.bytes();
        let start = number_at(&bytes, DATA_OFFSET) as usize;
        RawCell(bytes[start..].to_vec())
    }

    /// Its sequence number.
    pub fn sequence(&self) -> u64 {
        number_at(&self.0, 0)
    }

    /// So many of its bytes.
    pub fn bytes(&self, at: usize, len: usize) -> &[u8] {
        &self.0[at..at + len]
    }
}

fn number_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}
