//! Values of types of other crates, of which bytemuck says that any bytes are one: `#[shared(pod)]`.

#![allow(unsafe_code)]

use crate::layout::{FieldLayout, TypeKind, TypeLayout};
use crate::plain::SharedLayout;

/// A type of another crate that a struct with `#[shared(pod)]` may have as its field: with the feature `bytemuck`, each that is
/// `bytemuck::Pod`, and that threads may share.
///
/// # Safety
///
/// The type has no padding, any bytes are a value of it, and a value holds nothing that means something in one process only.
#[cfg_attr(
    feature = "bytemuck",
    diagnostic::on_unimplemented(
        message = "`{Self}` is not `bytemuck::Pod`, so nothing says that any bytes are a value of it",
        note = "its crate may have a feature that implements it, which is often called `bytemuck`",
        note = "otherwise derive `SharedLayout` for a struct of its fields, and convert"
    )
)]
#[cfg_attr(
    not(feature = "bytemuck"),
    diagnostic::on_unimplemented(
        message = "`#[shared(pod)]` needs the feature `bytemuck` of shm-runtime",
        note = "in `Cargo.toml`: `shm-runtime = {{ version = \"…\", features = [\"bytemuck\"] }}`"
    )
)]
pub unsafe trait PodValue: Copy + Send + Sync + 'static {}

// SAFETY: `Pod` promises that the type has no padding, that any bytes are a value of it, and that it has neither pointers nor
// interior mutability; what is `Pod`, `Send` and `Sync` is plain numbers.
#[cfg(feature = "bytemuck")]
unsafe impl<T: bytemuck::Pod + Send + Sync> PodValue for T {}

/// The layout of the only field of `S`, which is of another crate's type: as many bytes as it has. Fails to compile (panics in a
/// constant) if `S` is not laid out as the field.
#[track_caller]
pub const fn only_pod<S, F: PodValue>(
    name: &'static str,
    doc: &'static str,
    _getter: fn(&S) -> &F,
) -> FieldLayout {
    assert_transparent::<S, F>();
    FieldLayout {
        name,
        doc,
        offset: 0,
        ty: const {
            &TypeLayout {
                size: size_of::<F>(),
                align: 1,
                kind: TypeKind::Array {
                    element: &<u8 as SharedLayout>::LAYOUT,
                    len: size_of::<F>(),
                },
            }
        },
        any_bytes: true,
        check: |_| Ok(()),
        since: 1,
    }
}

/// Fails to compile (panics in a constant) if `S` is not laid out as its only field, an `F`.
#[track_caller]
pub(crate) const fn assert_transparent<S, F>() {
    assert!(
        size_of::<S>() == size_of::<F>() && align_of::<S>() == align_of::<F>(),
        "the struct is not laid out as its field, as far as the derive has seen it"
    );
}
