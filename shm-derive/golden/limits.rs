/// Reads a cell of [`Limits`].
///
/// Any number of processes may read at a time. Besides the fields, it has the methods of the runtime's
/// `Reader`.
#[allow(dead_code, non_camel_case_types)]
pub struct LimitsReader<P: ::shm_runtime::Protocol = ::shm_runtime::Latch>(
    ::shm_runtime::Reader<Limits, P>,
);
/// Changes a cell of [`Limits`].
///
/// There is one at a time. Besides the fields, it has the methods of the runtime's `Writer`.
#[allow(dead_code, non_camel_case_types)]
pub struct LimitsWriter<P: ::shm_runtime::Protocol = ::shm_runtime::Latch>(
    ::shm_runtime::Writer<Limits, P>,
);
/// Several fields of [`Limits`], of one version.
///
/// It is what the closure of a reader's `view` is given.
#[allow(dead_code, non_camel_case_types)]
pub struct LimitsView<'a>(::shm_runtime::__private::Part<'a, Limits>);
/// Several changes to [`Limits`], published as one version.
///
/// It is what the closure of a writer's `update` is given.
#[allow(dead_code, non_camel_case_types)]
pub struct LimitsUpdate<'a>(::shm_runtime::__private::Draft<'a, Limits>);
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    unsafe impl ::shm_runtime::SharedLayout for Limits {
        const LAYOUT: ::shm_runtime::__private::TypeLayout = ::shm_runtime::__private::TypeLayout {
            size: ::core::mem::size_of::<Limits>(),
            align: ::core::mem::align_of::<Limits>(),
            kind: ::shm_runtime::__private::TypeKind::Struct {
                name: "Limits",
                path: ::core::concat!(::core::module_path!(), "::Limits"),
                segment: ::core::option::Option::Some(
                    ::shm_runtime::__private::SegmentOf::new(
                        2u32,
                        ::shm_runtime::__private::ProtocolKind::Latch,
                    ),
                ),
                doc: "What may not be exceeded.",
                fields: &[
                    ::shm_runtime::__private::field_layout(
                        "loss",
                        "",
                        ::shm_runtime::__private::offset_of!(Limits, loss),
                        |value_: &Limits| &value_.loss,
                    ),
                ],
            },
        };
        type View<'a> = LimitsView<'a>;
        type Update<'a> = LimitsUpdate<'a>;
        type Reader<P: ::shm_runtime::Protocol> = LimitsReader<P>;
        type Writer<P: ::shm_runtime::Protocol> = LimitsWriter<P>;
        #[inline(always)]
        fn view_of(part_: ::shm_runtime::__private::Part<'_, Self>) -> LimitsView<'_> {
            LimitsView(part_)
        }
        #[inline]
        fn update_of(
            draft_: ::shm_runtime::__private::Draft<'_, Self>,
        ) -> LimitsUpdate<'_> {
            LimitsUpdate(draft_)
        }
        fn reader_of<P: ::shm_runtime::Protocol>(
            reader_: ::shm_runtime::Reader<Self, P>,
        ) -> LimitsReader<P> {
            LimitsReader(reader_)
        }
        fn writer_of<P: ::shm_runtime::Protocol>(
            writer_: ::shm_runtime::Writer<Self, P>,
        ) -> LimitsWriter<P> {
            LimitsWriter(writer_)
        }
    }
    #[automatically_derived]
    impl ::shm_runtime::AnyBytes for Limits
    where
        for<'shm> Limits: ::shm_runtime::SharedLayout,
        for<'shm> f64: ::shm_runtime::AnyBytes,
    {}
    #[automatically_derived]
    unsafe impl ::shm_runtime::ZeroInit for Limits
    where
        for<'shm> Limits: ::shm_runtime::SharedLayout,
        for<'shm> f64: ::shm_runtime::ZeroInit,
    {}
    #[automatically_derived]
    impl ::shm_runtime::SegmentLayout for Limits
    where
        for<'shm> Limits: ::shm_runtime::SharedLayout,
    {
        const SEGMENT: ::shm_runtime::__private::SegmentDescriptor = ::shm_runtime::__private::SegmentDescriptor {
            name: "Limits",
            path: ::core::concat!(::core::module_path!(), "::Limits"),
            doc: "",
            layout_version: 2u32,
            growth: ::core::option::Option::None,
            cells: &[
                ::shm_runtime::__private::CellDescriptor {
                    name: "Limits",
                    doc: "",
                    protocol: ::shm_runtime::__private::ProtocolKind::Latch,
                    each: ::core::option::Option::None,
                    ty: &<Limits as ::shm_runtime::SharedLayout>::LAYOUT,
                    reserve: 0,
                },
            ],
        };
        type Value = Limits;
        type Cells<A> = ::shm_runtime::Cell<Limits, ::shm_runtime::Latch, A>;
        fn cells_of<A>(
            cells_: ::shm_runtime::__private::SegmentCells<A>,
        ) -> Self::Cells<A> {
            cells_.cell(0, |value_: &Limits| value_)
        }
        fn initial<'v>(
            &'v self,
            cells_: &mut ::shm_runtime::__private::InitialCells<'v>,
        ) {
            ::shm_runtime::__private::shared_cell(|value_: &Limits| value_)
                .give(self, cells_);
        }
    }
    #[automatically_derived]
    impl ::shm_runtime::CellLayout for Limits
    where
        for<'shm> Limits: ::shm_runtime::SharedLayout,
    {
        type Protocol = ::shm_runtime::Latch;
    }
};
const _: () = {
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::Deref for LimitsReader<P> {
        type Target = ::shm_runtime::Reader<Limits, P>;
        #[inline]
        fn deref(&self) -> &Self::Target {
            &self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::DerefMut for LimitsReader<P> {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::clone::Clone for LimitsReader<P> {
        fn clone(&self) -> Self {
            LimitsReader(::core::clone::Clone::clone(&self.0))
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::fmt::Debug for LimitsReader<P> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_tuple("LimitsReader").field(&self.0).finish()
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::Deref for LimitsWriter<P> {
        type Target = ::shm_runtime::Writer<Limits, P>;
        #[inline]
        fn deref(&self) -> &Self::Target {
            &self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::DerefMut for LimitsWriter<P> {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::fmt::Debug for LimitsWriter<P> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_tuple("LimitsWriter").field(&self.0).finish()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for LimitsView<'_> {
        #[inline]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl ::core::marker::Copy for LimitsView<'_> {}
    #[automatically_derived]
    impl ::core::fmt::Debug for LimitsView<'_> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_struct("LimitsView").finish_non_exhaustive()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for LimitsUpdate<'_> {
        #[inline]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl ::core::marker::Copy for LimitsUpdate<'_> {}
    #[automatically_derived]
    impl ::core::fmt::Debug for LimitsUpdate<'_> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_struct("LimitsUpdate").finish_non_exhaustive()
        }
    }
};
#[allow(deprecated)]
const _: () = {
    /// Where each field lies.
    #[allow(dead_code, non_camel_case_types)]
    struct LimitsFieldsOfTheCell;
    #[allow(dead_code, non_upper_case_globals)]
    impl LimitsFieldsOfTheCell {
        const loss: ::shm_runtime::__private::Field<Limits, f64> = ::shm_runtime::__private::Field::new(
            ::shm_runtime::__private::offset_of!(Limits, loss),
        );
    }
    #[allow(dead_code, non_snake_case)]
    impl<P: ::shm_runtime::Protocol> LimitsReader<P> {
        /// Reads `loss`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn loss(
            &self,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<f64>, ::shm_runtime::Error> {
            self.0.read_field(LimitsFieldsOfTheCell::loss)
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<P: ::shm_runtime::Protocol> LimitsWriter<P> {
        /// Reads `loss`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn loss(
            &self,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<f64>, ::shm_runtime::Error> {
            self.0.read_field(LimitsFieldsOfTheCell::loss)
        }
        /// Sets `loss`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        #[inline]
        pub fn set_loss(
            &mut self,
            value_: f64,
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            self.0.write_field(LimitsFieldsOfTheCell::loss, &value_)
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a> LimitsView<'a> {
        /// `loss`, of the version that is viewed.
        #[inline(always)]
        pub fn loss(&self) -> <f64 as ::shm_runtime::SharedLayout>::View<'a> {
            <f64 as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(LimitsFieldsOfTheCell::loss),
            )
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a> LimitsUpdate<'a> {
        /// `loss` as it will be published.
        #[inline]
        pub fn loss(&self) -> <f64 as ::shm_runtime::SharedLayout>::Update<'a> {
            <f64 as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(LimitsFieldsOfTheCell::loss),
            )
        }
        /// Sets `loss`.
        #[inline]
        pub fn set_loss(&self, value_: f64) {
            self.0.field(LimitsFieldsOfTheCell::loss).set(&value_);
        }
    }
    #[allow(dead_code)]
    impl LimitsView<'_> {
        /// The whole `Limits`.
        ///
        /// # Errors
        ///
        /// `Interrupted` when the cell has changed since the view began, or holds no value.
        #[inline(always)]
        pub fn read(
            &self,
        ) -> ::core::result::Result<Limits, ::shm_runtime::Interrupted> {
            self.0.read()
        }
    }
    #[allow(dead_code)]
    impl LimitsUpdate<'_> {
        /// The whole `Limits` as it will be published.
        #[inline]
        pub fn read(&self) -> Limits
        where
            for<'shm> Limits: ::shm_runtime::AnyBytes,
        {
            self.0.read()
        }
        /// The whole `Limits` as it will be published.
        ///
        /// # Errors
        ///
        /// `Invalid` when another program stored what is no value.
        #[inline]
        pub fn try_read(
            &self,
        ) -> ::core::result::Result<Limits, ::shm_runtime::Invalid> {
            self.0.try_read()
        }
        /// Sets the whole `Limits`.
        #[inline]
        pub fn set(&self, value_: Limits) {
            self.0.set(&value_);
        }
    }
};
#[allow(deprecated)]
const _: () = {
    #[allow(unused_imports)]
    use ::shm_runtime::__private::NoChecks as _;
    let every_field_ = |value_: &Limits| {
        let Limits { loss: _ } = value_;
    };
    ::shm_runtime::__private::assert_no_padding::<
        Limits,
    >(
        "Limits",
        &[
            ::shm_runtime::__private::span_of(
                    "loss",
                    ::shm_runtime::__private::offset_of!(Limits, loss),
                    |value_: &Limits| &value_.loss,
                )
                .visible("pub "),
        ],
    );
    ::shm_runtime::__private::ValueChecks::<Limits>::MADE
};
const _: ::core::option::Option<&::core::primitive::str> = ::core::option_env!(
    "SHM_LAYOUT"
);
