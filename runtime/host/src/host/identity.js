// Who this browser is. Nothing is written before the visitor acts: until then the id lives in memory.

/** What the browser's storage would not take, where it is blocked or full: kept for the page's life. */
var memory = {};

/** Reads a value that an earlier page left. */
function read(messenger, name) {
  // A page that moves from the app's id to the integration's finds the visitor of before.
  return [messenger.integrationId, messenger.options.appId].map(function (id) {
    var key = id + '.' + name;
    try { return memory[key] || window[messenger.options.browserStorage || 'localStorage'].getItem(key); } catch (error) { return memory[key]; }
  }).filter(Boolean)[0];
}

/** Whether there is a visitor who may have a conversation. */
function isKnown(messenger) {
  return ['clientId', 'appUserId', 'sessionToken'].every(function (name) { return read(messenger, name); });
}

/** A UUID v4 without dashes. */
function newClientId() {
  return 'xxxxxxxxxxxx4xxxyxxxxxxxxxxxxxxx'.replace(/[xy]/g, function (digit) {
    var number = window.crypto.getRandomValues(new Uint8Array(1))[0];
    return (digit === 'x' ? number & 15 : number & 3 | 8).toString(16);
  });
}
