// Rule 36. What a lock says of a whole struct, and what the struct is now: the error is at its name.

use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C, align(16))]
#[shared(seqlock, name = "feed::Aligned")]
struct Aligned {
    words: [u64; 4],
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch, name = "feed::Protocol")]
struct Protocol {
    time: u64,
}

// The lock is what is out of date: the layout has a new version.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, name = "feed::Versioned")]
struct Versioned {
    time: u64,
    bid: f64,
    ask: f64,
    lots: u64,
}

// A version that was taken back.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 1, name = "feed::VersionOnly")]
struct VersionOnly {
    time: u64,
}

// A segment that is a value alone now, and the other way round.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(name = "feed::Segment")]
struct Segment {
    time: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, name = "feed::Struct")]
struct Struct {
    time: u64,
}

// A struct that is an enum now.
#[derive(SharedLayout, Clone, Copy)]
#[repr(u8)]
#[shared(name = "feed::SideOfAnOrder")]
enum SideOfAnOrder {
    Buy = 1,
    Sell = 2,
}

// Another room, which moves the copies of the value. It would be another layout too if no room were kept any more.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch, reserve = 128, name = "feed::Reserved")]
struct Reserved {
    time: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch, name = "feed::Unreserved")]
struct Unreserved {
    time: u64,
}

// No byte changes, so the version need not either.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 3, accepts = 2, name = "feed::Accepting")]
struct Accepting {
    time: u64,
    #[shared(since = 2, default = 0)]
    lots: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1, name = "feed::Accepted")]
struct Accepted {
    time: u64,
}

fn main() {}
