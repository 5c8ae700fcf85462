// Rule 39. Types that say that `layout.lock` has them, and are not there: the error is at the word.

use shm_runtime::SharedLayout;

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, locked, name = "feed::Absent")]
struct Absent {
    time: u64,
}

#[derive(SharedLayout)]
#[repr(C)]
#[shared(locked, name = "feed::AbsentCells")]
struct AbsentCells {
    #[shared(atomic)]
    time: u64,
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(u8)]
#[shared(name = "feed::AbsentEnum", locked)]
enum AbsentEnum {
    Buy = 1,
}

// The module tells types of one name apart: this one has a `Quote` of its own, and the lock has that of `feed`.
mod other {
    pub mod book {
        use shm_runtime::SharedLayout;

        #[derive(SharedLayout, Clone, Copy)]
        #[repr(C)]
        #[shared(locked, name = "other::book::Quote")]
        pub struct Quote {
            pub price: f64,
        }
    }
}

fn main() {}
