//! Where the header's fields are, in bytes.

pub const FORMAT: u64 = 8;
pub const ENDIAN: u64 = 12;
pub const TOTAL_SIZE: u64 = 16;
pub const PAGE_SIZE: u64 = 24;
pub const FINGERPRINT: u64 = 40;
pub const FLAGS: u64 = 52;
pub const STATE: u64 = 56;
pub const SCHEMA_LEN: u64 = 112;
pub const DATA_OFFSET: u64 = 136;
pub const LEN: usize = 256;
