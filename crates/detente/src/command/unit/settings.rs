//! The first node.toml of a home, which explains itself.

use home::{Address, Home, write_new};
use node::config::sample;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Writes node.toml where there is none, and says so.
pub fn write(home: &Home, address: Option<&Address>) -> anyhow::Result<Option<String>> {
    let path = home.path().join("node.toml");
    if path.exists() {
        return Ok(None);
    }
    write_new(&path, sample(address.map(listen), address.map(Address::as_str)).as_bytes())?;
    Ok(Some(format!("The settings of your node are in {}: read them once.", path.display())))
}

/// Where to listen so that others reach the address: on all interfaces, since the address may be another machine's that passes it on; for one
/// that only this machine knows, on it alone.
fn listen(address: &Address) -> SocketAddr {
    let literal = address.as_str().parse::<SocketAddr>().ok().filter(|address| address.ip().is_loopback());
    literal.unwrap_or_else(|| SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), address.port()))
}
