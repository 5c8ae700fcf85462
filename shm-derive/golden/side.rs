#[allow(deprecated)]
const _: () = {
    const LAYOUT_OF_THE_ENUM: ::shm_runtime::__private::TypeLayout = ::shm_runtime::__private::TypeLayout {
        size: ::core::mem::size_of::<Side>(),
        align: ::core::mem::align_of::<Side>(),
        kind: ::shm_runtime::__private::TypeKind::Enum {
            name: "Side",
            path: ::core::concat!(::core::module_path!(), "::Side"),
            doc: "Whose order it is.",
            integer: "i16",
            variants: &[
                ::shm_runtime::__private::VariantLayout {
                    name: "Buy",
                    doc: "Wants to have it.",
                    value: Side::Buy as ::core::primitive::i128,
                },
                ::shm_runtime::__private::VariantLayout {
                    name: "Sell",
                    doc: "",
                    value: Side::r#Sell as ::core::primitive::i128,
                },
            ],
        },
    };
    #[automatically_derived]
    unsafe impl ::shm_runtime::SharedLayout for Side {
        const LAYOUT: ::shm_runtime::__private::TypeLayout = LAYOUT_OF_THE_ENUM;
        const ANY_BYTES: bool = false;
        #[inline(always)]
        fn check(bytes_: &[u8]) -> ::core::result::Result<(), ::shm_runtime::Invalid> {
            let number_ = ::shm_runtime::__private::discriminant(bytes_);
            if number_
                == Side::Buy as ::core::primitive::i16 as ::core::primitive::u16
                    as ::core::primitive::u64
                || number_
                    == Side::r#Sell as ::core::primitive::i16 as ::core::primitive::u16
                        as ::core::primitive::u64
            {
                ::core::result::Result::Ok(())
            } else {
                ::core::result::Result::Err(
                    ::shm_runtime::__private::no_variant(&LAYOUT_OF_THE_ENUM, bytes_),
                )
            }
        }
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
    unsafe impl ::shm_runtime::ZeroInit for Side
    where
        for<'shm> Side: ::shm_runtime::SharedLayout,
        for<'shm> ::shm_runtime::__private::HasZero<
            {
                Side::Buy as ::core::primitive::i128 == 0
                    || Side::r#Sell as ::core::primitive::i128 == 0
            },
        >: ::shm_runtime::__private::ZeroAmong<Side>,
    {}
};
#[allow(deprecated)]
const _: () = {
    let every_variant_ = |value_: &Side| match value_ {
        Side::Buy | Side::r#Sell => {}
    };
    ::shm_runtime::__private::assert_enum::<Side, ::core::primitive::i16>()
};
const _: ::core::option::Option<&::core::primitive::str> = ::core::option_env!(
    "SHM_LAYOUT"
);
