// What is printed of the starts, and what was promised of them.

function sorted(runs, field) { return runs.map((run) => run[field]).sort((a, b) => a - b); }

export function median(runs, field) {
  const values = sorted(runs, field);
  return values[values.length >> 1];
}

/** The median, and the least and the most beside it. */
function spread(runs, field) {
  const values = sorted(runs, field);
  return `${Math.round(median(runs, field))} (${Math.round(values[0])}-${Math.round(values[values.length - 1])})`;
}

export function tableOfStart(all, runs) {
  const lines = ['| cold start | first paint, ms | launcher, ms | usable, ms | blocked, ms | longest task, ms | heap, MB | buffers, MB | nodes | requests | KB | CLS |', '|---|---|---|---|---|---|---|---|---|---|---|---|'];
  for (const { name, says, waits } of all) {
    const its = runs.get(name);
    const seen = (is, field) => is ? spread(its, field) : '';
    lines.push(`| ${[
      says, spread(its, 'paint'), seen(waits.includes('launcher'), 'launcher'), seen(waits.some((wait) => wait !== 'launcher'), 'usable'),
      spread(its, 'blocked'), Math.round(median(its, 'longest')), (median(its, 'heap') / 1e6).toFixed(2), (median(its, 'buffers') / 1e6).toFixed(2),
      median(its, 'nodes'), median(its, 'requests'), Math.round(median(its, 'bytes') / 1e3), median(its, 'shift').toFixed(3)
    ].join(' | ')} |`);
  }
  return lines;
}

export function promise(holds, says) { return `${holds ? 'holds        ' : 'DOES NOT HOLD'}  ${says}`; }

/** Times of 10 and of more messages are the same within what a run differs from the next. */
const SAME = 1.1;

export function judgeStart(runs) {
  const of = (name, field) => median(runs.get(name), field);
  const blank = of('blank', 'paint');
  const launcher = of('launcher', 'launcher') - blank;
  const most = (field, names) => Math.max(...names.map((name) => of(name, field)));
  const ours = [...runs.keys()].filter((name) => /^(launcher|open|known)/.test(name));
  const lines = [
    promise(launcher <= 450, `launcher ${Math.round(launcher)} ms after the blank page's first paint, wanted: 450`),
    promise(of('open', 'usable') <= of('peer', 'usable'), `usable at ${Math.round(of('open', 'usable'))} ms, deep-chat at ${Math.round(of('peer', 'usable'))} ms`),
    promise(of('open-10', 'usable') <= of('peer-10', 'usable'), `with 10 messages of history usable at ${Math.round(of('open-10', 'usable'))} ms, deep-chat at ${Math.round(of('peer-10', 'usable'))} ms`),
    promise(most('blocked', ours) === 0, `blocking time at most ${Math.round(most('blocked', ours))} ms, wanted: none`),
    promise(most('heap', ours) < 2.5e6, `heap at most ${(most('heap', ours) / 1e6).toFixed(2)} MB, wanted: below 2.5`),
    promise(most('shift', ours) === 0, `layout shift of the page ${most('shift', ours).toFixed(3)}, wanted: none`)
  ];
  for (const count of [1000, 10000]) {
    const share = (field) => of(`open-${count}`, field) / of('open-10', field);
    const than100 = (field) => of(`open-${count}`, field) / of('open-1000', field);
    lines.push(promise(
      share('usable') <= SAME && share('heap') <= SAME && than100('nodes') <= SAME,
      `${count} messages: ${share('usable').toFixed(2)} of the time and ${share('heap').toFixed(2)} of the heap of 10 messages, ${of(`open-${count}`, 'nodes')} nodes (10: ${of('open-10', 'nodes')}, 1,000: ${of('open-1000', 'nodes')})`
    ));
  }
  return lines;
}
