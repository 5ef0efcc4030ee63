// Channels to link: their list, the page of each in every state, and the suggestion to link one.
(function () {
  'use strict';

  var gallery = window.gallery;
  var f = gallery.fixtures;

  function at(number) { return '6b03000000000000000000c' + number.toString(16); }

  var ALL = [
    { type: 'messenger', pageId: '1122334455' }, { type: 'mailgun' }, { type: 'twilio', phoneNumber: '+15145550100' },
    { type: 'telegram', username: 'acme_bot' }, { type: 'viber', uri: 'acme' }, { type: 'wechat' },
    { type: 'line', lineId: 'acme', qrCodeUrl: gallery.qr }, { type: 'twitter', userId: '42' }, { type: 'whatsapp', phoneNumber: '+15145550101' }
  ].map(function (one, number) { return Object.assign({ _id: at(number) }, one); });
  var FRONT = { _id: at(12), type: 'frontendEmail', fromAddress: 'help@acme.example' };

  function config(only) {
    var list = only ? ALL.concat(FRONT).filter(function (one) { return only.indexOf(one.type) >= 0; }) : ALL;
    return { integrations: list };
  }

  function style(only) { return { integrationOrder: config(only).integrations.map(function (one) { return one._id; }) }; }

  function linkable(only, more) {
    return Object.assign({ config: config(only), style: style(only), options: { integrationOrder: style(only).integrationOrder }, messages: f.talk() }, more);
  }

  function list(stage) { return stage.click('[data-do=channels]'); }

  /** Opens the list, and in it the page of a channel, which is the only one there. */
  async function open(stage, type) {
    if (await list(stage)) await stage.click('.row[data-do=channel]');
    else gallery.missing.push('the channel ' + type);
    await stage.sleep(250);
  }

  function page(type, more) {
    return function () { return linkable([type], Object.assign({ then: function (stage) { return open(stage, type); } }, more)); };
  }

  var WAY = /(linkrequest|qrcode)/;

  async function number(stage, text) {
    await open(stage, 'twilio');
    var field = await stage.control('input[type=tel]');
    if (!field) return;
    await stage.write('input[type=tel]', text);
    if (field.form) field.form.requestSubmit();
    await stage.sleep(150);
  }

  function link(stage, event) {
    stage.service.push(Object.assign({ appUser: { _id: stage.service.USER }, client: { id: 'c1', platform: 'twilio', displayName: '+1 514-555-0123' } }, event));
    return stage.sleep(150);
  }

  gallery.add('Channels', {
    'intro-channels': function () { return { config: config(), style: style(), options: { integrationOrder: style().integrationOrder }, then: function (stage) { return stage.control('[part=timeline] [data-do=channel]'); } }; },
    'channels': function () { return linkable(null, { then: list }); },
    'channels-linked': function () {
      return linkable(null, {
        user: { clients: [
          { id: 'c7', platform: 'telegram', active: true, displayName: 'bea_ray', integrationId: at(3) },
          { id: 'c8', platform: 'mailgun', active: true, displayName: 'bea@example.com', integrationId: at(1) }
        ], pendingClients: [{ id: 'c9', platform: 'twilio', displayName: '+1 514-555-0123', integrationId: at(2) }] },
        then: list
      });
    },
    'channel-messenger': page('messenger'),
    'channel-telegram': page('telegram'),
    'channel-whatsapp': page('whatsapp'),
    'channel-wechat': page('wechat'),
    'channel-viber': page('viber'),
    'channel-line': page('line'),
    'channel-twitter': page('twitter'),
    'channel-email-address': page('frontendEmail'),
    'channel-email': page('mailgun'),
    'channel-loading': page('whatsapp', { answers: [['GET', WAY, 'never']] }),
    'channel-failed': page('wechat', { answers: [['GET', WAY, { status: 200, body: {} }]] }),
    'channel-refused': page('messenger', { answers: [['GET', WAY, 400]] }),
    'sms': page('twilio'),
    'sms-number-invalid': function () { return linkable(['twilio'], { then: function (stage) { return number(stage, '12'); } }); },
    'sms-asking': function () {
      return linkable(['twilio'], { answers: [['POST', /\/clients$/, 'never']], then: function (stage) { return number(stage, '+1 514 555 0123'); } });
    },
    'sms-too-many': function () {
      return linkable(['twilio'], { answers: [['POST', /\/clients$/, 429]], then: function (stage) { return number(stage, '+1 514 555 0123'); } });
    },
    'sms-pending': function () {
      return linkable(['twilio'], { then: async function (stage) {
        await number(stage, '+1 514 555 0123');
        await link(stage, { type: 'link:matched' });
      } });
    },
    'sms-linked': function () {
      return linkable(['twilio'], { then: async function (stage) {
        await number(stage, '+1 514 555 0123');
        await link(stage, { type: 'link' });
      } });
    },
    'sms-cancelled': function () {
      return linkable(['twilio'], { then: async function (stage) {
        await number(stage, '+1 514 555 0123');
        await link(stage, { type: 'link:matched' });
        await link(stage, { type: 'link:cancelled' });
      } });
    },
    'channel-linked': page('telegram', { user: { clients: [{ id: 'c7', platform: 'telegram', active: true, displayName: 'bea_ray', integrationId: at(3) }] } }),
    'prompt-one': function () { return prompt(['messenger']); },
    'prompt-many': function () { return prompt(null); }
  });

  function prompt(only) {
    return linkable(only, { then: async function (stage) {
      window.AvMessagingSdk.showNotificationChannelPrompt();
      await stage.control('.prompt');
    } });
  }
})();
