//! The program `onionskin-localnet`: writes the network file, runs, ends with its standard input.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use onionskin_localnet::client::Https;

#[test]
fn the_program_runs_until_its_input_is_closed() {
    let folder = env!("CARGO_TARGET_TMPDIR");
    let path = format!("{folder}/network-{}.json", std::process::id());
    let mut child = Command::new(env!("CARGO_BIN_EXE_onionskin-localnet"))
        .args(["--nodes", "4", "--swarms", "2", "--write", &path])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut line).expect("it says where");
    assert_eq!(line.trim_end(), path);
    let spec = std::fs::read_to_string(&path).expect("the file is there");
    let spec: serde_json::Value = serde_json::from_str(&spec).expect("it is JSON");
    let port = spec["bootstrap_nodes"][0]["https_port"].as_u64().and_then(|port| u16::try_from(port).ok());
    let mut node = Https::connect(port.expect("there is a port")).expect("it listens");
    assert_eq!(node.request("GET", "/get_stats/v1", &[], b"").expect("it answers").status, 200);
    drop(child.stdin.take());
    assert!(child.wait().expect("it ends").success());
    std::fs::remove_file(&path).expect("the file is ours");
}

#[test]
fn the_program_refuses_what_makes_no_sense() {
    for arguments in [["--nodes", "0"], ["--swarms", "99"], ["--what", "is"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_onionskin-localnet"))
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .expect("the program starts");
        assert!(!output.status.success());
        assert!(output.stderr.starts_with(b"onionskin-localnet: "));
    }
}
