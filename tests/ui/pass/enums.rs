//! Enums whose names, and whose variants' names, are those of the expansion, of the prelude and of keywords.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]

mod own {
    //! Without names that are not the language's.

    use shm_runtime::SharedLayout;

    /// As that of std.
    #[derive(SharedLayout, Clone, Copy)]
    #[repr(u8)]
    #[allow(non_camel_case_types)]
    pub enum Result {
        /// As that of the prelude.
        Ok,
        /// Likewise.
        Err = 7,
        /// A keyword.
        r#Self_ = b'x',
        /// Used by nobody.
        #[deprecated]
        u8,
    }
}

/// Laid out with a sign.
#[derive(shm_runtime::SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(i8)]
pub enum P {
    /// Below.
    Self_ = -1,
    /// Here.
    Layout = 0,
}

/// Holds both.
#[derive(shm_runtime::SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
pub struct Both {
    /// One.
    pub result: own::Result,
    /// The other.
    pub p: [P; 2],
}

fn main() {
    let name = format!("/ui-enums-{}", std::process::id());
    let segment = shm_runtime::shared!(create Both, posix(name), ephemeral).unwrap();
    assert_eq!(segment.reader().p().unwrap().value, [P::Layout; 2]);
    let _ = P::Self_;
}
