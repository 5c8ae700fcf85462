//! For people: tables, and what to do.

use super::{Advice, plain};
use crate::report::{Compared, Report};
use shm_layout::{FILE, Sides, TypeChange};

/// What a lock is brought up to date with.
const UPDATE: &str = "SHM_LAYOUT=update cargo test";

/// The report as a text.
pub fn shown(report: &Report, advice: Advice) -> String {
    let mut text = String::new();
    for compared in &report.compared {
        let (old, new) = compared.names();
        let head = match (old, new) {
            (Some(old), Some(new)) => format!("{old} -> {new}"),
            (Some(old), None) => format!("{old} is gone"),
            (None, new) => format!("{} is new", new.unwrap_or(FILE)),
        };
        let what = if compared.difference.types.is_empty() {
            "nothing changed"
        } else {
            compared.class().word()
        };
        line(&mut text, &format!("{head}: {what}"));
        for change in &compared.difference.types {
            line(&mut text, "");
            let class = match (&change.old, &change.new) {
                (None, _) => "new",
                (_, None) => "gone",
                _ => change.class.word(),
            };
            line(&mut text, &format!("{class}:"));
            text.push_str(&change.table(&Sides::LOCKS).to_string());
        }
        match advice {
            Advice::WhatToDo => what_to_do(&mut text, compared),
            Advice::None => {
                for untrue in compared.difference.untrue() {
                    line(&mut text, "");
                    line(&mut text, &format!("warning: {untrue}"));
                }
            }
        }
        line(&mut text, "");
    }
    if advice == Advice::WhatToDo {
        line(&mut text, &verdict(report));
    }
    text
}

fn what_to_do(text: &mut String, compared: &Compared) {
    for segment in &compared.unversioned {
        let remedy = format!("{}, and update the lock with `{UPDATE}`", segment.remedy());
        problem(text, &segment.problem(), &remedy);
        let change = |change: &&TypeChange| change.path() == segment.path;
        let change = compared.difference.types.iter().find(change);
        if let Some(advice) = change.and_then(TypeChange::advice) {
            line(text, &format!("       {advice}"));
        }
        let others = segment.because.iter().filter(|ty| **ty != segment.path);
        let others: Vec<String> = others.map(|ty| format!("`{ty}`")).collect();
        if !others.is_empty() {
            line(
                text,
                &format!("       what changed in it: {}", others.join(", ")),
            );
        }
    }
    for untrue in compared.difference.untrue() {
        problem(text, &untrue.to_string(), &untrue.remedy());
    }
    for change in &compared.difference.types {
        if !compared.fails_by(change)
            && let Some(advice) = change.advice()
        {
            line(text, "");
            line(
                text,
                &format!(
                    "note: fields were appended to `{}`, and older readers do not go on",
                    change.path()
                ),
            );
            line(text, &format!("      {advice}"));
        }
    }
    for change in &compared.difference.types {
        if let Some(no_room) = change.no_room() {
            line(text, "");
            line(text, &format!("note: of `{}`, {no_room}", change.path()));
        }
    }
    if compared.is_deleted {
        let old = compared.old.as_ref();
        let path = old.map_or(FILE.into(), |old| old.path.display().to_string());
        problem(
            text,
            "the lock is gone, and nothing holds its types to a layout any more",
            &format!(
                "restore it; or, if its crate moved, check the directory that it moved to, too; or, if its crate is gone, pass \
                 `--allow-removed {path}`"
            ),
        );
        return;
    }
    for path in &compared.removed {
        let what = compared.what_is_gone(path);
        let remedy = format!("if no program uses it, pass `--allow-removed {path}`");
        problem(text, &format!("`{path}` {what}"), &remedy);
    }
}

fn problem(text: &mut String, problem: &str, remedy: &str) {
    line(text, "");
    line(text, &format!("error: {problem}"));
    line(text, &format!("       {remedy}"));
}

fn verdict(report: &Report) -> String {
    let sum = |of: fn(&Compared) -> usize| report.compared.iter().map(of).sum();
    let compared = match report.compared.len() {
        1 => "1 lock compared".to_owned(),
        number => format!("{number} locks compared"),
    };
    let kept_out = match report.kept_out {
        0 => String::new(),
        number => format!(", {number} unchanged that git keeps out of the working tree"),
    };
    if report.passed() {
        return format!("passed: {compared}{kept_out}");
    }
    let reasons = [
        (sum(|lock| lock.unversioned.len()), "without a new version"),
        (
            sum(|lock| lock.difference.untrue().len()),
            "with an `accepts` that does not hold",
        ),
        (sum(|lock| lock.removed.len()), "gone"),
        (report.failures.len(), "that could not be compared"),
    ];
    let reasons = reasons.iter().filter(|(number, _)| *number > 0);
    let reasons = reasons.map(|(number, what)| format!(", {number} {what}"));
    format!(
        "failed: {compared}{kept_out}{}",
        reasons.collect::<String>()
    )
}

fn line(text: &mut String, line: &str) {
    text.push_str(&plain(line));
    text.push('\n');
}
