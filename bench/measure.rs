//! How the subjects of a bench are measured, side by side.

use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 300;
const CALLS: u32 = 1_000;

/// What is measured: a name and one call.
pub type Subject<'a> = (&'static str, Box<dyn FnMut() + 'a>);

/// Has the compiler make the value, although nobody uses it.
pub fn consume<T>(value: T) {
    black_box(value);
}

/// Prints the median nanoseconds of a call of each subject, and how that compares to the first.
pub fn measure(what: &str, subjects: Vec<Subject<'_>>) {
    measure_calls(what, CALLS, subjects);
}

/// The same with so many calls in a round.
pub fn measure_calls(what: &str, calls: u32, mut subjects: Vec<Subject<'_>>) {
    let mut rounds = vec![Vec::with_capacity(ROUNDS); subjects.len()];
    for _ in 0..ROUNDS {
        for ((_, call), round) in subjects.iter_mut().zip(&mut rounds) {
            let start = Instant::now();
            for _ in 0..calls {
                call();
            }
            round.push(start.elapsed().as_secs_f64() * 1e9 / f64::from(calls));
        }
    }
    let medians: Vec<f64> = rounds.into_iter().map(median).collect();
    println!("\n{what}");
    for ((name, _), nanoseconds) in subjects.iter().zip(&medians) {
        println!(
            "  {name:40}{nanoseconds:8.1} ns{:8.1} x",
            nanoseconds / medians[0]
        );
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
