#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    unsafe impl ::shm_runtime::SharedLayout for Place {
        const LAYOUT: ::shm_runtime::__private::TypeLayout = ::shm_runtime::__private::TypeLayout {
            size: ::core::mem::size_of::<Place>(),
            align: ::core::mem::align_of::<Place>(),
            kind: ::shm_runtime::__private::TypeKind::Struct {
                name: "Place",
                path: ::core::concat!(::core::module_path!(), "::Place"),
                segment: ::core::option::Option::None,
                doc: "",
                fields: &[
                    ::shm_runtime::__private::only_pod(
                        "0",
                        "",
                        |value_: &Place| &value_.0,
                    ),
                ],
            },
        };
        type View<'a> = ::core::result::Result<Self, ::shm_runtime::Interrupted>;
        type Update<'a> = Self;
        type Reader<CellProtocol: ::shm_runtime::Protocol> = ::shm_runtime::Reader<
            Self,
            CellProtocol,
        >;
        type Writer<CellProtocol: ::shm_runtime::Protocol> = ::shm_runtime::Writer<
            Self,
            CellProtocol,
        >;
        #[inline(always)]
        fn view_of(
            part_: ::shm_runtime::__private::Part<'_, Self>,
        ) -> ::core::result::Result<Self, ::shm_runtime::Interrupted> {
            part_.read()
        }
        #[inline(always)]
        fn update_of(draft_: ::shm_runtime::__private::Draft<'_, Self>) -> Self {
            draft_.read()
        }
        fn reader_of<CellProtocol: ::shm_runtime::Protocol>(
            reader_: ::shm_runtime::Reader<Self, CellProtocol>,
        ) -> ::shm_runtime::Reader<Self, CellProtocol> {
            reader_
        }
        fn writer_of<CellProtocol: ::shm_runtime::Protocol>(
            writer_: ::shm_runtime::Writer<Self, CellProtocol>,
        ) -> ::shm_runtime::Writer<Self, CellProtocol> {
            writer_
        }
    }
    #[automatically_derived]
    impl ::shm_runtime::AnyBytes for Place
    where
        for<'shm> Place: ::shm_runtime::SharedLayout,
    {}
    #[automatically_derived]
    unsafe impl ::shm_runtime::ZeroInit for Place
    where
        for<'shm> Place: ::shm_runtime::SharedLayout,
    {}
};
#[allow(deprecated)]
const _: () = {
    #[allow(unused_imports)]
    use ::shm_runtime::__private::NoChecks as _;
    let every_field_ = |value_: &Place| {
        let Place(_) = value_;
    };
    ::shm_runtime::__private::ValueChecks::<Place>::MADE
};
const _: ::core::option::Option<&::core::primitive::str> = ::core::option_env!(
    "SHM_LAYOUT"
);
