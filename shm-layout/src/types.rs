//! What a lock holds: types, their fields, cells and variants. Sizes, offsets and alignments are in bytes.

use std::collections::HashSet;

/// The layouts of a crate's types.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// `require = "all"`: a type that the lock does not hold is an error.
    pub requires_all: bool,
    /// In the order of their paths, each path once.
    pub types: Vec<Type>,
}

/// A struct or an enum that is shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    /// Its module and its name, `feed::book::OrderBook`; of an instance of a generic struct, `feed::Grid<f64, 8>`.
    pub path: String,
    /// The first paragraph of its documentation, on one line.
    pub doc: String,
    /// What it is made of.
    pub body: Body,
}

/// What a type is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Body {
    /// A struct that is a value, or a segment that is one cell of it.
    Struct {
        /// What it is as a segment, if it is one.
        segment: Option<Segment>,
        /// Its size.
        size: u64,
        /// Its alignment.
        align: u64,
        /// In the order of their offsets.
        fields: Vec<Field>,
    },
    /// A segment of many cells.
    Cells {
        /// The layout version.
        version: u32,
        /// In the order in which they lie.
        cells: Vec<Cell>,
    },
    /// An enum without fields.
    Enum {
        /// The integer that it is laid out as.
        integer: String,
        /// In the order of their numbers.
        variants: Vec<Variant>,
    },
}

/// A segment that is one cell.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Segment {
    /// The layout version.
    pub version: u32,
    /// The earliest layout version that can still be read, if it is another.
    pub accepts: Option<u32>,
    /// How it is shared.
    pub protocol: String,
    /// The room that its cell keeps for the value, if it is said.
    pub reserve: Option<u64>,
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// Without `r#`.
    pub name: String,
    /// The first paragraph of its documentation, on one line.
    pub doc: String,
    /// From the start of the struct.
    pub offset: u64,
    /// Its size.
    pub size: u64,
    /// The layout version that it came with, if it was not the first.
    pub since: Option<u32>,
    /// Its type, with the paths of structs and enums.
    pub ty: String,
}

/// A cell, or an array of cells, of a segment of many.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// Without `r#`.
    pub name: String,
    /// The first paragraph of its documentation, on one line.
    pub doc: String,
    /// From the start of the data to the first cell.
    pub offset: u64,
    /// The size of the value of one cell.
    pub size: u64,
    /// How it is shared.
    pub protocol: String,
    /// Each element of the array is a cell.
    pub is_each: bool,
    /// The type of the field: with `each`, an array.
    pub ty: String,
}

/// A variant of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Variant {
    /// Without `r#`.
    pub name: String,
    /// The first paragraph of its documentation, on one line.
    pub doc: String,
    /// Its number.
    pub value: i128,
}

impl Lock {
    /// The type that has this path.
    pub fn find(&self, path: &str) -> Option<&Type> {
        let place = self.types.binary_search_by(|ty| ty.path.as_str().cmp(path));
        place.ok().map(|place| &self.types[place])
    }

    /// Adds types, in place of those that have their paths.
    pub fn put(&mut self, types: impl IntoIterator<Item = Type>) {
        for ty in types {
            match self
                .types
                .binary_search_by(|other| other.path.cmp(&ty.path))
            {
                Ok(place) => self.types[place] = ty,
                Err(place) => self.types.insert(place, ty),
            }
        }
    }

    /// The types that `ty` is made of, itself first, each once, as far as the lock holds them.
    pub fn reached<'l>(&'l self, ty: &'l Type) -> Vec<&'l Type> {
        let mut reached = vec![ty];
        let mut paths = HashSet::from([ty.path.as_str()]);
        let mut next = 0;
        while next < reached.len() {
            for name in reached[next].parts() {
                if let Some(part) = self.find(named(name))
                    && paths.insert(&part.path)
                {
                    reached.push(part);
                }
            }
            next += 1;
        }
        reached
    }
}

impl Type {
    /// The layout version, of a segment.
    pub fn version(&self) -> Option<u32> {
        match &self.body {
            Body::Struct { segment, .. } => segment.as_ref().map(|segment| segment.version),
            Body::Cells { version, .. } => Some(*version),
            Body::Enum { .. } => None,
        }
    }

