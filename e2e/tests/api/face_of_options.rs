//! Options that one sees: launcher, header, colours, theme.

use crate::stage::Stage;
use crate::table::checks;
use avmsdk_e2e::Method;
use serde_json::json;

checks![
    option_display_style_makes_a_button_or_a_tab,
    option_button_icon_url_is_the_picture_on_the_button,
    option_button_icon_url_that_does_not_come_leaves_our_drawing,
    option_button_width_and_height_size_the_button,
    option_business_name_stands_in_the_header,
    option_business_icon_url_stands_in_the_header,
    option_custom_colors_brand_colours_launcher_and_header,
    option_custom_colors_conversation_colours_own_messages,
    option_custom_colors_conversation_colours_quick_replies,
    option_custom_colors_action_is_a_property_of_the_root,
    option_custom_colors_leave_text_readable,
    option_theme_is_light_or_dark_or_the_systems,
    option_theme_is_that_of_scroll_bars_too,
    option_z_index_places_launcher_and_panel,
    option_locale_of_any_country_is_accepted,
];

/// One widget after the other; and what can be measured of it.
const LOOKS: &str = "
    const next = async more => {
      sdk.destroy();
      await sdk.init(options(more));
      sdk.open();
      await until('the panel', () => seen('panel'));
    };
    const style = (node, name) => getComputedStyle(node)[name];
    const root = () => document.getElementById('avmsdk-root');
    // An engine may give a hundred-thousandth less.
    const size = node => { const box = node.getBoundingClientRect(); return [box.width, box.height].map(Math.round); };
    const levels = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const luminance = colour => levels(colour).map(level => level / 255)
      .map(level => level <= 0.04045 ? level / 12.92 : Math.pow((level + 0.055) / 1.055, 2.4))
      .reduce((sum, level, at) => sum + level * [0.2126, 0.7152, 0.0722][at], 0);
    const contrast = (one, other) => {
      const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    };
    const readable = node => {
      const ratio = contrast(style(node, 'color'), style(node, 'backgroundColor'));
      ok(ratio >= 4.5, 'readable: ' + style(node, 'color') + ' on ' + style(node, 'backgroundColor'));
    };
    const bubble = () => until('the bubble', () => root().shadowRoot.querySelector('[part~=message][data-role=appUser] .text'));
    const PICTURE = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';
    const loaded = image => until('the picture', () => image.complete && image.naturalWidth > 0);
";

async fn looks(stage: &Stage<'_>, script: &str) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage.check(&format!("{LOOKS} await start(); {script}")).await
}

async fn option_display_style_makes_a_button_or_a_tab(stage: &Stage<'_>) -> anyhow::Result<()> {
    looks(
        stage,
        "await next({ displayStyle: 'button' });
        same(size(part('launcher')), [58, 58]);
        const gap = 20;
        let box = part('launcher').getBoundingClientRect();
        same([innerHeight - box.bottom, document.documentElement.clientWidth - box.right], [gap, gap], 'in the corner');
        same(style(part('launcher'), 'borderRadius'), '999px');
        await next({ displayStyle: 'tab' });
        box = part('launcher').getBoundingClientRect();
        same([innerHeight - box.bottom, document.documentElement.clientWidth - box.right], [0, gap], 'at the edge');
        ok(box.width > 4 * box.height, 'a bar: ' + box.width + ' by ' + box.height);
        same(seen('launcher').trim(), 'How can we help?');
        ok(part('panel').getBoundingClientRect().bottom <= box.top, 'the panel leaves the tab free');",
    )
    .await
}

async fn option_button_icon_url_is_the_picture_on_the_button(stage: &Stage<'_>) -> anyhow::Result<()> {
    looks(
        stage,
        "ok(part('launcher').querySelector('svg'), 'a drawing of ours');
        await next({ buttonIconUrl: PICTURE });
        const image = part('launcher').querySelector('img');
        same([image.src, image.alt], [PICTURE, '']);
        ok(!part('launcher').querySelector('svg'), 'one picture');
        await loaded(image);
        same(size(image), [56, 56], 'all of it, within the border');
        await next({ buttonIconUrl: PICTURE, displayStyle: 'tab' });
        ok(!part('launcher').querySelector('img') && part('launcher').querySelector('svg'), 'a tab has its words');",
    )
    .await
}

