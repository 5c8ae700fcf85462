//! Which types of two locks are the same under another path.

use crate::types::{Body, Lock, Type, with_named};
use std::collections::BTreeMap;

/// Types that have another path now: from the old to the new.
#[derive(Default)]
pub(super) struct Renames<'l>(BTreeMap<&'l str, &'l str>);

impl<'l> Renames<'l> {
    /// Finds types that moved to another module, then types that are called otherwise and have the same bytes. Each is only
    /// told if there is no other choice.
    pub(super) fn find(old: &'l Lock, new: &'l Lock) -> Self {
        let gone: Vec<&Type> = missing(old, new).collect();
        let added: Vec<&Type> = missing(new, old).collect();
        let mut renames = Renames::default();
        renames.pair(&gone, &added, |_, was, is| was.tail() == is.tail());
        // What a type is made of may be called otherwise too, so each pair may show others.
        while renames.pair(&gone, &added, |renames, was, is| {
            renames.bytes_now(was) == Renames::default().bytes_now(is)
        }) {}
        renames
    }

    /// Adds the pairs that are alike and have no other choice. Says whether there were any.
    fn pair(
        &mut self,
        gone: &[&'l Type],
        added: &[&'l Type],
        are_alike: impl Fn(&Self, &Type, &Type) -> bool,
    ) -> bool {
        let gone = gone
            .iter()
            .filter(|ty| !self.0.contains_key(ty.path.as_str()));
        let added = added.iter().filter(|ty| !self.is_new_path(&ty.path));
        let (gone, added): (Vec<_>, Vec<_>) = (gone.collect(), added.collect());
        let mut pairs = Vec::new();
        for was in &gone {
            let is = only(added.iter().filter(|is| are_alike(self, was, is)));
            if let Some(is) = is
                && only(gone.iter().filter(|was| are_alike(self, was, is))).is_some()
            {
                pairs.push((was.path.as_str(), is.path.as_str()));
            }
        }
        let before = self.0.len();
        self.0.extend(pairs);
        self.0.len() > before
    }

    /// The path that a type has now.
    pub(super) fn now_path<'p>(&self, path: &'p str) -> &'p str
    where
        'l: 'p,
    {
        self.0.get(path).copied().unwrap_or(path)
    }

    /// Whether a type got this path.
    pub(super) fn is_new_path(&self, path: &str) -> bool {
        self.0.values().any(|now| *now == path)
    }

    /// The type of a field or a cell, as it is called now.
    pub(super) fn now(&self, ty: &str) -> String {
        with_named(ty, |name| self.0.get(name).copied().unwrap_or(name))
    }

    /// What a type is made of, without documentation, in today's names.
    fn bytes_now(&self, ty: &Type) -> Body {
        let mut body = ty.body.clone();
        match &mut body {
            Body::Struct { fields, .. } => {
                for field in fields {
                    field.ty = self.now(&field.ty);
                    field.doc.clear();
                }
            }
            Body::Cells { cells, .. } => {
                for cell in cells {
                    cell.ty = self.now(&cell.ty);
                    cell.doc.clear();
                }
            }
            Body::Enum { variants, .. } => {
                variants.iter_mut().for_each(|variant| variant.doc.clear());
            }
        }
        body
    }
}

impl Type {
    /// The path without the module: of `feed::Grid<feed::Level, 8>`, `Grid<feed::Level, 8>`.
    fn tail(&self) -> &str {
        let head = self.path.find('<').unwrap_or(self.path.len());
        let module = self.path[..head].rfind("::");
        module.map_or(&self.path, |end| &self.path[end + 2..])
    }
}

/// The types that `of` has and `other` has not.
fn missing<'l>(of: &'l Lock, other: &'l Lock) -> impl Iterator<Item = &'l Type> {
    of.types.iter().filter(|ty| other.find(&ty.path).is_none())
}

/// What there is, if it is one.
fn only<T>(mut among: impl Iterator<Item = T>) -> Option<T> {
    let first = among.next()?;
    among.next().is_none().then_some(first)
}
