// The launcher, and the panel before anything was said.
(function () {
  'use strict';

  var gallery = window.gallery;
  var f = gallery.fixtures;

  function closed(more) { return function () { return Object.assign({ isOpen: false }, more); }; }

  /** So many messages that the visitor has not read yet. */
  function unread(count, options) {
    var since = { _id: '6b0300000000000000000021', appUserId: gallery.service.USER, unreadCount: count, lastRead: f.ago(10) };
    return {
      isOpen: false, options: options, conversation: { unreadCount: count, participants: [since] },
      messages: function () {
        return f.talk().concat(Array.from({ length: count }, function (_, at) { return f.them(8, 'And one more thing, number ' + (at + 1)); }));
      }
    };
  }

  gallery.add('Launcher', {
    'launcher-button': closed({}),
    'launcher-tab': closed({ options: { displayStyle: 'tab' } }),
    'launcher-tab-long': closed({
      options: { displayStyle: 'tab', customText: { headerText: 'Questions about an order, a return, or anything else? Ask us!' } }
    }),
    'launcher-badge': function () { return unread(3); },
    'launcher-badge-many': function () { return unread(128); },
    'launcher-tab-badge': function () { return unread(3, { displayStyle: 'tab' }); },
    'launcher-icon': closed({ options: { buttonIconUrl: gallery.own('brand.svg') } }),
    'launcher-icon-large': closed({ options: { buttonIconUrl: gallery.own('brand.svg'), buttonWidth: '96', buttonHeight: '96' } }),
    'launcher-dark-brand': closed({ options: { customColors: { brandColor: '0b0d17' } } }),
    'launcher-light-brand': closed({ options: { customColors: { brandColor: 'ffe14d' } } })
  });

  gallery.add('Introduction', {
    'panel-empty': function () { return {}; },
    'panel-business': function () {
      return { options: { businessName: 'Harbour & Sons', businessIconUrl: gallery.own('brand.svg') } };
    },
    'panel-long-names': function () {
      return {
        options: {
          businessName: 'The Very Long Named Company for Household Appliances and Everything Else, Limited',
          businessIconUrl: gallery.own('brand.svg'),
          customText: {
            headerText: 'Ask us whatever you like, we usually answer within a few minutes during office hours',
            introductionText: 'We’re here to talk, so ask us anything.\n\nMonday to Friday, nine to five: we answer at once.\nAt other times: as soon as we can.'
          }
        }
      };
    },
    'panel-dark-brand': function () { return { options: { customColors: { brandColor: '0b0d17' } }, messages: f.talk }; },
    'panel-light-brand': function () { return { options: { customColors: { brandColor: 'ffe14d', conversationColor: 'ffe14d', actionColor: 'ffe14d' } }, messages: f.talk }; },
    'panel-background': function () { return { options: { backgroundImageUrl: gallery.own('backdrop.svg') }, messages: f.talk }; },
    'intro-fixed': function () { return { options: { fixedIntroPane: true }, messages: f.talk }; },
    'embedded': function () { return { options: { embedded: true }, messages: f.talk }; },
    'embedded-empty': function () { return { options: { embedded: true } }; }
  });
})();