async fn option_button_icon_url_that_does_not_come_leaves_our_drawing(
    stage: &Stage<'_>,
) -> anyhow::Result<()> {
    looks(
        stage,
        "await next({ buttonIconUrl: '/nowhere.png' });
        await until('our drawing', () => part('launcher').querySelector('svg path'));
        ok(!part('launcher').querySelector('img'), 'and nothing broken');
        part('launcher').click();
        await until('the end', () => !seen('panel'));",
    )
    .await
}

async fn option_button_width_and_height_size_the_button(stage: &Stage<'_>) -> anyhow::Result<()> {
    looks(
        stage,
        "for (const [buttonWidth, buttonHeight, wanted] of [['80px', '70px', [80, 70]], [90, 60, [90, 60]], ['64', undefined, [64, 58]]]) {
          await next({ buttonWidth, buttonHeight });
          same(size(part('launcher')), wanted);
          const [panel, button] = [part('panel'), part('launcher')].map(node => node.getBoundingClientRect());
          ok(panel.bottom <= button.top, 'the panel leaves the button free');
        }",
    )
    .await
}

async fn option_business_name_stands_in_the_header(stage: &Stage<'_>) -> anyhow::Result<()> {
    looks(
        stage,
        "await next();
        ok(seen('header').includes('Sandbox'), 'the app\\'s: ' + seen('header'));
        await next({ businessName: 'Acme & <b>Sons</b>' });
        ok(seen('header').includes('Acme & <b>Sons</b>'), 'ours: ' + seen('header'));
        ok(!seen('header').includes('Sandbox'), 'in its place');",
    )
    .await
}

async fn option_business_icon_url_stands_in_the_header(stage: &Stage<'_>) -> anyhow::Result<()> {
    looks(
        stage,
        "await next({ businessIconUrl: PICTURE });
        const image = part('header').querySelector('img');
        same([image.src, image.alt], [PICTURE, '']);
        await loaded(image);
        same(size(image), [40, 40]);",
    )
    .await
}

async fn option_custom_colors_brand_colours_launcher_and_header(stage: &Stage<'_>) -> anyhow::Result<()> {
    looks(
        stage,
        "await next();
        same(style(part('launcher'), 'backgroundColor'), 'rgb(47, 58, 143)', 'the service\\'s');
        for (const [brandColor, wanted] of [['#b40', 'rgb(187, 68, 0)'], ['FFcc00', 'rgb(255, 204, 0)']]) {
          await next({ customColors: { brandColor } });
          for (const name of ['launcher', 'header']) {
            same(style(part(name), 'backgroundColor'), wanted, name);
            readable(part(name));
          }
        }",
    )
    .await
}

async fn option_custom_colors_conversation_colours_own_messages(stage: &Stage<'_>) -> anyhow::Result<()> {
    looks(
        stage,
        "await sdk.sendMessage('hello');
        same(style(await bubble(), 'backgroundColor'), 'rgb(63, 81, 214)', 'the service\\'s');
        for (const [conversationColor, wanted] of [['0a5', 'rgb(0, 170, 85)'], ['#ffffff', 'rgb(255, 255, 255)']]) {
          await next({ customColors: { conversationColor } });
          same(style(await bubble(), 'backgroundColor'), wanted);
          readable(await bubble());
        }",
    )
    .await
}

async fn option_custom_colors_conversation_colours_quick_replies(stage: &Stage<'_>) -> anyhow::Result<()> {
    let conversation = stage
        .talk("{ customColors: { conversationColor: '0a5', actionColor: 'f00' } }")
        .await?;
    let actions = json!([{ "type": "reply", "text": "This", "payload": "x" }]);
    let content = json!({ "type": "text", "text": "Which one?", "actions": actions });
    let path = format!("/conversations/{conversation}/messages");
    let message = json!({ "author": { "type": "business" }, "content": content });
    stage.business(Method::POST, &path, Some(message)).await?;
    stage
        .check(
            "sdk.open();
            await until('the reply', () => part('timeline').querySelector('.chips button'));
            same(getComputedStyle(part('timeline').querySelector('.chips button')).borderTopColor, 'rgb(0, 170, 85)');",
        )
        .await
}

async fn option_custom_colors_action_is_a_property_of_the_root(stage: &Stage<'_>) -> anyhow::Result<()> {
    looks(
        stage,
        "for (const [customColors, wanted, on] of [[{}, '#3f51d6', '#fff'], [{ actionColor: 'fe0' }, '#ffee00', '#000']]) {
          await next({ customColors });
          const value = name => getComputedStyle(root()).getPropertyValue(name).trim();
          same([value('--avmsdk-action'), value('--avmsdk-on-action')], [wanted, on]);
        }",
    )
    .await
}

async fn option_custom_colors_leave_text_readable(stage: &Stage<'_>) -> anyhow::Result<()> {
    looks(
        stage,
        "await sdk.sendMessage('hello');
        for (const colour of ['000', 'fff', '777', '767676', '65758e', '0099ff', 'f00', '0f0', '00f', 'ff0', 'e0457b', '808000']) {
          await next({ customColors: { brandColor: colour, conversationColor: colour } });
          [part('launcher'), part('header'), await bubble()].forEach(readable);
        }",
    )
    .await
}

async fn option_theme_is_light_or_dark_or_the_systems(stage: &Stage<'_>) -> anyhow::Result<()> {
    looks(
        stage,
        "const colours = () => { readable(part('panel')); return style(part('panel'), 'backgroundColor'); };
        await next({ theme: 'light' });
        const light = colours();
        await next({ theme: 'dark' });
        const dark = colours();
        ok(luminance(light) > 0.8 && luminance(dark) < 0.05, 'light and dark: ' + light + ' and ' + dark);
        const systems = matchMedia('(prefers-color-scheme: dark)').matches ? dark : light;
        for (const more of [{ theme: 'auto' }, {}]) {
          await next(more);
          same(colours(), systems);
        }",
    )
    .await
}

async fn option_theme_is_that_of_scroll_bars_too(stage: &Stage<'_>) -> anyhow::Result<()> {
    looks(
        stage,
        "const systems = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
        for (const [page, theme, wanted] of [['dark', 'light', 'light'], ['light', 'dark', 'dark'], ['light dark', 'auto', systems]]) {
          document.documentElement.style.colorScheme = page;
          await next({ theme });
          same(style(part('timeline'), 'colorScheme'), wanted, theme);
        }",
    )
    .await
}

async fn option_z_index_places_launcher_and_panel(stage: &Stage<'_>) -> anyhow::Result<()> {
    looks(
        stage,
        "const places = () => [part('launcher'), part('panel')].map(node => style(node, 'zIndex'));
        await next();
        same(places(), ['2147483000', '2147483000']);
        await next({ zIndex: 7 });
        same(places(), ['7', '7']);
        const over = document.body.appendChild(document.createElement('div'));
        over.style.cssText = 'position: fixed; inset: 0; z-index: 6';
        const on = node => { const box = node.getBoundingClientRect(); return document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2); };
        same([on(part('launcher')) === root(), on(part('panel')) === root()], [true, true], 'above');
        over.style.zIndex = 8;
        same([on(part('launcher')) === over, on(part('panel')) === over], [true, true], 'below');",
    )
    .await
}

async fn option_locale_of_any_country_is_accepted(stage: &Stage<'_>) -> anyhow::Result<()> {
    looks(
        stage,
        "for (const locale of ['en-US', 'de-AT', 'fr', 'ar-EG', 'xx-YY']) {
          await next({ locale });
          ok(seen('timeline').includes('ask us anything'), locale + ' translates nothing: ' + seen('timeline'));
        }
        same(told, [], 'the console');",
    )
    .await
}
