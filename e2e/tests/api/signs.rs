//! How a visitor who looks elsewhere learns of a message, and options that change the panel's look.

use crate::stage::Stage;
use crate::table::checks;

checks![
    option_background_image_url_is_tiled_behind_the_talk,
    option_fixed_intro_pane_keeps_the_introduction_in_sight,
    option_locale_from_right_to_left_turns_the_widget,
    option_sound_notification_enabled_false_is_silent,
    option_sound_notification_enabled_makes_one_sound_in_all_tabs,
    signs_leave_nothing_at_the_end,
    signs_in_the_title_count_whenever_nobody_looks,
    string_message_indicator_titles_count_what_is_unread,
];

/// Counts the sounds.
const LOUD: &str = "
    window.sounds = [];
    window.AudioContext = class extends window.AudioContext {
      constructor() { super(); sounds.push(this); }
    };
    Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive: true }, configurable: true });
";

async fn option_background_image_url_is_tiled_behind_the_talk(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "const look = () => getComputedStyle(part('timeline'));
            await start({ backgroundImageUrl: '/tile\").png' });
            sdk.open();
            await until('the panel', () => seen('panel'));
            same(look().backgroundImage, `url(\"${location.origin}/tile%22).png\")`);
            same(look().backgroundRepeat, 'repeat');
            sdk.destroy();
            await sdk.init(options());
            sdk.open();
            await until('the panel', () => seen('panel'));
            same(look().backgroundImage, 'none');",
        )
        .await
}

async fn option_fixed_intro_pane_keeps_the_introduction_in_sight(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "const inSight = async more => {
              await sdk.init(options(more));
              sdk.open();
              const introduction = () => part('panel') && part('panel').querySelector('.introduction');
              await until('the introduction', introduction);
              for (let n = 0; n < 30; n += 1) await sdk.sendMessage('line ' + n);
              await until('the last', () => bubbles().slice(-1)[0] === 'line 29' && part('timeline').scrollHeight > 2 * part('timeline').clientHeight);
              const [inner, outer] = [introduction(), part('header')].map(node => node.getBoundingClientRect());
              sdk.destroy();
              return inner.top >= outer.bottom - 1;
            };
            same([await inSight({ fixedIntroPane: true }), await inSight({})], [true, false]);",
        )
        .await
}

async fn option_locale_from_right_to_left_turns_the_widget(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "const sides = async locale => {
              await sdk.init(options({ locale, loading: 'eager' }));
              sdk.open();
              await until('the panel', () => seen('panel'));
              const root = document.getElementById('avmsdk-root');
              const is = [part('panel').getBoundingClientRect().left < innerWidth / 2, root.lang, root.dir, getComputedStyle(part('panel')).direction];
              sdk.destroy();
              return is;
            };
            same(await sides('he-IL'), [true, 'he-IL', 'rtl', 'rtl']);
            same(await sides('he_IL'), [true, 'he-IL', 'rtl', 'rtl']);
            same((await sides('en-GB')).slice(1), ['', '', 'ltr']);
            document.documentElement.dir = 'rtl';
            same(await sides('en-GB'), [true, '', 'rtl', 'rtl'], 'so does the page');",
        )
        .await
}

async fn option_sound_notification_enabled_makes_one_sound_in_all_tabs(
    stage: &Stage<'_>,
) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage.check(LOUD).await?;
    let client = stage.browser.client();
    let first = client.window().await?;
    let second = client.new_window(true).await?.handle;
    client.switch_to_window(second.clone()).await?;
    stage.start("").await?;
    stage
        .check(&format!("{LOUD} await event('connected'); forget()"))
        .await?;
    stage.sandbox.reply(&id, "hi").await?;
    let mut sounds = 0;
    for tab in [second, first] {
        client.switch_to_window(tab).await?;
        // A tab that is not seen may take its timers later.
        sounds += stage
            .run::<usize>(
                "await event('message:received'); await new Promise(resolve => setTimeout(resolve, 1500)); return sounds.length",
            )
            .await?;
    }
    anyhow::ensure!(sounds == 1, "{sounds} sounds");
    Ok(())
}

