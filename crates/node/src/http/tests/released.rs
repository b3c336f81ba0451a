//! What is told without asking, and to whom besides the unit.

use super::{findings, served::Served};
use crate::{config::Config, jobs, notify};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use store::{FindingState, Role};
use testkit::receivers::Receiver;

/// Runs something of the node until `is_done` says so.
fn while_running<F: Future<Output = ()> + Send + 'static>(job: F, is_done: impl Fn() -> bool) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let running = runtime.spawn(job);
    for _ in 0..600 {
        if is_done() {
            running.abort();
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("it was waited in vain");
}

fn configured(served: &Served, text: &str) {
    assert!(served.node.set_up(Config::parse(text).expect("a configuration")).is_empty());
}

fn sightings(served: &Served) -> Vec<Value> {
    let answer = served.local("GET", "/api/v1/statements?kind=sighting", None).json();
    answer["statements"].as_array().expect("a list").clone()
}

const RULE: &str = "[[release.rule]]\nname = \"energy\"\nofficer = \"officer\"\nat_most = 2\nafter = 0\nkinds = [\"domain\"]\n";

#[test]
fn a_rule_tells_what_its_officer_answers_for_and_not_more_a_day() {
    let served = Served::start();
    let intel = findings::intel(&served, &json!({}));
    let ids: Vec<_> = (0..3)
        .map(|number| findings::meet_domain(&served.node, &format!("n{number}.example"), number, &[intel]))
        .collect();
    configured(&served, RULE);
    ids.iter().for_each(|id| findings::judge(&served, *id, "confirmed"));
    let node = served.node.clone();
    let started = std::time::Instant::now();
    while_running(jobs::releases::run(node.clone()), || started.elapsed() > Duration::from_secs(1));
    assert_eq!(sightings(&served), [] as [Value; 0], "there is no such officer");
    served.operator(Role::Officer);
    while_running(jobs::releases::run(node.clone()), || {
        served.audit().iter().filter(|row| row.contains(" release ")).count() == 2
    });
    served.noted(3);
    let started = std::time::Instant::now();
    node.judged.notify_one();
    while_running(jobs::releases::run(node.clone()), || started.elapsed() > Duration::from_secs(1));
    assert_eq!(sightings(&served).len(), 2, "two a day");
    let audit = served.audit();
    assert!(
        audit
            .iter()
            .any(|row| row.starts_with(&format!("rule:energy by officer release finding {} seen ", ids[0]))),
        "{audit:?}"
    );
    let by_rule = RULE.replace("at_most = 2", "at_most = 9");
    for other in [
        "members = [\"beta\"]\n",
        "level = \"critical\"\n",
        "verdicts = [\"false-alarm\"]\n",
        "after = 3600\n",
    ] {
        let key = other.split(' ').next().expect("a key");
        let rule: String =
            by_rule.lines().filter(|line| !line.starts_with(key)).map(|line| format!("{line}\n")).collect();
        configured(&served, &format!("{rule}{other}"));
        let started = std::time::Instant::now();
        while_running(jobs::releases::run(node.clone()), || started.elapsed() > Duration::from_millis(300));
        assert_eq!(sightings(&served).len(), 2, "{other}");
    }
}

#[test]
fn threat_31_a_release_that_was_under_way_is_settled_by_the_log() {
    let served = Served::start();
    let intel = findings::intel(&served, &json!({}));
    let id = findings::meet(&served.node, 1, &[intel]);
    findings::judge(&served, id, "confirmed");
    let path = format!("/api/v1/findings/{id}/release");
    let shown = served.local("GET", &path, None).json();
    let said = served.local("POST", &path, Some(&json!({"digest": shown["digest"]}))).json();
    served.noted(2);
    let release = served.node.store.keep().read("a test", |view| view.releases(id)).expect("read").remove(0);
    // As if the node had been killed before it noted that, and while it was about to say another.
    let other =
        store::Release { text: statement::Digest::of(b"never said"), statement: None, ..release.clone() };
    let open = store::Release { statement: None, ..release };
    served
        .node
        .store
        .keep()
        .transact("a test", move |tx| tx.begin_release(&open).and_then(|()| tx.begin_release(&other)))
        .expect("noted");
    let node = served.node.clone();
    while_running(async move { jobs::releases::run(node).await }, || {
        let open = served.node.store.keep().read("a test", |view| view.unfinished_releases()).expect("read");
        open.is_empty()
    });
    let releases = served.node.store.keep().read("a test", |view| view.releases(id)).expect("read");
    assert_eq!(releases.len(), 1);
    assert_eq!(releases[0].statement.map(|id| id.to_string()).as_deref(), said["id"].as_str());
}

#[test]
fn a_target_that_fails_is_asked_again_and_told_of_all_at_once() {
    let served = Served::start();
    let intel = findings::intel(&served, &json!({}));
    let (bad, good) = (Receiver::webhook("500 Internal Server Error"), Receiver::webhook("200 OK"));
    let target = |name: &str, at: &Receiver| {
        format!("[[notify]]\nname = \"{name}\"\nwebhook = \"http://{}/x\"\nevery = 604800\n", at.address())
    };
    configured(&served, &format!("{}{}", target("bad", &bad), target("good", &good)));
    let node = served.node.clone();
    while_running(notify::run(node.clone()), || {
        served
            .node
            .store
            .keep()
            .read("a test", |view| Ok(view.notices("good")?.upto))
            .is_ok_and(|_| served.node.notices_pending().count() == 2)
    });
    for number in 1..4 {
        findings::meet_domain(&served.node, &format!("n{number}.example"), number, &[intel]);
    }
    while_running(notify::run(node.clone()), || !bad.messages().is_empty() && !good.messages().is_empty());
    let message = String::from_utf8(good.messages()[0].clone()).expect("text");
    assert!(message.starts_with("POST /x HTTP/1.1\r\n") && message.contains("\"findings\":3"), "{message}");
    assert!(!message.contains("detente-signature"), "no secret, no signature");
    while_running(notify::run(node), || {
        served
            .node
            .store
            .keep()
            .read("a test", |view| view.notices("good"))
            .is_ok_and(|notices| notices.findings.is_empty())
    });
    let pending = served.node.store.keep().read("a test", |view| view.notices("bad")).expect("read");
    assert_eq!(pending.findings.len(), 3, "it is told of all of them when it answers");
    let metrics = served.ask("GET", "/metrics", "", None).text();
    assert!(metrics.contains("detente_notices_pending{target=\"bad\"} 3\n"), "{metrics}");
    assert!(pending.findings.iter().all(|finding| finding.state == FindingState::New));
}

#[test]
fn a_target_under_tls_has_to_show_a_certificate_that_is_trusted() {
    let served = Served::start();
    let intel = findings::intel(&served, &json!({}));
    let (own, other) = (Arc::new(authority()), Arc::new(authority()));
    let receiver = tls_receiver(&own);
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, authority: &Authority| {
        let path = folder.path().join(name);
        let text = note::encoding::base64(authority.certificate.der());
        let text = format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n");
        std::fs::write(&path, text).expect("written");
        path
    };
    let target = |name: &str, ca: &std::path::Path| {
        format!(
            "[[notify]]\nname = \"{name}\"\nsyslog = \"tls://localhost:{}\"\nca = {ca:?}\nevery = 604800\n",
            receiver.0
        )
    };
    configured(
        &served,
        &format!("{}{}", target("own", &file("own.pem", &own)), target("other", &file("other.pem", &other))),
    );
    let node = served.node.clone();
    while_running(notify::run(node.clone()), || served.node.notices_pending().count() == 2);
    findings::meet(&served.node, 1, &[intel]);
    let told = |name: &'static str| {
        served.node.store.keep().read("a test", |view| view.notices(name)).expect("read").findings.is_empty()
    };
    while_running(notify::run(node), || told("own"));
    let line = receiver.1.recv_timeout(Duration::from_secs(10)).expect("a line");
    assert!(line.contains("<132>1 ") && line.contains("alpha: 1 new finding (1 high)"), "{line}");
    assert!(!told("other"));
}

