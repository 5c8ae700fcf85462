//! What changed between two locks, and what it means to programs that were built with the first.

mod advice;
pub(crate) mod growth;
mod renames;
mod untrue;

use crate::types::{Body, Lock, Type};
use growth::Growth;
use renames::Renames;
use std::collections::{HashMap, HashSet};
use std::fmt::{self, Display, Formatter};
use untrue::untrue;

pub use untrue::Untrue;

/// What a change means, from the least to the most: the greatest class of several changes is that of all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Nothing changed, or a type is new, which nobody relies on.
    None,
    /// Only documentation changed.
    Documentation,
    /// Other layout versions are accepted, or the cell keeps other room under a new layout version, and no field changed: older
    /// readers go on.
    Accepts,
    /// Something is called otherwise, and its bytes lie as they did.
    Rename,
    /// Fields were added at the end of a segment that is one cell, under a new layout version that accepts the one that it
    /// was, and all that it accepted: older readers go on.
    Append,
    /// Older programs would take bytes for something else, or are not accepted any more.
    Breaking,
}

impl Class {
    /// All of them.
    pub const ALL: [Class; 6] = [
        Class::None,
        Class::Documentation,
        Class::Accepts,
        Class::Rename,
        Class::Append,
        Class::Breaking,
    ];

    /// In one word.
    pub const fn word(self) -> &'static str {
        match self {
            Class::None => "none",
            Class::Documentation => "documentation",
            Class::Accepts => "accepts",
            Class::Rename => "rename",
            Class::Append => "append",
            Class::Breaking => "breaking",
        }
    }
}

impl Display for Class {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A field, a cell or a variant, as a line of a lock has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is called.
    pub name: String,
    /// The first paragraph of its documentation.
    pub doc: String,
    /// Its offset in bytes, or the number of a variant.
    pub place: i128,
    /// Its size in bytes; a variant has none.
    pub size: Option<u64>,
    /// The layout version that a field came with, if it was not the first.
    pub since: Option<u32>,
    /// Its type, of a cell with the protocol; a variant has none.
    pub ty: String,
}

/// A line on either side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it means.
    pub class: Class,
    /// As it was; `None` if it is new.
    pub old: Option<Line>,
    /// As it is; `None` if it is gone.
    pub new: Option<Line>,
}

/// A type that is not the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeChange {
    /// What it means, of all that changed in the type.
    pub class: Class,
    /// As it was; `None` if it is new.
    pub old: Option<Type>,
    /// As it is; `None` if it is gone.
    pub new: Option<Type>,
    /// Its lines, changed or not, in their order, those that are gone where they were.
    pub lines: Vec<Change>,
    /// What it means to segments that hold the type.
    of_value: Class,
    /// What it means to the bytes of the segment that the type is.
    of_segment: Class,
}

/// What changed between two locks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The types that changed, in the order of their paths.
    pub types: Vec<TypeChange>,
    /// The segments that changed with one of their types, and kept the layout version.
    unversioned: Vec<Unversioned>,
    /// The segments whose `accepts` claims what is not so.
    untrue: Vec<Untrue>,
}

/// A segment whose bytes changed, and whose layout version did not grow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unversioned {
    /// Its path, as it is.
    pub path: String,
    /// The layout version that it had.
    pub was: u32,
    /// The layout version that it has; `None` if it is no segment any more.
    pub is: Option<u32>,
    /// The paths of the types that changed in it.
    pub because: Vec<String>,
}

impl TypeChange {
    /// The type's path, as it is, or was.
    pub fn path(&self) -> &str {
        self.new
            .as_ref()
            .or(self.old.as_ref())
            .map_or("", |ty| &ty.path)
    }

    /// What a type was, and what it is: `None` if nothing changed.
    ///
    /// The two need not be called alike.
    pub fn of(old: &Type, new: &Type) -> Option<Self> {
        TypeChange::between(old, new, &Renames::default())
    }

    fn between(old: &Type, new: &Type, renames: &Renames) -> Option<Self> {
        if old == new {
            return None;
        }
        let lines = lines(old, new, renames);
        let growth = Growth::of(old, new, &lines);
        let goes_on = growth.as_ref().is_some_and(Growth::goes_on);
        let of_lines = if goes_on && growth.as_ref().is_some_and(Growth::is_longer) {
            Class::Append
        } else {
            let classes = lines.iter().map(|line| line.class);
            classes.max().unwrap_or(Class::None)
        };
        let of_value = of_lines.max(class_of_head(old, new, of_lines, goes_on));
        let is_reserved_otherwise = growth.as_ref().is_some_and(Growth::is_reserved_otherwise);
        // A reader finds in the segment where its cell keeps the value. It looks there only if it is of an accepted version.
        let of_segment = if is_reserved_otherwise && !goes_on {
            Class::Breaking
        } else {
            of_value
        };
        let of_promise = growth.map_or(Class::None, |growth| growth.class());
        Some(TypeChange {
            class: of_segment.max(of_promise),
            old: Some(old.clone()),
            new: Some(new.clone()),
            lines,
            of_value,
            of_segment,
        })
    }

