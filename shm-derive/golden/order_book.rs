/// Reads a cell of [`OrderBook`].
///
/// Any number of processes may read at a time. Besides the fields, it has the methods of the runtime's
/// `Reader`.
#[allow(dead_code, non_camel_case_types)]
pub struct OrderBookReader<P: ::shm_runtime::Protocol = ::shm_runtime::Seqlock>(
    ::shm_runtime::Reader<OrderBook, P>,
);
/// Changes a cell of [`OrderBook`].
///
/// There is one at a time. Besides the fields, it has the methods of the runtime's `Writer`.
#[allow(dead_code, non_camel_case_types)]
pub struct OrderBookWriter<P: ::shm_runtime::Protocol = ::shm_runtime::Seqlock>(
    ::shm_runtime::Writer<OrderBook, P>,
);
/// Several fields of [`OrderBook`], of one version.
///
/// It is what the closure of a reader's `view` is given.
#[allow(dead_code, non_camel_case_types)]
pub struct OrderBookView<'a>(::shm_runtime::__private::Part<'a, OrderBook>);
/// Several changes to [`OrderBook`], published as one version.
///
/// It is what the closure of a writer's `update` is given.
#[allow(dead_code, non_camel_case_types)]
pub struct OrderBookUpdate<'a>(::shm_runtime::__private::Draft<'a, OrderBook>);
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    unsafe impl ::shm_runtime::SharedLayout for OrderBook {
        const LAYOUT: ::shm_runtime::__private::TypeLayout = ::shm_runtime::__private::TypeLayout {
            size: ::core::mem::size_of::<OrderBook>(),
            align: ::core::mem::align_of::<OrderBook>(),
            kind: ::shm_runtime::__private::TypeKind::Struct {
                name: "OrderBook",
                path: ::core::concat!(::core::module_path!(), "::OrderBook"),
                segment: ::core::option::Option::Some(
                    ::shm_runtime::__private::SegmentOf::new(
                        1u32,
                        ::shm_runtime::__private::ProtocolKind::Seqlock,
                    ),
                ),
                doc: "Best prices of one instrument.\n\nBest first.",
                fields: &[
                    ::shm_runtime::__private::field_layout(
                        "timestamp",
                        "Exchange time, nanoseconds since the Unix epoch.",
                        ::shm_runtime::__private::offset_of!(OrderBook, timestamp),
                        |value_: &OrderBook| &value_.timestamp,
                    ),
                    ::shm_runtime::__private::field_layout(
                        "bid",
                        "",
                        ::shm_runtime::__private::offset_of!(OrderBook, bid),
                        |value_: &OrderBook| &value_.bid,
                    ),
                    ::shm_runtime::__private::field_layout(
                        "ask",
                        "",
                        ::shm_runtime::__private::offset_of!(OrderBook, ask),
                        |value_: &OrderBook| &value_.ask,
                    ),
                ],
            },
        };
        type View<'a> = OrderBookView<'a>;
        type Update<'a> = OrderBookUpdate<'a>;
        type Reader<P: ::shm_runtime::Protocol> = OrderBookReader<P>;
        type Writer<P: ::shm_runtime::Protocol> = OrderBookWriter<P>;
        #[inline(always)]
        fn view_of(
            part_: ::shm_runtime::__private::Part<'_, Self>,
        ) -> OrderBookView<'_> {
            OrderBookView(part_)
        }
        #[inline]
        fn update_of(
            draft_: ::shm_runtime::__private::Draft<'_, Self>,
        ) -> OrderBookUpdate<'_> {
            OrderBookUpdate(draft_)
        }
        fn reader_of<P: ::shm_runtime::Protocol>(
            reader_: ::shm_runtime::Reader<Self, P>,
        ) -> OrderBookReader<P> {
            OrderBookReader(reader_)
        }
        fn writer_of<P: ::shm_runtime::Protocol>(
            writer_: ::shm_runtime::Writer<Self, P>,
        ) -> OrderBookWriter<P> {
            OrderBookWriter(writer_)
        }
    }
    #[automatically_derived]
    impl ::shm_runtime::AnyBytes for OrderBook
    where
        for<'shm> OrderBook: ::shm_runtime::SharedLayout,
        for<'shm> u64: ::shm_runtime::AnyBytes,
        for<'shm> [f64; 100]: ::shm_runtime::AnyBytes,
    {}
    #[automatically_derived]
    unsafe impl ::shm_runtime::ZeroInit for OrderBook
    where
        for<'shm> OrderBook: ::shm_runtime::SharedLayout,
        for<'shm> u64: ::shm_runtime::ZeroInit,
        for<'shm> [f64; 100]: ::shm_runtime::ZeroInit,
    {}
    #[automatically_derived]
    impl ::shm_runtime::SegmentLayout for OrderBook
    where
        for<'shm> OrderBook: ::shm_runtime::SharedLayout,
    {
        const SEGMENT: ::shm_runtime::__private::SegmentDescriptor = ::shm_runtime::__private::SegmentDescriptor {
            name: "OrderBook",
            path: ::core::concat!(::core::module_path!(), "::OrderBook"),
            doc: "",
            layout_version: 1u32,
            growth: ::core::option::Option::None,
            cells: &[
                ::shm_runtime::__private::CellDescriptor {
                    name: "OrderBook",
                    doc: "",
                    protocol: ::shm_runtime::__private::ProtocolKind::Seqlock,
                    each: ::core::option::Option::None,
                    ty: &<OrderBook as ::shm_runtime::SharedLayout>::LAYOUT,
                    reserve: 0,
                },
            ],
        };
        type Value = OrderBook;
        type Cells<A> = ::shm_runtime::Cell<OrderBook, ::shm_runtime::Seqlock, A>;
        fn cells_of<A>(
            cells_: ::shm_runtime::__private::SegmentCells<A>,
        ) -> Self::Cells<A> {
            cells_.cell(0, |value_: &OrderBook| value_)
        }
        fn initial<'v>(
            &'v self,
            cells_: &mut ::shm_runtime::__private::InitialCells<'v>,
        ) {
            ::shm_runtime::__private::shared_cell(|value_: &OrderBook| value_)
                .give(self, cells_);
        }
    }
    #[automatically_derived]
    impl ::shm_runtime::CellLayout for OrderBook
    where
        for<'shm> OrderBook: ::shm_runtime::SharedLayout,
    {
        type Protocol = ::shm_runtime::Seqlock;
    }
};
const _: () = {
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::Deref for OrderBookReader<P> {
        type Target = ::shm_runtime::Reader<OrderBook, P>;
        #[inline]
        fn deref(&self) -> &Self::Target {
            &self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::DerefMut for OrderBookReader<P> {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::clone::Clone for OrderBookReader<P> {
        fn clone(&self) -> Self {
            OrderBookReader(::core::clone::Clone::clone(&self.0))
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::fmt::Debug for OrderBookReader<P> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_tuple("OrderBookReader").field(&self.0).finish()
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::Deref for OrderBookWriter<P> {
        type Target = ::shm_runtime::Writer<OrderBook, P>;
        #[inline]
        fn deref(&self) -> &Self::Target {
            &self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::DerefMut for OrderBookWriter<P> {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::fmt::Debug for OrderBookWriter<P> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_tuple("OrderBookWriter").field(&self.0).finish()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for OrderBookView<'_> {
        #[inline]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl ::core::marker::Copy for OrderBookView<'_> {}
    #[automatically_derived]
    impl ::core::fmt::Debug for OrderBookView<'_> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_struct("OrderBookView").finish_non_exhaustive()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for OrderBookUpdate<'_> {
        #[inline]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl ::core::marker::Copy for OrderBookUpdate<'_> {}
    #[automatically_derived]
    impl ::core::fmt::Debug for OrderBookUpdate<'_> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_struct("OrderBookUpdate").finish_non_exhaustive()
        }
    }
};
#[allow(deprecated)]
const _: () = {
    /// Where each field lies.
    #[allow(dead_code, non_camel_case_types)]
    struct OrderBookFieldsOfTheCell;
    #[allow(dead_code, non_upper_case_globals)]
    impl OrderBookFieldsOfTheCell {
        const timestamp: ::shm_runtime::__private::Field<OrderBook, u64> = ::shm_runtime::__private::Field::new(
            ::shm_runtime::__private::offset_of!(OrderBook, timestamp),
        );
        const bid: ::shm_runtime::__private::Field<OrderBook, [f64; 100]> = ::shm_runtime::__private::Field::new(
            ::shm_runtime::__private::offset_of!(OrderBook, bid),
        );
        const ask: ::shm_runtime::__private::Field<OrderBook, [f64; 100]> = ::shm_runtime::__private::Field::new(
            ::shm_runtime::__private::offset_of!(OrderBook, ask),
        );
    }
    #[allow(dead_code, non_snake_case)]
    impl<P: ::shm_runtime::Protocol> OrderBookReader<P> {
        /// Exchange time, nanoseconds since the Unix epoch.
        ///
        /// Reads `timestamp`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn timestamp(
            &self,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<u64>, ::shm_runtime::Error> {
            self.0.read_field(OrderBookFieldsOfTheCell::timestamp)
        }
        /// Reads `bid`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn bid(
            &self,
        ) -> ::core::result::Result<
            ::shm_runtime::Snapshot<[f64; 100]>,
            ::shm_runtime::Error,
        > {
            self.0.read_field(OrderBookFieldsOfTheCell::bid)
        }
        /// Reads one element of `bid`.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        pub fn bid_at(
            &self,
            index_: ::core::primitive::usize,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<f64>, ::shm_runtime::Error> {
            self.0.read_field(OrderBookFieldsOfTheCell::bid.at(index_))
        }
        /// Reads `ask`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn ask(
            &self,
        ) -> ::core::result::Result<
            ::shm_runtime::Snapshot<[f64; 100]>,
            ::shm_runtime::Error,
        > {
            self.0.read_field(OrderBookFieldsOfTheCell::ask)
        }
        /// Reads one element of `ask`.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        pub fn ask_at(
            &self,
            index_: ::core::primitive::usize,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<f64>, ::shm_runtime::Error> {
            self.0.read_field(OrderBookFieldsOfTheCell::ask.at(index_))
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<P: ::shm_runtime::Protocol> OrderBookWriter<P> {
        /// Exchange time, nanoseconds since the Unix epoch.
        ///
        /// Reads `timestamp`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn timestamp(
            &self,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<u64>, ::shm_runtime::Error> {
            self.0.read_field(OrderBookFieldsOfTheCell::timestamp)
        }
        /// Exchange time, nanoseconds since the Unix epoch.
        ///
        /// Sets `timestamp`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        #[inline]
        pub fn set_timestamp(
            &mut self,
            value_: u64,
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            self.0.write_field(OrderBookFieldsOfTheCell::timestamp, &value_)
        }
        /// Reads `bid`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn bid(
            &self,
        ) -> ::core::result::Result<
            ::shm_runtime::Snapshot<[f64; 100]>,
            ::shm_runtime::Error,
        > {
            self.0.read_field(OrderBookFieldsOfTheCell::bid)
        }
        /// Reads one element of `bid`.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        pub fn bid_at(
            &self,
            index_: ::core::primitive::usize,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<f64>, ::shm_runtime::Error> {
            self.0.read_field(OrderBookFieldsOfTheCell::bid.at(index_))
        }
        /// Sets `bid`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        #[inline]
        pub fn set_bid(
            &mut self,
            value_: [f64; 100],
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            self.0.write_field(OrderBookFieldsOfTheCell::bid, &value_)
        }
        /// Sets one element of `bid`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        pub fn set_bid_at(
            &mut self,
            index_: ::core::primitive::usize,
            value_: f64,
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            self.0.write_field(OrderBookFieldsOfTheCell::bid.at(index_), &value_)
        }
        /// Reads `ask`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn ask(
            &self,
        ) -> ::core::result::Result<
            ::shm_runtime::Snapshot<[f64; 100]>,
            ::shm_runtime::Error,
        > {
            self.0.read_field(OrderBookFieldsOfTheCell::ask)
        }
        /// Reads one element of `ask`.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        pub fn ask_at(
            &self,
            index_: ::core::primitive::usize,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<f64>, ::shm_runtime::Error> {
            self.0.read_field(OrderBookFieldsOfTheCell::ask.at(index_))
        }
        /// Sets `ask`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        #[inline]
        pub fn set_ask(
            &mut self,
            value_: [f64; 100],
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            self.0.write_field(OrderBookFieldsOfTheCell::ask, &value_)
        }
        /// Sets one element of `ask`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        pub fn set_ask_at(
            &mut self,
            index_: ::core::primitive::usize,
            value_: f64,
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            self.0.write_field(OrderBookFieldsOfTheCell::ask.at(index_), &value_)
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a> OrderBookView<'a> {
        /// Exchange time, nanoseconds since the Unix epoch.
        ///
        /// `timestamp`, of the version that is viewed.
        #[inline(always)]
        pub fn timestamp(&self) -> <u64 as ::shm_runtime::SharedLayout>::View<'a> {
            <u64 as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(OrderBookFieldsOfTheCell::timestamp),
            )
        }
        /// `bid`, of the version that is viewed.
        #[inline(always)]
        pub fn bid(&self) -> <[f64; 100] as ::shm_runtime::SharedLayout>::View<'a> {
            <[f64; 100] as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(OrderBookFieldsOfTheCell::bid),
            )
        }
        /// One element of `bid`, of the version that is viewed.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline(always)]
        #[track_caller]
        pub fn bid_at(
            &self,
            index_: ::core::primitive::usize,
        ) -> <f64 as ::shm_runtime::SharedLayout>::View<'a> {
            <f64 as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(OrderBookFieldsOfTheCell::bid.at(index_)),
            )
        }
        /// `ask`, of the version that is viewed.
        #[inline(always)]
        pub fn ask(&self) -> <[f64; 100] as ::shm_runtime::SharedLayout>::View<'a> {
            <[f64; 100] as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(OrderBookFieldsOfTheCell::ask),
            )
        }
        /// One element of `ask`, of the version that is viewed.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline(always)]
        #[track_caller]
        pub fn ask_at(
            &self,
            index_: ::core::primitive::usize,
        ) -> <f64 as ::shm_runtime::SharedLayout>::View<'a> {
            <f64 as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(OrderBookFieldsOfTheCell::ask.at(index_)),
            )
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a> OrderBookUpdate<'a> {
        /// Exchange time, nanoseconds since the Unix epoch.
        ///
        /// `timestamp` as it will be published.
        #[inline]
        pub fn timestamp(&self) -> <u64 as ::shm_runtime::SharedLayout>::Update<'a> {
            <u64 as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(OrderBookFieldsOfTheCell::timestamp),
            )
        }
        /// Exchange time, nanoseconds since the Unix epoch.
        ///
        /// Sets `timestamp`.
        #[inline]
        pub fn set_timestamp(&self, value_: u64) {
            self.0.field(OrderBookFieldsOfTheCell::timestamp).set(&value_);
        }
        /// `bid` as it will be published.
        #[inline]
        pub fn bid(&self) -> <[f64; 100] as ::shm_runtime::SharedLayout>::Update<'a> {
            <[f64; 100] as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(OrderBookFieldsOfTheCell::bid),
            )
        }
        /// Sets `bid`.
        #[inline]
        pub fn set_bid(&self, value_: [f64; 100]) {
            self.0.field(OrderBookFieldsOfTheCell::bid).set(&value_);
        }
        /// One element of `bid` as it will be published.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        pub fn bid_at(
            &self,
            index_: ::core::primitive::usize,
        ) -> <f64 as ::shm_runtime::SharedLayout>::Update<'a> {
            <f64 as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(OrderBookFieldsOfTheCell::bid.at(index_)),
            )
        }
        /// Sets one element of `bid`.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        pub fn set_bid_at(&self, index_: ::core::primitive::usize, value_: f64) {
            self.0.field(OrderBookFieldsOfTheCell::bid.at(index_)).set(&value_);
        }
        /// `ask` as it will be published.
        #[inline]
        pub fn ask(&self) -> <[f64; 100] as ::shm_runtime::SharedLayout>::Update<'a> {
            <[f64; 100] as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(OrderBookFieldsOfTheCell::ask),
            )
        }
        /// Sets `ask`.
        #[inline]
        pub fn set_ask(&self, value_: [f64; 100]) {
            self.0.field(OrderBookFieldsOfTheCell::ask).set(&value_);
        }
        /// One element of `ask` as it will be published.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        pub fn ask_at(
            &self,
            index_: ::core::primitive::usize,
        ) -> <f64 as ::shm_runtime::SharedLayout>::Update<'a> {
            <f64 as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(OrderBookFieldsOfTheCell::ask.at(index_)),
            )
        }
        /// Sets one element of `ask`.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        pub fn set_ask_at(&self, index_: ::core::primitive::usize, value_: f64) {
            self.0.field(OrderBookFieldsOfTheCell::ask.at(index_)).set(&value_);
        }
    }
    #[allow(dead_code)]
    impl OrderBookView<'_> {
        /// The whole `OrderBook`.
        ///
        /// # Errors
        ///
        /// `Interrupted` when the cell has changed since the view began, or holds no value.
        #[inline(always)]
        pub fn read(
            &self,
        ) -> ::core::result::Result<OrderBook, ::shm_runtime::Interrupted> {
            self.0.read()
        }
    }
    #[allow(dead_code)]
    impl OrderBookUpdate<'_> {
        /// The whole `OrderBook` as it will be published.
        #[inline]
        pub fn read(&self) -> OrderBook
        where
            for<'shm> OrderBook: ::shm_runtime::AnyBytes,
        {
            self.0.read()
        }
        /// The whole `OrderBook` as it will be published.
        ///
        /// # Errors
        ///
        /// `Invalid` when another program stored what is no value.
        #[inline]
        pub fn try_read(
            &self,
        ) -> ::core::result::Result<OrderBook, ::shm_runtime::Invalid> {
            self.0.try_read()
        }
        /// Sets the whole `OrderBook`.
        #[inline]
        pub fn set(&self, value_: OrderBook) {
            self.0.set(&value_);
        }
    }
};
#[allow(deprecated)]
const _: () = {
    #[allow(unused_imports)]
    use ::shm_runtime::__private::NoChecks as _;
    let every_field_ = |value_: &OrderBook| {
        let OrderBook { timestamp: _, bid: _, ask: _ } = value_;
    };
    ::shm_runtime::__private::assert_no_padding::<
        OrderBook,
    >(
        "OrderBook",
        &[
            ::shm_runtime::__private::span_of(
                    "timestamp",
                    ::shm_runtime::__private::offset_of!(OrderBook, timestamp),
                    |value_: &OrderBook| &value_.timestamp,
                )
                .visible("pub "),
            ::shm_runtime::__private::span_of(
                    "bid",
                    ::shm_runtime::__private::offset_of!(OrderBook, bid),
                    |value_: &OrderBook| &value_.bid,
                )
                .visible("pub "),
            ::shm_runtime::__private::span_of(
                    "ask",
                    ::shm_runtime::__private::offset_of!(OrderBook, ask),
                    |value_: &OrderBook| &value_.ask,
                )
                .visible("pub "),
        ],
    );
    ::shm_runtime::__private::ValueChecks::<OrderBook>::MADE
};
const _: ::core::option::Option<&::core::primitive::str> = ::core::option_env!(
    "SHM_LAYOUT"
);
