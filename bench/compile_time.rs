//! The processor time that the compiler takes to check types of many cells, fields or variants, with and without a
//! `layout.lock`.
//!
//! `cargo bench -p shm-bench --bench compile_time`. Each size is twice the one before it, so a time that grows with the square
//! of the size has a ratio of 4 in the last column, and one that grows with the size a ratio of 2. Sizes can be given as
//! arguments: `-- 1000 2000`. It takes some minutes.

#[path = "compile_time/shapes.rs"]
mod shapes;

use shapes::SHAPES;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const SIZES: [usize; 4] = [250, 500, 1_000, 2_000];
/// The least of so many times counts.
const ROUNDS: usize = 2;

/// A library that depends on the runtime.
struct Package {
    directory: tempfile::TempDir,
}

impl Package {
    fn new() -> Package {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
        let checkout = checkout.expect("the benches are in a workspace");
        let manifest = format!(
            "[package]\nname = \"many\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [dependencies]\nshm-runtime = {{ path = {:?} }}\n\n\
             [profile.dev]\ndebug = false\nincremental = false\n\n[workspace]\n",
            checkout.join("shm-runtime"),
        );
        let package = Package { directory };
        package.write("Cargo.toml", &manifest);
        let versions = fs::read_to_string(checkout.join("Cargo.lock"));
        package.write("Cargo.lock", &versions.expect("the versions can be read"));
        fs::create_dir(package.path("src")).expect("a directory can be made");
        package
    }

    fn path(&self, file: &str) -> PathBuf {
        self.directory.path().join(file)
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.path(file), text).expect("a file can be written");
    }

    /// The seconds of processor time that it takes to check the crate; what it depends on is there already, but for the first
    /// time.
    fn check(&self, source: &str, lock: Option<&str>) -> f64 {
        let _ = fs::remove_file(self.path("layout.lock"));
        if let Some(lock) = lock {
            let head = "format = 1\nrequire = \"all\"\n\n";
            self.write("layout.lock", &format!("{head}{lock}"));
        }
        let mut least = f64::INFINITY;
        for round in 0..ROUNDS {
            self.write(
                "src/lib.rs",
                &format!("//! {round}\nuse shm_runtime::SharedLayout;\n\n{source}"),
            );
            let before = seconds_of_children();
            let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
            let status = Command::new(cargo)
                .args(["check", "--offline", "--quiet", "--target-dir"])
                .arg(self.path("target"))
                .current_dir(self.directory.path())
                .env_remove("SHM_LAYOUT")
                .status();
            assert!(status.expect("cargo can be run").success());
            least = least.min(seconds_of_children() - before);
        }
        least
    }
}

/// The processor time of all children that have ended, and of theirs.
fn seconds_of_children() -> f64 {
    /// What `USER_HZ` is on every Linux.
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").expect("`/proc` is mounted");
    let (_, fields) = stat.rsplit_once(')').expect("the name is in parentheses");
    // `cutime` and `cstime`: fields 16 and 17 of proc(5), and these begin with the third.
    let ticks = fields.split_whitespace().skip(13).take(2);
    let ticks: f64 = ticks
        .map(|field| field.parse::<f64>().expect("a number"))
        .sum();
    ticks / TICKS_PER_SECOND
}

fn main() {
    // `cargo bench` has an option of its own among the arguments.
    let sizes: Vec<usize> = env::args()
        .skip(1)
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let sizes = if sizes.is_empty() {
        SIZES.to_vec()
    } else {
        sizes
    };
    let package = Package::new();
    let small = "#[derive(SharedLayout, Clone, Copy)]\n#[repr(u8)]\npub enum Many { One }\n";
    // The first builds what it depends on.
    package.check(small, None);
    println!(
        "a crate with one small type {:>26.2} s",
        package.check(small, None)
    );
    for shape in &SHAPES {
        for is_locked in [false, true] {
            println!(
                "\n{}, {}",
                shape.name,
                if is_locked {
                    "locked"
                } else {
                    "without a lock"
                }
            );
            let mut before = None;
            for &size in &sizes {
                let lock = is_locked.then(|| (shape.lock)(size));
                let seconds = package.check(&(shape.source)(size), lock.as_deref());
                let ratio = before.map_or(String::new(), |before| {
                    format!("{:8.1} x", seconds / before)
                });
                println!("  {size:5} {:>45.2} s{ratio}", seconds);
                before = Some(seconds);
            }
        }
    }
}