    /// What is missing for older readers to go on, in words: of a segment that is one cell, to which fields were only appended.
    pub fn advice(&self) -> Option<String> {
        Growth::of(self.old.as_ref()?, self.new.as_ref()?, &self.lines)?.advice()
    }

    /// That no segment can be upgraded, in words: of one that is one cell without `reserve`, to which fields were appended that
    /// older readers go on with.
    pub fn no_room(&self) -> Option<String> {
        Growth::of(self.old.as_ref()?, self.new.as_ref()?, &self.lines)?.no_room()
    }

    /// Whether it is breaking only because versions are not accepted any more that were: programs of the version that it was go
    /// on.
    pub fn only_refuses(&self) -> bool {
        self.class == Class::Breaking && self.of_segment < Class::Breaking
    }

    fn only(ty: &Type, is_new: bool) -> Self {
        let lines = ty.lines().into_iter().map(|line| {
            let (old, new) = if is_new {
                (None, Some(line))
            } else {
                (Some(line), None)
            };
            Change {
                class: Class::None,
                old,
                new,
            }
        });
        let class = if is_new { Class::None } else { Class::Breaking };
        TypeChange {
            class,
            lines: lines.collect(),
            old: (!is_new).then(|| ty.clone()),
            new: is_new.then(|| ty.clone()),
            of_value: class,
            of_segment: class,
        }
    }
}

impl Difference {
    /// What changed from `old` to `new`.
    pub fn between(old: &Lock, new: &Lock) -> Self {
        let renames = Renames::find(old, new);
        let mut types = Vec::new();
        for ty in &old.types {
            match new.find(renames.now_path(&ty.path)) {
                Some(now) => types.extend(TypeChange::between(ty, now, &renames)),
                None => types.push(TypeChange::only(ty, false)),
            }
        }
        let was = |ty: &Type| old.find(&ty.path).is_some() || renames.is_new_path(&ty.path);
        let added = new.types.iter().filter(|ty| !was(ty));
        types.extend(added.map(|ty| TypeChange::only(ty, true)));
        types.sort_by(|a, b| a.path().cmp(b.path()));
        let unversioned = unversioned(old, new, &renames, &types);
        let untrue = untrue(old, new, &renames, &types);
        Difference {
            types,
            unversioned,
            untrue,
        }
    }

    /// The greatest class of all that changed.
    pub fn class(&self) -> Class {
        let classes = self.types.iter().map(|change| change.class);
        classes.max().unwrap_or(Class::None)
    }

    /// The segments whose bytes changed and whose layout version did not grow: programs of the two would take themselves for
    /// the same.
    pub fn unversioned(&self) -> &[Unversioned] {
        &self.unversioned
    }

    /// The segments that say that they accept the version that they were, and that no program of it could open.
    pub fn untrue(&self) -> &[Untrue] {
        &self.untrue
    }

    /// The types that are gone.
    pub fn removed(&self) -> impl Iterator<Item = &Type> {
        let gone = self.types.iter().filter(|change| change.new.is_none());
        gone.filter_map(|change| change.old.as_ref())
    }
}

impl Type {
    /// Its fields, cells or variants.
    pub fn lines(&self) -> Vec<Line> {
        match &self.body {
            Body::Struct { fields, .. } => fields
                .iter()
                .map(|field| Line {
                    name: field.name.clone(),
                    doc: field.doc.clone(),
                    place: field.offset.into(),
                    size: Some(field.size),
                    since: field.since,
                    ty: field.ty.clone(),
                })
                .collect(),
            Body::Cells { cells, .. } => cells
                .iter()
                .map(|cell| Line {
                    name: cell.name.clone(),
                    doc: cell.doc.clone(),
                    place: cell.offset.into(),
                    size: Some(cell.size),
                    since: None,
                    ty: cell.shared(),
                })
                .collect(),
            Body::Enum { variants, .. } => variants
                .iter()
                .map(|variant| Line {
                    name: variant.name.clone(),
                    doc: variant.doc.clone(),
                    place: variant.value,
                    size: None,
                    since: None,
                    ty: String::new(),
                })
                .collect(),
        }
    }
}

