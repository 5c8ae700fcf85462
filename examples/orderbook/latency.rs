//! How long reads take.

use std::time::Instant;

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

/// Decimal digits that a recorded latency keeps.
const DIGITS: u8 = 3;

/// Latencies in nanoseconds.
pub struct Latency(Histogram<u64>);

/// What crosses a pipe: values and how often each was seen.
#[derive(Serialize, Deserialize)]
pub struct Buckets(Vec<(u64, u64)>);

/// In nanoseconds.
#[derive(Clone, Copy, Serialize)]
pub struct Percentiles {
    pub p50: u64,
    pub p99: u64,
    pub p999: u64,
    pub max: u64,
}

impl Latency {
    pub fn new() -> Latency {
        // It grows with what is recorded.
        Latency(Histogram::new(DIGITS).expect("hdrhistogram takes 0 to 5 digits"))
    }

    /// Runs `read` and records how long it took, the clock's own cost included.
    #[inline]
    pub fn time<R>(&mut self, read: impl FnOnce() -> R) -> R {
        let start = Instant::now();
        let result = read();
        let nanoseconds = start.elapsed().as_nanos() as u64;
        self.0 += nanoseconds;
        result
    }

    pub fn buckets(&self) -> Buckets {
        let recorded = self.0.iter_recorded();
        Buckets(
            recorded
                .map(|bucket| (bucket.value_iterated_to(), bucket.count_at_value()))
                .collect(),
        )
    }
}

impl Percentiles {
    /// Those of all latencies together. Histograms of one precision have the same buckets, so nothing is lost.
    pub fn of<'a>(all: impl IntoIterator<Item = &'a Buckets>) -> Percentiles {
        let Latency(mut sum) = Latency::new();
        for &(value, count) in all.into_iter().flat_map(|Buckets(buckets)| buckets) {
            sum.record_n(value, count)
                .expect("the histogram grows with what is recorded");
        }
        Percentiles {
            p50: sum.value_at_quantile(0.5),
            p99: sum.value_at_quantile(0.99),
            p999: sum.value_at_quantile(0.999),
            max: sum.max(),
        }
    }
}

/// What the clock alone adds to a latency, in nanoseconds: the median of many measurements of nothing.
pub fn clock_cost() -> u64 {
    const MEASUREMENTS: usize = 10_000;
    let mut nothing = Latency::new();
    for _ in 0..MEASUREMENTS {
        nothing.time(|| ());
    }
    nothing.0.value_at_quantile(0.5)
}
