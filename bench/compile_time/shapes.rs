//! Types of many parts, and what a lock has of them.

use std::fmt::Write as _;

/// Source of so many parts, and its types in a lock, as those of a crate `many`.
pub struct Shape {
    pub name: &'static str,
    pub source: fn(usize) -> String,
    pub lock: fn(usize) -> String,
}

pub const SHAPES: [Shape; 7] = [
    Shape {
        name: "cells",
        source: |size| {
            let cells = lines(size, |n| format!("#[shared(atomic)] pub c{n:04}: u64,"));
            format!("#[derive(SharedLayout)]\n#[repr(C)]\npub struct Many {{\n{cells}}}\n")
        },
        lock: |size| {
            let cells = lines(size, |n| format!("{} 8 atomic u64 c{n:04}", 128 * n));
            format!("cells many::Many  version 1\n{cells}")
        },
    },
    Shape {
        name: "cells that are seqlocks",
        source: |size| {
            let cells = lines(size, |n| {
                format!("#[shared(seqlock)] pub c{n:04}: [u64; 16],")
            });
            format!("#[derive(SharedLayout)]\n#[repr(C)]\npub struct Many {{\n{cells}}}\n")
        },
        lock: |size| {
            let cells = lines(size, |n| {
                format!("{} 128 seqlock [u64; 16] c{n:04}", 256 * n)
            });
            format!("cells many::Many  version 1\n{cells}")
        },
    },
    Shape {
        name: "fields",
        source: |size| {
            let fields = lines(size, |n| format!("pub f{n:04}: u64,"));
            value("seqlock", &fields)
        },
        lock: |size| {
            let fields = lines(size, |n| format!("{} 8 u64 f{n:04}", 8 * n));
            format!(
                "segment many::Many  version 1  seqlock  size {}  align 8\n{fields}",
                8 * size
            )
        },
    },
    Shape {
        name: "fields that each came with a version of its own",
        source: |size| {
            let fields = lines(size, |n| match n {
                0 => "pub f0000: u64,".to_owned(),
                n => format!(
                    "#[shared(since = {}, default = 0)] pub f{n:04}: u64,",
                    n + 1
                ),
            });
            value(&format!("seqlock, version = {size}, accepts = 1"), &fields)
        },
        lock: |size| {
            let fields = lines(size, |n| match n {
                0 => "0 8 u64 f0000".to_owned(),
                n => format!("{} 8 since {} u64 f{n:04}", 8 * n, n + 1),
            });
            format!(
                "segment many::Many  version {size}  accepts 1  seqlock  size {}  align 8\n{fields}",
                8 * size
            )
        },
    },
    Shape {
        name: "variants",
        source: |size| variants(size, |n| n),
        lock: |size| {
            let variants = lines(size, |n| format!("{n} V{n:04}"));
            format!("enum many::Many  u16\n{variants}")
        },
    },
    Shape {
        name: "variants in another order than their numbers",
        source: |size| variants(size, |n| size - n),
        lock: |size| {
            let variants = lines(size, |n| format!("{} V{:04}", n + 1, size - n - 1));
            format!("enum many::Many  u16\n{variants}")
        },
    },
    Shape {
        name: "types",
        source: |size| {
            lines(size, |n| {
                format!(
                    "#[derive(SharedLayout, Clone, Copy)] #[repr(C)] pub struct T{n:04} {{ f: u64 }}"
                )
            })
        },
        lock: |size| {
            let types =
                (0..size).map(|n| format!("value many::T{n:04}  size 8  align 8\n 0 8 u64 f\n"));
            types.collect()
        },
    },
];

fn value(sharing: &str, fields: &str) -> String {
    format!(
        "#[derive(SharedLayout, Clone, Copy)]\n#[repr(C)]\n#[shared({sharing})]\npub struct Many {{\n{fields}}}\n"
    )
}

fn variants(size: usize, number: impl Fn(usize) -> usize) -> String {
    let variants = lines(size, |n| format!("V{n:04} = {},", number(n)));
    format!("#[derive(SharedLayout, Clone, Copy)]\n#[repr(u16)]\npub enum Many {{\n{variants}}}\n")
}

fn lines(size: usize, line: impl Fn(usize) -> String) -> String {
    let mut lines = String::new();
    for number in 0..size {
        writeln!(lines, "    {}", line(number)).expect("a string takes any text");
    }
    lines
}
