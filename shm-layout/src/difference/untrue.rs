//! Segments that say that they accept the version that they were, and no program of it could open them.

use super::growth::{Growth, accepted, came};
use super::{Change, Class, Line, Renames, TypeChange};
use crate::types::Lock;
use std::collections::HashSet;
use std::fmt::{self, Display, Formatter};

/// How many reasons are told in words.
const SHOWN: usize = 4;

/// A segment whose `accepts` claims what is not so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untrue {
    /// Its path, as it is.
    pub path: String,
    /// The earliest layout version that it says to accept.
    pub accepts: u32,
    /// The layout version that it had, which it accepts by what it says.
    pub was: u32,
    /// The layout version that it has.
    pub is: u32,
    /// Why no program of that version could open it, in words.
    pub because: Vec<String>,
}

impl Display for Untrue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Untrue {
            path,
            accepts,
            was,
            because,
            ..
        } = self;
        let others = if because.len() > SHOWN {
            ", and others"
        } else {
            ""
        };
        let because = because[..because.len().min(SHOWN)].join(", ");
        write!(
            f,
            "`accepts = {accepts}` of `{path}` does not hold for version {was}: {because}{others}"
        )
    }
}

impl Untrue {
    /// What to do.
    pub fn remedy(&self) -> String {
        let next = u64::from(self.was) + 1;
        if u64::from(self.is) > next {
            return format!("mend that, or say `accepts = {next}`");
        }
        "mend that, or leave `accepts` out".to_owned()
    }
}

/// Those among the types that changed.
pub(super) fn untrue(
    old: &Lock,
    new: &Lock,
    renames: &Renames,
    changes: &[TypeChange],
) -> Vec<Untrue> {
    let changed = changes
        .iter()
        .filter(|change| change.lines.iter().any(is_read_otherwise));
    let changed: HashSet<&str> = changed
        .filter_map(|change| Some(change.new.as_ref()?.path.as_str()))
        .collect();
    let mut found = Vec::new();
    for change in changes {
        let (Some(was), Some(is)) = (&change.old, &change.new) else {
            continue;
        };
        let Some(growth) = Growth::of(was, is, &change.lines) else {
            continue;
        };
        let (Some(accepts), Some(mut because)) = (growth.is.accepts, growth.contradictions())
        else {
            continue;
        };
        // What is new in the segment may hold types that are new in it: those of the version that it was are meant.
        let within = old.reached(was).into_iter().skip(1);
        let within = within.filter_map(|ty| new.find(renames.now_path(&ty.path)));
        let within = within.filter(|ty| changed.contains(ty.path.as_str()));
        let version = growth.was.version;
        because
            .extend(within.map(|ty| format!("`{}` is not as version {version} had it", ty.path)));
        if !because.is_empty() {
            found.push(Untrue {
                path: is.path.clone(),
                accepts,
                was: version,
                is: growth.is.version,
                because,
            });
        }
    }
    found
}

/// Whether a field or a variant is not what it was, or is not called so: programs compare both.
fn is_read_otherwise(line: &Change) -> bool {
    let names = [&line.old, &line.new].map(|side| side.as_ref().map(|line| &line.name));
    line.class == Class::Breaking || names[0] != names[1]
}

impl Growth<'_> {
    /// What the version that it was has otherwise than this one says of it; `None` if this one does not accept it.
    fn contradictions(&self) -> Option<Vec<String>> {
        let version = self.was.version;
        if !accepted(self.is).contains(&version) {
            return None;
        }
        let mut because = Vec::new();
        if self.was.protocol != self.is.protocol {
            because.push(format!("it was a {}", self.was.protocol));
        }
        because.extend(
            self.lines
                .iter()
                .filter_map(|line| self.contradiction(line)),
        );
        Some(because)
    }

    fn contradiction(&self, line: &Change) -> Option<String> {
        let (was, is) = (self.was.version, self.is.version);
        let later = |line: &Line| line.since.filter(|_| came(line) > was);
        match (&line.old, &line.new) {
            (None, Some(new)) if later(new).is_some() => None,
            (None, Some(Line { name, since, .. })) => Some(match since {
                None => format!("`{name}` came without `since = {is}`"),
                Some(since) => {
                    format!("`{name}` has `since = {since}`, and is new in version {is}")
                }
            }),
            (Some(Line { name, .. }), None) => Some(format!("`{name}` is gone")),
            (Some(old), Some(new)) => {
                let (name, before) = (&new.name, &old.name);
                if let Some(since) = later(new) {
                    Some(format!(
                        "`{name}` has `since = {since}`, and was in version {was}"
                    ))
                } else if line.class == Class::Breaking {
                    Some(format!("`{name}` is not as version {was} had it"))
                } else {
                    (name != before).then(|| format!("`{name}` was called `{before}`"))
                }
            }
            (None, None) => None,
        }
    }
}
