//! A proxy that is set while the store is behind its password.

use super::*;

#[test]
fn a_proxy_that_is_set_while_the_store_is_locked_counts_from_the_first_connection() {
    let swarms = Arc::default();
    let mut alice = Device::create(&swarms, "Alice");
    let password = Some(Secret::new("a password".to_owned()));
    alice.ask(|ticket| Command::ChangePassword { ticket, current: None, new: password }).expect("set");
    alice.stop();
    alice.start();
    alice.wait("the password", |alice| alice.phase == Some(Phase::Locked));
    let proxy =
        Proxy { kind: ProxyKind::Socks5, host: "127.0.0.1".to_owned(), port: 9_050, user: None, password: None };
    alice.ask(|ticket| Command::SetProxy { ticket, proxy: Some(proxy) }).expect("it waits");
    swarms.proxies.lock().expect("no panic while held").clear();
    let password = Secret::new("a password".to_owned());
    alice.ask(|ticket| Command::Unlock { ticket, password }).expect("unlocked");
    assert_eq!(*swarms.proxies.lock().expect("no panic while held"), [Some(9_050)], "the network started with it");
    match alice.ask(|ticket| Command::RevealProxy { ticket }) {
        Ok(Outcome::Proxy(Some(proxy))) => assert_eq!(proxy.port, 9_050),
        other => panic!("no proxy: {other:?}"),
    }
}
