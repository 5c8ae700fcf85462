//! A sample for people.

use std::fmt::Write;

use indicatif::BinaryBytes;
use shm_runtime::Address;

use super::cells::{Memory, Usage};
use super::sample::Sample;

/// The table of one sample, which was read at the given address.
pub fn of(at: &Address, sample: &Sample) -> String {
    let machine = &sample.machine;
    let mut table = Table(format!(
        "{at}, sample {}, over {:.2} s\n\n",
        machine.sample,
        machine.elapsed as f64 / 1e9
    ));

    table.row("cpu", &["busy", "user", "system", "steal", "iowait"]);
    table.row("all", &usage(&machine.usage));
    for cpu in &sample.cpus {
        table.row(&cpu.number.to_string(), &usage(&cpu.usage));
    }
    table.left_out(machine.cpus_left_out, "processors");

    let Memory {
        total,
        available,
        free,
        buffers,
        cached,
        swap_total,
        swap_free,
        ..
    } = sample.memory;
    table.row("\n", &["total", "available", "free", "buffers", "cached"]);
    let memory = [total, available, free, buffers, cached].map(bytes);
    table.row("memory", &memory);
    table.row(
        "swap",
        &[bytes(swap_total), String::new(), bytes(swap_free)],
    );

    table.row("\ninterface", &["received/s", "sent/s", "received", "sent"]);
    for interface in &sample.interfaces {
        // It may have characters that mean something to a terminal.
        let name = interface.name.to_string().escape_debug().to_string();
        let numbers = [
            interface.received_per_second as u64,
            interface.sent_per_second as u64,
            interface.received,
            interface.sent,
        ];
        table.row(&name, &numbers.map(bytes));
    }
    table.left_out(machine.interfaces_left_out, "interfaces");
    table.0
}

fn usage(usage: &Usage) -> [String; 5] {
    let Usage {
        busy,
        user,
        system,
        steal,
        iowait,
    } = *usage;
    [busy, user, system, steal, iowait].map(|share| format!("{share:.1} %"))
}

fn bytes(number: u64) -> String {
    BinaryBytes(number).to_string()
}

/// The text of a table.
struct Table(String);

impl Table {
    /// Adds a name and right-aligned cells. A line break before the name separates the row from the ones above.
    fn row(&mut self, name: &str, cells: &[impl AsRef<str>]) {
        let name = match name.strip_prefix('\n') {
            Some(name) => {
                self.0.push('\n');
                name
            }
            None => name,
        };
        write!(self.0, "{name:<16}").expect("a string takes all text");
        for cell in cells {
            write!(self.0, "{:>14}", cell.as_ref()).expect("a string takes all text");
        }
        self.0.push('\n');
    }

    /// Says how many of what there was no room for, if any.
    fn left_out(&mut self, count: u32, what: &str) {
        if count > 0 {
            writeln!(self.0, "and {count} {what} for which there are no cells")
                .expect("a string takes all text");
        }
    }
}
