//! The lock of a crate, held against its types by a test, and written by it.

use crate::drift::crate_of;
use crate::header::{Group, groups};
use crate::instance::{Naming, PATH_CAPACITY, push_type};
use crate::layout::{CellDescriptor, SegmentDescriptor, SegmentOf, TypeKind, TypeLayout};
use crate::plain::{SegmentLayout, SharedLayout};
use crate::text::Text;
use shm_layout::{Body, Cell, Difference, FILE, Field, Lock, Segment, Sides, Type, Variant};
use std::env;
use std::fmt;
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _, stderr};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

/// A type that is named in `layout_lock!`.
#[derive(Clone, Copy, Debug)]
pub enum Root {
    /// A value, or a segment that is one cell of it.
    Type(&'static TypeLayout),
    /// A segment of many cells.
    Segment(&'static SegmentDescriptor),
}

impl Root {
    fn path(&self) -> &'static str {
        match self {
            Root::Segment(segment) => segment.path,
            Root::Type(layout) => match layout.kind {
                TypeKind::Struct { path, .. } | TypeKind::Enum { path, .. } => path,
                // A number has no path, and is not in locks.
                _ => "",
            },
        }
    }
}

/// Of a type that is a value, or a segment of one: [`ROOT`](Self::ROOT). Any other has that of [`NoRoot`].
#[derive(Debug)]
pub struct ValueRoot<T>(PhantomData<T>);

impl<T: SharedLayout> ValueRoot<T> {
    /// Its layout.
    pub const ROOT: Option<Root> = Some(Root::Type(&T::LAYOUT));
}

/// The same of a segment of many cells.
#[derive(Debug)]
pub struct SegmentRoot<T>(PhantomData<T>);

impl<T: SegmentLayout> SegmentRoot<T> {
    /// Its cells.
    pub const ROOT: Option<Root> = Some(Root::Segment(&T::SEGMENT));
}

/// What a type has instead that is neither.
pub trait NoRoot {
    /// Nothing.
    const ROOT: Option<Root> = None;
}

impl<T> NoRoot for ValueRoot<T> {}

impl<T> NoRoot for SegmentRoot<T> {}

/// The one that there is. Fails to compile (panics in a constant) if there is none.
#[track_caller]
pub const fn root(value: Option<Root>, segment: Option<Root>) -> Root {
    match (value, segment) {
        (Some(root), _) | (None, Some(root)) => root,
        (None, None) => panic!("only types that derive `SharedLayout` are locked"),
    }
}

/// What `SHM_LAYOUT` says.
const VARIABLE: &str = "SHM_LAYOUT";

/// Holds the lock beside `Cargo.toml` against these types of the crate, or writes it, if `SHM_LAYOUT=update` says so. `program` is
/// what the crate is called as a program, if it is one.
///
/// # Panics
///
/// With what to do, when the lock is not that of the types, or cannot be read or written.
pub fn hold_lock(directory: &str, program: Option<&str>, roots: &[Root]) {
    let directory = Path::new(directory);
    let result = match env::var(VARIABLE) {
        Err(env::VarError::NotPresent) => hold(directory, program, roots),
        Ok(value) if value == "update" => update(directory, program, roots),
        other => Err(format!(
            "`{VARIABLE}` is {other:?}, and what it can be is `update`, which writes the lock: set it so, or unset it"
        )),
    };
    if let Err(message) = result {
        panic!("{message}");
    }
}

fn hold(directory: &Path, program: Option<&str>, roots: &[Root]) -> Result<(), String> {
    let path = directory.join(FILE);
    let Some((_, mut held)) = read(&path)? else {
        return Err(format!(
            "there is no `{}`: write it with `{VARIABLE}=update cargo test`, and commit it",
            path.display()
        ));
    };
    let mut now = Lock {
        requires_all: held.requires_all,
        types: Vec::new(),
    };
    now.put(types(roots)?);
    held.types.retain(|ty| is_held(ty, roots, &now));
    tell_from_the_library(directory, program, &held, &now)?;
    if held == now {
        return Ok(());
    }
    let difference = Difference::between(&held, &now);
    let advice = advice(&difference);
    let versions = match difference.unversioned() {
        [] => String::new(),
        segments => {
            let segments: Vec<String> = segments
                .iter()
                .map(|segment| format!("`{}`", segment.path))
                .collect();
            format!(", give {} a new `version`,", segments.join(", "))
        }
    };
    Err(format!(
        "the types are not as `{}` has them:\n\n{}\nPut them back, or{versions} update the lock with \
         `{VARIABLE}=update cargo test` and review its difference.\n{advice}",
        path.display(),
        difference.table(&Sides::TYPES),
    ))
}

/// Whether the roots speak for a type of the lock: they reach it, or are of its crate.
fn is_held(ty: &Type, roots: &[Root], now: &Lock) -> bool {
    let is_of_its_crate = |root: &Root| crate_of(root.path()) == ty.krate();
    now.find(&ty.path).is_some() || roots.iter().any(is_of_its_crate)
}

/// Fails if the types of a program cannot be told from those of its package's library: both crates may have one name. Then each
/// would drop the types of the other from the lock. `held` are the types of the lock that the program would speak for.
fn tell_from_the_library(
    directory: &Path,
    program: Option<&str>,
    held: &Lock,
    now: &Lock,
) -> Result<(), String> {
    let (Some(program), Some(library)) = (program, library_of(directory)) else {
        return Ok(());
    };
    let is_of_either = |ty: &&Type| ty.krate() == library && now.find(&ty.path).is_none();
    let Some(ty) = held.types.iter().find(is_of_either) else {
        return Ok(());
    };
    Err(format!(
        "`{}` is in the lock, and the `layout_lock!` of the program `{program}` does not reach it. It may be the library's, whose crate \
         has the same name: give the types of the program another path for the lock, \
         `#[shared(name = \"{library}_program::Name\")]`. If it was the program's and is gone, remove its lines from `{FILE}`",
        ty.path
    ))
}

/// What the crate of the package's library is called, if it has one.
fn library_of(directory: &Path) -> Option<String> {
    let manifest = fs::read_to_string(directory.join("Cargo.toml")).ok()?;
    let section = |name: &'static str| {
        let lines = manifest.lines().map(str::trim);
        let mut section = lines.skip_while(move |line| *line != name);
        section.next()?;
        Some(section.take_while(|line| !line.starts_with('[')))
    };
    let name_in = |name: &'static str| {
        let values = section(name)?.filter_map(|line| line.split_once('='));
        let mut names = values.filter(|(key, _)| key.trim() == "name");
        let name = names.next()?.1.trim();
        Some(name.trim_matches(['"', '\'']).replace('-', "_"))
    };
    let has_one = section("[lib]").is_some() || directory.join("src/lib.rs").is_file();
    has_one.then(|| name_in("[lib]").or_else(|| name_in("[package]")))?
}

