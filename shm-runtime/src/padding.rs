//! Finds implicit padding at compile time and says how to fill it.

use crate::text::{Text, same};

/// A field as the compiler laid it out.
#[derive(Clone, Copy, Debug)]
pub struct FieldSpan {
    /// The field's name.
    pub name: &'static str,
    /// Bytes from the start of the struct.
    pub offset: usize,
    /// Bytes.
    pub size: usize,
    /// Bytes that its offset is a multiple of.
    pub align: usize,
    /// The words before its name, such as `pub `, with a space at their end.
    pub visibility: &'static str,
    /// The layout version that it came with.
    pub since: u32,
}

impl FieldSpan {
    /// The same of a field that is not private.
    pub const fn visible(self, visibility: &'static str) -> FieldSpan {
        FieldSpan { visibility, ..self }
    }

    /// The same of a field that came with a later layout version than the first.
    pub const fn since(self, version: u32) -> FieldSpan {
        FieldSpan {
            since: version,
            ..self
        }
    }
}

/// The span of a field, whose type is that which `getter` shows it to have.
pub const fn span_of<S, F>(name: &'static str, offset: usize, _getter: fn(&S) -> &F) -> FieldSpan {
    FieldSpan {
        name,
        offset,
        size: size_of::<F>(),
        align: align_of::<F>(),
        visibility: "",
        since: 1,
    }
}

/// Fails to compile (panics in a constant) unless each byte of the struct `S` belongs to exactly one field; names
/// every gap and the field that fills it; or if it is aligned to more than a page is. `fields` are in the order of the
/// declaration, which is that of `repr(C)`.
#[track_caller]
pub const fn assert_no_padding<S>(name: &str, fields: &[FieldSpan]) {
    check(name, size_of::<S>(), fields, "");
    check_alignment::<S>();
}

/// Bytes that every page has at least.
const PAGE: usize = 4096;

#[track_caller]
const fn check_alignment<S>() {
    assert!(
        align_of::<S>() <= PAGE,
        "a shared struct is aligned to 4096 bytes, a page, at most"
    );
}

/// The same of an instance of a generic struct, of which others may need no padding, or other padding.
#[track_caller]
pub const fn assert_no_padding_of_instance<S>(name: &str, fields: &[FieldSpan]) {
    check(name, size_of::<S>(), fields, OF_INSTANCE);
    check_alignment::<S>();
}

/// How to fill padding that not all instances have.
const OF_INSTANCE: &str = "; if other instances need less or more, let its length be a parameter (`const PAD: usize`), or \
    order the fields so that none is needed, those of the largest alignment first";

#[track_caller]
const fn check(name: &str, size: usize, fields: &[FieldSpan], advice: &str) {
    assert!(
        !fields.is_empty() && fields[0].offset == 0,
        "the first field is at the start, as `repr(C)` has it"
    );
    let mut message = Message::new();
    let mut number = 0;
    let mut align = 1;
    let mut index = 0;
    // A message that is full says enough: for each of a thousand gaps a name that is free would be looked for.
    while index < fields.len() && !message.is_cut() {
        let before = fields[index];
        index += 1;
        let (after, next) = if index < fields.len() {
            (Some(fields[index]), fields[index].offset)
        } else {
            (None, size)
        };
        if before.align > align {
            align = before.align;
        }
        assert!(
            next >= before.offset + before.size,
            "fields are in the order of their declaration, as `repr(C)` has them"
        );
        if next > before.offset + before.size {
            while is_taken(fields, number) {
                number += 1;
            }
            if message.is_empty() {
                message.push("`");
                message.push(name);
                message.push("` has ");
            } else {
                message.push("; and ");
            }
            push_gap(&mut message, before, after, next);
            message.push("): add `");
            push_since(&mut message, before, after, align, next);
            message.push(visibility(before, after));
            message.push("_pad");
            message.number(number as u128);
            message.push(": [u8; ");
            message.number((next - before.offset - before.size) as u128);
            message.push("]`");
            number += 1;
        }
    }
    if !message.is_empty() {
        message.push(advice);
        match message.text() {
            Some(message) => panic!("{}", message),
            None => panic!("the struct has more gaps of padding than fit in a message"),
        }
    }
}

/// Whether a field is named `_pad` and this number.
const fn is_taken(fields: &[FieldSpan], number: usize) -> bool {
    let mut name = Message::new();
    name.push("_pad");
    name.number(number as u128);
    let Some(name) = name.text() else {
        return false;
    };
    let mut index = 0;
    while index < fields.len() {
        if same(fields[index].name, name) {
            return true;
        }
        index += 1;
    }
    false
}

/// What is wrong with a layout, in words.
type Message = Text<{ 8 * 1024 }>;

/// The gap from the end of `before` to `next`, which is the start of `after` or the end of the struct.
const fn push_gap(message: &mut Message, before: FieldSpan, after: Option<FieldSpan>, next: usize) {
    let end = before.offset + before.size;
    let size = next - end;
    message.number(size as u128);
    message.push(if size == 1 { " byte" } else { " bytes" });
    match after {
        Some(after) => {
            message.push(" of padding between `");
            message.push(before.name);
            message.push("` (ends at ");
            message.number(end as u128);
            message.push(") and `");
            message.push(after.name);
            message.push("` (starts at ");
            message.number(next as u128);
        }
        None => {
            message.push(" of padding after `");
            message.push(before.name);
            message.push("` (ends at ");
            message.number(end as u128);
            message.push(", the struct at ");
            message.number(next as u128);
        }
    }
}

