//! Samples into cells, and out of them.

use shm_runtime::{Atomic, Error, ReadOnly, Readers, Segment, Seqlock, Writers};

use super::cells::{
    CPUS, Cpu, INTERFACES, Interface, MachineReader, MachineWriter, MemoryReader, MemoryWriter,
    Telemetry,
};
use super::sample::Sample;

/// The leases of all cells.
pub struct SampleWriter {
    machine: MachineWriter<Seqlock>,
    cpus: Writers<Cpu, Seqlock>,
    memory: MemoryWriter<Seqlock>,
    interfaces: Writers<Interface, Seqlock>,
    samples: Atomic<u64>,
}

impl SampleWriter {
    /// Takes the leases.
    ///
    /// # Errors
    ///
    /// When another writer has one.
    pub fn new(segment: &Segment<Telemetry>) -> Result<SampleWriter, Error> {
        Ok(SampleWriter {
            machine: segment.machine().writer()?,
            cpus: segment.cpus().writers(0..CPUS)?,
            memory: segment.memory().writer()?,
            interfaces: segment.interfaces().writers(0..INTERFACES)?,
            samples: segment.samples(),
        })
    }

    /// Writes a sample. It is counted when all of its cells are written.
    ///
    /// # Errors
    ///
    /// When this process is a fork of the one that has the leases.
    pub fn write(&mut self, sample: &Sample) -> Result<(), Error> {
        for (index, cpu) in sample.cpus.iter().enumerate() {
            self.cpus.at(index).write(cpu)?;
        }
        for (index, interface) in sample.interfaces.iter().enumerate() {
            self.interfaces.at(index).write(interface)?;
        }
        self.memory.write(&sample.memory)?;
        self.machine.write(&sample.machine)?;
        self.samples.store(sample.machine.sample);
        Ok(())
    }
}

/// The readers of all cells.
pub struct SampleReader {
    machine: MachineReader<Seqlock>,
    cpus: Readers<Cpu, Seqlock>,
    memory: MemoryReader<Seqlock>,
    interfaces: Readers<Interface, Seqlock>,
    samples: Atomic<u64, ReadOnly>,
}

impl SampleReader {
    pub fn new(segment: &Segment<Telemetry, ReadOnly>) -> SampleReader {
        SampleReader {
            machine: segment.machine().reader(),
            cpus: segment.cpus().readers(),
            memory: segment.memory().reader(),
            interfaces: segment.interfaces().readers(),
            samples: segment.samples(),
        }
    }

    /// A sample with a higher number than `last`, or `None`: there is none yet, or the next one is just being written.
    ///
    /// # Errors
    ///
    /// When the sampler was killed or stopped in the middle of a write.
    pub fn read_after(&self, last: u64) -> Result<Option<Sample>, Error> {
        if self.samples.load() <= last {
            return Ok(None);
        }
        let machine = self.machine.read()?.value;
        // Not by index: another program may have stored any count.
        let cpus = self.cpus.iter().take(machine.cpus as usize);
        let cpus: Vec<Cpu> = cpus
            .map(|cpu| Ok(cpu.read()?.value))
            .collect::<Result<_, Error>>()?;
        let interfaces = self.interfaces.iter().take(machine.interfaces as usize);
        let interfaces: Vec<Interface> = interfaces
            .map(|interface| Ok(interface.read()?.value))
            .collect::<Result<_, Error>>()?;
        let memory = self.memory.read()?.value;

        let numbers = [memory.sample]
            .into_iter()
            .chain(cpus.iter().map(|cpu| cpu.sample))
            .chain(interfaces.iter().map(|interface| interface.sample));
        let is_whole = numbers.into_iter().all(|sample| sample == machine.sample);
        Ok(is_whole.then_some(Sample {
            machine,
            cpus,
            memory,
            interfaces,
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use shm_runtime::shared;
    use shm_tests::Name;

    use super::super::proc::{self, Counters, Processor, Ticks};
    use super::*;

    /// A sample of a machine with two processors and two interfaces.
    fn sample(number: u64) -> Sample {
        let start = Instant::now();
        let counters = |at, count: u64| Counters {
            at,
            stat: proc::Stat {
                all: Ticks::default(),
                processors: [0, 1]
                    .map(|number| Processor {
                        number,
                        ticks: Ticks {
                            user: count,
                            ..Ticks::default()
                        },
                    })
                    .into(),
            },
            memory: proc::Memory::default(),
            interfaces: ["lo", "eth0"]
                .map(|name| proc::Interface {
                    name: name.into(),
                    received: count,
                    sent: count,
                })
                .into(),
        };
        let before = counters(start, 0);
        let after = counters(start + Duration::from_secs(1), number);
        Sample::between(number, &before, &after, (CPUS, INTERFACES))
    }

    #[test]
    fn what_is_written_is_read() {
        let name = Name::new("telemetry");
        let segment = shared!(create Telemetry, at(name.address()), ephemeral).unwrap();
        let opened = shared!(open Telemetry, at(name.address())).unwrap();
        let reader = SampleReader::new(&opened);
        assert_eq!(reader.read_after(0).unwrap(), None);
        let mut writer = SampleWriter::new(&segment).unwrap();
        for number in 1..=3 {
            let sample = sample(number);
            writer.write(&sample).unwrap();
            assert_eq!(reader.read_after(number - 1).unwrap(), Some(sample));
            assert_eq!(reader.read_after(number).unwrap(), None);
        }
    }

    #[test]
    fn cells_of_different_samples_are_none() {
        let name = Name::new("telemetry");
        let segment = shared!(create Telemetry, at(name.address()), ephemeral).unwrap();
        let opened = shared!(open Telemetry, at(name.address())).unwrap();
        let reader = SampleReader::new(&opened);
        let mut writer = SampleWriter::new(&segment).unwrap();
        let [one, two] = [1, 2].map(sample);
        let is_none = || reader.read_after(0).unwrap().is_none();

        // The second sample is written as far as one cell.
        writer.write(&one).unwrap();
        writer.cpus.at(1).write(&two.cpus[1]).unwrap();
        assert!(is_none());
        writer.write(&one).unwrap();
        writer.interfaces.at(0).write(&two.interfaces[0]).unwrap();
        assert!(is_none());
        writer.write(&one).unwrap();
        writer.memory.write(&two.memory).unwrap();
        assert!(is_none());
        writer.write(&one).unwrap();
        writer.machine.write(&two.machine).unwrap();
        assert!(is_none());
        writer.write(&two).unwrap();
        assert_eq!(reader.read_after(0).unwrap(), Some(two));
    }

    #[test]
    fn counts_that_no_sampler_stores_lead_nowhere() {
        let name = Name::new("telemetry");
        let segment = shared!(create Telemetry, at(name.address()), ephemeral).unwrap();
        let opened = shared!(open Telemetry, at(name.address())).unwrap();
        let mut writer = SampleWriter::new(&segment).unwrap();
        let mut forged = sample(1);
        forged.machine.cpus = u32::MAX;
        forged.machine.interfaces = u32::MAX;
        writer.write(&forged).unwrap();
        // Cells that nobody has written are of no sample.
        assert_eq!(SampleReader::new(&opened).read_after(0).unwrap(), None);
    }
}
