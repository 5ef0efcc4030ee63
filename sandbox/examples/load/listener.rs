//! A client: one WebSocket, one subscription, a connect that is always out.

use crate::Fault;
use crate::record::Record;
use crate::target::Target;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::rc::Rc;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

/// A socket that listens.
pub(crate) struct Joined {
    socket: WebSocketStream<TcpStream>,
    id: String,
}

/// Shakes hands, subscribes and sends the first connect.
pub(crate) async fn join(target: &Target, number: usize) -> Result<Joined, Fault> {
    let stream = TcpStream::connect(&target.address).await?;
    stream.set_nodelay(true)?;
    let url = format!("ws://{}/faye", target.address);
    let (mut socket, _) = client_async(url, stream).await?;
    let shaken = ask(
        &mut socket,
        json!({ "channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["websocket"], "id": "1" }),
    )
    .await?;
    let id = shaken["clientId"].as_str().ok_or("no client id")?.to_owned();
    let (channel, ext) = target.subscription(number);
    let subscribe = json!({ "channel": "/meta/subscribe", "clientId": id, "subscription": channel, "id": "2", "ext": ext });
    if ask(&mut socket, subscribe).await?["successful"] != true {
        return Err("a subscription was refused".into());
    }
    let mut joined = Joined { socket, id };
    joined.connect().await?;
    Ok(joined)
}

impl Joined {
    async fn connect(&mut self) -> Result<(), Fault> {
        let connect = json!([{ "channel": "/meta/connect", "clientId": self.id, "connectionType": "websocket", "id": "c" }]);
        Ok(self.socket.send(Message::text(connect.to_string())).await?)
    }
}

/// Listens until the socket closes.
pub(crate) async fn listen(mut joined: Joined, record: Rc<Record>) {
    while let Some(Ok(message)) = joined.socket.next().await {
        let Message::Text(text) = message else { continue };
        if text.contains("\"/meta/connect\"") {
            if joined.connect().await.is_err() {
                break;
            }
            continue;
        }
        // `#{number}#`, as it was posted; reading the whole frame would cost more than sending it.
        let number = text.split('#').nth(1).and_then(|number| number.parse().ok());
        if let Some(number) = number {
            record.delivered(number);
        }
    }
    record.end();
}

async fn ask(socket: &mut WebSocketStream<TcpStream>, message: Value) -> Result<Value, Fault> {
    socket.send(Message::text(json!([message]).to_string())).await?;
    loop {
        if let Message::Text(text) = socket.next().await.ok_or("the service closes")?? {
            let mut answer: Value = serde_json::from_str(&text)?;
            return Ok(answer[0].take());
        }
    }
}
