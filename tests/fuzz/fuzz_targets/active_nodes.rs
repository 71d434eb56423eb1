#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| onionskin_fuzz::fuzz::active_nodes(data));
