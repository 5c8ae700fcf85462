//! The progress bar, with the best prices as the supervisor reads them.

use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use super::options::Options;
use super::shared_book::BookReader;

const BAR: &str = "{elapsed_precise} {wide_bar} {percent:>3}%  {msg}";
const ENDLESS: &str = "{elapsed_precise} {spinner}  {msg}";

pub struct Progress {
    bar: ProgressBar,
    start: Instant,
    /// Whether the bar counts versions. If not, it counts milliseconds.
    counts_versions: bool,
}

impl Progress {
    /// Draws nothing when standard error is not a terminal.
    pub fn new(options: &Options, messages: u64) -> Progress {
        let versions = options.loops.map(|loops| loops.saturating_mul(messages));
        let milliseconds = options.duration.map(|duration| duration.as_millis() as u64);
        let bar = match versions.or(milliseconds) {
            _ if options.json => ProgressBar::hidden(),
            Some(length) => ProgressBar::new(length).with_style(style(BAR)),
            None => ProgressBar::new_spinner().with_style(style(ENDLESS)),
        };
        Progress {
            bar,
            start: Instant::now(),
            counts_versions: versions.is_some(),
        }
    }

    /// Draws the bar as of now.
    pub fn show(&self, reader: &BookReader) {
        // Both prices are of one version. An error is not for the bar to tell: the strategies see it too.
        if let Ok(best) = reader.best_prices() {
            let (bid, ask) = best.value;
            self.bar.set_message(format!("bid {bid}  ask {ask}"));
        }
        let position = if self.counts_versions {
            reader.version().get()
        } else {
            self.start.elapsed().as_millis() as u64
        };
        self.bar.set_position(position);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the template is right")
}
