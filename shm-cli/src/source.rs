//! Where a type stands in the source of its crate.

use proc_macro2::Span;
use std::fs;
use std::path::{Path, PathBuf};
use syn::{Attribute, Expr, ExprLit, Fields, Item, Lit, Meta};

/// No path has as many modules. A file that is a module of itself ends here.
const MOST_MODULES: usize = 64;

/// A place in a file, counted from 1.
#[derive(Debug, PartialEq, Eq)]
pub struct Place {
    pub file: PathBuf,
    pub line: usize,
    pub column: usize,
}

/// Where a crate has a type, given by its path, or a field or variant of it; the type, if that is not found.
///
/// What a macro makes is not found, and neither is what is in a function.
pub fn find(directory: &Path, path: &str, part: Option<&str>) -> Option<Place> {
    let path = path.split('<').next()?;
    let mut modules: Vec<&str> = path.split("::").collect();
    let name = modules.pop()?;
    if modules.is_empty() || modules.len() > MOST_MODULES {
        return None;
    }
    let target = modules.remove(0);
    let wanted = Wanted { name, part };
    let found = |root: PathBuf| {
        let children = root.parent()?.to_owned();
        wanted.in_file(&root, &children, &modules)
    };
    roots(directory, target).into_iter().find_map(found)
}

/// The files that a crate may begin with, those of this name first.
fn roots(directory: &Path, target: &str) -> Vec<PathBuf> {
    let mut roots = vec!["src/lib.rs".to_owned(), "src/main.rs".to_owned()];
    for folder in ["src/bin", "examples", "tests", "benches"] {
        roots.push(format!("{folder}/{target}.rs"));
        roots.push(format!("{folder}/{target}/main.rs"));
    }
    // What Cargo.toml says of paths: its strings that are files of Rust.
    let manifest = fs::read_to_string(directory.join("Cargo.toml")).unwrap_or_default();
    let strings = manifest
        .split(['"', '\''])
        .filter(|text| text.ends_with(".rs"));
    roots.extend(strings.map(str::to_owned));
    let mut roots: Vec<PathBuf> = roots.iter().map(|root| directory.join(root)).collect();
    let is_called_otherwise = |root: &PathBuf| {
        let stem = root.file_stem().is_some_and(|stem| stem == target);
        let folder = root.parent().and_then(Path::file_name);
        !stem && folder.is_none_or(|folder| folder != target)
    };
    roots.sort_by_key(is_called_otherwise);
    roots
}

/// What is looked for.
struct Wanted<'w> {
    name: &'w str,
    part: Option<&'w str>,
}

impl Wanted<'_> {
    /// In a file, whose modules have their files in `children`.
    fn in_file(&self, file: &Path, children: &Path, modules: &[&str]) -> Option<Place> {
        let text = fs::read_to_string(file).ok()?;
        let items = syn::parse_file(&text).ok()?.items;
        let here = file.parent()?;
        let span = self.in_items(&items, here, children, modules)?;
        Some(match span {
            Found::Here(span) => Place {
                file: file.to_owned(),
                line: span.start().line,
                column: span.start().column + 1,
            },
            Found::Elsewhere(place) => place,
        })
    }

    /// `here` is where a `path` attribute begins, and `children` where modules without one have their files.
    fn in_items(
        &self,
        items: &[Item],
        here: &Path,
        children: &Path,
        modules: &[&str],
    ) -> Option<Found> {
        let Some((module, rest)) = modules.split_first() else {
            return items
                .iter()
                .find_map(|item| self.in_item(item))
                .map(Found::Here);
        };
        // The path has it as it is written, and neither its file nor its identifier is compared so.
        let module = module.strip_prefix("r#").unwrap_or(module);
        items.iter().find_map(|item| {
            let Item::Mod(item) = item else { return None };
            if !is_called(&item.ident, module) {
                return None;
            }
            let own = children.join(module);
            if let Some((_, items)) = &item.content {
                return self.in_items(items, &own, &own, rest);
            }
            let place = match path_attribute(&item.attrs) {
                Some(path) => {
                    let file = here.join(path);
                    let children = file.parent()?.to_owned();
                    self.in_file(&file, &children, rest)
                }
                None => [children.join(format!("{module}.rs")), own.join("mod.rs")]
                    .iter()
                    .find_map(|file| self.in_file(file, &own, rest)),
            };
            place.map(Found::Elsewhere)
        })
    }

    fn in_item(&self, item: &Item) -> Option<Span> {
        let part = |ident: &proc_macro2::Ident| {
            self.part
                .filter(|part| is_called(ident, part))
                .map(|_| ident.span())
        };
        let (ident, found) = match item {
            Item::Struct(item) => {
                let fields = match &item.fields {
                    Fields::Named(fields) => Some(&fields.named),
                    _ => None,
                };
                let mut idents = fields
                    .into_iter()
                    .flatten()
                    .filter_map(|field| field.ident.as_ref());
                (&item.ident, idents.find_map(part))
            }
            Item::Enum(item) => {
                let mut idents = item.variants.iter().map(|variant| &variant.ident);
                (&item.ident, idents.find_map(part))
            }
            _ => return None,
        };
        is_called(ident, self.name).then(|| found.unwrap_or_else(|| ident.span()))
    }
}

enum Found {
    /// In the file that is looked at.
    Here(Span),
    Elsewhere(Place),
}

/// Whether an identifier is this name, which has no `r#`.
fn is_called(ident: &proc_macro2::Ident, name: &str) -> bool {
    let ident = ident.to_string();
    ident.strip_prefix("r#").unwrap_or(&ident) == name
}

/// The path of `#[path = "…"]`.
fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes
        .iter()
        .find_map(|attribute| match &attribute.meta {
            Meta::NameValue(meta) if meta.path.is_ident("path") => match &meta.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(path),
                    ..
                }) => Some(path.value()),
                _ => None,
            },
            _ => None,
        })
}
