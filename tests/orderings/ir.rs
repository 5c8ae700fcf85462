//! The memory accesses of functions, read from LLVM IR.

use std::collections::{BTreeMap, HashMap};

/// The functions of one module, by their paths in it, each with its accesses, fences and calls in order.
pub type Accesses = BTreeMap<String, Vec<String>>;

/// Intrinsics that compile to nothing.
const NOTHING: [&str; 4] = [
    "@llvm.assume(",
    "@llvm.experimental.noalias.scope.decl(",
    "@llvm.lifetime.end.",
    "@llvm.lifetime.start.",
];

/// Reads the functions below the module `path` of a crate. Their symbols are mangled as `v0`.
pub fn accesses(ir: &str, path: &[&str]) -> Accesses {
    let mut bodies: HashMap<&str, Vec<String>> = HashMap::new();
    // LLVM keeps one of several functions with the same body, and makes the others aliases of it.
    let mut aliases = Vec::new();
    let mut lines = ir.lines();
    while let Some(line) = lines.next() {
        if let Some((alias, target)) = line.split_once(" alias ") {
            aliases.push((symbol(alias), symbol(target)));
        } else if line.starts_with("define ") {
            let body = lines.by_ref().take_while(|line| *line != "}");
            bodies.insert(symbol(line), steps(body));
        }
    }
    let own = bodies.keys().map(|symbol| (*symbol, *symbol));
    own.chain(aliases)
        .filter_map(|(symbol, target)| {
            let function = path_of(symbol)?;
            let below = function.strip_prefix(path)?.join("::");
            Some((below, bodies.get(target)?.clone()))
        })
        .collect()
}

/// The first symbol in a line.
fn symbol(line: &str) -> &str {
    let start = line.find('@').map_or(line.len(), |at| at + 1);
    let rest = line[start..].trim_start_matches('"');
    let end = rest.find(|c: char| !(c.is_alphanumeric() || "_.$".contains(c)));
    &rest[..end.unwrap_or(rest.len())]
}

/// The path of a function that is neither generic nor a closure, from its crate on.
fn path_of(symbol: &str) -> Option<Vec<&str>> {
    let nested = symbol.strip_prefix("_RNv")?.trim_start_matches("Nt");
    let (_, mut rest) = nested.strip_prefix("Cs")?.split_once('_')?;
    let mut names = Vec::new();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let len = rest[..digits].parse().ok()?;
        let name = &rest[digits..];
        let name = name.strip_prefix('_').unwrap_or(name);
        names.push(name.get(..len)?);
        rest = &name[len..];
    }
    Some(names)
}

/// What the instructions of a body do to memory.
fn steps<'l>(body: impl Iterator<Item = &'l str>) -> Vec<String> {
    let mut places = HashMap::new();
    let mut steps = Vec::new();
    for line in body {
        let line = line.trim_start();
        let (result, instruction) = match line.split_once(" = ") {
            Some((result, instruction)) if result.starts_with('%') => (result, instruction),
            _ => ("", line),
        };
        if instruction.starts_with("getelementptr ") {
            places.insert(result, element(instruction, &places));
        } else if let Some(step) = step(instruction, &places) {
            steps.push(step);
        }
    }
    steps
}

/// Addresses that are computed from others.
type Places<'l> = HashMap<&'l str, String>;

/// What an instruction does to memory, if anything. One that is not known here is shown as it is.
fn step(instruction: &str, places: &Places<'_>) -> Option<String> {
    let words: Vec<&str> = instruction
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .collect();
    let at = |index: usize| words.get(index).copied().unwrap_or_default();
    let place = |index: usize| place(at(index), places);
    let known = match words[..] {
        ["fence", "syncscope(\"singlethread\")", order, ..] => {
            format!("compiler_fence({})", ordering(order))
        }
        ["fence", order, ..] => format!("fence({})", ordering(order)),
        ["load", "atomic", ty, "ptr", _, order, ..] => {
            format!("load({}, {}, {})", place(4), bits(ty), ordering(order))
        }
        ["load", ty, "ptr", ..] => format!("load({}, {}, not atomic)", place(3), bits(ty)),
        ["store", "atomic", ty, _, "ptr", _, order, ..] => {
            format!("store({}, {}, {})", place(5), bits(ty), ordering(order))
        }
        ["store", ty, _, "ptr", ..] => format!("store({}, {}, not atomic)", place(4), bits(ty)),
        ["atomicrmw", "xchg", "ptr", _, ty, _, order, ..] => {
            format!("swap({}, {}, {})", place(3), bits(ty), ordering(order))
        }
        ["atomicrmw", change, "ptr", _, ty, _, order, ..] => {
            let (place, ty, order) = (place(3), bits(ty), ordering(order));
            format!("fetch_{change}({place}, {ty}, {order})")
        }
        ["cmpxchg", "ptr", _, ty, _, _, _, order, failed, ..] => {
            let (order, failed) = (ordering(order), ordering(failed));
            format!(
                "compare_exchange({}, {}, {order}, {failed})",
                place(2),
                bits(ty)
            )
        }
        _ => {
            let first = words.iter().take(3);
            let is_call = first.clone().any(|word| ["call", "invoke"].contains(word));
            let touches = ["load", "store", "fence", "atomicrmw", "cmpxchg"].contains(&at(0));
            let is_nothing = NOTHING.iter().any(|name| instruction.contains(name));
            if !touches && (!is_call || is_nothing) {
                return None;
            }
            instruction.to_owned()
        }
    };
    Some(known)
}

/// The address that a `getelementptr` computes: as far as it is known, a number of bytes from another one.
fn element(instruction: &str, places: &Places<'_>) -> String {
    let mut operands = instruction.split(", ");
    let ty = operands.next().and_then(|first| first.rsplit(' ').next());
    let base = operands.next().and_then(|base| base.strip_prefix("ptr "));
    let index = operands.next().and_then(|index| index.rsplit(' ').next());
    let base = place(base.unwrap_or_default(), places);
    let size = ty.and_then(|ty| ty.strip_prefix('i')?.parse::<usize>().ok());
    let index = index.and_then(|index| index.parse::<usize>().ok());
    match (
        size,
        index,
        operands.next().filter(|more| !more.starts_with('!')),
    ) {
        (Some(bits), Some(index), None) => format!("{base}+{}", bits / 8 * index),
        _ => format!("{base}+?"),
    }
}

/// An address: an argument, what was computed from one, or `?`.
fn place(operand: &str, places: &Places<'_>) -> String {
    match (places.get(operand), operand.strip_prefix('%')) {
        (Some(place), _) => place.clone(),
        (None, Some(name)) if name.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            name.to_owned()
        }
        _ => "?".to_owned(),
    }
}

/// How wide a type is, if it is an integer; else the type.
fn bits(ty: &str) -> String {
    match ty.strip_prefix('i') {
        Some(bits) => format!("{bits} bits"),
        None => ty.to_owned(),
    }
}

/// An ordering as Rust calls it.
fn ordering(name: &str) -> &str {
    match name {
        "monotonic" => "Relaxed",
        "acquire" => "Acquire",
        "release" => "Release",
        "acq_rel" => "AcqRel",
        "seq_cst" => "SeqCst",
        other => other,
    }
}
