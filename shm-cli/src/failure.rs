//! Why something could not be done.

use std::path::PathBuf;

/// What was attempted, what was found, and what to do.
#[derive(Debug)]
pub struct Failure {
    pub message: String,
    /// The file of the working tree that it is about, with the line and the column in it.
    pub place: Option<(PathBuf, usize, usize)>,
}

impl Failure {
    pub fn new(message: impl Into<String>) -> Self {
        Failure {
            message: message.into(),
            place: None,
        }
    }
}
