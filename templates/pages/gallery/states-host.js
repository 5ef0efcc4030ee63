// The widget on pages that mean it no good: `host-*.css` is what their style sheets say.
(function () {
  'use strict';

  var gallery = window.gallery;
  var f = gallery.fixtures;
  var HOSTS = ['unset', 'hidden', 'rem', 'transform', 'above', 'shout'];
  var states = {};
  HOSTS.forEach(function (host) {
    states['host-' + host] = function () {
      return { host: host, messages: f.talk().concat(f.them(2, { text: 'Is it about an order?', actions: [
        f.action('reply', 'Yes', { payload: 'Y' }), f.action('reply', 'No', { payload: 'N' }), f.action('postback', 'Start anew', { payload: 'A' })
      ] })) };
    };
    states['host-' + host + '-launcher'] = function () { return { host: host, isOpen: false }; };
  });
  gallery.add('Hostile pages', states);
})();
