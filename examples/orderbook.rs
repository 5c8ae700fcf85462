//! An order book in shared memory: one feed process publishes it, two strategy processes read it.
//!
//! ```text
//! cargo run --release --example orderbook -- --help
//! ```
//!
//! The supervisor, which is the process that the user starts, starts the other three from its own binary. The feed
//! creates the segment, so that it may also be one without a name. Only the book goes through shared memory; what the
//! processes have to tell each other goes through pipes.
//!
//! ```text
//! recorded or simulated messages            strategy: reads, verifies, measures
//!        │                                     ▲
//!      feed: full book ──► OrderBook ──────────┤
//!        ▲                 (shared memory)     ▼
//!        │ pipes                            strategy
//!        ▼                                     ▲
//!      supervisor ◄────────── pipes ───────────┘
//! ```

mod orderbook {
    //! In the order in which the data flows.

    pub mod options;

    pub mod replay;
    pub mod simulate;

    pub mod levels;

    pub mod book;
    pub mod place;
    pub mod shared_book;

    pub mod feed;
    pub mod strategy;

    pub mod latency;
    pub mod messages;

    pub mod child;
    pub mod children;

    pub mod progress;
    pub mod supervisor;

    pub mod report;
    pub mod table;
}

use std::io::{self, Write};
use std::process::ExitCode;

use orderbook::options::{self, Role};
use orderbook::{child, supervisor};

shm_runtime::layout_lock!(
    orderbook::book::OrderBook,
    orderbook::book::LatchedOrderBook
);

fn main() -> ExitCode {
    let options = match options::parse() {
        Ok(Some(options)) => options,
        Ok(None) => {
            // Who asked may have closed the pipe already.
            let _ = io::stdout().write_all(options::HELP.as_bytes());
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("orderbook: {error}\nTry --help.");
            return ExitCode::from(2);
        }
    };
    match options.role {
        Role::Supervisor => supervisor::run(&options),
        Role::Feed | Role::Strategy => child::run(&options),
    }
}