/// The attributes of the field that fills the gap, if it came later than the first version. `align` is that of the struct up to
/// `before`.
const fn push_since(
    message: &mut Message,
    before: FieldSpan,
    after: Option<FieldSpan>,
    align: usize,
    next: usize,
) {
    let end = before.offset + before.size;
    let since = match after {
        // An earlier version of the struct can have ended here, without padding: then the gap came with what is behind it.
        Some(after) if end.is_multiple_of(align) => after.since,
        _ => before.since,
    };
    if since > 1 {
        message.push("#[shared(since = ");
        message.number(since as u128);
        message.push(", default = [0; ");
        message.number((next - end) as u128);
        message.push("])] ");
    }
}

/// The visibility of the fields around the gap. If they differ, that of the one which fewer can see: whoever cannot name it builds
/// no value of the struct in any case.
const fn visibility(before: FieldSpan, after: Option<FieldSpan>) -> &'static str {
    match after {
        Some(after) if same(before.visibility, "pub ") || after.visibility.is_empty() => {
            after.visibility
        }
        _ => before.visibility,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn span(name: &'static str, offset: usize, size: usize) -> FieldSpan {
        FieldSpan {
            name,
            offset,
            size,
            align: if size.is_power_of_two() { size } else { 1 },
            visibility: "",
            since: 1,
        }
    }

    fn message(size: usize, fields: &[FieldSpan]) -> String {
        let panic = std::panic::catch_unwind(|| check("Foo", size, fields, ""));
        *panic.unwrap_err().downcast::<String>().unwrap()
    }

    #[test]
    fn a_struct_without_gaps_passes() {
        check("Foo", 16, &[span("a", 0, 8), span("b", 8, 8)], "");
    }

    #[test]
    fn a_gap_is_named_with_its_fix() {
        assert_eq!(
            message(8, &[span("a", 0, 1), span("b", 4, 4)]),
            "`Foo` has 3 bytes of padding between `a` (ends at 1) and `b` (starts at 4): \
             add `_pad0: [u8; 3]`"
        );
    }

    #[test]
    fn a_fix_has_a_name_that_is_free() {
        let fields = [span("a", 0, 1), span("_pad0", 1, 1), span("b", 4, 4)];
        assert!(message(8, &fields).ends_with("add `_pad1: [u8; 2]`"));
    }

    #[test]
    fn all_gaps_are_named_at_once() {
        assert_eq!(
            message(24, &[span("a", 0, 1), span("b", 8, 8), span("c", 16, 7)]),
            "`Foo` has 7 bytes of padding between `a` (ends at 1) and `b` (starts at 8): \
             add `_pad0: [u8; 7]`; and 1 byte of padding after `c` (ends at 23, the struct at 24): \
             add `_pad1: [u8; 1]`"
        );
    }

    #[test]
    fn a_fix_can_be_seen_by_whoever_sees_the_fields_around_it() {
        for (before, after, fix) in [
            ("pub ", "pub ", "add `pub _pad0"),
            ("", "pub ", "add `_pad0"),
            ("pub ", "", "add `_pad0"),
            ("pub(crate) ", "pub ", "add `pub(crate) _pad0"),
            (
                "pub ",
                "pub(in crate::feed) ",
                "add `pub(in crate::feed) _pad0",
            ),
        ] {
            let fields = [
                span("a", 0, 1).visible(before),
                span("b", 4, 4).visible(after),
            ];
            let message = message(8, &fields);
            assert!(message.contains(fix), "{message}");
        }
        let fields = [span("a", 0, 4), span("b", 4, 1).visible("pub ")];
        assert!(message(8, &fields).ends_with("add `pub _pad0: [u8; 3]`"));
    }

    #[test]
    fn a_fix_came_with_the_version_that_needs_it() {
        // Within the version of the field before it.
        let fields = [
            span("a", 0, 8),
            span("b", 8, 1).since(2),
            span("c", 12, 4).since(3),
        ];
        let message = |fields: &[FieldSpan]| message(16, fields);
        assert!(
            message(&fields)
                .ends_with("add `#[shared(since = 2, default = [0; 3])] _pad0: [u8; 3]`")
        );
        // At the end of a version that needed none.
        let fields = [span("a", 0, 4), span("b", 8, 8).since(2)];
        assert!(
            message(&fields)
                .ends_with("add `#[shared(since = 2, default = [0; 4])] _pad0: [u8; 4]`")
        );
        // At the end of the struct.
        let fields = [span("a", 0, 8), span("b", 8, 4).since(2)];
        assert!(
            message(&fields)
                .ends_with("add `#[shared(since = 2, default = [0; 4])] _pad0: [u8; 4]`")
        );
        // In the first version.
        let fields = [span("a", 0, 4), span("b", 4, 1), span("c", 8, 8).since(2)];
        assert!(message(&fields).ends_with("add `_pad0: [u8; 3]`"));
    }
}
