//! Throws random and mutated bytes at every parser of bytes that other people control.
//!
//! The inputs are the same at each run; `ONIONSKIN_FUZZ_RUNS` sets how many each parser gets, and
//! `ONIONSKIN_FUZZ_ONLY` names the parsers, by a part of their names, between commas.
#![expect(clippy::indexing_slicing, reason = "every index is below a length")]

use onionskin_tests::fuzz::{TARGETS, Target};

/// Inputs for each parser, unless the environment says otherwise.
const RUNS: u32 = 1_500;

/// A small generator, the same sequence for the same seed (xorshift64*).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 33).expect("31 bits") % bound.max(1)
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next().to_le_bytes()[5]).collect()
    }
}

/// Prints the input that made a parser panic.
struct Evidence<'a> {
    target: &'static str,
    input: &'a [u8],
}

impl Drop for Evidence<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{} fails for {}", self.target, data_encoding::HEXLOWER.encode(self.input));
        }
    }
}

/// One to eight small changes.
fn mutated(dice: &mut Dice, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(8) {
        let at = dice.below(bytes.len());
        match dice.below(6) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
            1 if !bytes.is_empty() => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][dice.below(5)],
            2 => bytes.truncate(at),
            3 => bytes.splice(at..at, [0xff; 10].into_iter().take(dice.below(11))).for_each(drop),
            4 => {
                let other = &seeds[dice.below(seeds.len())];
                bytes.truncate(at);
                bytes.extend_from_slice(&other[dice.below(other.len())..]);
            }
            _ => {
                let end = (at + dice.below(16)).min(bytes.len());
                bytes.splice(at..end, dice.bytes(3)).for_each(drop);
            }
        }
    }
    bytes
}

fn attack(target: &Target, runs: u32) {
    let seeds = (target.seeds)();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ u64::try_from(target.name.len()).expect("a short name"));
    let run = |input: &[u8]| {
        let evidence = Evidence { target: target.name, input };
        (target.run)(evidence.input);
    };
    for seed in &seeds {
        run(seed);
    }
    run(&[]);
    for number in 0..runs {
        let input = if number % 8 == 0 {
            let length = dice.below(400);
            dice.bytes(length)
        } else {
            mutated(&mut dice, &seeds)
        };
        run(&input);
    }
}

#[test]
fn no_parser_panics_or_breaks_its_law_on_hostile_bytes() {
    let runs = std::env::var("ONIONSKIN_FUZZ_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(RUNS);
    let only = std::env::var("ONIONSKIN_FUZZ_ONLY").unwrap_or_default();
    let is_chosen = |target: &&Target| only.split(',').any(|part| target.name.contains(part));
    for target in TARGETS.iter().filter(is_chosen) {
        attack(target, runs);
    }
}

#[test]
fn every_parser_has_a_target_for_long_runs() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/fuzz_targets");
    let mut found: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder of targets")
        .map(|entry| entry.expect("an entry").path().file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    let mut expected: Vec<String> = TARGETS.iter().map(|target| target.name.to_owned()).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}
