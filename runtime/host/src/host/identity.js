// Who this browser is. Nothing is written before the visitor acts: until then the id lives in memory.

/** What the browser's storage would not take, where it is blocked or full: kept for the page's life. */
var memory = {};

/** Reads a value that an earlier page left. */
function read(messenger, name) {
  // Clients of before kept it below the app's id.
  return [messenger.integrationId, messenger.config ? messenger.config.app._id : messenger.options.appId].map(function (id) {
    var key = id + '.' + name;
    try { return memory[key] || window[messenger.options.browserStorage || 'localStorage'].getItem(key); } catch (error) { return memory[key]; }
  }).filter(Boolean)[0];
}

/** Whether a visitor is known, or what is left of one has to be put in order. */
function isKnown(messenger) { return read(messenger, 'appUserId') || read(messenger, 'sessionToken'); }

/** A UUID v4 without dashes. */
function newClientId() {
  return 'xxxxxxxxxxxx4xxxyxxxxxxxxxxxxxxx'.replace(/[xy]/g, function (digit) {
    var number = window.crypto.getRandomValues(new Uint8Array(1))[0];
    return (digit === 'x' ? number & 15 : number & 3 | 8).toString(16);
  });
}
