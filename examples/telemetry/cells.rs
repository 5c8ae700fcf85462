//! What the sampler and its readers share: a segment of many cells. Each cell is consistent in itself; that all are of one
//! sample is seen by the number in each.

use std::fmt::{self, Display, Formatter};

use shm_runtime::SharedLayout;

/// Processors that there are cells for.
pub const CPUS: usize = 1_024;
/// Interfaces that there are cells for.
pub const INTERFACES: usize = 256;

/// The machine, over the time of one sample.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Machine {
    /// The number of the sample: 1 for the first of this sampler.
    pub sample: u64,
    /// When it was taken, nanoseconds since the Unix epoch.
    pub time: u64,
    /// The nanoseconds that it covers: since the look before it.
    pub elapsed: u64,
    /// Processors in this sample: as many cells of `cpus` are of it.
    pub cpus: u32,
    /// Processors that there was no cell for.
    pub cpus_left_out: u32,
    /// Interfaces in this sample.
    pub interfaces: u32,
    /// Interfaces that there was no cell for.
    pub interfaces_left_out: u32,
    /// All processors together, also those that were left out.
    pub usage: Usage,
}

/// What became of processor time, in per cent. What is missing to 100 was idle.
#[derive(SharedLayout, Clone, Copy, Debug, Default, PartialEq)]
#[repr(C)]
pub struct Usage {
    /// `user`, `system` and `steal` together.
    pub busy: f64,
    /// Programs.
    pub user: f64,
    /// The kernel, with its interrupts.
    pub system: f64,
    /// Taken by other machines on the same hardware.
    pub steal: f64,
    /// Idle, while a device had work to do.
    pub iowait: f64,
}

/// One processor.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Cpu {
    /// The number of the sample.
    pub sample: u64,
    /// The processor's own. There may be gaps: processors can be switched off.
    pub number: u64,
    /// What it did.
    pub usage: Usage,
}

/// The memory, in bytes.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Memory {
    /// The number of the sample.
    pub sample: u64,
    /// All that there is.
    pub total: u64,
    /// What nobody uses.
    pub free: u64,
    /// What programs can have without swapping.
    pub available: u64,
    /// Raw blocks of devices that are kept.
    pub buffers: u64,
    /// Contents of files that are kept, and shared memory.
    pub cached: u64,
    /// All swap space.
    pub swap_total: u64,
    /// Of it, what is not in use.
    pub swap_free: u64,
}

/// One network interface.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Interface {
    /// The number of the sample.
    pub sample: u64,
    /// As the kernel calls it.
    pub name: InterfaceName,
    /// Bytes received, since the kernel counts them.
    pub received: u64,
    /// Bytes sent.
    pub sent: u64,
    /// Bytes received a second, over the time of the sample.
    pub received_per_second: f64,
    /// Bytes sent a second.
    pub sent_per_second: f64,
}

/// A name of at most 15 bytes (IFNAMSIZ of net/if.h, without the zero at its end), filled up with zeroes.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct InterfaceName {
    /// UTF-8.
    pub bytes: [u8; 16],
}

impl InterfaceName {
    /// The name, cut to what there is room for.
    pub fn new(name: &str) -> InterfaceName {
        let mut bytes = [0; 16];
        let room = name.floor_char_boundary(bytes.len());
        bytes[..room].copy_from_slice(&name.as_bytes()[..room]);
        InterfaceName { bytes }
    }
}

impl Display for InterfaceName {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        let text = String::from_utf8_lossy(&self.bytes);
        f.write_str(text.trim_end_matches('\0'))
    }
}

/// All of it.
#[derive(SharedLayout)]
#[repr(C)]
#[shared(version = 1)]
pub struct Telemetry {
    /// What the other cells hold, and how many of them.
    #[shared(seqlock)]
    pub machine: Machine,
    /// The processors that are in use, in the order of their numbers.
    #[shared(seqlock, each)]
    pub cpus: [Cpu; CPUS],
    /// The memory.
    #[shared(seqlock)]
    pub memory: Memory,
    /// The network interfaces, in the kernel's order.
    #[shared(seqlock, each)]
    pub interfaces: [Interface; INTERFACES],
    /// How many samples there have been. It is counted up when all cells of a sample are written, so that who has
    /// loaded a number finds that sample, or a later one.
    #[shared(atomic)]
    pub samples: u64,
}
