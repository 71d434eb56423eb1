#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| onionskin_fuzz::fuzz::sound(data));
