//! What a screen reader finds on the page, line by line in the order in which it reads.

use super::Browser;
use anyhow::Context as _;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Roles of boxes that nobody hears.
const SILENT: [&str; 8] = [
    "none",
    "generic",
    "InlineTextBox",
    "RootWebArea",
    "LineBreak",
    "ListMarker",
    "LabelText",
    "MenuListPopup",
];

/// States worth a word, as DevTools names them. What is false is left out.
const STATES: [&str; 12] = [
    "focused",
    "modal",
    "busy",
    "disabled",
    "readonly",
    "required",
    "invalid",
    "multiline",
    "expanded",
    "hasPopup",
    "checked",
    "selected",
];

/// A node of DevTools' accessibility tree.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    node_id: String,
    #[serde(default)]
    parent_id: Option<String>,
    #[serde(default)]
    ignored: bool,
    #[serde(default)]
    child_ids: Vec<String>,
    #[serde(default)]
    role: Value,
    #[serde(default)]
    name: Value,
    #[serde(default)]
    description: Value,
    #[serde(default)]
    value: Value,
    #[serde(default)]
    properties: Vec<Value>,
}

impl Browser {
    /// What a screen reader reads in the widget, which is what the page holds beside its landmark `main`: role, name
    /// and states of each node, indented as they are nested. Only Chromium.
    ///
    /// # Errors
    /// If the browser cannot.
    pub async fn spoken(&self) -> anyhow::Result<String> {
        self.devtools("Accessibility.enable", json!({})).await?;
        let tree = self.devtools("Accessibility.getFullAXTree", json!({})).await?;
        let tree = tree.get("value").unwrap_or(&tree);
        read(&tree["nodes"])
    }
}

/// The lines of a tree.
fn read(nodes: &Value) -> anyhow::Result<String> {
    let nodes: Vec<Node> = Deserialize::deserialize(nodes).context("this is no accessibility tree")?;
    let by_id: HashMap<&str, &Node> = nodes.iter().map(|node| (&*node.node_id, node)).collect();
    let root = nodes
        .iter()
        .find(|node| node.parent_id.is_none())
        .context("the accessibility tree has no root")?;
    let mut lines = Vec::new();
    tell(root, &by_id, 0, "", &mut lines);
    Ok(lines.concat())
}

/// `within` is the name of what the node stands in, in which its text has been read already.
fn tell(node: &Node, all: &HashMap<&str, &Node>, depth: usize, within: &str, lines: &mut Vec<String>) {
    let role = text(&node.role);
    let name = text(&node.name);
    if role == "main" {
        return;
    }
    let is_heard = !node.ignored && !SILENT.contains(&&*role);
    if is_heard && role == "StaticText" {
        if !within.contains(name.trim()) {
            let words = name.trim().replace('\n', " / ");
            lines.push(format!("{}text “{words}”\n", "  ".repeat(depth)));
        }
        return;
    }
    if is_heard {
        lines.push(format!("{}{}\n", "  ".repeat(depth), line(node, &role, &name)));
    }
    let depth = depth + usize::from(is_heard);
    let value = text(&node.value);
    let within = match is_heard {
        true if value.is_empty() => &name,
        // What a field holds has been read as its value.
        true => &value,
        false => within,
    };
    for child in node.child_ids.iter().filter_map(|id| all.get(&**id)) {
        tell(child, all, depth, within, lines);
    }
}

fn line(node: &Node, role: &str, name: &str) -> String {
    let property = |wanted: &str| {
        let found = node.properties.iter().find(|one| one["name"] == wanted)?;
        Some(text(&found["value"])).filter(|value| !matches!(&**value, "" | "false"))
    };
    let mut line = role.to_owned();
    if let Some(level) = property("level").filter(|_| role == "heading") {
        line += &format!(" {level}");
    }
    if !name.is_empty() {
        line += &format!(" “{name}”");
    }
    let value = text(&node.value);
    if !value.is_empty() {
        line += &format!(", holds “{}”", value.replace('\n', " / "));
    }
    let description = text(&node.description);
    if !description.is_empty() {
        line += &format!(", described as “{description}”");
    }
    for state in STATES {
        match property(state).as_deref() {
            None => {}
            Some("true" | "1") => line += &format!(", {state}"),
            Some(value) => line += &format!(", {state} {value}"),
        }
    }
    // A thing that can be opened is not open: that is read out too.
    if node.properties.iter().any(|one| one["name"] == "expanded") && property("expanded").is_none() {
        line += ", collapsed";
    }
    if let Some(live) = property("live").filter(|live| live != "off") {
        line += &format!(", live {live}");
    }
    line
}

/// A value of DevTools as text.
fn text(value: &Value) -> String {
    match &value["value"] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use serde_json::json;

    #[test]
    fn what_is_heard_is_read_in_order_and_once() {
        let nodes = json!([
            { "nodeId": "1", "role": { "value": "RootWebArea" }, "childIds": ["2", "3", "9"] },
            { "nodeId": "2", "parentId": "1", "role": { "value": "main" }, "name": { "value": "The shop" } },
            { "nodeId": "3", "parentId": "1", "role": { "value": "dialog" }, "name": { "value": "Help" },
              "properties": [{ "name": "modal", "value": { "value": true } }], "childIds": ["4", "6"] },
            { "nodeId": "4", "parentId": "3", "role": { "value": "button" }, "name": { "value": "Menu" },
              "properties": [{ "name": "expanded", "value": { "value": false } }], "childIds": ["5"] },
            { "nodeId": "5", "parentId": "4", "role": { "value": "StaticText" }, "name": { "value": "Menu" } },
            { "nodeId": "6", "parentId": "3", "ignored": true, "role": { "value": "none" }, "childIds": ["7", "8"] },
            { "nodeId": "7", "parentId": "6", "role": { "value": "StaticText" }, "name": { "value": " Hello " } },
            { "nodeId": "8", "parentId": "6", "role": { "value": "textbox" }, "name": { "value": "Message" },
              "value": { "value": "a\nb" }, "properties": [{ "name": "invalid", "value": { "value": "true" } }] },
            { "nodeId": "9", "parentId": "1", "role": { "value": "status" },
              "properties": [{ "name": "live", "value": { "value": "polite" } }] },
        ]);
        assert_eq!(
            read(&nodes).unwrap(),
            "dialog “Help”, modal\n  button “Menu”, collapsed\n  text “Hello”\n  \
             textbox “Message”, holds “a / b”, invalid\nstatus, live polite\n"
        );
        assert!(read(&json!([])).is_err());
    }
}
