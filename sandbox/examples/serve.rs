//! The service alone, without a widget: `cargo run -p avmsdk-sandbox --example serve [PORT]`.

use avmsdk_sandbox::{Data, Sandbox, Site};
use std::error::Error;
use std::io::Write as _;
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = std::env::args()
        .nth(1)
        .map_or(Ok(8000), |port| port.parse::<u16>())?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
    let sandbox = Sandbox::open(&Data::Memory)?;
    sandbox
        .serve(
            vec![listener],
            Site::default(),
            Vec::new(),
            std::future::pending(),
        )
        .await?;
    Ok(())
}
