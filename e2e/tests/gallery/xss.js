// States that hold what strangers might send, in every field that there is; and what must be true all the same.
// Stands in a page without a policy, so that nothing but the widget keeps it from running.
window.X = (() => {
  const f = gallery.fixtures;
  const opened = [];
  window.open = url => { opened.push(String(url)); return null; };
  // What stands in the page before the widget does.
  const before = new Set(document.querySelectorAll('*'));

  function actions(p, url) {
    return ['reply', 'postback', 'link', 'webview', 'buy', 'locationRequest', 'share', p].map(type => f.action(type, p, {
      payload: p, uri: url, fallback: url, iconUrl: url, size: p, amount: p, currency: p, state: p, metadata: { [p]: p }
    }));
  }

  function fields(p) {
    return ['text', 'email', 'select', p].map(type => ({
      _id: p + type, type, name: p, label: p, placeholder: p, text: p, email: p, minSize: p, options: [{ name: p, label: p }], select: [{ name: p, label: p }]
    }));
  }

  /** Every kind of message with this text and this address in every field. */
  function messages(p, url) {
    const who = { name: p, avatarUrl: url, textFallback: p, mediaType: p, mediaSize: 1, metadata: { [p]: p } };
    const item = { _id: p, title: p, description: p, mediaUrl: url, mediaType: p, size: p, actions: actions(p, url).slice(0, 4) };
    const made = [
      { type: 'text', text: p, actions: actions(p, url) },
      { type: 'text', text: p, markdownText: p, htmlText: p, quotedMessage: { type: 'message', message: { text: p } } },
      { type: 'text', text: 'x', markdownText: '[x](' + url + ') ![' + url + '](' + url + ') <' + url + '> **' + url + '**' },
      { type: 'image', text: p, mediaUrl: url, altText: p },
      { type: 'file', text: p, mediaUrl: url, fileName: p, altText: p },
      { type: 'location', text: p, coordinates: { lat: p, long: p }, location: { name: p, address: p } },
      { type: 'location', text: p, coordinates: { lat: 1.5, long: 2.5 } },
      { type: 'carousel', text: p, items: [item, item], displaySettings: { imageAspectRatio: p } },
      { type: 'list', text: p, items: [item], actions: actions(p, url) },
      { type: 'form', text: p, fields: fields(p), blockChatInput: false },
      { type: 'form', text: p, fields: fields(p), submitted: true },
      { type: p, text: p }, { type: 'hologram', textFallback: p }
    ];
    return made.map(one => f.them(5, Object.assign({}, who, one), p)).concat(
      f.me(5, { text: p, name: p }), f.me(5, { type: 'formResponse', fields: fields(p) }), f.me(5, { type: 'image', mediaUrl: url, text: p })
    );
  }

  const answers = url => [
    ['GET', /locationmap/, () => ({ mapUrl: url, mapImageUrl: url })],
    ['GET', /linkrequest/, () => ({ linkRequests: [{ url, code: url, qrCode: url }] })],
    ['GET', /qrcode/, () => ({ url })]
  ];

  /** Messages; without a text or an address a harmless one stands in its place. */
  function talk(texts, urls) {
    const url = gallery.own('photo-wide.svg');
    return {
      messages: texts.flatMap(p => messages(p, url)).concat(urls.flatMap(u => messages('x', u))), answers: answers(urls[0] || url),
      conversation: { displayName: texts[0] }, user: { givenName: texts[0], surname: texts[0], email: texts[0], properties: { [texts[0]]: texts[0] } }
    };
  }

  /** Config, options, user and conversations; the words take the texts in turn. */
  function setup(texts, urls, round, keys) {
    const p = texts[round % texts.length];
    const u = urls[round % urls.length];
    const customText = {};
    keys.forEach((key, at) => { customText[key] = texts[(at + round) % texts.length]; });
    const channels = ['messenger', 'twilio', 'telegram', 'viber', 'wechat', 'line', 'twitter', 'whatsapp', 'frontendEmail', 'mailgun', p].map((type, at) => ({
      _id: 'c' + at, type, pageId: p, phoneNumber: p, username: p, uri: u, lineId: p, qrCodeUrl: u, userId: p, fromAddress: p, displayName: p
    }));
    const list = channels.map(one => one._id);
    const isKnown = round % 2 === 0;
    return {
      isOpen: true,
      config: { app: { _id: gallery.service.APP, status: 'active', name: p, iconUrl: u }, integrations: channels, [p]: p, prechatCapture: {
        enabled: !isKnown, fields: fields(p), template: p
      } },
      style: { businessName: p, businessIconUrl: u, buttonIconUrl: u, backgroundImageUrl: u, brandColor: p, accentColor: p, linkColor: p, integrationOrder: list },
      user: isKnown ? { givenName: p, surname: p, clients: [{ id: p, platform: 'telegram', active: true, displayName: p, integrationId: 'c2' }], pendingClients: [] } : undefined,
      messages: isKnown ? messages(p, u).slice(0, 4) : undefined,
      conversation: { displayName: p, description: p, iconUrl: u, metadata: { [p]: p } },
      others: isKnown ? [{ _id: '6b03000000000000000000b0', type: p, displayName: p, description: p, iconUrl: u, unreadCount: 1, lastUpdatedAt: f.ago(3), messages: messages(p, u).slice(0, 1), participants: [] }] : [],
      answers: answers(u), hurry: 10,
      options: {
        businessName: p, businessIconUrl: u, buttonIconUrl: u, backgroundImageUrl: u, avatarUrl: u, customText, locale: p, region: p,
        customColors: { brandColor: p, conversationColor: p, actionColor: p }, buttonWidth: p, buttonHeight: p, displayStyle: round % 3 ? 'button' : 'tab',
        zIndex: p, theme: p, customScreenReaderAnnouncement: p, integrationOrder: list, canUserSeeConversationList: true, [p]: p,
        prechatCapture: isKnown ? undefined : { enabled: true, avatarUrl: u, fields: fields(p) }
      },
      then: async stage => {
        stage.typing({ data: { name: p, avatarUrl: u } });
        await stage.sleep(isKnown ? 100 : 400);
      }
    };
  }

  // ── Judging ──

  // Those of the web, and of the apps of channels.
  const SAFE = /^(https?|mailto|tel|sms|tg|viber|weixin|whatsapp|line|fb-messenger):$/;
  const PLACES = ['href', 'src', 'action', 'formaction', 'xlink:href', 'data', 'srcset', 'poster', 'background', 'ping', 'cite'];
  const NEVER = 'script, object, embed, applet, base, meta, style, template, frame, portal, audio, video, foreignObject, animate, set, use, form[action], [srcdoc], [style*="url"]';

  function judge() {
    const faults = [];
    const root = document.getElementById('avmsdk-root');
    const tree = root.shadowRoot;
    if (window.__xss !== undefined) faults.push('something ran');
    tree.querySelectorAll(NEVER).forEach(node => faults.push('no such element: ' + node.outerHTML.slice(0, 200)));
    tree.querySelectorAll('*').forEach(node => {
      for (const { name, value } of node.attributes) {
        const isLink = node.localName === 'link' && value.startsWith(gallery.public);
        if (/^on/i.test(name)) faults.push('a handler: ' + node.outerHTML.slice(0, 200));
        if (!PLACES.includes(name.toLowerCase()) || isLink) continue;
        // A picture may come from these too: no script runs in one.
        const isPicture = node.localName === 'img' && /^(data:image\/|blob:)/i.test(value);
        let protocol = '';
        try { protocol = new URL(value, location.href).protocol; } catch (error) { protocol = 'none'; }
        if (!isPicture && !SAFE.test(protocol)) faults.push('bad address: ' + node.localName + ' ' + name + '=' + value.slice(0, 120));
      }
      if (node.localName === 'a' && node.target === '_blank' && !/noopener/.test(node.rel)) faults.push('an opener: ' + node.outerHTML.slice(0, 160));
      if (node.localName === 'iframe' && !node.sandbox.length) faults.push('a frame without bounds: ' + node.outerHTML.slice(0, 160));
    });
    document.querySelectorAll('*').forEach(node => {
      if (!before.has(node) && node !== root) faults.push('outside: ' + node.outerHTML.slice(0, 160));
    });
    opened.forEach(url => {
      if (!/^https?:/.test(url)) faults.push('opened: ' + url);
    });
    return [...new Set(faults)];
  }

  /** Looks at all of the talk, a screen at a time, and touches what can be touched. */
  async function judgeAll(isTouching, wanted) {
    const faults = new Set(judge());
    const timeline = gallery.stage.find('[part=timeline]');
    // A state that shows nothing proves nothing.
    if (!gallery.stage.find('[part=panel]').getClientRects().length) faults.add('the panel is not there');
    if (wanted && !timeline.textContent.includes(wanted)) faults.add('not shown: ' + wanted);
    for (let last = null, steps = 0; timeline && timeline.scrollTop !== last && steps < 60; steps += 1) {
      last = timeline.scrollTop;
      timeline.scrollTop -= timeline.clientHeight * 2;
      await gallery.stage.frame();
      judge().forEach(fault => faults.add(fault));
    }
    if (isTouching) {
      const touched = new Set();
      for (let count = 0; count < 40; count += 1) {
        const control = gallery.stage.all('[data-do]').find(node => node.localName !== 'a' && !node.matches('form, [data-do^=upload], [data-do=close], [data-do=share-location]')
          && node.getClientRects().length && !touched.has(node.dataset.do + (node.closest('[data-key]') || node).textContent.length));
        if (!control) break;
        touched.add(control.dataset.do + (control.closest('[data-key]') || control).textContent.length);
        control.click();
        await gallery.stage.frame();
        judge().forEach(fault => faults.add(fault));
      }
      // Links that open inside, and what is left over of a click elsewhere.
      for (const link of gallery.stage.all('a[data-do]').slice(0, 12)) {
        link.addEventListener('click', event => event.preventDefault(), { once: true });
        link.click();
        await gallery.stage.sleep(20);
        judge().forEach(fault => faults.add(fault));
      }
    }
    await gallery.stage.sleep(100);
    judge().forEach(fault => faults.add(fault));
    return [...faults];
  }

  async function run(state, isTouching) {
    await gallery.host();
    document.querySelectorAll('*').forEach(node => before.add(node));
    await gallery.run(state);
    const texts = (state.messages || []).map(one => one.type === 'text' && one.text).filter(Boolean);
    return judgeAll(isTouching, texts.pop());
  }

  return { talk, setup, run, judge };
})();
