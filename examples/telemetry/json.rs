//! A sample for programs: one JSON object. Memory is in bytes, traffic in bytes and bytes a second, time in nanoseconds.

use serde_json::{Value, json};

use super::cells::{Cpu, Interface, Usage};
use super::sample::Sample;

pub fn of(sample: &Sample) -> Value {
    let Sample {
        machine,
        cpus,
        memory,
        interfaces,
    } = sample;
    json!({
        "sample": machine.sample,
        "time_ns": machine.time,
        "elapsed_ns": machine.elapsed,
        "cpu": usage(&machine.usage),
        "cpus": cpus.iter().map(cpu).collect::<Vec<_>>(),
        "cpus_left_out": machine.cpus_left_out,
        "memory": {
            "total": memory.total,
            "free": memory.free,
            "available": memory.available,
            "buffers": memory.buffers,
            "cached": memory.cached,
            "swap_total": memory.swap_total,
            "swap_free": memory.swap_free,
        },
        "interfaces": interfaces.iter().map(interface).collect::<Vec<_>>(),
        "interfaces_left_out": machine.interfaces_left_out,
    })
}

/// In per cent.
fn usage(usage: &Usage) -> Value {
    json!({
        "busy": usage.busy,
        "user": usage.user,
        "system": usage.system,
        "steal": usage.steal,
        "iowait": usage.iowait,
    })
}

fn cpu(cpu: &Cpu) -> Value {
    let mut value = usage(&cpu.usage);
    value["number"] = cpu.number.into();
    value
}

fn interface(interface: &Interface) -> Value {
    json!({
        "name": interface.name.to_string(),
        "received": interface.received,
        "sent": interface.sent,
        "received_per_second": interface.received_per_second,
        "sent_per_second": interface.sent_per_second,
    })
}
