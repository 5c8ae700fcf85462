//! A sample: what happened between two looks at the kernel's counters.

use std::time::{SystemTime, UNIX_EPOCH};

use super::cells::{Cpu, Interface, InterfaceName, Machine, Memory, Usage};
use super::proc::{self, Counters, Ticks};

/// All of one sample. What the machine has more of than there are cells for is left out, and counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    pub machine: Machine,
    pub cpus: Vec<Cpu>,
    pub memory: Memory,
    pub interfaces: Vec<Interface>,
}

impl Sample {
    /// What happened from `before` to `after`. A processor or an interface that was not there before has no rates yet,
    /// and is part of the next sample.
    ///
    /// `room`: how many processors and how many interfaces there are cells for.
    pub fn between(
        number: u64,
        before: &Counters,
        after: &Counters,
        room: (usize, usize),
    ) -> Sample {
        let elapsed = after.at - before.at;
        let mut cpus: Vec<Cpu> = (after.stat.processors.iter())
            .filter_map(|now| {
                let then = before
                    .stat
                    .processors
                    .iter()
                    .find(|then| then.number == now.number)?;
                Some(Cpu {
                    sample: number,
                    number: now.number.into(),
                    usage: usage(&then.ticks, &now.ticks),
                })
            })
            .collect();
        let per_second = |then: u64, now: u64| {
            // A driver that is loaded anew counts from zero again.
            now.saturating_sub(then) as f64 / elapsed.as_secs_f64()
        };
        let mut interfaces: Vec<Interface> = (after.interfaces.iter())
            .filter_map(|now| {
                let then = before
                    .interfaces
                    .iter()
                    .find(|then| then.name == now.name)?;
                Some(Interface {
                    sample: number,
                    name: InterfaceName::new(&now.name),
                    received: now.received,
                    sent: now.sent,
                    received_per_second: per_second(then.received, now.received),
                    sent_per_second: per_second(then.sent, now.sent),
                })
            })
            .collect();
        let cpus_left_out = cut(&mut cpus, room.0);
        let interfaces_left_out = cut(&mut interfaces, room.1);
        Sample {
            machine: Machine {
                sample: number,
                time: SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .map_or(0, |time| time.as_nanos() as u64),
                elapsed: elapsed.as_nanos() as u64,
                cpus: cpus.len() as u32,
                cpus_left_out,
                interfaces: interfaces.len() as u32,
                interfaces_left_out,
                usage: usage(&before.stat.all, &after.stat.all),
            },
            cpus,
            memory: memory(number, &after.memory),
            interfaces,
        }
    }
}

/// Leaves out what there is no room for, and says how many that were.
fn cut<T>(all: &mut Vec<T>, room: usize) -> u32 {
    let left_out = all.len().saturating_sub(room);
    all.truncate(room);
    left_out as u32
}

/// Per cent of the ticks between. The kernel's counts of idle ticks now and then go back by one or two.
fn usage(then: &Ticks, now: &Ticks) -> Usage {
    let ticks = |of: fn(&Ticks) -> u64| of(now).saturating_sub(of(then)) as f64;
    let user = ticks(|of| of.user) + ticks(|of| of.nice);
    let system = ticks(|of| of.system) + ticks(|of| of.irq) + ticks(|of| of.softirq);
    let steal = ticks(|of| of.steal);
    let iowait = ticks(|of| of.iowait);
    let idle = ticks(|of| of.idle);
    // Two looks within one tick: nothing was counted, and nothing is divided by it.
    let all = (user + system + steal + iowait + idle).max(1.0);
    Usage {
        busy: 100.0 * (user + system + steal) / all,
        user: 100.0 * user / all,
        system: 100.0 * system / all,
        steal: 100.0 * steal / all,
        iowait: 100.0 * iowait / all,
    }
}

