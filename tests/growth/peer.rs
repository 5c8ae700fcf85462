//! What a process does that knows one layout version: reads an order a line from its input, and answers with a line.
//!
//! Its first argument says which struct it shares. An answer is `ok`, what was read, or `error KIND` with the rest of the
//! error after it. What was read is the version and what each part stands for, as in `7 7 default`.

use crate::grown::{Fit, Grown};
use shm_runtime::{Error, ReadOnly, Segment, Snapshot, Version, remove, shared};
use shm_tests::{Small, Tally, receive_descriptor, say, send_descriptor, serve, visit};
use std::mem::MaybeUninit;
use std::ops::RangeInclusive;
use std::thread::sleep;
use std::time::Duration;

/// How long a writer pauses after some writes, so that readers get a processor.
const PAUSE: Duration = Duration::from_micros(50);

/// Every part that a struct may have.
const ALL_PARTS: RangeInclusive<usize> = 1..=3;

/// What the process has in its hands.
struct Hands<T: Grown> {
    writable: Option<Segment<T>>,
    read_only: Option<Segment<T, ReadOnly>>,
    /// Of what was opened to be read, else of the other.
    reader: Option<T::Reads>,
    writer: Option<T::Writes>,
}

/// Obeys until there are no more orders, with the struct of these that the first argument names.
pub fn serve_one_of<A: Grown, B: Grown, C: Grown, D: Grown>() {
    let name = std::env::args().nth(1).expect("a struct's name");
    match name {
        name if name == A::NAME => serve_one::<A>(),
        name if name == B::NAME => serve_one::<B>(),
        name if name == C::NAME => serve_one::<C>(),
        name if name == D::NAME => serve_one::<D>(),
        name => panic!("the struct {name} is not known"),
    }
}

fn serve_one<T: Grown>() {
    let mut hands = Hands::<T> {
        writable: None,
        read_only: None,
        reader: None,
        writer: None,
    };
    serve(|words| hands.obey(words));
}

impl<T: Grown> Hands<T> {
    fn obey(&mut self, order: &[&str]) -> Result<String, Error> {
        match *order {
            ["create", address] => self.hold(shared!(create T, at(address))?),
            ["create", address, "ephemeral"] => {
                self.hold(shared!(create T, at(address), ephemeral)?);
            }
            ["open_writable", address] => self.hold(shared!(open T, at(address), writable)?),
            ["open_or_create", address] => self.hold(shared!(open_or_create T, at(address))?),
            ["open", address] => self.look_at(shared!(open T, at(address))?),
            ["reopen"] => self.look_at(self.opened().reopen()?),
            ["upgrade"] => self.writable = Some(self.opened().upgrade()?),
            ["give", post] => send_descriptor(&visit(post), self.writable().descriptor()?),
            ["adopt", post] => {
                let descriptor = receive_descriptor(&visit(post));
                self.look_at(Segment::<T>::options().adopt(descriptor)?);
            }
            ["remove", address] => remove(address)?,
            ["layout_version"] => {
                return Ok(match &self.read_only {
                    Some(segment) => segment.layout_version(),
                    None => self.writable().layout_version(),
                }
                .to_string());
            }
            ["writer"] => self.writer = Some(T::writer(self.writable())?),
            ["drop_writer"] => self.writer = None,
            ["drop_writable"] => self.writable = None,
            ["write", number] => {
                let value = T::of(number.parse().expect("a number"));
                return Ok(self.writer().write(&value)?.to_string());
            }
            ["set_fields", number] => {
                let number = number.parse().expect("a number");
                return Ok(T::set_fields(self.writer(), ALL_PARTS, number)?.to_string());
            }
            // Those that were there from the start, and no others.
            ["set_known", number] => {
                let number = number.parse().expect("a number");
                return Ok(T::set_fields(self.writer(), 1..=1, number)?.to_string());
            }
            // Whole values and fields, of which each stands for the version that it will be.
            ["write_forever"] => {
                say("ok");
                loop {
                    for whole in [true, false, true] {
                        let writer = self.writer();
                        let number = writer.version().get() as u32 + 1;
                        if whole {
                            writer.write(&T::of(number))?;
                        } else {
                            T::set_fields(writer, ALL_PARTS, number)?;
                        }
                    }
                    sleep(PAUSE);
                }
            }
            ["read"] => return read_in_every_way::<T>(self.reader()),
            // As long as the segment of that address has its name.
            ["read_while", flag] => {
                let flag = shared!(open Small, at(flag))?;
                let mut readings = Readings::default();
                while flag.is_current()? {
                    readings.read_in_every_way::<T>(self.reader());
                }
                return Ok(readings.told());
            }
            ref unknown => panic!("the order {unknown:?} is not known"),
        }
        Ok("ok".to_owned())
    }

    /// Takes a segment that may be written.
    fn hold(&mut self, segment: Segment<T>) {
        self.reader = Some(T::reader(&segment));
        self.writable = Some(segment);
    }

