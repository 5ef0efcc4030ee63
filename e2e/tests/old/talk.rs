//! The other side of the talk of `journey.js`: what the business says, and what the service must have got.

use anyhow::ensure;
use avmsdk_e2e::{APP, Method, Sandbox, until};
use serde_json::{Value, json};

const HELLO: &str = "Hello from the visitor: ä € 🌍";

/// The business's side of the way `visit`, in this conversation.
pub(crate) async fn answer(sandbox: &Sandbox, conversation: &str) -> anyhow::Result<()> {
    until_said(sandbox, conversation, HELLO).await?;
    let reply = |text: &str| json!({ "type": "reply", "text": text, "payload": text.to_uppercase() });
    let question =
        json!({ "type": "text", "text": "Which colour?", "actions": [reply("Blue"), reply("Red")] });
    say(sandbox, conversation, question).await?;
    until_said(sandbox, conversation, "Blue").await?;
    let form = json!({ "type": "form", "fields": [
        { "type": "text", "name": "name", "label": "Your name?" },
        { "type": "email", "name": "email", "label": "Your address?" },
        { "type": "select", "name": "size", "label": "Which size?", "options": [
            { "name": "s", "label": "Small" }, { "name": "l", "label": "Large" }
        ] }
    ] });
    say(sandbox, conversation, form).await
}

/// Whether the service got all of a visit.
pub(crate) async fn is_whole(sandbox: &Sandbox, conversation: &str) -> anyhow::Result<()> {
    let messages = sandbox.messages(conversation).await?;
    let of = |kind: &str| -> Vec<&Value> {
        let is_of =
            |message: &&Value| message["author"]["type"] == "user" && message["content"]["type"] == kind;
        messages.iter().filter(is_of).collect()
    };
    let texts: Vec<_> = of("text")
        .iter()
        .map(|message| &message["content"]["text"])
        .collect();
    ensure!(texts == [HELLO, "Blue"], "the service has {texts:?}");
    let [form] = of("formResponse")[..] else {
        anyhow::bail!("the service has not one answered form: {messages:#?}");
    };
    let fields = &form["content"]["fields"];
    ensure!(
        fields[0]["text"] == "Bea Ray"
            && fields[1]["email"] == "bea@example.com"
            && fields[2]["select"][0]["name"] == "l",
        "the service has the answers {fields:#}"
    );
    ensure!(
        of("image").len() == 1,
        "the service has not one picture: {messages:#?}"
    );
    Ok(())
}

/// Waits until the last text of the visitor is this.
pub(crate) async fn until_said(sandbox: &Sandbox, conversation: &str, text: &str) -> anyhow::Result<()> {
    let texts = async || sandbox.texts(conversation).await;
    let is_last = |texts: &Vec<(String, String)>| {
        texts
            .iter()
            .rfind(|(who, _)| who == "user")
            .is_some_and(|(_, last)| last == text)
    };
    until(&format!("`{text}` of the visitor"), texts, is_last).await?;
    Ok(())
}

/// Says the greeting of `journey.js` was sent and nothing else.
pub(crate) async fn has_greeting(sandbox: &Sandbox, conversation: &str) -> anyhow::Result<()> {
    let texts = sandbox.texts(conversation).await?;
    ensure!(
        texts == [("user".to_owned(), HELLO.to_owned())],
        "the service has {texts:?}"
    );
    Ok(())
}

async fn say(sandbox: &Sandbox, conversation: &str, content: Value) -> anyhow::Result<()> {
    let path = format!("/v2/apps/{APP}/conversations/{conversation}/messages");
    let message = json!({ "author": { "type": "business", "displayName": "Ann" }, "content": content });
    sandbox.business(Method::POST, &path, Some(&message)).await?;
    Ok(())
}
