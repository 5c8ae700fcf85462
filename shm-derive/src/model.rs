//! The struct as we understand it; in `variants`, the enum.

mod newtype;
mod variants;

pub(crate) use newtype::Newtype;
pub(crate) use variants::{EnumModel, Variant};

use crate::attr::{FieldAttributes, Protocol, Repr, StructAttributes};
use crate::errors::Errors;
use crate::generics::{Parameters, replace_self};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Expr, ExprLit, Fields, Lit, Path, Type, Visibility};

/// A struct to be shared.
pub(crate) struct Model {
    pub ident: Ident,
    pub vis: Visibility,
    pub docs: Docs,
    pub repr: Repr,
    pub attributes: StructAttributes,
    /// Where the runtime is found: `::shm_runtime`, or what `crate = path` says.
    pub runtime: Path,
    /// What the struct is generic over.
    pub parameters: Parameters,
    /// Its fields are cells. Of a struct with a protocol, the whole is one.
    pub has_many_cells: bool,
    /// The named fields, in the order of declaration. A struct of another kind has none here.
    pub fields: Vec<Field>,
    /// After an error, those that were taken out because of their types.
    pub refused: Vec<Field>,
    /// After an error of a value, that error, to stand where an expression does.
    pub error: Option<TokenStream>,
}

/// One field.
pub(crate) struct Field {
    pub ident: Ident,
    pub vis: Visibility,
    pub docs: Docs,
    /// As written, but with `Self` replaced by the struct: it is repeated in impls of other types.
    pub ty: Type,
    /// What its accessors are called after, if it has any.
    pub accessor: Option<Ident>,
    /// What is read where a segment does not have it, of a field that came later; with `Self` replaced, as in the type.
    pub default: Option<TokenStream>,
    /// What `#[shared(…)]` says of it.
    pub attributes: FieldAttributes,
}

/// The primitives that the runtime shares.
const PRIMITIVES: &[&str] = &[
    "u8", "u16", "u32", "u64", "u128", "i8", "i16", "i32", "i64", "i128", "f32", "f64", "bool",
    "char",
];

/// A doc comment.
#[derive(Default)]
pub(crate) struct Docs {
    /// The attributes, to be repeated on accessors; `#[deprecated]` is among them.
    pub attributes: Vec<Attribute>,
    /// The text, for the schema: lines joined by `\n`, without the space that each begins with.
    pub text: String,
}

impl Model {
    /// Reads a derive's input. What is wrong in attributes is added to `errors`.
    pub(crate) fn read(input: &DeriveInput, errors: &mut Errors) -> Self {
        let mut attributes = StructAttributes::read(&input.attrs, errors);
        let runtime = attributes.runtime();
        let fields = match &input.data {
            Data::Struct(data) => &data.fields,
            Data::Enum(_) | Data::Union(_) => &Fields::Unit,
        };
        let fields: Vec<Field> = fields
            .iter()
            .filter_map(|field| Field::read(field, input, errors))
            .collect();
        let has_cells = fields.iter().any(|field| field.protocol().is_some());
        if has_cells && attributes.is_assumed {
            attributes.protocol = None;
        }
        Model {
            has_many_cells: has_cells && attributes.protocol.is_none(),
            ident: input.ident.clone(),
            vis: input.vis.clone(),
            docs: Docs::read(&input.attrs),
            repr: Repr::read(&input.attrs),
            parameters: Parameters::read(input, &runtime),
            runtime,
            attributes,
            fields,
            refused: Vec::new(),
            error: None,
        }
    }

    /// The struct's name as text, without `r#`.
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }

    /// The struct as a type, with its parameters: `Grid<T, N>`.
    pub(crate) fn itself(&self) -> TokenStream {
        let (ident, arguments) = (&self.ident, self.parameters.named(None, None));
        quote! { #ident #arguments }
    }

    /// The name that those of the types beside the struct begin with.
    pub(crate) fn handles(&self) -> &Ident {
        match &self.attributes.handles {
            Some((_, name)) => name,
            None => &self.ident,
        }
    }

    /// How the struct is shared, if it is a cell.
    pub(crate) fn protocol(&self) -> Option<Protocol> {
        let (_, protocol) = self.attributes.protocol.as_ref()?;
        Some(*protocol)
    }

    /// The layout version, which is 1 if the struct does not say.
    pub(crate) fn layout_version(&self) -> u32 {
        self.attributes
            .version
            .as_ref()
            .map_or(1, |(_, version)| *version)
    }
}

