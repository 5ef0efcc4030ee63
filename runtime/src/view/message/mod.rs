//! One message: who said it and when, what it holds, how far it has come.

mod actions;
mod cards;
mod content;
mod media;
mod words;

pub(super) use actions::draw_chips;
pub(super) use media::{load, lost};
pub(super) use words::announced;

use crate::dom::{self, Node};
use crate::text::Word;
use crate::view::Scene;
use avmsdk_protocol::Object;
use avmsdk_protocol::id::ActionId;
use avmsdk_session::{Delivery, Entry, Key, is_web};

const TEMPLATE: &str =
    "li:message(p.day[hidden] span.author[dir=auto] div.line(div.body span.time) span.status)";

pub(super) struct MessageView {
    key: Key,
    element: Node,
    body: Node,
    status: Node,
    /// What is drawn, to be compared with what is to be.
    drawn: Option<Object>,
    /// Where the second part draws a form.
    pub(super) form: Option<Node>,
    /// The controls that tell the business something and wait for it.
    postbacks: Vec<Node>,
    /// The day on which it was said.
    day: String,
}

/// What of a message the views show: where all is the same, nothing is drawn anew.
const SHOWN: [&str; 10] = [
    "type",
    "text",
    "textFallback",
    "mediaUrl",
    "mediaType",
    "mediaSize",
    "coordinates",
    "actions",
    "items",
    "fields",
];

impl MessageView {
    pub(super) fn new(entry: &Entry, scene: &Scene<'_>) -> Self {
        let own = scene.session.is_own(entry);
        let element = dom::build(TEMPLATE);
        element.set("data-role", if own { "appUser" } else { "appMaker" });
        let millis = scene.session.time_of(entry).as_millis() as f64;
        let say = |format| scene.host.time(millis, format);
        element
            .part(".time")
            .write(&say(scene.text.get(Word::messageTimestampFormat)));
        element
            .part(".day")
            .write(&say(scene.text.get(Word::conversationTimestampHeaderFormat)));
        let body = element.part(".body");
        if let Some(content) = entry.content().filter(|_| !own) {
            let name = content.text("name");
            let avatar = avatar(name, content.text("avatarUrl"));
            element.part(".line").insert(&avatar, Some(&body));
            element.part(".author").write(name);
        }
        let mut view = MessageView {
            key: entry.key,
            status: element.part(".status"),
            body,
            element,
            drawn: None,
            form: None,
            postbacks: Vec::new(),
            day: say("YYYYMMDD"),
        };
        view.draw(entry, scene);
        view
    }

    /// Draws what is not drawn yet.
    pub(super) fn draw(&mut self, entry: &Entry, scene: &Scene<'_>) {
        let content = entry.content().cloned().unwrap_or_default();
        let is_drawn = |drawn: &Object| {
            let mut shown = SHOWN.iter();
            shown.all(|key| drawn.get(key) == content.get(key))
        };
        let upload = scene.session.upload(entry.key);
        if !self.drawn.as_ref().is_some_and(is_drawn) {
            self.postbacks.clear();
            self.form = None;
            self.body.write("");
            match (entry.linked_email(), upload) {
                (Some(address), _) => words::write_linked(&self.body, address, scene),
                (_, Some(upload)) => media::draw_upload(&self.body, upload, scene),
                _ => self.form = content::draw(&self.body, &content, scene, &mut self.postbacks),
            }
            self.drawn = Some(content);
        }
        if let Some(upload) = upload {
            media::draw_progress(&self.body, upload);
        }
        self.show_acting(scene);
        self.draw_status(entry, scene);
    }

    /// How far it has come, or how long ago it was.
    pub(super) fn draw_status(&self, entry: &Entry, scene: &Scene<'_>) {
        let text = |word| scene.text.get(word).to_owned();
        let own = scene.session.is_own(entry);
        let (state, status) = match entry.delivery {
            Delivery::Sending => ("sending", text(Word::messageSending)),
            Delivery::Waiting => ("waiting", text(Word::messageSending)),
            Delivery::Failed => ("failed", text(Word::clickToRetry)),
            Delivery::Delivered => (
                "delivered",
                if !own {
                    words::ago(scene.session.time_of(entry).as_millis(), scene)
                } else if scene.session.is_seen(entry) {
                    text(Word::messageSeen)
                } else {
                    text(Word::messageDelivered)
                },
            ),
        };
        self.element.set("data-state", state);
        if entry.delivery == Delivery::Failed {
            let control = dom::build("button!retry[type=button]");
            control.write(&status);
            self.status.write("");
            self.status.append(&control);
        } else {
            self.status.write(&status);
        }
    }

    /// Which of its actions wait for the business.
    pub(super) fn show_acting(&self, scene: &Scene<'_>) {
        for control in &self.postbacks {
            let id = ActionId::new(control.get("data-id").unwrap_or_default());
            let acts = scene.session.is_under_way(&id);
            control.set("aria-busy", if acts { "true" } else { "false" });
        }
    }

    /// Where it stands: whether it begins or ends a row of one author, or begins a day.
    pub(super) fn place(&self, first: bool, last: bool, new_day: bool) {
        let told = |is| if is { "true" } else { "false" };
        self.element.set("data-first", told(first));
        self.element.set("data-last", told(last));
        self.element.part(".day").show(new_day);
    }

    pub(super) fn key(&self) -> Key {
        self.key
    }

    pub(super) fn element(&self) -> &Node {
        &self.element
    }

    pub(super) fn day(&self) -> &str {
        &self.day
    }
}

/// The picture of somebody, or the first letter of the name.
pub(super) fn avatar(name: &str, picture: &str) -> Node {
    let avatar = dom::build("span.avatar[aria-hidden=true]");
    let end = name.chars().next().map_or(0, char::len_utf8);
    avatar.write(&name[..end]);
    if is_web(picture) {
        let image = dom::build("img[alt loading=lazy]");
        image.set("src", picture);
        avatar.append(&image);
    }
    avatar
}