fn update(directory: &Path, program: Option<&str>, roots: &[Root]) -> Result<(), String> {
    let package = directory;
    // A link stays one: what it leads to is written.
    let path = directory.join(FILE);
    let path = fs::canonicalize(&path).unwrap_or(path);
    let directory = path.parent().unwrap_or(directory);
    // Tests of several programs of one crate may run at a time.
    let guard = File::open(directory).and_then(|directory| {
        directory.lock()?;
        Ok(directory)
    });
    let _guard =
        guard.map_err(|error| format!("cannot lock `{}`: {error}", directory.display()))?;
    let (was, old) = read(&path)?.unwrap_or_default();
    let mut now = Lock::default();
    now.put(types(roots)?);
    let mut lock = old.clone();
    lock.types.retain(|ty| !is_held(ty, roots, &now));
    let mut held = old.clone();
    held.types.retain(|ty| is_held(ty, roots, &now));
    tell_from_the_library(package, program, &held, &now)?;
    lock.put(now.types);
    let text = lock.to_string();
    if was == text {
        return Ok(());
    }
    write(&path, &text).map_err(|error| format!("cannot write `{}`: {error}", path.display()))?;
    let difference = Difference::between(&old, &lock);
    let mut said = format!(
        "wrote `{}`\n\n{}",
        path.display(),
        difference.table(&Sides::LOCKS)
    );
    for segment in difference.unversioned() {
        said.push_str(&format!(
            "\n`{}` has another layout and the same version: give it a new `version` before others have it\n",
            segment.path
        ));
    }
    said.push_str(&advice(&difference));
    // What tests print is shown when they fail, and this one has not. There is nobody to tell if it cannot be said.
    let _ = writeln!(stderr(), "{said}");
    Ok(())
}