    /// Takes a segment that may be read.
    fn look_at(&mut self, segment: Segment<T, ReadOnly>) {
        self.reader = Some(T::reader(&segment));
        self.read_only = Some(segment);
    }

    fn writable(&self) -> &Segment<T> {
        self.writable.as_ref().expect("created or upgraded before")
    }

    fn opened(&self) -> &Segment<T, ReadOnly> {
        self.read_only.as_ref().expect("opened before")
    }

    fn reader(&self) -> &T::Reads {
        self.reader.as_ref().expect("opened before")
    }

    fn writer(&mut self) -> &mut T::Writes {
        self.writer.as_mut().expect("a writer was made before")
    }
}

/// Reads a segment that nobody writes. All ways have to give the same, if only the same kind of error.
fn read_in_every_way<T: Grown>(reader: &T::Reads) -> Result<String, Error> {
    let mut buffer = MaybeUninit::uninit();
    let mut versions = Vec::new();
    let by_fields = T::by_fields(reader, |version, _| versions.push(version));
    let by_fields = by_fields.map(|value| Snapshot {
        value,
        version: versions[0],
    });
    let whole = reader.read();
    let mut others = vec![
        (
            "read_into",
            reader.read_into(&mut buffer).map(Snapshot::copied),
        ),
        ("fields", by_fields),
        ("view", T::by_view(reader)),
        ("whole view", T::by_whole_view(reader)),
    ];
    let tried = |tried: Result<Option<Snapshot<T>>, Error>| tried.transpose();
    let mut buffer = MaybeUninit::uninit();
    // An attempt gives nothing where others give up waiting.
    others.extend(tried(reader.try_read()).map(|read| ("try_read", read)));
    let into = reader.try_read_into(&mut buffer);
    let into = into.map(|read| read.map(Snapshot::copied));
    others.extend(tried(into).map(|read| ("try_read_into", read)));
    for (way, read) in others {
        let is_same = match (&whole, &read) {
            (Ok(whole), Ok(read)) => whole.value == read.value && whole.version == read.version,
            (Err(whole), Err(read)) => whole.kind() == read.kind(),
            _ => false,
        };
        if !is_same {
            return Ok(format!("read gives {whole:?}, and {way} {read:?}").replace('\n', " "));
        }
    }
    let is_steady = versions.iter().all(|version| *version == versions[0]);
    whole.map(|whole| {
        if is_steady {
            format!("{} {}", whole.version, whole.told())
        } else {
            format!("the fields have versions {versions:?}")
        }
    })
}

/// What came of readings of what the order `write_forever` writes: how often each way gave a value of one version, and how
/// its later parts were.
#[derive(Default)]
struct Readings {
    tally: Tally,
    newest: Version,
    /// The last version of which a part was at its default, and the first of which none was.
    last_default: Option<Version>,
    first_own: Option<Version>,
}

impl Readings {
    fn read_in_every_way<T: Grown>(&mut self, reader: &T::Reads) {
        let mut buffer = MaybeUninit::uninit();
        let into = reader.read_into(&mut buffer).map(Snapshot::copied);
        self.note_whole("into", into);
        self.note_whole("whole", reader.read());
        self.note_whole("view", T::by_view(reader));
        self.note_whole("whole_view", T::by_whole_view(reader));
        if let Some(attempt) = reader.try_read().transpose() {
            self.note_whole("try", attempt);
        }
        let mut fits = Vec::new();
        let read = T::by_fields(reader, |version, fit| fits.push((version, fit)));
        for (version, fit) in fits {
            self.note_field(version, fit);
        }
        if let Err(error) = read {
            self.tally.add(&format!("{:?}", error.kind()));
        }
    }

    fn note_whole<T: Grown>(&mut self, way: &str, read: Result<Snapshot<T>, Error>) {
        let read = match read {
            Ok(read) => read,
            Err(error) => return self.tally.add(&format!("{:?}", error.kind())),
        };
        let own = read.version.to_string();
        let parts = read.parts();
        let has_default = parts.iter().any(|part| part == "default");
        let is_whole = parts.iter().all(|part| *part == own || part == "default");
        if !is_whole {
            self.tally.add(&format!("torn_{way}"));
        } else if read.version < self.newest {
            self.tally.add(&format!("older_{way}"));
        } else {
            self.tally.add(way);
        }
        self.newest = self.newest.max(read.version);
        if has_default {
            self.last_default = self.last_default.max(Some(read.version));
        } else if self.first_own.is_none() {
            self.first_own = Some(read.version);
        }
    }

    fn note_field(&mut self, version: Version, fit: Fit) {
        let fits = fit.is_own || fit.is_default;
        self.tally.add(if !fits {
            "torn_field"
        } else if version < self.newest {
            "older_field"
        } else {
            "field"
        });
        self.newest = self.newest.max(version);
        if !fit.is_own {
            self.last_default = self.last_default.max(Some(version));
        }
    }

    fn told(&self) -> String {
        let number = |version: Option<Version>| version.map_or(0, Version::get);
        format!(
            "{} last_default={} first_own={}",
            self.tally,
            number(self.last_default),
            number(self.first_own)
        )
    }
}
