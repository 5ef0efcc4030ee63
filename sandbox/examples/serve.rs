//! The service alone, without a widget: `cargo run -p avmsdk-sandbox --example serve [PORT [FILE]]`.
//! Without a file it forgets everything at its end.

use avmsdk_sandbox::{Data, Sandbox, Site};
use std::error::Error;
use std::io::Write as _;
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().map_or(Ok(8000), |port| port.parse::<u16>())?;
    let data = arguments
        .next()
        .map_or(Data::Memory, |file| Data::File(file.into()));
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
    let sandbox = Sandbox::open(&data)?;
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