/// What is claimed of older readers and is not so, what would let them go on, and what cannot be upgraded: a line for each
/// segment.
fn advice(difference: &Difference) -> String {
    let untrue = difference.untrue().iter();
    let untrue = untrue.map(|untrue| format!("\nWarning: {untrue}: {}.\n", untrue.remedy()));
    let advice = difference.types.iter().filter_map(|change| {
        let advice = change.advice()?;
        Some(format!("\nOf `{}`, {advice}.\n", change.path()))
    });
    let no_room = difference.types.iter().filter_map(|change| {
        let no_room = change.no_room()?;
        Some(format!("\nOf `{}`, {no_room}.\n", change.path()))
    });
    untrue.chain(advice).chain(no_room).collect()
}

/// The lock's text, and what it says; `None` if there is none.
fn read(path: &Path) -> Result<Option<(String, Lock)>, String> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("cannot read `{}`: {error}", path.display())),
    };
    match text.parse() {
        Ok(lock) => Ok(Some((text, lock))),
        Err(error) => Err(format!("cannot read `{}`, {error}", path.display())),
    }
}

/// Writes all of it or nothing.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let beside = PathBuf::from(format!("{}.{}", path.display(), std::process::id()));
    let mut file = File::create(&beside)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// The types that the roots are made of, each once.
fn types(roots: &[Root]) -> Result<Vec<Type>, String> {
    let mut types = Vec::new();
    for root in roots {
        match root {
            Root::Type(layout) => collect(layout, &mut types)?,
            Root::Segment(segment) => {
                let _is_new = add(of_cells(segment), &mut types)?;
                for cell in segment.cells {
                    collect(cell.ty, &mut types)?;
                }
            }
        }
    }
    Ok(types)
}

/// Adds a type and those that it is made of.
fn collect(layout: &TypeLayout, types: &mut Vec<Type>) -> Result<(), String> {
    match layout.kind {
        TypeKind::Scalar(_) | TypeKind::Str { .. } => Ok(()),
        TypeKind::Array { element, .. } | TypeKind::Vec { element, .. } => collect(element, types),
        TypeKind::Enum { .. } => add(of_named(layout), types).map(drop),
        // A type that is there was walked before: to walk it for each field that has it could take for ever.
        TypeKind::Struct { fields, .. } if add(of_named(layout), types)? => {
            fields.iter().try_for_each(|field| collect(field.ty, types))
        }
        TypeKind::Struct { .. } => Ok(()),
    }
}

/// Adds a type, unless it is there already. Returns whether it was added.
fn add(ty: Type, types: &mut Vec<Type>) -> Result<bool, String> {
    match types.iter().find(|other| other.path == ty.path) {
        None => {
            types.push(ty);
            Ok(true)
        }
        Some(other) if *other == ty => Ok(false),
        Some(_) => Err(format!(
            "two types are called `{}`: give one of them another path for the lock, `#[shared(name = \"module::Name\")]`",
            ty.path
        )),
    }
}

