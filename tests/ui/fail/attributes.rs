use shm_runtime::SharedLayout; // Rule 15.

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlok)]
pub struct Misspelt {
    pub a: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, atomic, each, since = 2)]
pub struct Elsewhere {
    #[shared(locked)]
    pub a: u64,
    #[shared(seqlock)]
    pub b: u64,
    #[shared(latch)]
    pub c: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 1, seqlock)]
#[shared(version = 2)]
pub struct Twice {
    pub a: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, latch)]
pub struct TwoProtocols {
    pub a: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch)]
#[shared(seqlock)]
pub struct TwoProtocolsApart {
    pub a: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock = 1, version = "1", accessor = a)]
pub struct Values {
    #[shared(accessor)]
    pub a: u64,
    #[shared(version = 1)]
    pub b: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(version = 1)]
pub struct Value {
    pub a: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 0)]
pub struct Zero {
    pub a: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, handles = "Pos")]
pub struct Quoted {
    pub a: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(u8)]
#[shared(handles = Other)]
pub enum Enum {
    A,
}

fn main() {}
