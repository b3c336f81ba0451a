//! The listener as its clients meet it: over a real socket, with bytes written by hand.

mod doors;
mod events;
mod findings;
mod hostile;
mod passwords;
mod released;
mod rights;
mod routes;
mod served;
mod wire;
