/// Reads a cell of [`Ladder`].
///
/// Any number of processes may read at a time. Besides the fields, it has the methods of the runtime's
/// `Reader`.
#[allow(dead_code, non_camel_case_types)]
pub struct LadderReader<
    T: SharedLayout = f64,
    const N: usize = 8,
    P = u64,
    Protocol: ::shm_runtime::Protocol = ::shm_runtime::Seqlock,
>(
    ::shm_runtime::Reader<Ladder<T, N, P>, Protocol>,
)
where
    P: Unit + shm_runtime::SharedLayout;
/// Changes a cell of [`Ladder`].
///
/// There is one at a time. Besides the fields, it has the methods of the runtime's `Writer`.
#[allow(dead_code, non_camel_case_types)]
pub struct LadderWriter<
    T: SharedLayout = f64,
    const N: usize = 8,
    P = u64,
    Protocol: ::shm_runtime::Protocol = ::shm_runtime::Seqlock,
>(
    ::shm_runtime::Writer<Ladder<T, N, P>, Protocol>,
)
where
    P: Unit + shm_runtime::SharedLayout;
/// Several fields of [`Ladder`], of one version.
///
/// It is what the closure of a reader's `view` is given.
#[allow(dead_code, non_camel_case_types)]
pub struct LadderView<'a, T: SharedLayout = f64, const N: usize = 8, P = u64>(
    ::shm_runtime::__private::Part<'a, Ladder<T, N, P>>,
)
where
    P: Unit + shm_runtime::SharedLayout;
