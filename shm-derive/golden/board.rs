/// The cells of a segment of [`Board`].
///
/// Each is a method that is called as its field. The segment dereferences to it.
#[allow(dead_code, non_camel_case_types)]
pub struct BoardCells<T: Price, const N: usize, A = ::shm_runtime::Writable>(
    ::shm_runtime::__private::SegmentCells<A>,
    ::core::marker::PhantomData<fn() -> Board<T, N>>,
)
where
    T: ::shm_runtime::SharedLayout;
const _: () = {
    #[automatically_derived]
    impl<T: Price, const N: usize, A> ::core::clone::Clone for BoardCells<T, N, A>
    where
        T: ::shm_runtime::SharedLayout,
    {
        fn clone(&self) -> Self {
            BoardCells(::core::clone::Clone::clone(&self.0), ::core::marker::PhantomData)
        }
    }
    #[automatically_derived]
    impl<T: Price, const N: usize, A> ::core::fmt::Debug for BoardCells<T, N, A>
    where
        T: ::shm_runtime::SharedLayout,
    {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_tuple("BoardCells").field(&self.0).finish()
        }
    }
};
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    impl<T: Price, const N: usize> ::shm_runtime::SegmentLayout for Board<T, N>
    where
        T: ::shm_runtime::SharedLayout,
    {
        const SEGMENT: ::shm_runtime::__private::SegmentDescriptor = {
            let segment_ = const {
                let name_ = const {
                    &::shm_runtime::__private::Instance::name(
                        "Board",
                        &[
                            ::shm_runtime::__private::Argument::Type(
                                &<T as ::shm_runtime::SharedLayout>::LAYOUT,
                            ),
                            ::shm_runtime::__private::Constant(N).argument(),
                        ],
                    )
                }
                    .text();
                ::shm_runtime::__private::SegmentDescriptor {
                    name: name_,
                    path: const {
                        &::shm_runtime::__private::Instance::path(
                            ::core::concat!(::core::module_path!(), "::Board"),
                            &[
                                ::shm_runtime::__private::Argument::Type(
                                    &<T as ::shm_runtime::SharedLayout>::LAYOUT,
                                ),
                                ::shm_runtime::__private::Constant(N).argument(),
                            ],
                        )
                    }
                        .text(),
                    doc: "",
                    layout_version: 1u32,
                    growth: ::core::option::Option::None,
                    cells: &[
                        ::shm_runtime::__private::shared_cells(|value_: &Board<T, N>| {
                                &value_.ladders
                            })
                            .descriptor(
                                "ladders",
                                "",
                                ::shm_runtime::__private::ProtocolKind::Seqlock,
                            ),
                        ::shm_runtime::__private::atomic_cell(|value_: &Board<T, N>| {
                                &value_.heartbeat
                            })
                            .descriptor(
                                "heartbeat",
                                "",
                                ::shm_runtime::__private::ProtocolKind::Atomic,
                            ),
                    ],
                }
            };
            ::shm_runtime::__private::assert_segment::<Board<T, N>>(&segment_);
            segment_
        };
        type Value = ();
        type Cells<A> = BoardCells<T, N, A>;
        fn cells_of<A>(
            cells_: ::shm_runtime::__private::SegmentCells<A>,
        ) -> BoardCells<T, N, A> {
            BoardCells(cells_, ::core::marker::PhantomData)
        }
        #[allow(unused_variables)]
        fn initial<'v>(
            &'v self,
            cells_: &mut ::shm_runtime::__private::InitialCells<'v>,
        ) {
            ::shm_runtime::__private::shared_cells(|value_: &Board<T, N>| {
                    &value_.ladders
                })
                .give(self, cells_);
            ::shm_runtime::__private::atomic_cell(|value_: &Board<T, N>| {
                    &value_.heartbeat
                })
                .give(self, cells_);
        }
    }
    #[automatically_derived]
    unsafe impl<T: Price, const N: usize> ::shm_runtime::ZeroInit for Board<T, N>
    where
        T: ::shm_runtime::SharedLayout,
        [Ladder<T, 4>; N]: ::shm_runtime::ZeroInit,
        for<'shm> u64: ::shm_runtime::ZeroInit,
    {}
};
#[allow(deprecated)]
const _: () = {
    #[allow(dead_code, non_snake_case)]
    impl<T: Price, const N: usize, A> BoardCells<T, N, A>
    where
        T: ::shm_runtime::SharedLayout,
    {
        /// The cells `ladders`, each a seqlock.
        pub fn ladders(
            &self,
        ) -> ::shm_runtime::Cells<Ladder<T, 4>, ::shm_runtime::Seqlock, A>
        where
            Ladder<T, 4>: ::shm_runtime::SharedLayout,
        {
            let cells_ = self.0.cells(0usize, |value_: &Board<T, N>| &value_.ladders);
            cells_
        }
        /// The cell `heartbeat`, an atomic.
        pub fn heartbeat(&self) -> ::shm_runtime::Atomic<u64, A> {
            let cells_ = self.0.atomic(1usize, |value_: &Board<T, N>| &value_.heartbeat);
            cells_
        }
        #[doc(hidden)]
        pub fn reader<HandleOfTheCell>(&self) -> HandleOfTheCell
        where
            Board<T, N>: ::shm_runtime::__private::OneCell,
        {
            ::core::unreachable!()
        }
        #[doc(hidden)]
        pub fn writer<HandleOfTheCell>(&self) -> HandleOfTheCell
        where
            Board<T, N>: ::shm_runtime::__private::OneCell,
        {
            ::core::unreachable!()
        }
    }
};
#[allow(deprecated)]
const _: () = {
    #[allow(dead_code)]
    fn every_field<T: Price, const N: usize>()
    where
        T: ::shm_runtime::SharedLayout,
    {
        let every_field_ = |value_: &Board<T, N>| {
            let Board { ladders: _, heartbeat: _ } = value_;
        };
    }
    #[allow(dead_code)]
    fn parameters<T: Price, const N: usize>() {
        ::shm_runtime::__private::assert_shared::<T>();
    }
};
const _: ::core::option::Option<&::core::primitive::str> = ::core::option_env!(
    "SHM_LAYOUT"
);
