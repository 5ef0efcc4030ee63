//! Pages that do something to the widget: it is seen all the same, and what they take away comes back.

use crate::stage::Stage;
use crate::table::checks;

checks![
    host_that_frames_what_is_fixed_has_the_widget_in_its_window,
    host_that_takes_it_away_each_time_is_told_once,
    host_that_empties_its_element_gets_the_widget_back,
    host_that_draws_itself_anew_has_the_launcher_before_anybody_wants_it,
];

async fn host_that_frames_what_is_fixed_has_the_widget_in_its_window(
    stage: &Stage<'_>,
) -> anyhow::Result<()> {
    for style in [
        "transform: translateX(0)",
        "filter: grayscale(1)",
        "perspective: 100px",
        "will-change: transform; height: 3000px",
    ] {
        stage.open("/").await?;
        stage
            .check(&format!(
                "document.body.style.cssText = {style:?};
                await start();
                const inside = node => {{
                  const box = node.getBoundingClientRect();
                  return box.height > 40 && box.top >= 0 && box.bottom <= innerHeight + 1 && box.right <= innerWidth + 1;
                }};
                ok(inside(part('launcher')), 'the launcher: ' + {style:?});
                ok(part('launcher').getBoundingClientRect().top > innerHeight / 2, 'where it always is');
                sdk.open();
                await event('widget:opened');
                await until('the panel', () => inside(part('panel')) && part('panel').offsetHeight > 200);
                same(scrollY, 0, 'the page stays where it is');
                document.body.replaceWith(document.createElement('body'));
                await turn();
                ok(inside(part('panel')), 'another body is none of its business');"
            ))
            .await?;
    }
    Ok(())
}

async fn host_that_takes_it_away_each_time_is_told_once(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("{ loading: 'eager' }").await?;
    stage
        .check(
            "const root = document.getElementById('avmsdk-root');
            const taker = new MutationObserver(() => root.remove());
            root.remove();
            await until('it is back', () => root.isConnected);
            taker.observe(document.body, { childList: true });
            root.remove();
            await until('the word on it', () => told.length > 0);
            for (let time = 0; time < 5; time += 1) {
              document.body.appendChild(document.createElement('p'));
              await turn();
            }
            same([told.length, root.isConnected], [1, false]);
            ok(/takes #avmsdk-root away/.test(told[0]), told[0]);
            taker.disconnect();
            sdk.open();
            ok(root.isConnected, 'who wants it has it back');",
        )
        .await
}

async fn host_that_draws_itself_anew_has_the_launcher_before_anybody_wants_it(
    stage: &Stage<'_>,
) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "await start({ loading: 'intent' });
            for (let time = 0; time < 2; time += 1) {
              document.body.replaceWith(document.createElement('body'));
              await until('the launcher is back', () => seen('launcher'));
              document.body.textContent = '';
              await until('the launcher is back', () => seen('launcher'));
            }
            const sent = sdk.sendMessage('hello');
            document.body.replaceWith(document.createElement('body'));
            same((await sent).text, 'hello');
            ok(document.getElementById('avmsdk-root'), 'nor does it go while the runtime is on its way');",
        )
        .await
}

async fn host_that_empties_its_element_gets_the_widget_back(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "const place = document.body.appendChild(document.createElement('div'));
            place.style.height = '400px';
            const root = () => document.getElementById('avmsdk-root');
            // A frame in which it shows.
            const seen = async () => { await new Promise(requestAnimationFrame); await turn(); };
            sdk.render(place);
            await start({ embedded: true });
            await until('the panel', () => part('panel').offsetHeight > 200);
            for (let time = 0; time < 2; time += 1) {
              await seen();
              place.innerHTML = '';
              await until('it is back', () => root() && root().parentNode === place);
            }
            same(told, []);
            await seen();
            place.replaceWith(document.createElement('div'));
            await until('the word on it', () => told.length > 0);
            ok(/takes #avmsdk-root away/.test(told[0]), told[0]);
            const other = document.body.appendChild(document.createElement('div'));
            other.style.height = '400px';
            sdk.render(other);
            await until('the panel', () => root() && part('panel').offsetHeight > 200);
            await seen();
            other.textContent = 'anew';
            await until('it is back', () => root() && root().parentNode === other);",
        )
        .await
}
