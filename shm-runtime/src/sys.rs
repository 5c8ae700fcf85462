//! Every call to the operating system that std does not make for us.

pub(crate) mod allocate;
pub(crate) mod descriptor;
pub(crate) mod directory;
pub(crate) mod exit;
pub(crate) mod fork;
pub(crate) mod lock;
pub(crate) mod owner;
pub(crate) mod process;
pub(crate) mod sysv;