    /// The crate that it is in, or what stands for it.
    pub fn krate(&self) -> &str {
        self.path.split("::").next().unwrap_or(&self.path)
    }

    /// Its name without the module, and without the arguments of an instance.
    pub fn name(&self) -> &str {
        let path = self.path.split('<').next().unwrap_or(&self.path);
        path.rsplit("::").next().unwrap_or(path)
    }

    /// The types of its fields or cells.
    fn parts(&self) -> impl Iterator<Item = &str> {
        let (fields, cells): (&[Field], &[Cell]) = match &self.body {
            Body::Struct { fields, .. } => (fields, &[]),
            Body::Cells { cells, .. } => (&[], cells),
            Body::Enum { .. } => (&[], &[]),
        };
        let fields = fields.iter().map(|field| field.ty.as_str());
        fields.chain(cells.iter().map(|cell| cell.ty.as_str()))
    }
}

impl Segment {
    /// Bytes that its cell keeps for a value of `size` bytes.
    pub fn room(&self, size: u64) -> u64 {
        size.max(self.reserve.unwrap_or(0))
    }
}

impl Cell {
    /// How it is shared, and its type.
    pub fn shared(&self) -> String {
        let each = if self.is_each { " each" } else { "" };
        format!("{}{each} {}", self.protocol, self.ty)
    }
}

/// The type within arrays and lists: of `[[feed::Level; 3]; 2]`, `feed::Level`.
fn named(ty: &str) -> &str {
    let (_, name, _) = around_named(ty);
    name
}

/// The type, with another one within arrays and lists.
pub(crate) fn with_named<'t>(ty: &'t str, other: impl FnOnce(&'t str) -> &'t str) -> String {
    let (before, name, after) = around_named(ty);
    [before, other(name), after].concat()
}

/// The type within arrays and lists, with what is before and after it. Before it may be how a cell is shared.
fn around_named(whole: &str) -> (&str, &str, &str) {
    let words = ["seqlock ", "latch ", "atomic ", "each "];
    let ty = words
        .iter()
        .fold(whole, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
    let (mut start, mut end) = (whole.len() - ty.len(), whole.len());
    loop {
        let ty = &whole[start..end];
        let array = ty.strip_prefix('[').map(|_| (1, "; "));
        let list = ty
            .strip_prefix("FixedVec<")
            .map(|_| ("FixedVec<".len(), ", "));
        let Some((skip, separator)) = array.or(list) else {
            break;
        };
        let Some(last) = ty.rfind(separator).filter(|last| *last >= skip) else {
            break;
        };
        (start, end) = (start + skip, start + last);
    }
    (&whole[..start], &whole[start..end], &whole[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_within_arrays_and_lists_is_found() {
        for (ty, within) in [
            ("u8", "u8"),
            ("[feed::Level; 100]", "feed::Level"),
            (
                "[[FixedVec<feed::Grid<[f64; 2], 8>, 3>; 4]; 5]",
                "feed::Grid<[f64; 2], 8>",
            ),
            ("FixedStr<8>", "FixedStr<8>"),
            ("latch each [feed::Level; 8]", "feed::Level"),
        ] {
            assert_eq!(named(ty), within);
        }
    }

    #[test]
    fn what_a_type_is_made_of_is_reached_once() {
        let lock: Lock = "format = 1

            value a::Inner  size 1  align 1
              0 1 u8 x
            value a::Outer  size 3  align 1
              0 1 a::Inner first
              1 2 [a::Inner; 2] rest"
            .parse()
            .unwrap();
        let outer = lock.find("a::Outer").unwrap();
        let paths: Vec<&str> = lock
            .reached(outer)
            .iter()
            .map(|ty| ty.path.as_str())
            .collect();
        assert_eq!(paths, ["a::Outer", "a::Inner"]);
        assert_eq!(
            (outer.krate(), outer.name(), outer.version()),
            ("a", "Outer", None)
        );
    }
}
