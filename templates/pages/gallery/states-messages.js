// Every type of message and every action, and texts that are hard to set.
(function () {
  'use strict';

  var gallery = window.gallery;
  var f = gallery.fixtures;
  var them = f.them;
  var me = f.me;
  var action = f.action;

  function shows() {
    var made = Array.prototype.slice.call(arguments);
    return { messages: made };
  }

  function items(count, more) {
    return Array.from({ length: count }, function (_, at) {
      return f.item(['Wool blanket', 'Lamp of blue glass', 'Oak stool'][at % 3] + ' ' + (at + 1), 'Made by hand, sent within two days. From € ' + (19 + at), more && more(at));
    });
  }

  gallery.add('Messages', {
    'text-links': function () {
      return shows(
        them(9, 'See https://shop.example/orders/20415?from=chat#parcel, www.shop.example/help or write to help@shop.example (or not).'),
        me(8, 'You mean https://shop.example/a/very/long/path/that/does/not/fit/into/one/line/of/a/bubble/at/all?with=a&query=too ?'),
        them(7, 'Not links: javascript:alert(1), ftp://x.example, 1.2.3, e.g.this, file:///etc/passwd')
      );
    },
    'text-markdown': function () {
      return shows(them(5, {
        text: 'Your order **20415** is on its way.\n\n* one *blanket*\n* two lamps\n\nSee [the order](https://shop.example/orders/20415).',
        markdownText: 'Your order **20415** is on its way.\n\n* one *blanket*\n* two lamps\n\nSee [the order](https://shop.example/orders/20415).'
      }));
    },
    'image': function () {
      return shows(
        them(5, { type: 'image', mediaUrl: gallery.own('photo-wide.svg'), mediaType: 'image/svg+xml', mediaSize: 4000 }),
        me(4, { type: 'image', mediaUrl: gallery.own('photo-tall.svg'), mediaType: 'image/svg+xml', mediaSize: 4000 }),
        them(3, { type: 'image', text: 'A picture with words, and something to do', mediaUrl: gallery.own('photo-wide.svg'), mediaType: 'image/svg+xml', actions: [action('link', 'Open the page', { uri: 'https://shop.example/' })] })
      );
    },
    'image-broken': function () {
      return shows(them(5, { type: 'image', mediaUrl: gallery.own('icon-that-is-not-there.png'), mediaType: 'image/png', mediaSize: 4000 }));
    },
    'image-large': function () {
      return shows(them(5, { type: 'image', mediaUrl: gallery.own('photo-wide.svg'), mediaType: 'image/svg+xml', mediaSize: 9437184 }));
    },
    'file': function () {
      return shows(
        them(5, { type: 'file', text: '', mediaUrl: gallery.own('invoice.pdf'), mediaType: 'application/pdf', mediaSize: 184320 }),
        me(4, { type: 'file', mediaUrl: gallery.own('a-file-with-a-very-long-name-that-somebody-has-given-it-without-any-space-final-v2.docx'), mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', mediaSize: 26214400 })
      );
    },
    'location': function () {
      return shows(
        me(5, { type: 'location', text: 'Location shared: https://maps.example/?q=45.5,-73.6', coordinates: { lat: 45.5, long: -73.6 } }),
        them(4, { type: 'location', text: 'Our shop', coordinates: { lat: 45.52, long: -73.58 }, location: { name: 'Harbour & Sons', address: '1 Quay Street' } })
      );
    },
    'location-without-map': function () {
      return Object.assign(shows(me(5, { type: 'location', text: 'Location shared: https://maps.example/?q=45.5,-73.6', coordinates: { lat: 45.5, long: -73.6 } })), {
        answers: [['GET', /locationmap/, 404]]
      });
    },
    'carousel-1': function () { return shows(them(5, { type: 'carousel', items: items(1) })); },
    'carousel-3': function () { return shows(me(6, 'What is new?'), them(5, { type: 'carousel', items: items(3) })); },
    'carousel-50': function () { return shows(them(5, { type: 'carousel', items: items(50) })); },
    'carousel-square': function () {
      return shows(them(5, { type: 'carousel', displaySettings: { imageAspectRatio: 'square' }, items: items(3) }));
    },
    'carousel-uneven': function () {
      return shows(them(5, { type: 'carousel', items: items(4, function (at) {
        return [
          { description: undefined, mediaUrl: undefined },
          { description: 'A description that goes on, and on, and does not stop before it has filled several lines of the card in which it stands.' },
          { actions: [] },
          { title: 'A title that is so long that nobody could have meant it as one', mediaUrl: gallery.own('not-there.png') }
        ][at];
      }) }));
    },
    'list': function () {
      return shows(them(5, { type: 'list', items: items(4), actions: [action('postback', 'Show more', { payload: 'MORE' })] }));
    },
    'actions': function () {
      return shows(them(5, { text: 'What would you like to do?', actions: [
        action('postback', 'Talk to somebody', { payload: 'HUMAN' }),
        action('link', 'Open our website', { uri: 'https://shop.example/' }),
        action('webview', 'Choose a date', { uri: gallery.own('webview.html'), fallback: 'https://shop.example/date', size: 'compact' }),
        action('buy', 'Pay € 59.00', { uri: 'https://pay.example/59', amount: 5900, currency: 'eur', state: 'offered' }),
        action('buy', 'Pay € 12.00', { uri: 'https://pay.example/12', amount: 1200, currency: 'eur', state: 'paid' }),
        action('share', 'Something new', { fallback: 'https://shop.example/share' }),
        action('dance', 'Nothing we know', {}),
        action('link', 'A label of many words that explains at length what it is that happens when one clicks on it', { uri: 'https://shop.example/' })
      ] }));
    },
    'replies': function () {
      return shows(me(6, 'Hello'), them(5, { text: 'Is it about an order?', actions: [
        action('reply', 'Yes', { payload: 'YES' }), action('reply', 'No', { payload: 'NO', iconUrl: gallery.own('brand.svg') }),
        action('reply', 'I would rather speak to somebody about something else', { payload: 'OTHER' }),
        action('locationRequest', 'Send my location', {})
      ] }));
    },
    'replies-many': function () {
      return shows(them(5, { text: 'Which month?', actions: 'January February March April May June July August September October November December'.split(' ').map(function (month) {
        return action('reply', month, { payload: month });
      }) }));
    },
    'reply-sent': function () {
      return Object.assign(shows(them(5, { text: 'Is it about an order?', actions: [action('reply', 'Yes', { payload: 'YES' })] })), {
        then: async function (stage) {
          await stage.click('[data-do=choose]');
          await stage.sleep(100);
        }
      });
    },
    'postback-busy': function () {
      return Object.assign(shows(them(5, { text: 'Shall I?', actions: [action('postback', 'Please do', { payload: 'GO' }), action('postback', 'No', { payload: 'NO' })] })), {
        answers: [['POST', /\/postback$/, 'never']], then: function (stage) { return stage.click('[data-do=choose]'); }
      });
    },
    'postback-failed': function () {
      return Object.assign(shows(them(5, { text: 'Shall I?', actions: [action('postback', 'Please do', { payload: 'GO' })] })), {
        answers: [['POST', /\/postback$/, 400]], then: async function (stage) {
          await stage.click('[data-do=choose]');
          await stage.sleep(200);
        }
      });
    },
    'unknown-type': function () {
      return shows(them(5, { type: 'hologram', text: undefined }), them(4, { type: 'template', textFallback: 'What to show instead, as the service has it.' }));
    },
    'image-viewer': function () {
      return Object.assign(shows(them(5, { type: 'image', mediaUrl: gallery.own('photo-wide.svg'), mediaType: 'image/svg+xml', mediaSize: 4000 })), {
        then: function (stage) { return stage.click('[data-do=view-image]'); }
      });
    },
    'webview': function () { return webview('tall'); },
    'webview-compact': function () { return webview('compact'); },
    'webview-full': function () { return webview('full'); }
  });

  function webview(size) {
    return Object.assign(shows(them(5, { text: 'When shall we come?', actions: [
      action('webview', 'Choose a date', { uri: gallery.own('webview.html'), fallback: 'https://shop.example/date', size: size })
    ] })), { then: async function (stage) {
      await stage.click('[data-do=webview]');
      await stage.sleep(200);
    } });
  }

  gallery.add('Texts', {
    'long-words': function () {
      return shows(
        them(5, 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3)),
        me(4, 'a'.repeat(500)),
        them(3, { text: 'b'.repeat(60), name: 'c'.repeat(80), actions: [action('reply', 'd'.repeat(120), { payload: 'D' }), action('postback', 'e'.repeat(120), { payload: 'E' })] }),
        them(2, { type: 'carousel', items: [f.item('f'.repeat(120), 'g'.repeat(400), { actions: [action('postback', 'h'.repeat(120), { payload: 'H' })] })] })
      );
    },
    'text-60kb': function () {
      return shows(them(5, 'All work and no play makes a long message. '.repeat(1430)), me(1, 'I see.'));
    },
    'emoji': function () {
      return shows(them(5, '🎉'), me(4, '👩‍👩‍👧‍👦🏳️‍🌈🇳🇴'), them(3, 'Great 👍🏽 see you soon 👋🏾'), me(2, '😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀'));
    },
    'arabic': function () {
      return Object.assign(shows(
        them(9, 'مرحبا، أنا آدا. كيف يمكنني مساعدتك؟', 'Ada'), me(8, 'طلبي رقم 20415 لم يصل بعد.'),
        them(7, { text: 'هل تريد أن أتحقق؟', actions: [action('reply', 'نعم', { payload: 'Y' }), action('reply', 'لا', { payload: 'N' })] })
      ), { dir: 'rtl', options: { locale: 'ar', businessName: 'متجر الميناء', customText: { headerText: 'كيف يمكننا مساعدتك؟', inputPlaceholder: 'اكتب رسالة...' } } });
    },
    'hebrew-in-english': function () {
      return shows(them(5, 'שלום, מה שלומך? This is 20415.'), me(4, 'OK (תודה) https://shop.example/ו'), them(3, '1. ראשון\n2. second\n3. שלישי'));
    },
    'thai': function () {
      return shows(them(5, 'สวัสดีค่ะ ดิฉันชื่อเอด้า มีอะไรให้ช่วยไหมคะ ข้อความนี้ยาวมากและไม่มีการเว้นวรรคระหว่างคำเลยแม้แต่น้อยเพื่อทดสอบการตัดบรรทัด'), me(4, 'ขอบคุณครับ'));
    },
    'cjk': function () { return shows(them(5, '您好，我是艾达。请问有什么可以帮您？这是一条很长的消息，用来测试换行的效果是否正确。'), me(4, '注文番号は20415です。よろしくお願いします。')); },
    'blank-lines': function () { return shows(them(5, '\n\nFirst\n\n\n\nLast   with   spaces\n\ttab\n\n'), me(4, '   '), them(3, '\u202Eright to left override\u202C and on')); },
    'markup-as-text': function () { return shows(them(5, '<b>bold</b> &amp; <script>alert(1)</script> <img src=x onerror=alert(1)>'), me(4, '{{name}} ${name} <%= name %>')); }
  });
})();
