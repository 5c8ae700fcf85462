// Rule 35. Structs whose fields are not where `layout.lock` has them: each is one error, at the first field that differs.

use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, name = "feed::Moved")]
struct Moved {
    bid: f64,
    ask: f64,
    time: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, name = "feed::Reordered")]
struct Reordered {
    time: u64,
    ask: f64,
    bid: f64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, name = "feed::Retyped")]
struct Retyped {
    time: u64,
    bid: i64,
    ask: f64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, name = "feed::Resized")]
struct Resized {
    time: u64,
    bid: [f64; 2],
    ask: f64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, name = "feed::Removed")]
struct Removed {
    time: u64,
    ask: f64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, name = "feed::RemovedAtTheEnd")]
struct RemovedAtTheEnd {
    time: u64,
    bid: f64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, name = "feed::Added")]
struct Added {
    time: u64,
    lots: u64,
    bid: f64,
    ask: f64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, name = "feed::Appended")]
struct Appended {
    time: u64,
    bid: f64,
    ask: f64,
    lots: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, name = "feed::Renamed")]
struct Renamed {
    time: u64,
    buy: f64,
    ask: f64,
}

// A struct that is a value has no version: the segments that hold it have.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(name = "feed::Value")]
struct Value {
    ask: f64,
    bid: f64,
}

// It is as it was, and what it is made of is not: the error is there, and only there.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
struct Holder {
    value: Value,
}

// A field that is said to have come with another version, and one that came.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 3, accepts = 1, name = "feed::Since")]
struct Since {
    time: u64,
    #[shared(since = 3, default = 0)]
    lots: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1, name = "feed::Grown")]
struct Grown {
    time: u64,
    #[shared(since = 2, default = 0)]
    lots: u64,
}

fn main() {}
