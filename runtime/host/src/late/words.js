// Words about files; and those that the page gives.

/** Names of words that other scripts show, or other widgets of this family. */
var ELSEWHERE = 'launcherLabel tapToRetry actionPaymentError settingsHeaderText linkChannelPageHeader syncConversation'.split(' ');

/** Gives the host its part. */
function words(host) {
  /** The last part of an address, as a browser shows it. */
  host.fileName = function (address) {
    var name = address.split(/[?#]/)[0].split('/').pop();
    try { return decodeURIComponent(name); } catch (error) { return name; }
  };

  host.size = function (bytes) {
    if (!bytes) { return ''; }
    return bytes < 1e6 ? Math.ceil(bytes / 1e3) + ' KB' : (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0) + ' MB';
  };
}

/** Names what the page gives and no widget of this family shows, once for each messenger: it may start again. */
function spell(given, first) {
  Object.keys(given).forEach(function (name) {
    if (name in first || name in WORDS || ELSEWHERE.indexOf(name) >= 0) { return; }
    console.warn('AvMessagingSdk: the option `customText.' + name + '` is ignored: unknown');
    delete given[name];
  });
}