fn memory(sample: u64, now: &proc::Memory) -> Memory {
    let &proc::Memory {
        total,
        free,
        available,
        buffers,
        cached,
        swap_total,
        swap_free,
    } = now;
    Memory {
        sample,
        total,
        free,
        available,
        buffers,
        cached,
        swap_total,
        swap_free,
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn counters(at: Instant, cpus: &[(u32, Ticks)], interfaces: &[(&str, u64, u64)]) -> Counters {
        let processors = cpus
            .iter()
            .map(|&(number, ticks)| proc::Processor { number, ticks });
        let interfaces = interfaces
            .iter()
            .map(|&(name, received, sent)| proc::Interface {
                name: name.to_owned(),
                received,
                sent,
            });
        Counters {
            at,
            stat: proc::Stat {
                all: Ticks::default(),
                processors: processors.collect(),
            },
            memory: proc::Memory::default(),
            interfaces: interfaces.collect(),
        }
    }

    fn ticks(user: u64, idle: u64) -> Ticks {
        Ticks {
            user,
            idle,
            ..Ticks::default()
        }
    }

    #[test]
    fn usage_is_the_share_of_the_ticks_between() {
        let then = Ticks::default();
        let now = Ticks {
            user: 10,
            nice: 15,
            system: 5,
            idle: 40,
            iowait: 10,
            irq: 4,
            softirq: 6,
            steal: 10,
        };
        let expected = Usage {
            busy: 50.0,
            user: 25.0,
            system: 15.0,
            steal: 10.0,
            iowait: 10.0,
        };
        assert_eq!(usage(&then, &now), expected);
    }

    #[test]
    fn counts_that_go_back_or_stand_still_are_no_use() {
        assert_eq!(usage(&ticks(5, 9), &ticks(5, 7)).busy, 0.0);
        assert_eq!(usage(&ticks(5, 9), &ticks(5, 9)), Usage::default());
        assert_eq!(usage(&ticks(5, 9), &ticks(7, 8)).busy, 100.0);
    }

    #[test]
    fn rates_are_those_of_the_time_between() {
        let start = Instant::now();
        let before = counters(start, &[], &[("eth0", 1_000, 500), ("lo", 70, 70)]);
        let later = start + Duration::from_millis(500);
        let after = counters(later, &[], &[("eth0", 3_000, 500), ("lo", 10, 80)]);
        let sample = Sample::between(7, &before, &after, (4, 4));
        let [eth0, lo] = sample.interfaces[..] else {
            panic!("{sample:?}")
        };
        assert_eq!(eth0.name.to_string(), "eth0");
        assert_eq!((eth0.received, eth0.sent, eth0.sample), (3_000, 500, 7));
        assert_eq!(
            (eth0.received_per_second, eth0.sent_per_second),
            (4_000.0, 0.0)
        );
        // Counted anew.
        assert_eq!((lo.received_per_second, lo.sent_per_second), (0.0, 20.0));
        assert_eq!(sample.machine.elapsed, 500_000_000);
    }

    #[test]
    fn what_is_new_waits_for_the_next_sample_and_what_is_gone_is_gone() {
        let start = Instant::now();
        let before = counters(
            start,
            &[(0, ticks(0, 0)), (1, ticks(0, 0))],
            &[("old", 1, 1)],
        );
        let later = start + Duration::from_secs(1);
        let after = counters(
            later,
            &[(0, ticks(1, 1)), (2, ticks(9, 9))],
            &[("new", 9, 9)],
        );
        let sample = Sample::between(1, &before, &after, (4, 4));
        let numbers: Vec<_> = sample.cpus.iter().map(|cpu| cpu.number).collect();
        assert_eq!(numbers, [0]);
        assert_eq!(sample.interfaces, []);
        assert_eq!((sample.machine.cpus, sample.machine.interfaces), (1, 0));
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let start = Instant::now();
        let cpus: Vec<_> = (0..5).map(|number| (number, ticks(0, 1))).collect();
        let interfaces = [("a", 0, 0), ("b", 0, 0), ("c", 0, 0)];
        let before = counters(start, &cpus, &interfaces);
        let after = counters(start + Duration::from_secs(1), &cpus, &interfaces);
        let sample = Sample::between(1, &before, &after, (4, 1));
        assert_eq!((sample.cpus.len(), sample.interfaces.len()), (4, 1));
        let Machine {
            cpus,
            cpus_left_out,
            interfaces,
            interfaces_left_out,
            ..
        } = sample.machine;
        assert_eq!((cpus, cpus_left_out), (4, 1));
        assert_eq!((interfaces, interfaces_left_out), (1, 2));
    }
}