/// A struct or an enum.
fn of_named(layout: &TypeLayout) -> Type {
    match layout.kind {
        TypeKind::Struct {
            path,
            segment,
            doc,
            fields,
            ..
        } => Type {
            path: path.to_owned(),
            doc: first_paragraph(doc),
            body: Body::Struct {
                segment: segment.map(of_segment),
                size: layout.size as u64,
                align: layout.align as u64,
                fields: fields
                    .iter()
                    .map(|field| Field {
                        name: field.name.to_owned(),
                        doc: first_paragraph(field.doc),
                        offset: field.offset as u64,
                        size: field.ty.size as u64,
                        since: (field.since > 1).then_some(field.since),
                        ty: Named(field.ty).to_string(),
                    })
                    .collect(),
            },
        },
        TypeKind::Enum {
            path,
            doc,
            integer,
            variants,
            ..
        } => {
            let mut variants: Vec<Variant> = variants
                .iter()
                .map(|variant| Variant {
                    name: variant.name.to_owned(),
                    doc: first_paragraph(variant.doc),
                    value: variant.value,
                })
                .collect();
            variants.sort_by_key(|variant| variant.value);
            Type {
                path: path.to_owned(),
                doc: first_paragraph(doc),
                body: Body::Enum {
                    integer: integer.to_owned(),
                    variants,
                },
            }
        }
        _ => unreachable!("only structs and enums have paths"),
    }
}

fn of_segment(segment: SegmentOf) -> Segment {
    Segment {
        version: segment.version,
        accepts: segment.accepts,
        protocol: segment.protocol.name().to_owned(),
        reserve: segment.reserve.map(|bytes| bytes as u64),
    }
}

fn of_cells(segment: &SegmentDescriptor) -> Type {
    let cell = |(cell, group): (&CellDescriptor, Group)| Cell {
        name: cell.name.to_owned(),
        doc: first_paragraph(cell.doc),
        offset: group.first.offset as u64,
        size: cell.ty.size as u64,
        protocol: cell.protocol.name().to_owned(),
        is_each: cell.each.is_some(),
        ty: match cell.each {
            None => Named(cell.ty).to_string(),
            Some(count) => format!("[{}; {count}]", Named(cell.ty)),
        },
    };
    let cells = segment.cells.iter().zip(groups(segment));
    Type {
        path: segment.path.to_owned(),
        doc: first_paragraph(segment.doc),
        body: Body::Cells {
            version: segment.layout_version,
            cells: cells.map(cell).collect(),
        },
    }
}

/// A type as a lock has it.
struct Named<'l>(&'l TypeLayout);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Text::<PATH_CAPACITY>::new();
        push_type(&mut text, self.0, Naming::Paths);
        f.write_str(text.text().unwrap_or("…"))
    }
}

/// Documentation up to the first empty line, on one line, without what could write to a terminal: as a lock has it.
fn first_paragraph(doc: &str) -> String {
    let lines = doc.lines().map(str::trim);
    let paragraph = lines
        .skip_while(|line| line.is_empty())
        .take_while(|line| !line.is_empty());
    let is_between_words = |c: char| c.is_whitespace() || c.is_control();
    let words = paragraph.flat_map(|line| line.split(is_between_words));
    let words = words.filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_documentation_the_first_paragraph_is_locked_on_one_line() {
        for (doc, locked) in [
            ("", ""),
            ("Nanoseconds.", "Nanoseconds."),
            (
                "\n  Nanoseconds since\n  the\tepoch.\n\nOf Unix.",
                "Nanoseconds since the epoch.",
            ),
        ] {
            assert_eq!(first_paragraph(doc), locked);
        }
    }

    #[test]
    fn a_test_speaks_for_what_it_reaches_and_for_its_crates() {
        let now: Lock = "format = 1\nenum wire::Side  u8\n 1 Buy".parse().unwrap();
        let side = TypeLayout {
            size: 1,
            align: 1,
            kind: TypeKind::Enum {
                name: "Role",
                path: "feed::Role",
                doc: "",
                integer: "u8",
                variants: &[],
            },
        };
        let roots = [Root::Type(Box::leak(Box::new(side)))];
        for (path, is_so) in [
            ("wire::Side", true),
            ("wire::Gone", false),
            ("feed::Gone", true),
        ] {
            let ty = Type {
                path: path.to_owned(),
                ..now.types[0].clone()
            };
            assert_eq!(is_held(&ty, &roots, &now), is_so, "{path}");
        }
    }
}
