// Forms, and the one before the first message.
(function () {
  'use strict';

  var gallery = window.gallery;
  var f = gallery.fixtures;
  var POST = /\/conversations\/\w+\/messages$/;

  function asked(more, made) {
    return Object.assign({ messages: [f.me(6, 'I want to order something'), f.form(5, made)] }, more);
  }

  /** Answers one question after the other: the last that can be seen is the one that is asked. */
  async function fill(stage, values) {
    for (var value of values) {
      var field = await stage.until(function () {
        return stage.all('form:not([part=composer]) :is(input, select)').filter(function (node) {
          return node.getClientRects().length > 0 && !node.disabled;
        }).pop();
      });
      if (!field) {
        gallery.missing.push('a field of the form');
        return;
      }
      field.focus();
      if (field.options) field.selectedIndex = Array.from(field.options).findIndex(function (one) { return one.text === value; });
      else field.value = value;
      ['input', 'change'].forEach(function (kind) { field.dispatchEvent(new Event(kind, { bubbles: true, composed: true })); });
      await stage.frame();
      // A choice is taken when it is made.
      if (!field.options) field.form.requestSubmit();
      await stage.sleep(150);
    }
  }

  gallery.add('Forms', {
    'form-open': function () { return asked(); },
    'form-not-blocking': function () { return asked({}, { blockChatInput: false }); },
    'form-one-field': function () {
      return asked({}, { fields: [{ _id: 'f1', type: 'email', name: 'email', label: 'Where shall we write to?', placeholder: 'you@company.example' }] });
    },
    'form-many-fields': function () {
      return asked({}, { fields: Array.from({ length: 12 }, function (_, at) {
        return at % 3 === 2
          ? { _id: 'f' + at, type: 'select', name: 's' + at, label: 'Choice ' + at, options: Array.from({ length: 40 }, function (_, one) { return { name: 'o' + one, label: 'Option ' + one }; }) }
          : { _id: 'f' + at, type: at % 3 ? 'email' : 'text', name: 'n' + at, label: 'A rather long question, number ' + at + ', that goes over more than one line?' };
      }) });
    },
    'form-empty-fault': function () { return asked({ then: function (stage) { return fill(stage, ['']); } }); },
    'form-fault': function () {
      return asked({
        answers: [['POST', /\/validate$/, { status: 400, body: { error: { code: 'bad_request', description: 'formResponse.fields[0].email: should match format "email"' } } }]],
        then: function (stage) { return fill(stage, ['not an address', 'not an address']); }
      });
    },
    'form-checking': function () {
      return asked({ answers: [['POST', /\/validate$/, 'never']], then: function (stage) { return fill(stage, ['Bea Ray']); } });
    },
    'form-second-field': function () { return asked({ then: function (stage) { return fill(stage, ['Bea Ray']); } }); },
    'form-submitting': function () {
      return asked({ answers: [['POST', POST, 'never']], then: function (stage) { return fill(stage, ['Bea Ray', 'bea@example.com', 'Medium']); } });
    },
    'form-failed': function () {
      return asked({ answers: [['POST', POST, 400]], then: function (stage) { return fill(stage, ['Bea Ray', 'bea@example.com', 'Medium']); } });
    },
    'form-submitted': function () {
      var form = f.form(5, { submitted: true });
      form.fields[0].text = 'Bea Ray';
      form.fields[1].email = 'bea@example.com';
      form.fields[2].select = [{ name: 'm', label: 'Medium' }];
      return { messages: [f.me(6, 'I want to order something'), form, f.me(4, {
        type: 'formResponse', quotedMessageId: form._id, fields: [
          { type: 'text', name: 'full_name', label: 'Your name?', text: 'Bea Ray' },
          { type: 'email', name: 'email', label: 'Email?', email: 'bea@example.com' },
          { type: 'select', name: 'size', label: 'Which size?', select: [{ name: 'm', label: 'Medium' }] }
        ]
      }), f.them(3, 'Thank you!')] };
    }
  });

  // As it is by default, but for the emoji, which not every machine can show.
  var GREETING = { customText: { prechatCaptureGreetingText: 'Hi there\nTo start off, we’d like to know a little bit more about you:' } };

  function prechat(more) {
    return Object.assign({ hurry: 20, options: Object.assign({ prechatCapture: { enabled: true } }, GREETING), then: function (stage) { return stage.sleep(4000); } }, more);
  }

  gallery.add('Before the first message', {
    'prechat-greeting': function () {
      return prechat({ hurry: 2, options: { prechatCapture: { enabled: true } }, then: async function (stage) {
        await stage.until(function () { return stage.find('[part=message]'); });
        gallery.hold();
      } });
    },
    'prechat': function () { return prechat(); },
    'prechat-fields': function () {
      return prechat({ options: { customText: GREETING.customText, prechatCapture: { enabled: true, avatarUrl: gallery.own('avatar-ada.svg'), fields: [
        { type: 'text', name: 'company', label: 'Your company', placeholder: 'Company', minSize: 2, maxSize: 40 },
        { type: 'select', name: 'topic', label: 'What is it about?', options: [{ name: 'order', label: 'An order' }, { name: 'other', label: 'Something else' }] },
        { type: 'email', name: 'email', label: 'Email', placeholder: 'you@company.example' }
      ] } } });
    },
    'prechat-failed': function () {
      return prechat({ answers: [['POST', /\/prechatcapture$/, 400]], then: async function (stage) {
        await stage.sleep(4000);
        gallery.hurry(1);
        await fill(stage, ['Bea Ray', 'bea@example.com']);
      } });
    }
  });
})();
