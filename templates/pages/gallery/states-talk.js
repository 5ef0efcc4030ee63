// The conversation as it goes: what is on its way, who writes, what came earlier, and trouble.
(function () {
  'use strict';

  var gallery = window.gallery;
  var f = gallery.fixtures;
  var POST = /\/conversations\/\w+\/messages$/;

  function talk(more) { return Object.assign({ messages: f.talk }, more); }

  /** So many messages, of both sides, a minute apart. */
  function many(count, from) {
    return Array.from({ length: count }, function (_, at) {
      var minutes = (from || 0) + count - at;
      return at % 3 ? f.them(minutes, 'Message ' + (at + 1) + ' of ' + count) : f.me(minutes, 'Message ' + (at + 1) + ' of ' + count + ', from me');
    });
  }

  /** To the oldest message that is there, again and again until what stands above it is so: rows come as one gets near. */
  function toTop(stage, isSo) {
    return stage.until(function () {
      var timeline = stage.find('[part=timeline]');
      timeline.scrollTop = -timeline.scrollHeight;
      return isSo(stage.find('.earlier'));
    });
  }

  gallery.add('Conversation', {
    'talk': function () { return talk(); },
    'talk-seen': function () { return talk({ conversation: { appMakerLastRead: f.ago(3) } }); },
    'talk-sending': function () {
      return talk({ answers: [['POST', POST, 'never']], then: function (stage) {
        stage.send('This is on its way').catch(function () {});
        return stage.frame();
      } });
    },
    'talk-sent': function () { return talk({ then: function (stage) { return stage.send('This has arrived'); } }); },
    'talk-failed': function () {
      return talk({ answers: [['POST', POST, 400]], then: async function (stage) {
        await stage.send('This could not be delivered').catch(function () {});
        await stage.send('Nor this').catch(function () {});
      } });
    },
    'talk-typing': function () {
      return talk({ then: async function (stage) {
        var say = function () { stage.typing({ data: { name: 'Ada', avatarUrl: gallery.own('avatar-ada.svg') } }); };
        say();
        setInterval(say, 5000);
        await stage.sleep(100);
      } });
    },
    'talk-typing-nobody': function () {
      return talk({ then: async function (stage) {
        stage.typing({});
        setInterval(stage.typing, 5000, {});
        await stage.sleep(100);
      } });
    },
    'talk-new': function () {
      return talk({ then: async function (stage) {
        stage.say(f.them(0, 'And here comes something new.'));
        await stage.sleep(100);
      } });
    },
    'talk-new-while-above': function () {
      return { messages: many(40), then: async function (stage) {
        // So far up goes only where so much is drawn, and the widget has to hear of it.
        await stage.until(function () {
          var timeline = stage.find('[part=timeline]');
          timeline.scrollTop = -600;
          return timeline.scrollTop < -599 && !stage.find('.newest').hidden;
        });
        stage.say(f.them(0, 'Something new, while the visitor reads above.'));
        await stage.until(function () { return stage.find('.newest .count').textContent === '1'; });
      } };
    },
    'talk-one': function () { return { messages: function () { return [f.them(0.2, 'Hello! Just now.')]; } }; },
    'talk-groups': function () {
      return { messages: function () {
        return [
          f.them(9 * 24 * 60, 'Long ago.'), f.them(3 * 24 * 60, 'Three days ago.'), f.me(3 * 24 * 60 - 1, 'I see.'),
          f.them(180, 'One'), f.them(179, 'Two'), f.them(178, 'Three'), f.them(100, 'Max here', 'Max'), f.them(99, 'And again', 'Max'),
          f.them(98, { text: 'Somebody without a picture', avatarUrl: undefined }, 'Zoë van der Berg'), f.me(30, 'Mine'), f.me(29, 'Mine too'),
          f.them(5, { text: 'And one without a name.', name: undefined, avatarUrl: undefined })
        ];
      } };
    },
    'history-more': function () { return { messages: function () { return many(30); }, earlier: many(30, 30) }; },
    'history-loading': function () {
      return {
        messages: function () { return many(30); }, earlier: many(30, 30), answers: [['GET', /before=/, 'never']],
        then: function (stage) { return toTop(stage, function (earlier) { return earlier.getAttribute('aria-busy') === 'true'; }); }
      };
    },
    'history-failed': function () {
      return {
        messages: function () { return many(30); }, earlier: many(30, 30), answers: [['GET', /before=/, 400]],
        then: function (stage) { return toTop(stage, function (earlier) { return earlier.textContent === 'Not loaded. Try again'; }); }
      };
    },
    'many-1000': function () { return { messages: function () { return many(1000); } }; },
    'many-10000': function () { return { messages: function () { return many(10000); } }; },
    'conversation-list': function () {
      return talk({
        options: { canUserSeeConversationList: true },
        conversation: { displayName: 'Order 20415', unreadCount: 0 },
        others: [['Return of a lamp', 2, 90], ['Invoice for March', 0, 2000], ['', 0, 20000]].map(function (one, at) {
          return {
            _id: '6b03000000000000000000b' + at, type: 'personal', displayName: one[0] || undefined, unreadCount: one[1], lastUpdatedAt: f.ago(one[2]),
            iconUrl: at ? undefined : gallery.own('brand.svg'), messages: [f.them(one[2], 'The last thing that was said in there, which is rather long to be shown whole')],
            participants: []
          };
        }),
        then: function (stage) { return stage.click('[data-do=conversations]'); }
      });
    },
    'conversation-list-empty': function () {
      return {
        user: {}, conversation: undefined, answers: [['GET', /\/appusers\/\w+(\/conversations)?$/, function () {
          return { appUser: { _id: gallery.service.USER, clients: [{ id: gallery.service.clientId, platform: 'web', active: true }], pendingClients: [], properties: {} }, conversations: [] };
        }]],
        options: { canUserSeeConversationList: true },
        then: async function (stage) {
          // Where there is none the list may have no way in.
          if (stage.find('[data-do=conversations]').getClientRects().length) await stage.click('[data-do=conversations]');
        }
      };
    },
    'conversation-list-many': function () {
      return talk({
        options: { canUserSeeConversationList: true },
        others: Array.from({ length: 24 }, function (_, at) {
          return {
            _id: '6b0300000000000000000' + (0xb00 + at).toString(16), type: 'personal', displayName: 'Conversation number ' + (at + 1),
            unreadCount: at % 5 ? 0 : at, lastUpdatedAt: f.ago(60 * at + 5), messages: [f.them(60 * at + 5, 'What was said last in number ' + (at + 1))],
            participants: []
          };
        }),
        then: function (stage) { return stage.click('[data-do=conversations]'); }
      });
    }
  });

  gallery.add('Composer', {
    'composer-text': function () { return talk({ then: function (stage) { return stage.compose('Some words that are not sent yet'); } }); },
    'composer-long': function () {
      return talk({ then: function (stage) {
        return stage.compose(Array.from({ length: 14 }, function (_, at) { return 'Line ' + (at + 1) + ' of a long message'; }).join('\n'));
      } });
    },
    'composer-menu': function () {
      return talk({ then: function (stage) { return stage.click('[data-do=attach]'); } });
    },
    'composer-menu-one': function () {
      return talk({
        options: { menuItems: { imageUpload: true, fileUpload: false, shareLocation: false } },
        then: function (stage) { return stage.click('[data-do=attach]'); }
      });
    },
    'composer-no-menu': function () {
      return talk({ options: { menuItems: { imageUpload: false, fileUpload: false, shareLocation: false } } });
    },
    'composer-blocked': function () { return { messages: function () { return [f.me(4, 'Hello'), f.form(3)]; } }; },
    'upload-under-way': function () {
      return talk({ answers: [['POST', /\/files$/, 'never']], then: async function (stage) {
        await stage.drop([new File([new Uint8Array(4000000)], 'holiday by the sea.pdf', { type: 'application/pdf' })]);
        await stage.progress(0, 2600000, 4000000);
      } });
    },
    'upload-image-under-way': function () {
      return talk({ answers: [['POST', /\/files$/, 'never']], then: async function (stage) {
        var picture = await fetch(gallery.own('photo-wide.svg')).then(function (response) { return response.blob(); });
        await stage.drop([new File([picture], 'harbour.svg', { type: 'image/svg+xml' })]);
        await stage.progress(0, 100, 400);
      } });
    },
    'upload-failed': function () {
      return talk({ answers: [['POST', /\/files$/, 403]], then: async function (stage) {
        await stage.drop([new File([new Uint8Array(4000)], 'report.pdf', { type: 'application/pdf' })]);
        await stage.control('[data-state=failed]');
      } });
    },
    'notice-too-large': function () { return refused(413); },
    'notice-unsupported': function () { return refused(415); },
    'notice-virus': function () { return refused({ status: 400, body: { error: { code: 'virus_detected', description: 'A virus' } } }); }
  });

  function refused(answer) {
    return talk({ answers: [['POST', /\/files$/, answer]], then: async function (stage) {
      await stage.drop([new File([new Uint8Array(4000)], 'report.pdf', { type: 'application/pdf' })]);
      await stage.until(function () { return stage.find('.notice').textContent; });
    } });
  }

  gallery.add('Connection', {
    'connection-lost': function () {
      return talk({ then: function (stage) { return stage.lose(); } });
    },
    'connection-back': function () {
      return talk({ then: async function (stage) {
        stage.service.drop();
        await stage.sleep(300);
        stage.service.isDown = false;
        gallery.hurry(10);
        window.dispatchEvent(new Event('online'));
        await stage.sleep(2600);
        gallery.hurry(1);
      } });
    },
    'connection-lost-sending': function () {
      return talk({ then: async function (stage) {
        await stage.lose();
        stage.send('Written while nothing gets through').catch(function () {});
      } });
    }
  });
})();