async fn option_sound_notification_enabled_false_is_silent(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("{ soundNotificationEnabled: false }").await?;
    stage.check(LOUD).await?;
    stage.sandbox.reply(&id, "hi").await?;
    stage
        .check("await event('message:received'); await new Promise(resolve => setTimeout(resolve, 400)); same(sounds.length, 0)")
        .await
}

async fn signs_leave_nothing_at_the_end(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage.check(LOUD).await?;
    stage.sandbox.reply(&id, "hi").await?;
    stage
        .check(
            "await until('the sound', () => sounds.length === 1);
            sdk.open();
            const before = URL.createObjectURL;
            const alive = new Set();
            URL.createObjectURL = given => { const url = before.call(URL, given); alive.add(url); return url; };
            const revoke = URL.revokeObjectURL;
            URL.revokeObjectURL = url => { alive.delete(url); revoke.call(URL, url); };
            const paste = new Event('paste', { bubbles: true, composed: true, cancelable: true });
            const data = new DataTransfer();
            data.items.add(new File(['x'], 'a.png', { type: 'image/png' }));
            Object.defineProperty(paste, 'clipboardData', { value: data });
            part('composer').querySelector('.input').dispatchEvent(paste);
            same(alive.size, 1, 'a picture can be shown');
            sdk.destroy();
            same(alive.size, 0);
            same([document.title, document.body.getAttribute('style'), document.documentElement.getAttribute('style')], ['Acme', null, null]);
            await until('the loudspeaker', () => sounds[0].state === 'closed');",
        )
        .await
}

async fn string_message_indicator_titles_count_what_is_unread(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage
        .talk("{ customText: { messageIndicatorTitlePlural: '{count} neue' } }")
        .await?;
    for (text, wanted) in [("one", "(1) New message"), ("two", "2 neue")] {
        stage.sandbox.reply(&id, text).await?;
        stage
            .check(&format!(
                "await until('the title', () => document.title === '{wanted}');
                same(part('badge').getAttribute('aria-label'), '{wanted}');
                same(part('launcher').getRootNode().querySelector('[role=status].unseen').textContent, '{wanted}', 'aloud');"
            ))
            .await?;
    }
    stage
        .check(
            "sdk.open(); await until('the page\\'s own', () => document.title === 'Acme');
            same(part('launcher').getRootNode().querySelector('[role=status].unseen').textContent, '');
            sdk.close()",
        )
        .await?;
    stage.sandbox.reply(&id, "three").await?;
    stage
        .check(
            "await until('the title', () => document.title === '(1) New message');
            document.title = 'Basket';
            sdk.open();
            await event('widget:opened');
            same(document.title, 'Basket', 'what the page has made of it meanwhile stays');",
        )
        .await
}

async fn signs_in_the_title_count_whenever_nobody_looks(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage.sandbox.reply(&id, "one").await?;
    stage
        .check("await until('it', () => document.title === '(1) New message')")
        .await?;
    // Another page of the site.
    stage.start("").await?;
    let made: String = stage
        .run(
            "await until('it', () => document.title === '(1) New message');
            sdk.open();
            await until('what is read', () => document.title === 'Acme');
            return (await sdk.createConversation({ displayName: 'Other' }))._id",
        )
        .await?;
    stage
        .check(&format!(
            "await sdk.loadConversation('{made}');
            part('header').querySelector('[data-do=conversations]').click();
            await until('the list', () => part('panel').querySelector('.row'));"
        ))
        .await?;
    stage.sandbox.reply(&id, "two").await?;
    stage
        .check(
            "await until('the count', () => part('badge').textContent === '1');
            same(document.title, 'Acme', 'the panel is open');
            sdk.close();
            same(document.title, '(1) New message', 'and closed');
            await sdk.destroy();
            same(document.title, 'Acme');",
        )
        .await
}
