//! Structs that grow: fields appended at the end, in a later layout version that still reads what an earlier one has.

use crate::copy;
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
    if size_of::<S>() <= bytes {
        return bytes;
    }
    let mut message = Text::<256>::new();
    message.push("`reserve` is the room for the whole value, now and later, and this one has ");
    message.number(size_of::<S>() as u128);
    message.push(" bytes already: reserve more than that");
    match message.text() {
        Some(message) => panic!("{}", message),
        None => panic!("`reserve` is smaller than the value"),
    }
}

/// Fails to compile (panics in a constant) unless a struct of the fields before each that came later would have been one
/// without padding, as the earlier version was.
#[track_caller]
pub const fn assert_growth(layout: &TypeLayout) {
    let TypeKind::Struct { fields, .. } = layout.kind else {
        panic!("only structs grow");
    };
    let (mut index, mut align) = (0, 1);
    while index < fields.len() {
        let field = &fields[index];
        if index > 0 && field.since > fields[index - 1].since && !field.offset.is_multiple_of(align)
        {
            refuse(&fields[index - 1], field, align);
        }
        if field.ty.align > align {
            align = field.ty.align;
        }
        index += 1;
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