impl Field {
    /// `None` for the fields of tuple structs, which the checks refuse.
    fn read(field: &syn::Field, of: &DeriveInput, errors: &mut Errors) -> Option<Self> {
        let ident = field.ident.clone()?;
        let attributes = FieldAttributes::read(&field.attrs, errors);
        let is_hidden = ident.unraw().to_string().starts_with('_');
        let own_name = (!is_hidden).then(|| ident.clone());
        let default = attributes.default.as_ref();
        let default = default.map(|(_, value)| replace_self(value.to_token_stream(), of));
        Some(Field {
            default,
            vis: field.vis.clone(),
            docs: Docs::read(&field.attrs),
            ty: without_self(&field.ty, of),
            accessor: attributes.accessor.clone().or(own_name),
            attributes,
            ident,
        })
    }

    /// The field's name as text, without `r#`.
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }

    /// How the field is shared, if it is a cell, or an array of cells.
    pub(crate) fn protocol(&self) -> Option<Protocol> {
        let (_, protocol) = self.attributes.protocol.as_ref()?;
        Some(*protocol)
    }

    /// The type of each cell, of an array of cells; else that of the field.
    pub(crate) fn cell(&self) -> &Type {
        match self.attributes.each {
            Some(_) => self.element().unwrap_or(&self.ty),
            None => &self.ty,
        }
    }

    /// The type of what is in the innermost array, or the type itself.
    pub(crate) fn innermost(&self) -> &Type {
        let mut ty = peeled(&self.ty);
        while let Type::Array(array) = ty {
            ty = peeled(&array.elem);
        }
        ty
    }

    /// A primitive, or arrays of them, going by the name.
    pub(crate) fn is_primitive(&self) -> bool {
        match self.innermost() {
            Type::Path(path) => PRIMITIVES.iter().any(|name| path.path.is_ident(name)),
            _ => false,
        }
    }

    /// The type of the elements, of a field that is an array.
    pub(crate) fn element(&self) -> Option<&Type> {
        match peeled(&self.ty) {
            Type::Array(array) => Some(&array.elem),
            _ => None,
        }
    }
}

/// A type without parentheses and without the invisible group that a `macro_rules!` fragment comes in.
pub(crate) fn peeled(mut ty: &Type) -> &Type {
    loop {
        ty = match ty {
            Type::Group(group) => &group.elem,
            Type::Paren(paren) => &paren.elem,
            _ => return ty,
        }
    }
}

fn without_self(ty: &Type, of: &DeriveInput) -> Type {
    // A type in place of a type leaves a type a type.
    syn::parse2(replace_self(ty.to_token_stream(), of)).unwrap_or_else(|_| ty.clone())
}

impl Docs {
    fn read(attributes: &[Attribute]) -> Self {
        let docs = attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("doc"));
        let attributes: Vec<_> = docs.cloned().collect();
        let lines: Vec<_> = attributes.iter().filter_map(doc_text).collect();
        Docs {
            text: lines.join("\n"),
            attributes,
        }
    }
}

/// The text of `#[doc = "…"]`; `None` if it is a macro's, such as `include_str!`, and for other attributes.
fn doc_text(attribute: &Attribute) -> Option<String> {
    let meta = attribute.meta.require_name_value().ok()?;
    match &meta.value {
        _ if !meta.path.is_ident("doc") => None,
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => {
            let text = text.value();
            Some(text.strip_prefix(' ').map(str::to_owned).unwrap_or(text))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    fn read(input: DeriveInput) -> Model {
        Model::read(&input, &mut Errors::default())
    }

    #[test]
    fn doc_lines_are_joined_without_their_first_space() {
        let model = read(parse_quote! {
            /// One.
            ///
            ///   - two
            struct S { a: u8 }
        });
        assert_eq!(model.docs.text, "One.\n\n  - two");
    }

    #[test]
    fn fields_with_an_underscore_have_accessors_only_on_request() {
        let model = read(parse_quote! {
            struct S { _pad: u8, #[shared(accessor = rest)] _rest: u8, r#type: u8 }
        });
        let accessors: Vec<_> = model
            .fields
            .iter()
            .map(|field| field.accessor.as_ref().map(Ident::to_string))
            .collect();
        assert_eq!(
            accessors,
            [None, Some("rest".to_owned()), Some("r#type".to_owned())]
        );
        assert_eq!(model.fields[2].name(), "type");
    }

    #[test]
    fn self_in_a_type_names_the_struct() {
        let model = read(parse_quote! { struct S { a: [u8; Self::N] } });
        let ty = &model.fields[0].ty;
        assert_eq!(quote!(#ty).to_string(), quote!([u8; S::N]).to_string());
        let model = read(parse_quote! { struct S<T, const N: usize> { a: <Self as Kind>::Value } });
        let ty = &model.fields[0].ty;
        let named = quote!(<S::<T, N> as Kind>::Value);
        assert_eq!(quote!(#ty).to_string(), named.to_string());
    }
}