/// Several changes to [`Ladder`], published as one version.
///
/// It is what the closure of a writer's `update` is given.
#[allow(dead_code, non_camel_case_types)]
pub struct LadderUpdate<'a, T: SharedLayout = f64, const N: usize = 8, P = u64>(
    ::shm_runtime::__private::Draft<'a, Ladder<T, N, P>>,
)
where
    P: Unit + shm_runtime::SharedLayout;
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    unsafe impl<T: SharedLayout, const N: usize, P> ::shm_runtime::SharedLayout
    for Ladder<T, N, P>
    where
        P: Unit + shm_runtime::SharedLayout,
    {
        const LAYOUT: ::shm_runtime::__private::TypeLayout = {
            let name_ = const {
                &::shm_runtime::__private::Instance::name(
                    "Ladder",
                    &[
                        ::shm_runtime::__private::Argument::Type(
                            &<T as ::shm_runtime::SharedLayout>::LAYOUT,
                        ),
                        ::shm_runtime::__private::Constant(N).argument(),
                        ::shm_runtime::__private::Argument::Type(
                            &<P as ::shm_runtime::SharedLayout>::LAYOUT,
                        ),
                    ],
                )
            }
                .text();
            ::shm_runtime::__private::assert_no_padding_of_instance::<
                Ladder<T, N, P>,
            >(
                name_,
                &[
                    ::shm_runtime::__private::span_of(
                            "steps",
                            ::shm_runtime::__private::offset_of!(
                                Ladder < T, N, P >, steps
                            ),
                            |value_: &Ladder<T, N, P>| &value_.steps,
                        )
                        .visible("pub "),
                    ::shm_runtime::__private::span_of(
                            "best",
                            ::shm_runtime::__private::offset_of!(
                                Ladder < T, N, P >, best
                            ),
                            |value_: &Ladder<T, N, P>| &value_.best,
                        )
                        .visible("pub "),
                    ::shm_runtime::__private::span_of(
                            "filled",
                            ::shm_runtime::__private::offset_of!(
                                Ladder < T, N, P >, filled
                            ),
                            |value_: &Ladder<T, N, P>| &value_.filled,
                        )
                        .visible("pub "),
                ],
            );
            ::shm_runtime::__private::TypeLayout {
                size: ::core::mem::size_of::<Ladder<T, N, P>>(),
                align: ::core::mem::align_of::<Ladder<T, N, P>>(),
                kind: ::shm_runtime::__private::TypeKind::Struct {
                    name: name_,
                    path: const {
                        &::shm_runtime::__private::Instance::path(
                            ::core::concat!(::core::module_path!(), "::Ladder"),
                            &[
                                ::shm_runtime::__private::Argument::Type(
                                    &<T as ::shm_runtime::SharedLayout>::LAYOUT,
                                ),
                                ::shm_runtime::__private::Constant(N).argument(),
                                ::shm_runtime::__private::Argument::Type(
                                    &<P as ::shm_runtime::SharedLayout>::LAYOUT,
                                ),
                            ],
                        )
                    }
                        .text(),
                    segment: ::core::option::Option::Some(
                        ::shm_runtime::__private::SegmentOf::new(
                            1u32,
                            ::shm_runtime::__private::ProtocolKind::Seqlock,
                        ),
                    ),
                    doc: "Prices, a step apart.",
                    fields: &[
                        ::shm_runtime::__private::field_layout(
                            "steps",
                            "From the best one on.",
                            ::shm_runtime::__private::offset_of!(
                                Ladder < T, N, P >, steps
                            ),
                            |value_: &Ladder<T, N, P>| &value_.steps,
                        ),
                        ::shm_runtime::__private::field_layout(
                            "best",
                            "",
                            ::shm_runtime::__private::offset_of!(
                                Ladder < T, N, P >, best
                            ),
                            |value_: &Ladder<T, N, P>| &value_.best,
                        ),
                        ::shm_runtime::__private::field_layout(
                            "filled",
                            "",
                            ::shm_runtime::__private::offset_of!(
                                Ladder < T, N, P >, filled
                            ),
                            |value_: &Ladder<T, N, P>| &value_.filled,
                        ),
                    ],
                },
            }
        };
        type View<'a> = LadderView<'a, T, N, P>;
        type Update<'a> = LadderUpdate<'a, T, N, P>;
        type Reader<Protocol: ::shm_runtime::Protocol> = LadderReader<T, N, P, Protocol>;
        type Writer<Protocol: ::shm_runtime::Protocol> = LadderWriter<T, N, P, Protocol>;
        #[inline(always)]
        fn view_of(
            part_: ::shm_runtime::__private::Part<'_, Self>,
        ) -> LadderView<'_, T, N, P> {
            LadderView(part_)
        }
        #[inline]
        fn update_of(
            draft_: ::shm_runtime::__private::Draft<'_, Self>,
        ) -> LadderUpdate<'_, T, N, P> {
            LadderUpdate(draft_)
        }
        fn reader_of<Protocol: ::shm_runtime::Protocol>(
            reader_: ::shm_runtime::Reader<Self, Protocol>,
        ) -> LadderReader<T, N, P, Protocol> {
            LadderReader(reader_)
        }
        fn writer_of<Protocol: ::shm_runtime::Protocol>(
            writer_: ::shm_runtime::Writer<Self, Protocol>,
        ) -> LadderWriter<T, N, P, Protocol> {
            LadderWriter(writer_)
        }
    }
    #[automatically_derived]
    impl<T: SharedLayout, const N: usize, P> ::shm_runtime::AnyBytes for Ladder<T, N, P>
    where
        P: Unit + shm_runtime::SharedLayout,
        Ladder<T, N, P>: ::shm_runtime::SharedLayout,
        [Step<T>; N]: ::shm_runtime::AnyBytes,
        T: ::shm_runtime::AnyBytes,
        P: ::shm_runtime::AnyBytes,
    {}
    #[automatically_derived]
    unsafe impl<T: SharedLayout, const N: usize, P> ::shm_runtime::ZeroInit
    for Ladder<T, N, P>
    where
        P: Unit + shm_runtime::SharedLayout,
        Ladder<T, N, P>: ::shm_runtime::SharedLayout,
        [Step<T>; N]: ::shm_runtime::ZeroInit,
        T: ::shm_runtime::ZeroInit,
        P: ::shm_runtime::ZeroInit,
    {}
    #[automatically_derived]
    impl<T: SharedLayout, const N: usize, P> ::shm_runtime::SegmentLayout
    for Ladder<T, N, P>
    where
        P: Unit + shm_runtime::SharedLayout,
        Ladder<T, N, P>: ::shm_runtime::SharedLayout,
    {
        const SEGMENT: ::shm_runtime::__private::SegmentDescriptor = {
            let name_ = const {
                &::shm_runtime::__private::Instance::name(
                    "Ladder",
                    &[
                        ::shm_runtime::__private::Argument::Type(
                            &<T as ::shm_runtime::SharedLayout>::LAYOUT,
                        ),
                        ::shm_runtime::__private::Constant(N).argument(),
                        ::shm_runtime::__private::Argument::Type(
                            &<P as ::shm_runtime::SharedLayout>::LAYOUT,
                        ),
                    ],
                )
            }
                .text();
            ::shm_runtime::__private::SegmentDescriptor {
                name: name_,
                path: const {
                    &::shm_runtime::__private::Instance::path(
                        ::core::concat!(::core::module_path!(), "::Ladder"),
                        &[
                            ::shm_runtime::__private::Argument::Type(
                                &<T as ::shm_runtime::SharedLayout>::LAYOUT,
                            ),
                            ::shm_runtime::__private::Constant(N).argument(),
                            ::shm_runtime::__private::Argument::Type(
                                &<P as ::shm_runtime::SharedLayout>::LAYOUT,
                            ),
                        ],
                    )
                }
                    .text(),
                doc: "",
                layout_version: 1u32,
                growth: ::core::option::Option::None,
                cells: &[
                    ::shm_runtime::__private::CellDescriptor {
                        name: name_,
                        doc: "",
                        protocol: ::shm_runtime::__private::ProtocolKind::Seqlock,
                        each: ::core::option::Option::None,
                        ty: &<Ladder<T, N, P> as ::shm_runtime::SharedLayout>::LAYOUT,
                        reserve: 0,
                    },
                ],
            }
        };
        type Value = Ladder<T, N, P>;
        type Cells<A> = ::shm_runtime::Cell<Ladder<T, N, P>, ::shm_runtime::Seqlock, A>;
        fn cells_of<A>(
            cells_: ::shm_runtime::__private::SegmentCells<A>,
        ) -> Self::Cells<A> {
            cells_.cell(0, |value_: &Ladder<T, N, P>| value_)
        }
        fn initial<'v>(
            &'v self,
            cells_: &mut ::shm_runtime::__private::InitialCells<'v>,
        ) {
            ::shm_runtime::__private::shared_cell(|value_: &Ladder<T, N, P>| value_)
                .give(self, cells_);
        }
    }
    #[automatically_derived]
    impl<T: SharedLayout, const N: usize, P> ::shm_runtime::CellLayout
    for Ladder<T, N, P>
    where
        P: Unit + shm_runtime::SharedLayout,
        Ladder<T, N, P>: ::shm_runtime::SharedLayout,
    {
        type Protocol = ::shm_runtime::Seqlock;
    }
};
const _: () = {
    #[automatically_derived]
    impl<
        T: SharedLayout,
        const N: usize,
        P,
        Protocol: ::shm_runtime::Protocol,
    > ::core::ops::Deref for LadderReader<T, N, P, Protocol>
    where
        P: Unit + shm_runtime::SharedLayout,
    {
        type Target = ::shm_runtime::Reader<Ladder<T, N, P>, Protocol>;
        #[inline]
        fn deref(&self) -> &Self::Target {
            &self.0
        }
    }
    #[automatically_derived]
    impl<
        T: SharedLayout,
        const N: usize,
        P,
        Protocol: ::shm_runtime::Protocol,
    > ::core::ops::DerefMut for LadderReader<T, N, P, Protocol>
    where
        P: Unit + shm_runtime::SharedLayout,
    {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.0
        }
    }
    #[automatically_derived]
    impl<
        T: SharedLayout,
        const N: usize,
        P,
        Protocol: ::shm_runtime::Protocol,
    > ::core::clone::Clone for LadderReader<T, N, P, Protocol>
    where
        P: Unit + shm_runtime::SharedLayout,
    {
        fn clone(&self) -> Self {
            LadderReader(::core::clone::Clone::clone(&self.0))
        }
    }
    #[automatically_derived]
    impl<
        T: SharedLayout,
        const N: usize,
        P,
        Protocol: ::shm_runtime::Protocol,
    > ::core::fmt::Debug for LadderReader<T, N, P, Protocol>
    where
        P: Unit + shm_runtime::SharedLayout,
    {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_tuple("LadderReader").field(&self.0).finish()
        }
    }
    #[automatically_derived]
    impl<
        T: SharedLayout,
        const N: usize,
        P,
        Protocol: ::shm_runtime::Protocol,
    > ::core::ops::Deref for LadderWriter<T, N, P, Protocol>
    where
        P: Unit + shm_runtime::SharedLayout,
    {
        type Target = ::shm_runtime::Writer<Ladder<T, N, P>, Protocol>;
        #[inline]
        fn deref(&self) -> &Self::Target {
            &self.0
        }
    }
    #[automatically_derived]
    impl<
        T: SharedLayout,
        const N: usize,
        P,
        Protocol: ::shm_runtime::Protocol,
    > ::core::ops::DerefMut for LadderWriter<T, N, P, Protocol>
    where
        P: Unit + shm_runtime::SharedLayout,
    {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.0
        }
    }
    #[automatically_derived]
    impl<
        T: SharedLayout,
        const N: usize,
        P,
        Protocol: ::shm_runtime::Protocol,
    > ::core::fmt::Debug for LadderWriter<T, N, P, Protocol>
    where
        P: Unit + shm_runtime::SharedLayout,
    {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_tuple("LadderWriter").field(&self.0).finish()
        }
    }
    #[automatically_derived]
    impl<T: SharedLayout, const N: usize, P> ::core::clone::Clone
    for LadderView<'_, T, N, P>
    where
        P: Unit + shm_runtime::SharedLayout,
    {
        #[inline]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl<T: SharedLayout, const N: usize, P> ::core::marker::Copy
    for LadderView<'_, T, N, P>
    where
        P: Unit + shm_runtime::SharedLayout,
    {}
    #[automatically_derived]
    impl<T: SharedLayout, const N: usize, P> ::core::fmt::Debug
    for LadderView<'_, T, N, P>
    where
        P: Unit + shm_runtime::SharedLayout,
    {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_struct("LadderView").finish_non_exhaustive()
        }
    }
    #[automatically_derived]
    impl<T: SharedLayout, const N: usize, P> ::core::clone::Clone
    for LadderUpdate<'_, T, N, P>
    where
        P: Unit + shm_runtime::SharedLayout,
    {
        #[inline]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl<T: SharedLayout, const N: usize, P> ::core::marker::Copy
    for LadderUpdate<'_, T, N, P>
    where
        P: Unit + shm_runtime::SharedLayout,
    {}
    #[automatically_derived]
    impl<T: SharedLayout, const N: usize, P> ::core::fmt::Debug
    for LadderUpdate<'_, T, N, P>
    where
        P: Unit + shm_runtime::SharedLayout,
    {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_struct("LadderUpdate").finish_non_exhaustive()
        }
    }
};
#[allow(deprecated)]
const _: () = {
    /// Where each field lies.
    #[allow(dead_code, non_camel_case_types)]
    struct LadderFieldsOfTheCell<T: SharedLayout, const N: usize, P>(
        ::core::marker::PhantomData<Ladder<T, N, P>>,
    )
    where
        P: Unit + shm_runtime::SharedLayout;
    #[allow(dead_code, non_upper_case_globals)]
    impl<T: SharedLayout, const N: usize, P> LadderFieldsOfTheCell<T, N, P>
    where
        P: Unit + shm_runtime::SharedLayout,
        Step<T>: ::shm_runtime::SharedLayout,
    {
        const steps: ::shm_runtime::__private::Field<Ladder<T, N, P>, [Step<T>; N]> = ::shm_runtime::__private::Field::new(
            ::shm_runtime::__private::offset_of!(Ladder < T, N, P >, steps),
        );
        const best: ::shm_runtime::__private::Field<Ladder<T, N, P>, T> = ::shm_runtime::__private::Field::new(
            ::shm_runtime::__private::offset_of!(Ladder < T, N, P >, best),
        );
        const filled: ::shm_runtime::__private::Field<Ladder<T, N, P>, P> = ::shm_runtime::__private::Field::new(
            ::shm_runtime::__private::offset_of!(Ladder < T, N, P >, filled),
        );
    }
    #[allow(dead_code, non_snake_case)]
    impl<
        T: SharedLayout,
        const N: usize,
        P,
        Protocol: ::shm_runtime::Protocol,
    > LadderReader<T, N, P, Protocol>
    where
        P: Unit + shm_runtime::SharedLayout,
        Step<T>: ::shm_runtime::SharedLayout,
    {
        /// From the best one on.
        ///
        /// Reads `steps`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn steps(
            &self,
        ) -> ::core::result::Result<
            ::shm_runtime::Snapshot<[Step<T>; N]>,
            ::shm_runtime::Error,
        > {
            self.0.read_field(LadderFieldsOfTheCell::<T, N, P>::steps)
        }
        /// From the best one on.
        ///
        /// Reads one element of `steps`.
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
        pub fn steps_at(
            &self,
            index_: ::core::primitive::usize,
        ) -> ::core::result::Result<
            ::shm_runtime::Snapshot<Step<T>>,
            ::shm_runtime::Error,
        > {
            self.0.read_field(LadderFieldsOfTheCell::<T, N, P>::steps.at(index_))
        }
        /// Reads `best`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn best(
            &self,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<T>, ::shm_runtime::Error> {
            self.0.read_field(LadderFieldsOfTheCell::<T, N, P>::best)
        }
        /// Reads `filled`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn filled(
            &self,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<P>, ::shm_runtime::Error> {
            self.0.read_field(LadderFieldsOfTheCell::<T, N, P>::filled)
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<
        T: SharedLayout,
        const N: usize,
        P,
        Protocol: ::shm_runtime::Protocol,
    > LadderWriter<T, N, P, Protocol>
    where
        P: Unit + shm_runtime::SharedLayout,
        Step<T>: ::shm_runtime::SharedLayout,
    {
        /// From the best one on.
        ///
        /// Reads `steps`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn steps(
            &self,
        ) -> ::core::result::Result<
            ::shm_runtime::Snapshot<[Step<T>; N]>,
            ::shm_runtime::Error,
        > {
            self.0.read_field(LadderFieldsOfTheCell::<T, N, P>::steps)
        }
        /// From the best one on.
        ///
        /// Reads one element of `steps`.
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
        pub fn steps_at(
            &self,
            index_: ::core::primitive::usize,
        ) -> ::core::result::Result<
            ::shm_runtime::Snapshot<Step<T>>,
            ::shm_runtime::Error,
        > {
            self.0.read_field(LadderFieldsOfTheCell::<T, N, P>::steps.at(index_))
        }
        /// From the best one on.
        ///
        /// Sets `steps`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        #[inline]
        pub fn set_steps(
            &mut self,
            value_: [Step<T>; N],
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            self.0.write_field(LadderFieldsOfTheCell::<T, N, P>::steps, &value_)
        }
        /// From the best one on.
        ///
        /// Sets one element of `steps`, as one version.
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
        pub fn set_steps_at(
            &mut self,
            index_: ::core::primitive::usize,
            value_: Step<T>,
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            self.0
                .write_field(LadderFieldsOfTheCell::<T, N, P>::steps.at(index_), &value_)
        }
        /// Reads `best`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn best(
            &self,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<T>, ::shm_runtime::Error> {
            self.0.read_field(LadderFieldsOfTheCell::<T, N, P>::best)
        }
        /// Sets `best`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        #[inline]
        pub fn set_best(
            &mut self,
            value_: T,
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            self.0.write_field(LadderFieldsOfTheCell::<T, N, P>::best, &value_)
        }
        /// Reads `filled`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn filled(
            &self,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<P>, ::shm_runtime::Error> {
            self.0.read_field(LadderFieldsOfTheCell::<T, N, P>::filled)
        }
        /// Sets `filled`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        #[inline]
        pub fn set_filled(
            &mut self,
            value_: P,
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            self.0.write_field(LadderFieldsOfTheCell::<T, N, P>::filled, &value_)
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a, T: SharedLayout, const N: usize, P> LadderView<'a, T, N, P>
    where
        P: Unit + shm_runtime::SharedLayout,
        Step<T>: ::shm_runtime::SharedLayout,
    {
        /// From the best one on.
        ///
        /// `steps`, of the version that is viewed.
        #[inline(always)]
        pub fn steps(&self) -> <[Step<T>; N] as ::shm_runtime::SharedLayout>::View<'a> {
            <[Step<
                T,
            >; N] as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(LadderFieldsOfTheCell::<T, N, P>::steps),
            )
        }
        /// From the best one on.
        ///
        /// One element of `steps`, of the version that is viewed.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline(always)]
        #[track_caller]
        pub fn steps_at(
            &self,
            index_: ::core::primitive::usize,
        ) -> <Step<T> as ::shm_runtime::SharedLayout>::View<'a> {
            <Step<
                T,
            > as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(LadderFieldsOfTheCell::<T, N, P>::steps.at(index_)),
            )
        }
        /// `best`, of the version that is viewed.
        #[inline(always)]
        pub fn best(&self) -> <T as ::shm_runtime::SharedLayout>::View<'a> {
            <T as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(LadderFieldsOfTheCell::<T, N, P>::best),
            )
        }
        /// `filled`, of the version that is viewed.
        #[inline(always)]
        pub fn filled(&self) -> <P as ::shm_runtime::SharedLayout>::View<'a> {
            <P as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(LadderFieldsOfTheCell::<T, N, P>::filled),
            )
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a, T: SharedLayout, const N: usize, P> LadderUpdate<'a, T, N, P>
    where
        P: Unit + shm_runtime::SharedLayout,
        Step<T>: ::shm_runtime::SharedLayout,
    {
        /// From the best one on.
        ///
        /// `steps` as it will be published.
        #[inline]
        pub fn steps(
            &self,
        ) -> <[Step<T>; N] as ::shm_runtime::SharedLayout>::Update<'a> {
            <[Step<
                T,
            >; N] as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(LadderFieldsOfTheCell::<T, N, P>::steps),
            )
        }
        /// From the best one on.
        ///
        /// Sets `steps`.
        #[inline]
        pub fn set_steps(&self, value_: [Step<T>; N]) {
            self.0.field(LadderFieldsOfTheCell::<T, N, P>::steps).set(&value_);
        }
        /// From the best one on.
        ///
        /// One element of `steps` as it will be published.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        pub fn steps_at(
            &self,
            index_: ::core::primitive::usize,
        ) -> <Step<T> as ::shm_runtime::SharedLayout>::Update<'a> {
            <Step<
                T,
            > as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(LadderFieldsOfTheCell::<T, N, P>::steps.at(index_)),
            )
        }
        /// From the best one on.
        ///
        /// Sets one element of `steps`.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        pub fn set_steps_at(&self, index_: ::core::primitive::usize, value_: Step<T>) {
            self.0
                .field(LadderFieldsOfTheCell::<T, N, P>::steps.at(index_))
                .set(&value_);
        }
        /// `best` as it will be published.
        #[inline]
        pub fn best(&self) -> <T as ::shm_runtime::SharedLayout>::Update<'a> {
            <T as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(LadderFieldsOfTheCell::<T, N, P>::best),
            )
        }
        /// Sets `best`.
        #[inline]
        pub fn set_best(&self, value_: T) {
            self.0.field(LadderFieldsOfTheCell::<T, N, P>::best).set(&value_);
        }
        /// `filled` as it will be published.
        #[inline]
        pub fn filled(&self) -> <P as ::shm_runtime::SharedLayout>::Update<'a> {
            <P as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(LadderFieldsOfTheCell::<T, N, P>::filled),
            )
        }
        /// Sets `filled`.
        #[inline]
        pub fn set_filled(&self, value_: P) {
            self.0.field(LadderFieldsOfTheCell::<T, N, P>::filled).set(&value_);
        }
    }
    #[allow(dead_code)]
    impl<T: SharedLayout, const N: usize, P> LadderView<'_, T, N, P>
    where
        P: Unit + shm_runtime::SharedLayout,
    {
        /// The whole `Ladder`.
        ///
        /// # Errors
        ///
        /// `Interrupted` when the cell has changed since the view began, or holds no value.
        #[inline(always)]
        pub fn read(
            &self,
        ) -> ::core::result::Result<Ladder<T, N, P>, ::shm_runtime::Interrupted> {
            self.0.read()
        }
    }
    #[allow(dead_code)]
    impl<T: SharedLayout, const N: usize, P> LadderUpdate<'_, T, N, P>
    where
        P: Unit + shm_runtime::SharedLayout,
    {
        /// The whole `Ladder` as it will be published.
        #[inline]
        pub fn read(&self) -> Ladder<T, N, P>
        where
            Ladder<T, N, P>: ::shm_runtime::AnyBytes,
        {
            self.0.read()
        }
        /// The whole `Ladder` as it will be published.
        ///
        /// # Errors
        ///
        /// `Invalid` when another program stored what is no value.
        #[inline]
        pub fn try_read(
            &self,
        ) -> ::core::result::Result<Ladder<T, N, P>, ::shm_runtime::Invalid> {
            self.0.try_read()
        }
        /// Sets the whole `Ladder`.
        #[inline]
        pub fn set(&self, value_: Ladder<T, N, P>) {
            self.0.set(&value_);
        }
    }
};
#[allow(deprecated)]
const _: () = {
    #[allow(dead_code)]
    fn every_field<T: SharedLayout, const N: usize, P>()
    where
        P: Unit + shm_runtime::SharedLayout,
    {
        let every_field_ = |value_: &Ladder<T, N, P>| {
            let Ladder { steps: _, best: _, filled: _ } = value_;
        };
    }
};
const _: ::core::option::Option<&::core::primitive::str> = ::core::option_env!(
    "SHM_LAYOUT"
);