/// What the first line of a type says otherwise, but for what only segments have. `goes_on`: older readers do.
fn class_of_head(old: &Type, new: &Type, of_lines: Class, goes_on: bool) -> Class {
    let is_breaking = match (&old.body, &new.body) {
        (
            Body::Struct {
                segment: was,
                size: size_was,
                align: align_was,
                ..
            },
            Body::Struct {
                segment: is,
                size: size_is,
                align: align_is,
                ..
            },
        ) => {
            // Nobody relies on a segment that is new.
            let is_shared_otherwise = was.as_ref().is_some_and(|was| {
                let is = is.as_ref().map(|segment| &segment.protocol);
                is != Some(&was.protocol)
            });
            let has_grown = of_lines == Class::Append;
            is_shared_otherwise
                || (align_was != align_is && !has_grown)
                || (size_was != size_is && of_lines < Class::Append)
        }
        (Body::Enum { integer: was, .. }, Body::Enum { integer: is, .. }) => was != is,
        (Body::Cells { .. }, Body::Cells { .. }) => false,
        _ => true,
    };
    // A new version says that the meaning changed, unless what else changed tells why there is one. A lesser one may have
    // been that of another layout.
    let is_another_version = match (old.version(), new.version()) {
        (Some(was), Some(is)) => is < was || (is > was && of_lines <= Class::Accepts && !goes_on),
        _ => false,
    };
    if is_breaking || is_another_version {
        Class::Breaking
    } else if old.path != new.path {
        Class::Rename
    } else if old.doc != new.doc {
        Class::Documentation
    } else {
        Class::None
    }
}

/// The lines of both sides: which is which is told by the name, then by the place. One that is gone comes after the one that
/// was before it.
fn lines(old: &Type, new: &Type, renames: &Renames) -> Vec<Change> {
    let (old, new) = (old.lines(), new.lines());
    let names: HashSet<&str> = new.iter().map(|line| line.name.as_str()).collect();
    let mut by_name = HashMap::new();
    let mut gone_by_place = HashMap::new();
    for (number, line) in old.iter().enumerate() {
        by_name.entry(line.name.as_str()).or_insert(number);
        if !names.contains(line.name.as_str()) {
            gone_by_place
                .entry((line.place, line.size))
                .or_insert(number);
        }
    }
    let was = |line: &Line| {
        let renamed = || {
            let before = *gone_by_place.get(&(line.place, line.size))?;
            (renames.now(&old[before].ty) == line.ty).then_some(before)
        };
        by_name.get(line.name.as_str()).copied().or_else(renamed)
    };
    let pairs: Vec<Option<usize>> = new.iter().map(was).collect();
    let mut is_now = vec![None; old.len()];
    for (number, before) in pairs.iter().enumerate() {
        if let Some(before) = before {
            is_now[*before] = Some(number);
        }
    }
    // Those that are gone, by the number of the line that they come before.
    let mut gone: Vec<Vec<&Line>> = vec![Vec::new(); new.len() + 1];
    let mut next = 0;
    for (line, now) in old.iter().zip(is_now) {
        match now {
            Some(number) => next = number + 1,
            None => gone[next].push(line),
        }
    }
    let mut changes = Vec::new();
    for (number, gone) in gone.into_iter().enumerate() {
        changes.extend(gone.into_iter().map(|line| Change {
            class: Class::Breaking,
            old: Some(line.clone()),
            new: None,
        }));
        if let Some(line) = new.get(number) {
            let before = pairs[number].map(|before| &old[before]);
            changes.push(Change {
                class: class(before, line, renames),
                old: before.cloned(),
                new: Some(line.clone()),
            });
        }
    }
    changes
}

/// What became of a line.
fn class(old: Option<&Line>, new: &Line, renames: &Renames) -> Class {
    let Some(old) = old else {
        return Class::Breaking;
    };
    if (old.place, old.size) != (new.place, new.size) || renames.now(&old.ty) != new.ty {
        Class::Breaking
    } else if old.name != new.name || old.ty != new.ty {
        Class::Rename
    } else if old.since != new.since {
        Class::Accepts
    } else if old.doc != new.doc {
        Class::Documentation
    } else {
        Class::None
    }
}

fn unversioned(
    old: &Lock,
    new: &Lock,
    renames: &Renames,
    changes: &[TypeChange],
) -> Vec<Unversioned> {
    let mut by_path: HashMap<&str, Vec<&TypeChange>> = HashMap::new();
    for change in changes {
        for side in [&change.old, &change.new].into_iter().flatten() {
            by_path.entry(&side.path).or_default().push(change);
        }
    }
    let changed = |root: &Type, ty: &Type| {
        let is_changed = |change: &&TypeChange| {
            if ty.path == root.path {
                change.of_segment >= Class::Breaking
            } else {
                change.of_value >= Class::Append
            }
        };
        let changes = by_path.get(ty.path.as_str());
        changes.is_some_and(|changes| changes.iter().any(is_changed))
    };
    let mut found = Vec::new();
    for before in &old.types {
        let (Some(was), Some(now)) = (before.version(), new.find(renames.now_path(&before.path)))
        else {
            continue;
        };
        let is = now.version();
        if is > Some(was) {
            continue;
        }
        let reached = old.reached(before).into_iter().chain(new.reached(now));
        let mut because: Vec<String> = reached
            .filter(|ty| changed(now, ty))
            .map(|ty| ty.path.clone())
            .collect();
        because.sort();
        because.dedup();
        if !because.is_empty() {
            found.push(Unversioned {
                path: now.path.clone(),
                was,
                is,
                because,
            });
        }
    }
    found
}
