#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    unsafe impl ::shm_runtime::SharedLayout for Meters {
        const LAYOUT: ::shm_runtime::__private::TypeLayout = ::shm_runtime::__private::TypeLayout {
            size: ::core::mem::size_of::<Meters>(),
            align: ::core::mem::align_of::<Meters>(),
            kind: ::shm_runtime::__private::TypeKind::Struct {
                name: "Meters",
                path: ::core::concat!(::core::module_path!(), "::Meters"),
                segment: ::core::option::Option::None,
                doc: "Above the sea.",
                fields: &[
                    ::shm_runtime::__private::only_field(
                        "0",
                        "Of the WGS 84 geoid.",
                        |value_: &Meters| &value_.0,
                    ),
                ],
            },
        };
        type View<'a> = ::core::result::Result<Self, ::shm_runtime::Interrupted>;
        type Update<'a> = ::core::result::Result<Self, ::shm_runtime::Invalid>;
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
        fn update_of(
            draft_: ::shm_runtime::__private::Draft<'_, Self>,
        ) -> ::core::result::Result<Self, ::shm_runtime::Invalid> {
            draft_.try_read()
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
    impl ::shm_runtime::AnyBytes for Meters
    where
        for<'shm> Meters: ::shm_runtime::SharedLayout,
        for<'shm> f64: ::shm_runtime::AnyBytes,
    {}
    #[automatically_derived]
    unsafe impl ::shm_runtime::ZeroInit for Meters
    where
        for<'shm> Meters: ::shm_runtime::SharedLayout,
        for<'shm> f64: ::shm_runtime::ZeroInit,
    {}
};
#[allow(deprecated)]
const _: () = {
    #[allow(unused_imports)]
    use ::shm_runtime::__private::NoChecks as _;
    let every_field_ = |value_: &Meters| {
        let Meters(_) = value_;
    };
    ::shm_runtime::__private::ValueChecks::<Meters>::MADE
};
const _: ::core::option::Option<&::core::primitive::str> = ::core::option_env!(
    "SHM_LAYOUT"
);
