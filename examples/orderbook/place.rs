//! Where the book is, for who does not write it.

use std::fs::File;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::PathBuf;
use std::process;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use shm_runtime::{Error, ReadOnly, Segment, SegmentLayout, shared};

/// What a process needs to know to open the book.
#[derive(Clone, Serialize, Deserialize)]
pub enum Place {
    /// The text of its address.
    Address(String),
    /// An anonymous book has no name. It is reached by a descriptor of it that the feed holds: a path in /proc.
    Descriptor(PathBuf),
}

impl Place {
    /// Opens the book to read it.
    ///
    /// # Errors
    ///
    /// When it is not there, or is not a book of this program.
    pub fn open<T: SegmentLayout>(&self) -> Result<Segment<T, ReadOnly>> {
        match self {
            Place::Address(address) => Ok(shared!(open T, at(address))?),
            Place::Descriptor(path) => {
                let file = File::open(path)
                    .with_context(|| format!("cannot open the feed's {}", path.display()))?;
                Ok(Segment::<T>::options().adopt(file)?)
            }
        }
    }
}

/// A book that others can open for as long as this is kept.
pub struct Offer {
    pub place: Place,
    _descriptor: Option<OwnedFd>,
}

impl Offer {
    /// Offers a segment of this process.
    ///
    /// # Errors
    ///
    /// When an anonymous segment has no descriptor to give.
    pub fn of<T: SegmentLayout>(segment: &Segment<T>) -> Result<Offer, Error> {
        let address = segment.address();
        if address.backend() != "anonymous" {
            return Ok(Offer {
                place: Place::Address(address.to_string()),
                _descriptor: None,
            });
        }
        let descriptor = segment.descriptor()?;
        let path = format!("/proc/{}/fd/{}", process::id(), descriptor.as_raw_fd());
        Ok(Offer {
            place: Place::Descriptor(path.into()),
            _descriptor: Some(descriptor),
        })
    }
}
