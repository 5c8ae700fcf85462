//! Structs that grow: fields appended at the end, in a later layout version that still reads what an earlier one has.

use crate::copy;
use crate::header;
use crate::layout::{FieldLayout, TypeKind, TypeLayout};
use crate::plain::SharedLayout;
use crate::text::Text;

/// Which earlier layout versions of a struct can be read, and what stands for the fields that they do not have.
#[derive(Clone, Copy, Debug)]
pub struct Growth {
    /// The struct's `accepts`: the earliest of them.
    pub accepts: u32,
    /// Gives each field that has a `default` its value.
    pub defaults: fn(&mut Defaults),
}

/// The bytes of a struct of which nothing is set but the fields that have a `default`.
#[derive(Clone, Debug)]
pub struct Defaults(Box<[u8]>);

impl Defaults {
    /// Those of a struct of `size` bytes.
    pub(crate) fn of(growth: &Growth, size: usize) -> Defaults {
        let mut defaults = Defaults(vec![0; size].into_boxed_slice());
        (growth.defaults)(&mut defaults);
        defaults
    }

    /// Sets the field at `offset`.
    pub fn set<F: SharedLayout>(&mut self, offset: usize, value: F) {
        let bytes = copy::bytes_of(&value);
        self.0[offset..offset + bytes.len()].copy_from_slice(bytes);
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// `bytes`, the `reserve` of `S`. Fails to compile (panics in a constant) if the value does not fit into it.
#[track_caller]
pub const fn reserve<S>(bytes: usize) -> usize {
    assert!(
        bytes <= header::ROOM_MAX,
        "`reserve` is more than can be addressed: it is the room for the whole value, in bytes"
    );
    if size_of::<S>() <= bytes {
        return bytes;
    }
    let mut message = Text::<512>::new();
    message.push("`reserve` is the room for the whole value, now and later, and this one has ");
    message.number(size_of::<S>() as u128);
    message.push(
        " bytes already: reserve at least that; a segment that was created with less can then be read, and not upgraded",
    );
    match message.text() {
        Some(message) => panic!("{}", message),
        None => panic!("`reserve` is smaller than the value"),
    }
}

/// What sets nothing, where a field that has a default is of a type that is no value, which is an error elsewhere.
pub trait NoDefaults {
    /// Nothing.
    fn set_in_the_cell(_defaults: &mut Defaults) {}
}

/// `value`, the default of the field that `getter` gets: of the type that it has, however it is named.
pub const fn default_of<S, F: Copy>(_getter: fn(&S) -> &F, value: F) -> F {
    value
}

/// The first field that came later and cannot have been appended, if there is one: without it and those behind it, the struct
/// would have had padding at its end, as the earlier version had not. Padding that the struct has now is an error elsewhere.
#[derive(Clone, Copy, Debug)]
pub struct Misfit {
    number: Option<usize>,
    /// The alignment of the struct without it.
    align: usize,
}

impl Misfit {
    /// Finds that of a struct. All fields are looked at once, so that the time grows with their number alone.
    pub const fn of(layout: &TypeLayout) -> Self {
        let TypeKind::Struct { fields, .. } = layout.kind else {
            panic!("only structs grow");
        };
        let (mut number, mut align) = (1, 1);
        while number < fields.len() {
            let (before, field) = (&fields[number - 1], &fields[number]);
            if before.ty.align > align {
                align = before.ty.align;
            }
            if before.offset + before.ty.size != field.offset {
                break;
            }
            if field.since > before.since && !field.offset.is_multiple_of(align) {
                return Misfit {
                    number: Some(number),
                    align,
                };
            }
            number += 1;
        }
        Misfit {
            number: None,
            align,
        }
    }

    /// Fails to compile (panics in a constant) if it is this field of the struct, which is known by its number.
    #[track_caller]
    pub const fn assert_is_not(&self, layout: &TypeLayout, number: usize) {
        if let (Some(misfit), TypeKind::Struct { fields, .. }) = (self.number, layout.kind)
            && misfit == number
        {
            refuse(&fields[number - 1], &fields[number], self.align);
        }
    }
}

#[track_caller]
const fn refuse(before: &FieldLayout, field: &FieldLayout, align: usize) -> ! {
    let mut message = Text::<1024>::new();
    message.push("`");
    message.push(field.name);
    message.push("` cannot have been appended: without it the struct ended with `");
    message.push(before.name);
    message.push("` at ");
    message.number(field.offset as u128);
    message.push(", which is no multiple of its alignment, ");
    message.number(align as u128);
    message.push(", so that it had padding there, which is no field: give it the `since` of the field before it, or the bytes of a field that was there");
    match message.text() {
        Some(message) => panic!("{}", message),
        None => panic!("a field cannot have been appended where the struct had padding"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain::SegmentLayout;
    use shm_derive::SharedLayout;

    #[derive(SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock, version = 3, accepts = 1, reserve = 32, crate = crate)]
    struct Quote<const N: usize> {
        price: u64,
        #[shared(since = 2, default = 0x0201)]
        size: u16,
        #[shared(since = 2, default = [7; N])]
        levels: [u8; N],
        #[shared(since = 3, default = true)]
        is_open: bool,
        #[shared(since = 3, default = [0; 7])]
        _pad: [u8; 7],
    }

    #[test]
    fn each_default_lies_where_its_field_does_and_nothing_else_is_set() {
        let growth = Quote::<6>::SEGMENT.growth.unwrap();
        assert_eq!(growth.accepts, 1);
        let defaults = Defaults::of(&growth, size_of::<Quote<6>>());
        let (price, size, levels, is_open) = ([0; 8], [1, 2], [7; 6], [1, 0, 0, 0, 0, 0, 0, 0]);
        let expected = [&price[..], &size, &levels, &is_open].concat();
        assert_eq!(defaults.bytes(), expected);
    }

    #[test]
    fn a_value_has_room_in_its_reserve_or_is_refused() {
        assert_eq!(Quote::<6>::SEGMENT.cells[0].reserve, 32);
        assert_eq!(reserve::<u64>(8), 8);
        let panic = std::panic::catch_unwind(|| reserve::<u64>(7)).unwrap_err();
        let message = panic.downcast::<String>().unwrap();
        assert!(
            message.contains("this one has 8 bytes already"),
            "{message}"
        );
    }
}