struct Authority {
    certificate: rcgen::Certificate,
    server: (Vec<u8>, Vec<u8>),
}

/// A certificate authority, and a server that it knows as `localhost`.
fn authority() -> Authority {
    let key = rcgen::KeyPair::generate().expect("a key");
    let mut parameters = rcgen::CertificateParams::new(Vec::<String>::new()).expect("parameters");
    parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let certificate = parameters.self_signed(&key).expect("a certificate");
    let issuer = rcgen::Issuer::new(parameters, key);
    let server_key = rcgen::KeyPair::generate().expect("a key");
    let server = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).expect("parameters");
    let server = server.signed_by(&server_key, &issuer).expect("a certificate");
    Authority { certificate, server: (server.der().to_vec(), server_key.serialize_der()) }
}

/// A receiver under TLS: its port, and what came over each connection.
fn tls_receiver(authority: &Authority) -> (u16, std::sync::mpsc::Receiver<String>) {
    use tokio::{io::AsyncReadExt, net::TcpListener};
    use tokio_rustls::{
        TlsAcceptor,
        rustls::{ServerConfig, crypto::ring, pki_types::PrivatePkcs8KeyDer, version::TLS13},
    };
    let (certificate, key) = authority.server.clone();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13])
        .expect("TLS")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.into()], PrivatePkcs8KeyDer::from(key).into())
        .expect("a server");
    let (sender, receiver) = std::sync::mpsc::channel();
    let (port_is, port) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            port_is.send(listener.local_addr().expect("an address").port()).expect("a test waits");
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut stream) = TlsAcceptor::from(Arc::new(config.clone())).accept(stream).await else {
                    continue;
                };
                let mut text = Vec::new();
                drop(stream.read_to_end(&mut text).await);
                if sender.send(String::from_utf8_lossy(&text).into_owned()).is_err() {
                    return;
                }
            }
        });
    });
    (port.recv().expect("a port"), receiver)
}
