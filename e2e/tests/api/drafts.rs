//! What is half written is there on the tab's next page, for whom and where it was written.

use crate::stage::Stage;
use crate::table::checks;

checks![
    drafts_survive_a_reload,
    drafts_survive_a_reload_before_there_is_a_user,
    drafts_survive_destroy,
    drafts_of_other_conversations_survive_a_reload,
    drafts_are_of_one_user,
];

/// The field, and how somebody writes into it.
const FIELD: &str = "
    const field = () => part('panel').querySelector('textarea');
    const write = text => {
      field().value = text;
      field().dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    };
    const reads = text => until('what was written: ' + text, () => part('panel') && field().value === text);
    const kept = () => Object.keys(sessionStorage);";

async fn script(stage: &Stage<'_>, script: &str) -> anyhow::Result<()> {
    stage.check(&format!("{FIELD}{script}")).await
}

/// The same on the tab's next page.
async fn next(stage: &Stage<'_>, then: &str) -> anyhow::Result<()> {
    stage.reload().await?;
    script(stage, then).await
}

async fn drafts_survive_a_reload(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    script(stage, "sdk.open(); write('half of\\nit');").await?;
    next(
        stage,
        "await start();
        await reads('half of\\nit');
        sdk.open();
        await until('the height of two lines', () => field().clientHeight > 60);
        part('send').click();
        await reads('');
        await until('it is sent', () => texts().length === 2);
        same(texts()[1], '> half of\\nit');",
    )
    .await?;
    next(
        stage,
        "await start();
        sdk.open();
        await event('connected');
        same([field().value, kept()], ['', []]);",
    )
    .await
}

async fn drafts_survive_a_reload_before_there_is_a_user(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    script(
        stage,
        // The panel is there before the program, which this waits for.
        "sdk.open();
        sdk.setPredefinedMessage('of the page');
        await reads('of the page');
        write('of nobody');",
    )
    .await?;
    next(
        stage,
        "await start();
        same([kept().length, stored(localStorage)], [1, {}]);
        sdk.open();
        await reads('of nobody');
        write('');",
    )
    .await?;
    next(
        stage,
        "same(kept(), [], 'who has written nothing leaves nothing');
        await start();
        sdk.setPredefinedMessage('of the page');
        sdk.open();
        await reads('of the page');",
    )
    .await?;
    next(
        stage,
        "same(kept(), [], 'nor does what the page has written');
        await start();
        sdk.open();
        await event('widget:opened');
        same(field().value, '');",
    )
    .await
}

async fn drafts_survive_destroy(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    script(
        stage,
        "sdk.open();
        write('half of it');
        sdk.destroy();
        await start();
        await reads('half of it');",
    )
    .await
}

async fn drafts_of_other_conversations_survive_a_reload(stage: &Stage<'_>) -> anyhow::Result<()> {
    let first = stage.talk("").await?;
    script(
        stage,
        &format!(
            "await sdk.createConversation({{ displayName: 'Second' }}).then(made => sdk.loadConversation(made._id));
            sdk.open();
            write('half of the second');
            await sdk.loadConversation('{first}');
            await reads('');
            write('half of the first');"
        ),
    )
    .await?;
    next(
        stage,
        &format!(
            "await start();
            const [other] = (await sdk.getConversations()).filter(one => one._id !== '{first}');
            const here = sdk.getConversation()._id;
            const of = {{ '{first}': 'half of the first', [other._id]: 'half of the second' }};
            await reads(of[here]);
            for (const id of [other._id, '{first}', other._id]) {{
              await sdk.loadConversation(id);
              await reads(of[id]);
            }}
            write('');
            await sdk.loadConversation('{first}');
            await reads('half of the first');
            await sdk.loadConversation(other._id);
            await reads('');"
        ),
    )
    .await
}

async fn drafts_are_of_one_user(stage: &Stage<'_>) -> anyhow::Result<()> {
    let (ada, bea) = (stage.jwt("ada").await?, stage.jwt("bea").await?);
    let options = "{ integrationId: '5f00000000000000000000b2' }";
    stage.open("/").await?;
    script(
        stage,
        &format!(
            "await start({options});
            // The service does not know her yet.
            await sdk.login('ada', {ada:?});
            sdk.open();
            write('of Ada');"
        ),
    )
    .await?;
    next(
        stage,
        &format!(
            "await start({options});
            sdk.open();
            await until('the panel', () => seen('panel'));
            same(field().value, '', 'nobody');
            await sdk.login('bea', {bea:?});
            same(field().value, '', 'Bea');"
        ),
    )
    .await?;
    next(
        stage,
        &format!(
            "await start({{ ...{options}, userId: 'ada', jwt: {ada:?} }});
            await reads('of Ada');
            await sdk.sendMessage('hello');
            same(field().value, 'of Ada');"
        ),
    )
    .await?;
    next(
        stage,
        &format!(
            "await start({options});
            await sdk.login('ada', {ada:?});
            await reads('of Ada');
            await sdk.logout();
            await reads('');"
        ),
    )
    .await?;
    next(
        stage,
        &format!(
            "same(kept(), [], 'who leaves leaves nothing');
            await start({options});
            await sdk.login('ada', {ada:?});
            same(field().value, '');"
        ),
    )
    .await
}
