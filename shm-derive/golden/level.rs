/// Reads a cell of [`Level`].
///
/// Any number of processes may read at a time. Besides the fields, it has the methods of the runtime's
/// `Reader`.
#[allow(dead_code, non_camel_case_types)]
pub struct LevelReader<P: ::shm_runtime::Protocol>(::shm_runtime::Reader<Level, P>);
/// Changes a cell of [`Level`].
///
/// There is one at a time. Besides the fields, it has the methods of the runtime's `Writer`.
#[allow(dead_code, non_camel_case_types)]
pub struct LevelWriter<P: ::shm_runtime::Protocol>(::shm_runtime::Writer<Level, P>);
/// Several fields of [`Level`], of one version.
///
/// It is what the closure of a reader's `view` is given.
#[allow(dead_code, non_camel_case_types)]
pub struct LevelView<'a>(::shm_runtime::__private::Part<'a, Level>);
/// Several changes to [`Level`], published as one version.
///
/// It is what the closure of a writer's `update` is given.
#[allow(dead_code, non_camel_case_types)]
pub struct LevelUpdate<'a>(::shm_runtime::__private::Draft<'a, Level>);
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    unsafe impl ::shm_runtime::SharedLayout for Level {
        const LAYOUT: ::shm_runtime::__private::TypeLayout = ::shm_runtime::__private::TypeLayout {
            size: ::core::mem::size_of::<Level>(),
            align: ::core::mem::align_of::<Level>(),
            kind: ::shm_runtime::__private::TypeKind::Struct {
                name: "Level",
                path: ::core::concat!(::core::module_path!(), "::Level"),
                segment: ::core::option::Option::None,
                doc: "A price and what may be had at it.",
                fields: &[
                    ::shm_runtime::__private::field_layout(
                        "price",
                        "In the quote currency.",
                        ::shm_runtime::__private::offset_of!(Level, price),
                        |value_: &Level| &value_.price,
                    ),
                    ::shm_runtime::__private::field_layout(
                        "quantity",
                        "",
                        ::shm_runtime::__private::offset_of!(Level, quantity),
                        |value_: &Level| &value_.quantity,
                    ),
                ],
            },
        };
        type View<'a> = LevelView<'a>;
        type Update<'a> = LevelUpdate<'a>;
        type Reader<P: ::shm_runtime::Protocol> = LevelReader<P>;
        type Writer<P: ::shm_runtime::Protocol> = LevelWriter<P>;
        #[inline(always)]
        fn view_of(part_: ::shm_runtime::__private::Part<'_, Self>) -> LevelView<'_> {
            LevelView(part_)
        }
        #[inline]
        fn update_of(
            draft_: ::shm_runtime::__private::Draft<'_, Self>,
        ) -> LevelUpdate<'_> {
            LevelUpdate(draft_)
        }
        fn reader_of<P: ::shm_runtime::Protocol>(
            reader_: ::shm_runtime::Reader<Self, P>,
        ) -> LevelReader<P> {
            LevelReader(reader_)
        }
        fn writer_of<P: ::shm_runtime::Protocol>(
            writer_: ::shm_runtime::Writer<Self, P>,
        ) -> LevelWriter<P> {
            LevelWriter(writer_)
        }
    }
    #[automatically_derived]
    impl ::shm_runtime::AnyBytes for Level
    where
        for<'shm> Level: ::shm_runtime::SharedLayout,
        for<'shm> f64: ::shm_runtime::AnyBytes,
        for<'shm> u64: ::shm_runtime::AnyBytes,
    {}
    #[automatically_derived]
    unsafe impl ::shm_runtime::ZeroInit for Level
    where
        for<'shm> Level: ::shm_runtime::SharedLayout,
        for<'shm> f64: ::shm_runtime::ZeroInit,
        for<'shm> u64: ::shm_runtime::ZeroInit,
    {}
};
const _: () = {
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::Deref for LevelReader<P> {
        type Target = ::shm_runtime::Reader<Level, P>;
        #[inline]
        fn deref(&self) -> &Self::Target {
            &self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::DerefMut for LevelReader<P> {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::clone::Clone for LevelReader<P> {
        fn clone(&self) -> Self {
            LevelReader(::core::clone::Clone::clone(&self.0))
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::fmt::Debug for LevelReader<P> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_tuple("LevelReader").field(&self.0).finish()
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::Deref for LevelWriter<P> {
        type Target = ::shm_runtime::Writer<Level, P>;
        #[inline]
        fn deref(&self) -> &Self::Target {
            &self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::DerefMut for LevelWriter<P> {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::fmt::Debug for LevelWriter<P> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_tuple("LevelWriter").field(&self.0).finish()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for LevelView<'_> {
        #[inline]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl ::core::marker::Copy for LevelView<'_> {}
    #[automatically_derived]
    impl ::core::fmt::Debug for LevelView<'_> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_struct("LevelView").finish_non_exhaustive()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for LevelUpdate<'_> {
        #[inline]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl ::core::marker::Copy for LevelUpdate<'_> {}
    #[automatically_derived]
    impl ::core::fmt::Debug for LevelUpdate<'_> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_struct("LevelUpdate").finish_non_exhaustive()
        }
    }
};
#[allow(deprecated)]
const _: () = {
    /// Where each field lies.
    #[allow(dead_code, non_camel_case_types)]
    struct LevelFieldsOfTheCell;
    #[allow(dead_code, non_upper_case_globals)]
    impl LevelFieldsOfTheCell {
        const price: ::shm_runtime::__private::Field<Level, f64> = ::shm_runtime::__private::Field::new(
            ::shm_runtime::__private::offset_of!(Level, price),
        );
        const quantity: ::shm_runtime::__private::Field<Level, u64> = ::shm_runtime::__private::Field::new(
            ::shm_runtime::__private::offset_of!(Level, quantity),
        );
    }
    #[allow(dead_code, non_snake_case)]
    impl<P: ::shm_runtime::Protocol> LevelReader<P> {
        /// In the quote currency.
        ///
        /// Reads `price`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn price(
            &self,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<f64>, ::shm_runtime::Error> {
            self.0.read_field(LevelFieldsOfTheCell::price)
        }
        /// Reads `quantity`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn quantity(
            &self,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<u64>, ::shm_runtime::Error> {
            self.0.read_field(LevelFieldsOfTheCell::quantity)
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<P: ::shm_runtime::Protocol> LevelWriter<P> {
        /// In the quote currency.
        ///
        /// Reads `price`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn price(
            &self,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<f64>, ::shm_runtime::Error> {
            self.0.read_field(LevelFieldsOfTheCell::price)
        }
        /// In the quote currency.
        ///
        /// Sets `price`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        #[inline]
        pub fn set_price(
            &mut self,
            value_: f64,
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            self.0.write_field(LevelFieldsOfTheCell::price, &value_)
        }
        /// Reads `quantity`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn quantity(
            &self,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<u64>, ::shm_runtime::Error> {
            self.0.read_field(LevelFieldsOfTheCell::quantity)
        }
        /// Sets `quantity`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        #[inline]
        pub fn set_quantity(
            &mut self,
            value_: u64,
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            self.0.write_field(LevelFieldsOfTheCell::quantity, &value_)
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a> LevelView<'a> {
        /// In the quote currency.
        ///
        /// `price`, of the version that is viewed.
        #[inline(always)]
        pub fn price(&self) -> <f64 as ::shm_runtime::SharedLayout>::View<'a> {
            <f64 as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(LevelFieldsOfTheCell::price),
            )
        }
        /// `quantity`, of the version that is viewed.
        #[inline(always)]
        pub fn quantity(&self) -> <u64 as ::shm_runtime::SharedLayout>::View<'a> {
            <u64 as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(LevelFieldsOfTheCell::quantity),
            )
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a> LevelUpdate<'a> {
        /// In the quote currency.
        ///
        /// `price` as it will be published.
        #[inline]
        pub fn price(&self) -> <f64 as ::shm_runtime::SharedLayout>::Update<'a> {
            <f64 as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(LevelFieldsOfTheCell::price),
            )
        }
        /// In the quote currency.
        ///
        /// Sets `price`.
        #[inline]
        pub fn set_price(&self, value_: f64) {
            self.0.field(LevelFieldsOfTheCell::price).set(&value_);
        }
        /// `quantity` as it will be published.
        #[inline]
        pub fn quantity(&self) -> <u64 as ::shm_runtime::SharedLayout>::Update<'a> {
            <u64 as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(LevelFieldsOfTheCell::quantity),
            )
        }
        /// Sets `quantity`.
        #[inline]
        pub fn set_quantity(&self, value_: u64) {
            self.0.field(LevelFieldsOfTheCell::quantity).set(&value_);
        }
    }
    #[allow(dead_code)]
    impl LevelView<'_> {
        /// The whole `Level`.
        ///
        /// # Errors
        ///
        /// `Interrupted` when the cell has changed since the view began, or holds no value.
        #[inline(always)]
        pub fn read(&self) -> ::core::result::Result<Level, ::shm_runtime::Interrupted> {
            self.0.read()
        }
    }
    #[allow(dead_code)]
    impl LevelUpdate<'_> {
        /// The whole `Level` as it will be published.
        #[inline]
        pub fn read(&self) -> Level
        where
            for<'shm> Level: ::shm_runtime::AnyBytes,
        {
            self.0.read()
        }
        /// The whole `Level` as it will be published.
        ///
        /// # Errors
        ///
        /// `Invalid` when another program stored what is no value.
        #[inline]
        pub fn try_read(&self) -> ::core::result::Result<Level, ::shm_runtime::Invalid> {
            self.0.try_read()
        }
        /// Sets the whole `Level`.
        #[inline]
        pub fn set(&self, value_: Level) {
            self.0.set(&value_);
        }
    }
};
#[allow(deprecated)]
const _: () = {
    #[allow(unused_imports)]
    use ::shm_runtime::__private::NoChecks as _;
    let every_field_ = |value_: &Level| {
        let Level { price: _, quantity: _ } = value_;
    };
    ::shm_runtime::__private::assert_no_padding::<
        Level,
    >(
        "Level",
        &[
            ::shm_runtime::__private::span_of(
                    "price",
                    ::shm_runtime::__private::offset_of!(Level, price),
                    |value_: &Level| &value_.price,
                )
                .visible("pub "),
            ::shm_runtime::__private::span_of(
                    "quantity",
                    ::shm_runtime::__private::offset_of!(Level, quantity),
                    |value_: &Level| &value_.quantity,
                )
                .visible("pub "),
        ],
    );
    ::shm_runtime::__private::ValueChecks::<Level>::MADE
};
const _: ::core::option::Option<&::core::primitive::str> = ::core::option_env!(
    "SHM_LAYOUT"
);
