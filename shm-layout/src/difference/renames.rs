//! Which types of two locks are the same under another path.

use crate::types::{Body, Lock, Type, with_named};
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// Types that have another path now.
#[derive(Default)]
pub(super) struct Renames<'l> {
    /// From the old path to the new.
    now: HashMap<&'l str, &'l str>,
    /// The new paths.
    new: HashSet<&'l str>,
}

impl<'l> Renames<'l> {
    /// Finds types that moved to another module, then types that are called otherwise and have the same bytes. Each is only
    /// told if there is no other choice.
    pub(super) fn find(old: &'l Lock, new: &'l Lock) -> Self {
        let (gone, added) = (missing(old, new), missing(new, old));
        let mut renames = Renames::default();
        renames.pair(&gone, &added, |_, ty| ty.tail().to_owned());
        // What a type is made of may be called otherwise too, so each pair may show others.
        while renames.pair(&gone, &added, Renames::bytes_now) {}
        renames
    }

    /// Adds the pairs that have the same key, and no other that has it. Says whether there were any.
    fn pair<K: Eq + Hash>(
        &mut self,
        gone: &[&'l Type],
        added: &[&'l Type],
        key: impl Fn(&Self, &Type) -> K,
    ) -> bool {
        let mut alike: HashMap<K, (Vec<&'l str>, Vec<&'l str>)> = HashMap::new();
        for ty in gone.iter().filter(|ty| !self.now.contains_key(&*ty.path)) {
            alike.entry(key(self, ty)).or_default().0.push(&ty.path);
        }
        // What is added has today's names already.
        let none = Renames::default();
        for ty in added.iter().filter(|ty| !self.is_new_path(&ty.path)) {
            alike.entry(key(&none, ty)).or_default().1.push(&ty.path);
        }
        let before = self.now.len();
        for (gone, added) in alike.values() {
            if let ([was], [is]) = (&**gone, &**added) {
                self.now.insert(was, is);
                self.new.insert(is);
            }
        }
        self.now.len() > before
    }

    /// The path that a type has now.
    pub(super) fn now_path<'p>(&self, path: &'p str) -> &'p str
    where
        'l: 'p,
    {
        self.now.get(path).copied().unwrap_or(path)
    }

    /// Whether a type got this path.
    pub(super) fn is_new_path(&self, path: &str) -> bool {
        self.new.contains(path)
    }

    /// The type of a field or a cell, as it is called now.
    pub(super) fn now(&self, ty: &str) -> String {
        with_named(ty, |name| self.now.get(name).copied().unwrap_or(name))
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
    pub(super) fn tail(&self) -> &str {
        let head = self.path.find('<').unwrap_or(self.path.len());
        let module = self.path[..head].rfind("::");
        module.map_or(&self.path, |end| &self.path[end + 2..])
    }
}

/// The types that `of` has and `other` has not.
fn missing<'l>(of: &'l Lock, other: &Lock) -> Vec<&'l Type> {
    let types = of.types.iter();
    types.filter(|ty| other.find(&ty.path).is_none()).collect()
}
