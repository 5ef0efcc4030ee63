// The methods that need a messenger: they go to the runtime, or wait for it, or are answered without it.

/** Methods with the number of their arguments: these return promises. */
var ASYNCHRONOUS = 'login2 logout0 sendMessage2 startTyping1 stopTyping1 triggerPostback2 updateUser1 loadConversation1 '
  + 'startConversation0 getConversationById1 getConversations1 getMoreConversations0 createConversation1 updateConversation2';

/** These return or throw at once. */
var SYNCHRONOUS = 'open0 close0 isOpened0 getUser0 getConversation0 getDisplayedConversation0 hasMoreConversations0 '
  + 'markAllAsRead1 showNotificationChannelPrompt0 setPredefinedMessage1 setDelegate1';

/** The messenger that is ready; until `init` has succeeded the other methods say so. */
function ready(name) {
  if (!current || !current.ready) { throw new Error(name + ': call `init()` first, and wait for its promise'); }
  return current;
}

function each(methods, add) {
  methods.split(' ').forEach(function (method) {
    var name = method.slice(0, -1);
    // Arguments are copied when the call is made, and no more of them than the method takes.
    api[name] = add(name, function (args) {
      try {
        return JSON.stringify([].slice.call(args, 0, +method.slice(-1)));
      } catch (error) {
        throw new TypeError(name + ' needs JSON: ' + error.message);
      }
    });
  });
}

function addMethods() {
  each(ASYNCHRONOUS, function (name, listOf) {
    return function () {
      var args = arguments;
      return new Promise(function (resolve, reject) {
        var messenger = ready(name);
        (messenger.bridge || later)({ name: name, list: listOf(args), resolve: resolve, reject: reject }, messenger);
      });
    };
  });

  each(SYNCHRONOUS, function (name, listOf) {
    return function (given) {
      var messenger = ready(name);
      var entry = { name: name, list: listOf(arguments), delegate: given || {} };
      var need = name === 'setDelegate' ? !isDelegate(entry.delegate) && 'an object of functions: ' + DELEGATES
        : name === 'setPredefinedMessage' && !isString(given) && 'a text';
      if (need) { throw new TypeError(name + ' needs ' + need); }
      // A framework that draws the page anew may have taken it out.
      if (name === 'open' && !messenger.options.embedded && !messenger.root.isConnected) { place(messenger); }
      if (!messenger.bridge) { return answer(entry, messenger); }
      var result = messenger.bridge(entry);
      return result === undefined ? result : JSON.parse(result);
    };
  });
}

/** What is known of a visitor without a conversation: no runtime is needed to say so. */
function answer(entry, messenger) {
  var isOpening = (messenger.queue.filter(isToggle).pop() || entry).name === 'open';
  if (/^(open|set|show)/.test(entry.name) || isOpening && isToggle(entry)) { later(entry, messenger); }
  return {
    isOpened: isOpening,
    hasMoreConversations: false,
    getDisplayedConversation: null,
    getConversation: { unreadCount: 0, lastUpdatedAt: 0, type: 'personal', messages: [], participants: [] }
  }[entry.name];
}
