// Rule 38. Segments of many cells that are not as `layout.lock` has them: each is one error, at the first cell that differs.

use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(locked, name = "feed::Quote")]
struct Quote {
    bid: f64,
    ask: f64,
}

#[derive(SharedLayout)]
#[repr(C)]
#[shared(name = "feed::CellProtocol")]
struct CellProtocol {
    #[shared(seqlock)]
    best: Quote,
}

#[derive(SharedLayout)]
#[repr(C)]
#[shared(name = "feed::CellsFewer")]
struct CellsFewer {
    #[shared(seqlock, each)]
    quotes: [Quote; 8],
    #[shared(atomic)]
    heartbeat: u64,
}

#[derive(SharedLayout)]
#[repr(C)]
#[shared(name = "feed::CellAdded")]
struct CellAdded {
    #[shared(atomic)]
    trades: u64,
    #[shared(atomic)]
    heartbeat: u64,
    #[shared(latch)]
    best: Quote,
}

#[derive(SharedLayout)]
#[repr(C)]
#[shared(version = 4, name = "feed::Market")]
struct Market {
    #[shared(seqlock, each)]
    quotes: [Quote; 16],
    #[shared(atomic)]
    heartbeat: u64,
}

fn main() {}
