/// Reads a cell of [`Session`].
///
/// Any number of processes may read at a time. Besides the fields, it has the methods of the runtime's
/// `Reader`.
#[allow(dead_code, non_camel_case_types)]
pub struct SessionReader<P: ::shm_runtime::Protocol = ::shm_runtime::Latch>(
    ::shm_runtime::Reader<Session, P>,
);
/// Changes a cell of [`Session`].
///
/// There is one at a time. Besides the fields, it has the methods of the runtime's `Writer`.
#[allow(dead_code, non_camel_case_types)]
pub struct SessionWriter<P: ::shm_runtime::Protocol = ::shm_runtime::Latch>(
    ::shm_runtime::Writer<Session, P>,
);
/// Several fields of [`Session`], of one version.
///
/// It is what the closure of a reader's `view` is given.
#[allow(dead_code, non_camel_case_types)]
pub struct SessionView<'a>(::shm_runtime::__private::Part<'a, Session>);
/// Several changes to [`Session`], published as one version.
///
/// It is what the closure of a writer's `update` is given.
#[allow(dead_code, non_camel_case_types)]
pub struct SessionUpdate<'a>(::shm_runtime::__private::Draft<'a, Session>);
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    unsafe impl ::shm_runtime::SharedLayout for Session {
        const LAYOUT: ::shm_runtime::__private::TypeLayout = ::shm_runtime::__private::TypeLayout {
            size: ::core::mem::size_of::<Session>(),
            align: ::core::mem::align_of::<Session>(),
            kind: ::shm_runtime::__private::TypeKind::Struct {
                name: "Session",
                path: ::core::concat!(::core::module_path!(), "::Session"),
                segment: ::core::option::Option::Some(
                    ::shm_runtime::__private::SegmentOf::new(
                            3u32,
                            ::shm_runtime::__private::ProtocolKind::Latch,
                        )
                        .accepts(1u32)
                        .reserve(256usize),
                ),
                doc: "Who trades.",
                fields: &[
                    ::shm_runtime::__private::field_layout(
                        "orders",
                        "",
                        ::shm_runtime::__private::offset_of!(Session, orders),
                        |value_: &Session| &value_.orders,
                    ),
                    ::shm_runtime::__private::field_layout(
                            "loss",
                            "What may be lost.",
                            ::shm_runtime::__private::offset_of!(Session, loss),
                            |value_: &Session| &value_.loss,
                        )
                        .since(2u32),
                    ::shm_runtime::__private::field_layout(
                            "side",
                            "",
                            ::shm_runtime::__private::offset_of!(Session, side),
                            |value_: &Session| &value_.side,
                        )
                        .since(3u32),
                    ::shm_runtime::__private::field_layout(
                            "_pad",
                            "",
                            ::shm_runtime::__private::offset_of!(Session, _pad),
                            |value_: &Session| &value_._pad,
                        )
                        .since(3u32),
                ],
            },
        };
        type View<'a> = SessionView<'a>;
        type Update<'a> = SessionUpdate<'a>;
        type Reader<P: ::shm_runtime::Protocol> = SessionReader<P>;
        type Writer<P: ::shm_runtime::Protocol> = SessionWriter<P>;
        #[inline(always)]
        fn view_of(part_: ::shm_runtime::__private::Part<'_, Self>) -> SessionView<'_> {
            SessionView(part_)
        }
        #[inline]
        fn update_of(
            draft_: ::shm_runtime::__private::Draft<'_, Self>,
        ) -> SessionUpdate<'_> {
            SessionUpdate(draft_)
        }
        fn reader_of<P: ::shm_runtime::Protocol>(
            reader_: ::shm_runtime::Reader<Self, P>,
        ) -> SessionReader<P> {
            SessionReader(reader_)
        }
        fn writer_of<P: ::shm_runtime::Protocol>(
            writer_: ::shm_runtime::Writer<Self, P>,
        ) -> SessionWriter<P> {
            SessionWriter(writer_)
        }
    }
    #[automatically_derived]
    impl ::shm_runtime::AnyBytes for Session
    where
        for<'shm> Session: ::shm_runtime::SharedLayout,
        for<'shm> u64: ::shm_runtime::AnyBytes,
        for<'shm> f64: ::shm_runtime::AnyBytes,
        for<'shm> Side: ::shm_runtime::AnyBytes,
        for<'shm> [u8; 7]: ::shm_runtime::AnyBytes,
    {}
    #[automatically_derived]
    unsafe impl ::shm_runtime::ZeroInit for Session
    where
        for<'shm> Session: ::shm_runtime::SharedLayout,
        for<'shm> u64: ::shm_runtime::ZeroInit,
        for<'shm> f64: ::shm_runtime::ZeroInit,
        for<'shm> Side: ::shm_runtime::ZeroInit,
        for<'shm> [u8; 7]: ::shm_runtime::ZeroInit,
    {}
    #[automatically_derived]
    impl ::shm_runtime::SegmentLayout for Session
    where
        for<'shm> Session: ::shm_runtime::SharedLayout,
    {
        const SEGMENT: ::shm_runtime::__private::SegmentDescriptor = {
            let misfit_ = ::shm_runtime::__private::Misfit::of(
                &<Session as ::shm_runtime::SharedLayout>::LAYOUT,
            );
            misfit_
                .assert_is_not(
                    &<Session as ::shm_runtime::SharedLayout>::LAYOUT,
                    1usize,
                );
            misfit_
                .assert_is_not(
                    &<Session as ::shm_runtime::SharedLayout>::LAYOUT,
                    2usize,
                );
            let default_ = SessionDefaultsOfTheCell::loss;
            let default_ = SessionDefaultsOfTheCell::side;
            let default_ = SessionDefaultsOfTheCell::_pad;
            ::shm_runtime::__private::SegmentDescriptor {
                name: "Session",
                path: ::core::concat!(::core::module_path!(), "::Session"),
                doc: "",
                layout_version: 3u32,
                growth: ::core::option::Option::Some(::shm_runtime::__private::Growth {
                    accepts: 1u32,
                    defaults: SessionDefaultsOfTheCell::set_in_the_cell,
                }),
                cells: &[
                    ::shm_runtime::__private::CellDescriptor {
                        name: "Session",
                        doc: "",
                        protocol: ::shm_runtime::__private::ProtocolKind::Latch,
                        each: ::core::option::Option::None,
                        ty: &<Session as ::shm_runtime::SharedLayout>::LAYOUT,
                        reserve: ::shm_runtime::__private::reserve::<Session>(256usize),
                    },
                ],
            }
        };
        type Value = Session;
        type Cells<A> = ::shm_runtime::Cell<Session, ::shm_runtime::Latch, A>;
        fn cells_of<A>(
            cells_: ::shm_runtime::__private::SegmentCells<A>,
        ) -> Self::Cells<A> {
            cells_.cell(0, |value_: &Session| value_)
        }
        fn initial<'v>(
            &'v self,
            cells_: &mut ::shm_runtime::__private::InitialCells<'v>,
        ) {
            ::shm_runtime::__private::shared_cell(|value_: &Session| value_)
                .give(self, cells_);
        }
    }
    #[automatically_derived]
    impl ::shm_runtime::CellLayout for Session
    where
        for<'shm> Session: ::shm_runtime::SharedLayout,
    {
        type Protocol = ::shm_runtime::Latch;
    }
    /// What each field that came later has where a segment does not have it.
    #[allow(dead_code, non_camel_case_types)]
    struct SessionDefaultsOfTheCell;
    #[allow(non_upper_case_globals)]
    impl SessionDefaultsOfTheCell {
        const loss: f64 = Session::LOSS;
        const side: Side = Side::Buy;
        const _pad: [u8; 7] = [0; 7];
    }
    #[allow(dead_code)]
    impl SessionDefaultsOfTheCell
    where
        for<'shm> f64: ::shm_runtime::SharedLayout,
        for<'shm> Side: ::shm_runtime::SharedLayout,
        for<'shm> u8: ::shm_runtime::SharedLayout,
    {
        fn set_in_the_cell(defaults_: &mut ::shm_runtime::__private::Defaults) {
            defaults_
                .set(
                    ::shm_runtime::__private::offset_of!(Session, loss),
                    ::shm_runtime::__private::default_of(
                        |value_: &Session| &value_.loss,
                        Self::loss,
                    ),
                );
            defaults_
                .set(
                    ::shm_runtime::__private::offset_of!(Session, side),
                    ::shm_runtime::__private::default_of(
                        |value_: &Session| &value_.side,
                        Self::side,
                    ),
                );
            defaults_
                .set(
                    ::shm_runtime::__private::offset_of!(Session, _pad),
                    ::shm_runtime::__private::default_of(
                        |value_: &Session| &value_._pad,
                        Self::_pad,
                    ),
                );
        }
    }
    #[allow(unused_imports)]
    use ::shm_runtime::__private::NoDefaults as _;
    impl ::shm_runtime::__private::NoDefaults for SessionDefaultsOfTheCell {}
};
const _: () = {
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::Deref for SessionReader<P> {
        type Target = ::shm_runtime::Reader<Session, P>;
        #[inline]
        fn deref(&self) -> &Self::Target {
            &self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::DerefMut for SessionReader<P> {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::clone::Clone for SessionReader<P> {
        fn clone(&self) -> Self {
            SessionReader(::core::clone::Clone::clone(&self.0))
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::fmt::Debug for SessionReader<P> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_tuple("SessionReader").field(&self.0).finish()
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::Deref for SessionWriter<P> {
        type Target = ::shm_runtime::Writer<Session, P>;
        #[inline]
        fn deref(&self) -> &Self::Target {
            &self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::DerefMut for SessionWriter<P> {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::fmt::Debug for SessionWriter<P> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_tuple("SessionWriter").field(&self.0).finish()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for SessionView<'_> {
        #[inline]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl ::core::marker::Copy for SessionView<'_> {}
    #[automatically_derived]
    impl ::core::fmt::Debug for SessionView<'_> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_struct("SessionView").finish_non_exhaustive()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for SessionUpdate<'_> {
        #[inline]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl ::core::marker::Copy for SessionUpdate<'_> {}
    #[automatically_derived]
    impl ::core::fmt::Debug for SessionUpdate<'_> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_struct("SessionUpdate").finish_non_exhaustive()
        }
    }
};
#[allow(deprecated)]
const _: () = {
    /// Where each field lies.
    #[allow(dead_code, non_camel_case_types)]
    struct SessionFieldsOfTheCell;
    #[allow(dead_code, non_upper_case_globals)]
    impl SessionFieldsOfTheCell {
        const orders: ::shm_runtime::__private::Field<Session, u64> = ::shm_runtime::__private::Field::new(
            ::shm_runtime::__private::offset_of!(Session, orders),
        );
        const loss: ::shm_runtime::__private::Field<Session, f64> = ::shm_runtime::__private::Field::new(
            ::shm_runtime::__private::offset_of!(Session, loss),
        );
    }
    #[allow(dead_code, non_snake_case)]
    impl<P: ::shm_runtime::Protocol> SessionReader<P> {
        /// Reads `orders`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn orders(
            &self,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<u64>, ::shm_runtime::Error> {
            self.0.read_field(SessionFieldsOfTheCell::orders)
        }
        /// What may be lost.
        ///
        /// Reads `loss`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn loss(
            &self,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<f64>, ::shm_runtime::Error> {
            self.0.read_field(SessionFieldsOfTheCell::loss)
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<P: ::shm_runtime::Protocol> SessionWriter<P> {
        /// Reads `orders`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn orders(
            &self,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<u64>, ::shm_runtime::Error> {
            self.0.read_field(SessionFieldsOfTheCell::orders)
        }
        /// Sets `orders`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        #[inline]
        pub fn set_orders(
            &mut self,
            value_: u64,
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            self.0.write_field(SessionFieldsOfTheCell::orders, &value_)
        }
        /// What may be lost.
        ///
        /// Reads `loss`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn loss(
            &self,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<f64>, ::shm_runtime::Error> {
            self.0.read_field(SessionFieldsOfTheCell::loss)
        }
        /// What may be lost.
        ///
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
            self.0.write_field(SessionFieldsOfTheCell::loss, &value_)
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a> SessionView<'a> {
        /// `orders`, of the version that is viewed.
        #[inline(always)]
        pub fn orders(&self) -> <u64 as ::shm_runtime::SharedLayout>::View<'a> {
            <u64 as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(SessionFieldsOfTheCell::orders),
            )
        }
        /// What may be lost.
        ///
        /// `loss`, of the version that is viewed.
        #[inline(always)]
        pub fn loss(&self) -> <f64 as ::shm_runtime::SharedLayout>::View<'a> {
            <f64 as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(SessionFieldsOfTheCell::loss),
            )
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a> SessionUpdate<'a> {
        /// `orders` as it will be published.
        #[inline]
        pub fn orders(&self) -> <u64 as ::shm_runtime::SharedLayout>::Update<'a> {
            <u64 as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(SessionFieldsOfTheCell::orders),
            )
        }
        /// Sets `orders`.
        #[inline]
        pub fn set_orders(&self, value_: u64) {
            self.0.field(SessionFieldsOfTheCell::orders).set(&value_);
        }
        /// What may be lost.
        ///
        /// `loss` as it will be published.
        #[inline]
        pub fn loss(&self) -> <f64 as ::shm_runtime::SharedLayout>::Update<'a> {
            <f64 as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(SessionFieldsOfTheCell::loss),
            )
        }
        /// What may be lost.
        ///
        /// Sets `loss`.
        #[inline]
        pub fn set_loss(&self, value_: f64) {
            self.0.field(SessionFieldsOfTheCell::loss).set(&value_);
        }
    }
    #[allow(dead_code, non_upper_case_globals)]
    impl SessionFieldsOfTheCell
    where
        for<'shm> Side: ::shm_runtime::SharedLayout,
    {
        const side: ::shm_runtime::__private::Field<Session, Side> = ::shm_runtime::__private::Field::new(
            ::shm_runtime::__private::offset_of!(Session, side),
        );
    }
    #[allow(dead_code, non_snake_case)]
    impl<P: ::shm_runtime::Protocol> SessionReader<P>
    where
        for<'shm> Side: ::shm_runtime::SharedLayout,
    {
        /// Reads `side`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn side(
            &self,
        ) -> ::core::result::Result<
            ::shm_runtime::Snapshot<Side>,
            ::shm_runtime::Error,
        > {
            self.0.read_field(SessionFieldsOfTheCell::side)
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<P: ::shm_runtime::Protocol> SessionWriter<P>
    where
        for<'shm> Side: ::shm_runtime::SharedLayout,
    {
        /// Reads `side`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn side(
            &self,
        ) -> ::core::result::Result<
            ::shm_runtime::Snapshot<Side>,
            ::shm_runtime::Error,
        > {
            self.0.read_field(SessionFieldsOfTheCell::side)
        }
        /// Sets `side`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        #[inline]
        pub fn set_side(
            &mut self,
            value_: Side,
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            self.0.write_field(SessionFieldsOfTheCell::side, &value_)
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a> SessionView<'a>
    where
        for<'shm> Side: ::shm_runtime::SharedLayout,
    {
        /// `side`, of the version that is viewed.
        #[inline(always)]
        pub fn side(&self) -> <Side as ::shm_runtime::SharedLayout>::View<'a> {
            <Side as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(SessionFieldsOfTheCell::side),
            )
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a> SessionUpdate<'a>
    where
        for<'shm> Side: ::shm_runtime::SharedLayout,
    {
        /// `side` as it will be published.
        #[inline]
        pub fn side(&self) -> <Side as ::shm_runtime::SharedLayout>::Update<'a> {
            <Side as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(SessionFieldsOfTheCell::side),
            )
        }
        /// Sets `side`.
        #[inline]
        pub fn set_side(&self, value_: Side) {
            self.0.field(SessionFieldsOfTheCell::side).set(&value_);
        }
    }
    #[allow(dead_code)]
    impl SessionView<'_> {
        /// The whole `Session`.
        ///
        /// # Errors
        ///
        /// `Interrupted` when the cell has changed since the view began, or holds no value.
        #[inline(always)]
        pub fn read(
            &self,
        ) -> ::core::result::Result<Session, ::shm_runtime::Interrupted> {
            self.0.read()
        }
    }
    #[allow(dead_code)]
    impl SessionUpdate<'_> {
        /// The whole `Session` as it will be published.
        #[inline]
        pub fn read(&self) -> Session
        where
            for<'shm> Session: ::shm_runtime::AnyBytes,
        {
            self.0.read()
        }
        /// The whole `Session` as it will be published.
        ///
        /// # Errors
        ///
        /// `Invalid` when another program stored what is no value.
        #[inline]
        pub fn try_read(
            &self,
        ) -> ::core::result::Result<Session, ::shm_runtime::Invalid> {
            self.0.try_read()
        }
        /// Sets the whole `Session`.
        #[inline]
        pub fn set(&self, value_: Session) {
            self.0.set(&value_);
        }
    }
};
#[allow(deprecated)]
const _: () = {
    #[allow(unused_imports)]
    use ::shm_runtime::__private::NoChecks as _;
    let every_field_ = |value_: &Session| {
        let Session { orders: _, loss: _, side: _, _pad: _ } = value_;
    };
    ::shm_runtime::__private::assert_no_padding::<
        Session,
    >(
        "Session",
        &[
            ::shm_runtime::__private::span_of(
                    "orders",
                    ::shm_runtime::__private::offset_of!(Session, orders),
                    |value_: &Session| &value_.orders,
                )
                .visible("pub "),
            ::shm_runtime::__private::span_of(
                    "loss",
                    ::shm_runtime::__private::offset_of!(Session, loss),
                    |value_: &Session| &value_.loss,
                )
                .visible("pub ")
                .since(2u32),
            ::shm_runtime::__private::span_of(
                    "side",
                    ::shm_runtime::__private::offset_of!(Session, side),
                    |value_: &Session| &value_.side,
                )
                .visible("pub ")
                .since(3u32),
            ::shm_runtime::__private::span_of(
                    "_pad",
                    ::shm_runtime::__private::offset_of!(Session, _pad),
                    |value_: &Session| &value_._pad,
                )
                .since(3u32),
        ],
    );
    ::shm_runtime::__private::SegmentChecks::<Session>::MADE;
    ::shm_runtime::__private::ValueChecks::<Session>::MADE
};
const _: ::core::option::Option<&::core::primitive::str> = ::core::option_env!(
    "SHM_LAYOUT"
);
