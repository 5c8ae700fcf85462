//! Bytes that are no value of their type.

use crate::attachment::Attachment;
use crate::error::{Error, ErrorKind};
use crate::layout::{TypeKind, TypeLayout};
use std::borrow::Cow;
use std::fmt;

/// How many of the bytes are kept, to be shown.
const BYTES_MAX: usize = 16;

/// Bytes of a cell that are no value of their type: a `bool` that is neither 0 nor 1, a number that no variant of an enum
/// has. They are what another program stored.
///
/// It is what the getters of an update give of types that have such bytes. Hand it on with `?`: the closure then returns
/// `Ok(())` at its end, and an `Err` publishes nothing.
///
/// ```
/// # use shm_runtime::{Invalid, SharedLayout, shared};
/// # #[derive(SharedLayout, Clone, Copy)] #[repr(C)] #[shared(seqlock)]
/// # struct Pump { is_open: bool, is_full: bool }
/// # let name = format!("/doc-invalid-{}", std::process::id());
/// # let segment = shared!(create Pump, posix(name), ephemeral)?;
/// fn toggle(pump: PumpUpdate<'_>) -> Result<(), Invalid> {
///     pump.set_is_open(!pump.is_open()?);
///     Ok(())
/// }
///
/// segment.writer()?.update(toggle)?;
/// assert!(segment.reader().is_open()?.value);
/// # Ok::<(), shm_runtime::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid(Box<Detail>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Detail {
    /// Bytes from the start of what was checked to the first of those that are no value.
    offset: usize,
    /// The first of them.
    bytes: Vec<u8>,
    /// How many there are.
    size: usize,
    expected: Cow<'static, str>,
}

impl Invalid {
    /// All of `bytes` is no value. `expected` says what would be one: "a bool is 0x00 or 0x01".
    #[doc(hidden)]
    #[cold]
    pub fn new(bytes: &[u8], expected: impl Into<Cow<'static, str>>) -> Self {
        Invalid(Box::new(Detail {
            offset: 0,
            bytes: bytes[..bytes.len().min(BYTES_MAX)].to_vec(),
            size: bytes.len(),
            expected: expected.into(),
        }))
    }

    /// The same bytes, seen from the start of what holds them, which is `by` bytes before.
    #[cold]
    pub(crate) fn within(mut self, by: usize) -> Self {
        self.0.offset += by;
        self
    }

    /// The error of an attempt at a cell of a type, whose payload the offset is counted from.
    #[cold]
    pub(crate) fn into_error(
        self,
        action: &'static str,
        attachment: &Attachment,
        index: usize,
        cell: &TypeLayout,
    ) -> Error {
        Error::new(
            ErrorKind::Invalid,
            action,
            attachment.address(),
            attachment.found_of(index, &self.found_in(cell)),
            "find out which program stored it; writing a whole value makes the cell valid again",
        )
    }

    /// The field of `cell` that the bytes are in, and the bytes: "`side` holds the byte 0x07, and …".
    #[cold]
    pub(crate) fn found_in(&self, cell: &TypeLayout) -> String {
        let path = path(cell, self.0.offset);
        let subject = match path.strip_prefix('.').unwrap_or(&path) {
            "" => "it".to_owned(),
            path => format!("`{path}`"),
        };
        format!("{subject} {self}")
    }
}

/// `holds the byte 0x07, and a bool is 0x00 or 0x01`.
impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Detail {
            bytes,
            size,
            expected,
            ..
        } = &*self.0;
        f.write_str(if *size == 1 {
            "holds the byte"
        } else {
            "holds the bytes"
        })?;
        bytes
            .iter()
            .try_for_each(|byte| write!(f, " {byte:#04x}"))?;
        if bytes.len() < *size {
            f.write_str(" …")?;
        }
        write!(f, ", and {expected}")
    }
}

impl std::error::Error for Invalid {}

/// The path to the innermost field or element that the byte at `offset` belongs to: `.levels[3].side`.
fn path(layout: &TypeLayout, offset: usize) -> String {
    match layout.kind {
        TypeKind::Scalar(_) | TypeKind::Enum { .. } | TypeKind::Str { .. } => String::new(),
        TypeKind::Array { element, .. } if element.size > 0 => {
            let rest = path(element, offset % element.size);
            format!("[{}]{rest}", offset / element.size)
        }
        TypeKind::Array { .. } => String::new(),
        // After the elements of a list is its length, which is in none of them.
        TypeKind::Vec { element, capacity } if offset < element.size * capacity => {
            let rest = path(element, offset % element.size);
            format!("[{}]{rest}", offset / element.size)
        }
        TypeKind::Vec { .. } => String::new(),
        TypeKind::Struct { fields, .. } => {
            let is_there =
                |at: usize, size: usize| at <= offset && offset < at.saturating_add(size);
            let field = fields
                .iter()
                .find(|field| is_there(field.offset, field.ty.size));
            field.map_or_else(String::new, |field| {
                let rest = path(field.ty, offset - field.offset);
                format!(".{}{rest}", field.name)
            })
        }
    }
}
