// The widget's journey, in parts that the page's first script holds: it hears of what is blocked from the first load on,
// and what it does is done under the policy. Whatever the policy blocks ends it.
(() => {
const violations = [];
document.addEventListener('securitypolicyviolation', event => {
  // The page's icon, for which Firefox and WebKit ask by themselves, is no need of the widget's.
  if (event.blockedURI === location.origin + '/favicon.ico') return;
  violations.push(event.violatedDirective + ' blocked ' + (event.blockedURI || '?') + ' at ' + event.sourceFile + ':' + event.lineNumber + ' ' + event.sample);
});
const find = selector => {
  const root = document.getElementById('avmsdk-root');
  return root && root.shadowRoot && root.shadowRoot.querySelector(selector);
};
const until = async (what, look) => {
  const end = Date.now() + 12000;
  for (;;) {
    if (violations.length) throw new Error('the policy: ' + violations[0]);
    const seen = look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error('waited in vain for ' + what + '; pictures: ' + pictures().map(one => one.src));
    await new Promise(resolve => setTimeout(resolve, 20));
  }
};
const shows = selector => { const node = find(selector); return node && node.getClientRects().length > 0 && node; };
const press = async selector => (await until(selector, () => shows(selector))).click();
const whole = picture => picture && picture.complete && picture.naturalWidth > 0;
const pictures = () => {
  const root = document.getElementById('avmsdk-root');
  return root ? Array.from(root.shadowRoot.querySelectorAll('[part~=timeline] img[src]')) : [];
};
const sdk = () => window.AvMessagingSdk;

const files = () => performance.getEntriesByType('resource').map(one => one.name);
const wasm = name => /\.wasm$/.test(name);
const javascript = name => /\/es5\.[\w-]+\.js$/.test(name);
/** The program must be the one that is wanted: WebKit tells of no WebAssembly that is blocked. */
let unwanted;
const isWanted = () => {
  if (files().some(unwanted)) throw new Error('the program is the wrong one: ' + files());
};
/** Its list of what came may be late. */
const comes = strict => {
  unwanted = strict ? wasm : javascript;
  return until('the program', () => { isWanted(); return files().some(strict ? javascript : wasm); });
};

/** Until there is something to write in. */
const start = async (embedded, strict) => {
  await until('the host script', () => sdk() && 'VERSION' in sdk());
  await until('the start', () => window.started);
  if (window.started !== 'yes') throw new Error('init: ' + window.started);
  if (embedded) sdk().render(document.getElementById('box')); else { await press('[part~=launcher]'); }
  await until('the composer', () => shows('.input'));
  await comes(strict);
};

/** Until a message is said; gives back the conversation's id. */
const say = async (embedded, strict) => {
  await start(embedded, strict);
  await sdk().sendMessage('hello');
  await until('the message', () => shows('[part~=message][data-state=delivered]'));
  return sdk().getConversation()._id;
};

/** What the business said since, and what the visitor does with it. */
const go = async (channels, upload) => {
  await until('the image of the business', () => pictures().some(whole));
  await press('[data-do=webview]');
  let loaded = false;
  (await until('the frame', () => find('iframe'))).addEventListener('load', () => { loaded = true; });
  await until('the page in the frame', () => loaded);
  await press('.over .off');
  if (upload) {
    const bytes = Uint8Array.from(atob(PNG), letter => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], 'a.png', { type: 'image/png' }));
    const event = new Event('paste', { bubbles: true, composed: true, cancelable: true });
    Object.defineProperty(event, 'clipboardData', { value: data });
    find('.input').dispatchEvent(event);
    await until('the upload', () => sdk().getConversation().messages.some(one => one.type === 'image' && one.role === 'appUser'));
    await until('the picture of the service', () => pictures().length > 1 && pictures().every(picture => whole(picture) && !picture.src.startsWith('blob:')));
  }
  for (const [at, [name, kind]] of channels.entries()) {
    if (at === 0) await press('[data-do=channels]');
    const rows = () => Array.from(find('[part=panel]').querySelectorAll('.row')).filter(row => row.getClientRects().length);
    (await until('the row of ' + name, () => rows().find(row => row.textContent.includes(name)))).click();
    await until('the page of ' + name, () => shows('.topic') && find('.topic').textContent === name);
    if (kind === 'code') await until('the code of ' + name, () => whole(shows('.leaf:not([hidden]) .code')));
    else await until('what is there of ' + name, () => shows('.leaf:not([hidden]) a.main') || shows('.leaf:not([hidden]) .given'));
    await press('[data-do=page-back]');
  }
  await end();
};

/** A later visit: what was sent before comes from the service. */
const again = async (embedded, strict, upload) => {
  await start(embedded, strict);
  const wanted = upload ? 2 : 1;
  await until('the pictures of the service', () => pictures().filter(picture => whole(picture) && !picture.src.startsWith('blob:')).length === wanted);
  await end();
};

const end = async () => {
  isWanted();
  sdk().destroy();
  // What is told of the last load comes as a task of its own.
  await new Promise(resolve => setTimeout(resolve, 50));
  if (violations.length) throw new Error('the policy: ' + violations.join(', '));
};
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const parts = { say, go, again };
/** Takes a part with a list of values as JSON; answers with JSON. It starts by itself, not inside what the driver runs. */
window.journey = (part, list, done) => {
  setTimeout(() => {
    parts[part](...JSON.parse(list)).then(
      value => done(JSON.stringify({ value: value === undefined ? null : value })),
      error => done(JSON.stringify({ error: String(error) })),
    );
  });
};
})();
