use super::*;
use avmsdk_protocol::id::IntegrationId;
use avmsdk_protocol::json::parse;

const EXAMPLE: &str = include_str!("../../../docs/examples/seed.toml");

#[test]
fn the_example_is_a_seed_with_something_of_everything() {
    let seed = Seed::from_toml(EXAMPLE).unwrap();
    assert_eq!(
        (seed.directory.apps.len(), seed.directory.integrations.len()),
        (1, 3)
    );
    assert_eq!(seed.people.len(), 2);
    assert!(
        seed.people
            .iter()
            .any(|person| person.user.external_id().is_some())
    );
    let sayings = seed
        .people
        .iter()
        .flat_map(|person| &person.talks)
        .flat_map(|talk| &talk.sayings);
    assert!(
        sayings.clone().any(|saying| saying.at.is_some())
            && sayings.clone().any(|saying| saying.at.is_none())
    );
}

#[test]
fn json_says_the_same() {
    let text = r#"{"users":[{"externalId":"bea","givenName":"Bea","conversations":[{"messages":[{"from":"user","text":"hi","metadata":{"n":1.5}}]}]}]}"#;
    let toml = "[[users]]\nexternalId = 'bea'\ngivenName = 'Bea'\n[[users.conversations]]\n\
        [[users.conversations.messages]]\nfrom = 'user'\ntext = 'hi'\nmetadata = { n = 1.5 }\n";
    let json = Seed::from_json(&parse(text).unwrap()).unwrap();
    assert_eq!(json, Seed::from_toml(toml).unwrap());
    assert_eq!(json.people[0].talks[0].sayings.len(), 1);
}

#[test]
fn what_is_wrong_is_told_by_key_and_line() {
    let message =
        "[[users]]\n[[users.conversations]]\n[[users.conversations.messages]]\nfrom = 'user'\ntext = 'a'\n";
    let table = [
        ("x = \n", "line 1: "),
        (
            "user = []\n",
            "line 1: `user` is not known here; the keys are `apps`, `webIntegrations`, `channels`, `users`",
        ),
        ("[[apps]]\nname = 'A'\n", "line 1: `apps[0].id` should be there"),
        (
            "[[apps]]\nid = 'a/b'\nname = 'A'\n",
            "line 2: `apps[0].id` should be 1 to 64 letters and digits",
        ),
        (
            "[[apps]]\nid = 'a'\nname = 'A'\n\n[[apps]]\nid = 'a'\nname = 'B'\n",
            "line 6: `apps[1].id` is that of another app",
        ),
        (
            "[[apps]]\nid = 'a'\nname = 7\n",
            "line 3: `apps[0].name` should be a string",
        ),
        (
            "[[webIntegrations]]\nid = 'w'\napp = 'none'\n",
            "line 3: `webIntegrations[0].app` is not an app",
        ),
        (
            "[[webIntegrations]]\nid = 'w'\nbrandColour = 'f00'\n",
            "line 3: `webIntegrations[0].brandColour` is not known",
        ),
        (
            "[[channels]]\nid = 'c'\ntype = 'pigeon'\n",
            "line 3: `channels[0].type` should be one of messenger",
        ),
        (
            "[[users]]\nemail = 1\n",
            "line 2: `users[0].email` should be a string",
        ),
        ("users = 3\n", "line 1: `users` should be a list"),
        ("users = [3]\n", "line 1: `users[0]` should be a table"),
        (
            "[[users]]\nsignedUpAt = 'today'\n",
            "line 2: `users[0].signedUpAt` should be a time",
        ),
        (
            &format!("{message}[[users.conversations.messages]]\nfrom = 'bot'\n"),
            "line 7: `users[0].conversations[0].messages[1].from` should be `user` or `business`",
        ),
        (
            &format!("{message}[[users.conversations.messages]]\nfrom = 'user'\n"),
            "line 6: `users[0].conversations[0].messages[1].text` should be there",
        ),
        (
            &format!(
                "{message}[[users.conversations.messages]]\nfrom = 'user'\ntext = 'b'\nat = 2026-01-01T00:00:00Z\n"
            ),
            "line 9: `users[0].conversations[0].messages[1].at` should be there for all",
        ),
    ];
    for (text, wanted) in table {
        let error = Seed::from_toml(text).unwrap_err().to_string();
        assert!(error.starts_with(wanted), "{text}: {error}");
    }
}

/// The list of the seed had forgotten two that the business API takes.
#[test]
fn a_seed_sets_of_a_web_messenger_what_the_business_can() {
    let web = "[[webIntegrations]]\nid = 'w1'\n";
    let more = "originWhitelist = ['https://shop.example']\nattachmentsEnabled = false\n";
    let seed = Seed::from_toml(&format!("{web}{more}")).unwrap();
    let integration = seed
        .whole_directory()
        .integrations
        .remove(&IntegrationId::new("w1"));
    let integration = integration.unwrap();
    let record = integration.record.object();
    assert_eq!(record.get("attachmentsEnabled"), Some(&Value::Bool(false)));
    assert!(matches!(record.get("originWhitelist"), Some(Value::Array(items)) if items.len() == 1));
    for wrong in [
        "originWhitelist = 'https://shop.example'",
        "attachmentsEnabled = 'no'",
    ] {
        let error = Seed::from_toml(&format!("{web}{wrong}\n"))
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("line 3: "), "{error}");
    }
}

#[test]
fn what_could_not_be_read_again_is_refused() {
    let message = |keys: &str| {
        format!(
            "[[users]]\n[[users.conversations]]\n[[users.conversations.messages]]\nfrom = 'user'\ntext = 'a'\n{keys}\n"
        )
    };
    let web = "[[webIntegrations]]\nid = 'w1'\ndisplayName = 7\n";
    for (text, line) in [
        (message("mediaUrl = 7"), "line 6: "),
        (message("at = 9000000000000"), "line 6: "),
        (web.to_owned(), "line 3: "),
    ] {
        let error = Seed::from_toml(&text).expect_err(&text).to_string();
        assert!(error.starts_with(line), "{text}: {error}");
    }
    for (levels, is_taken) in [(44, true), (45, false), (70, false)] {
        let deep = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        let seed = Seed::from_toml(&format!("[[users]]\nproperties = {{ a = {deep} }}\n"));
        assert_eq!(seed.is_ok(), is_taken, "{levels}");
    }
}
