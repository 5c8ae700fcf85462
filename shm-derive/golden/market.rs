/// The cells of a segment of [`Market`].
///
/// Each is a method that is called as its field. The segment dereferences to it.
#[allow(dead_code, non_camel_case_types)]
pub struct MarketCells<A = ::shm_runtime::Writable>(
    ::shm_runtime::__private::SegmentCells<A>,
);
const _: () = {
    #[automatically_derived]
    impl<A> ::core::clone::Clone for MarketCells<A> {
        fn clone(&self) -> Self {
            MarketCells(::core::clone::Clone::clone(&self.0))
        }
    }
    #[automatically_derived]
    impl<A> ::core::fmt::Debug for MarketCells<A> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_tuple("MarketCells").field(&self.0).finish()
        }
    }
};
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    impl ::shm_runtime::SegmentLayout for Market {
        const SEGMENT: ::shm_runtime::__private::SegmentDescriptor = ::shm_runtime::__private::SegmentDescriptor {
            name: "Market",
            path: ::core::concat!(::core::module_path!(), "::Market"),
            doc: "What is traded.",
            layout_version: 3u32,
            growth: ::core::option::Option::None,
            cells: &[
                ::shm_runtime::__private::shared_cell(|value_: &Market| &value_.book)
                    .descriptor(
                        "book",
                        "Prices and what may be had at them.",
                        ::shm_runtime::__private::ProtocolKind::Seqlock,
                    ),
                ::shm_runtime::__private::shared_cell(|value_: &Market| &value_.limits)
                    .descriptor(
                        "limits",
                        "",
                        ::shm_runtime::__private::ProtocolKind::Latch,
                    ),
                ::shm_runtime::__private::shared_cells(|value_: &Market| &value_.quotes)
                    .descriptor(
                        "quotes",
                        "",
                        ::shm_runtime::__private::ProtocolKind::Seqlock,
                    ),
                ::shm_runtime::__private::shared_cell(|value_: &Market| &value_.shape)
                    .descriptor(
                        "shape",
                        "",
                        ::shm_runtime::__private::ProtocolKind::Latch,
                    ),
                ::shm_runtime::__private::atomic_cell(|value_: &Market| {
                        &value_.heartbeat
                    })
                    .descriptor(
                        "heartbeat",
                        "",
                        ::shm_runtime::__private::ProtocolKind::Atomic,
                    ),
                ::shm_runtime::__private::atomic_cells(|value_: &Market| &value_._hits)
                    .descriptor(
                        "_hits",
                        "",
                        ::shm_runtime::__private::ProtocolKind::Atomic,
                    ),
            ],
        };
        type Value = ();
        type Cells<A> = MarketCells<A>;
        fn cells_of<A>(
            cells_: ::shm_runtime::__private::SegmentCells<A>,
        ) -> MarketCells<A> {
            MarketCells(cells_)
        }
        #[allow(unused_variables)]
        fn initial<'v>(
            &'v self,
            cells_: &mut ::shm_runtime::__private::InitialCells<'v>,
        ) {
            ::shm_runtime::__private::shared_cell(|value_: &Market| &value_.book)
                .give(self, cells_);
            ::shm_runtime::__private::shared_cell(|value_: &Market| &value_.limits)
                .give(self, cells_);
            ::shm_runtime::__private::shared_cells(|value_: &Market| &value_.quotes)
                .give(self, cells_);
            ::shm_runtime::__private::shared_cell(|value_: &Market| &value_.shape)
                .give(self, cells_);
            ::shm_runtime::__private::atomic_cell(|value_: &Market| &value_.heartbeat)
                .give(self, cells_);
            ::shm_runtime::__private::atomic_cells(|value_: &Market| &value_._hits)
                .give(self, cells_);
        }
    }
    #[automatically_derived]
    unsafe impl ::shm_runtime::ZeroInit for Market
    where
        for<'shm> OrderBook: ::shm_runtime::ZeroInit,
        for<'shm> Limits: ::shm_runtime::ZeroInit,
        for<'shm> [Quote; Market::QUOTES]: ::shm_runtime::ZeroInit,
        for<'shm> [f64; 8]: ::shm_runtime::ZeroInit,
        for<'shm> u64: ::shm_runtime::ZeroInit,
        for<'shm> [Count; 16]: ::shm_runtime::ZeroInit,
    {}
};
#[allow(deprecated)]
const _: () = {
    #[allow(dead_code, non_snake_case)]
    impl<A> MarketCells<A> {
        /// Prices and what may be had at them.
        ///
        /// The cell `book`, a seqlock.
        pub fn book(&self) -> ::shm_runtime::Cell<OrderBook, ::shm_runtime::Seqlock, A>
        where
            for<'shm> OrderBook: ::shm_runtime::SharedLayout,
        {
            let cells_ = self.0.cell(0usize, |value_: &Market| &value_.book);
            cells_
        }
        /// The cell `limits`, a latch.
        fn limits(&self) -> ::shm_runtime::Cell<Limits, ::shm_runtime::Latch, A>
        where
            for<'shm> Limits: ::shm_runtime::SharedLayout,
        {
            let cells_ = self.0.cell(1usize, |value_: &Market| &value_.limits);
            cells_
        }
        /// The cells `quotes`, each a seqlock.
        pub fn quotes(&self) -> ::shm_runtime::Cells<Quote, ::shm_runtime::Seqlock, A>
        where
            for<'shm> Quote: ::shm_runtime::SharedLayout,
        {
            let cells_ = self.0.cells(2usize, |value_: &Market| &value_.quotes);
            cells_
        }
        /// The cell `shape`, a latch.
        pub(crate) fn shape(
            &self,
        ) -> ::shm_runtime::Cell<[f64; 8], ::shm_runtime::Latch, A> {
            let cells_ = self.0.cell(3usize, |value_: &Market| &value_.shape);
            cells_
        }
        /// The cell `heartbeat`, an atomic.
        pub fn heartbeat(&self) -> ::shm_runtime::Atomic<u64, A> {
            let cells_ = self.0.atomic(4usize, |value_: &Market| &value_.heartbeat);
            cells_
        }
        /// The cells `_hits`, each an atomic.
        pub fn trades(&self) -> ::shm_runtime::Atomics<Count, A>
        where
            for<'shm> Count: ::shm_runtime::AtomicValue,
        {
            let cells_ = self.0.atomics(5usize, |value_: &Market| &value_._hits);
            cells_
        }
        #[doc(hidden)]
        pub fn reader<HandleOfTheCell>(&self) -> HandleOfTheCell
        where
            for<'shm> Market: ::shm_runtime::__private::OneCell,
        {
            ::core::unreachable!()
        }
        #[doc(hidden)]
        pub fn writer<HandleOfTheCell>(&self) -> HandleOfTheCell
        where
            for<'shm> Market: ::shm_runtime::__private::OneCell,
        {
            ::core::unreachable!()
        }
    }
};
#[allow(deprecated)]
const _: () = {
    let _every_field = |value_: &Market| {
        let Market { book: _, limits: _, quotes: _, shape: _, heartbeat: _, _hits: _ } = value_;
    };
    ::shm_runtime::__private::assert_segment::<
        Market,
    >(&<Market as ::shm_runtime::SegmentLayout>::SEGMENT)
};
const _: ::core::option::Option<&::core::primitive::str> = ::core::option_env!(
    "SHM_LAYOUT"
);
