// Calls of the page: their arguments are judged, their promises kept until the runtime settles them.

/** What an argument must be, by its name: a test and what to say; all but these are optional where marked. */
var ARGUMENTS = {
  userId: [isText, 'the id of a user'],
  jwt: [isText, 'a JWT'],
  message: [function (value) { return isText(value) || isPlain(value); }, 'a text or a message, as in sendMessage(\'hello\') or sendMessage({type: \'text\', text: \'hello\'})'],
  conversationId: [isText, 'the id of a conversation'],
  actionId: [isText, 'the id of an action'],
  user: [isUser, 'an object of givenName, surname, email (texts) and properties (an object)'],
  offset: [function (value) { return value >= 0 && value === Math.floor(value); }, 'a whole number, 0 or more'],
  options: [isConversation, 'an object of displayName, description, iconUrl, avatarUrl (texts), metadata (an object) and messages (a list)']
};

/** The arguments of each method that takes any; those with a `?` may be left out. */
var TAKEN = {
  login: 'userId jwt',
  sendMessage: 'message conversationId?',
  startTyping: 'conversationId?',
  stopTyping: 'conversationId?',
  triggerPostback: 'actionId conversationId?',
  updateUser: 'user',
  loadConversation: 'conversationId',
  getConversationById: 'conversationId?',
  getConversations: 'offset?',
  createConversation: 'options?',
  updateConversation: 'conversationId options',
  markAllAsRead: 'conversationId?'
};

function isString(value) { return typeof value === 'string'; }
function isText(value) { return isString(value) && value !== ''; }
function isFunction(value) { return typeof value === 'function'; }
function isPlain(value) { return typeof value === 'object' && value !== null && !Array.isArray(value); }
function isMissing(value) { return value === undefined || value === null; }

/** Whether these keys, where they are given, pass the test. */
function all(value, names, test) {
  return names.split(' ').every(function (name) { return isMissing(value[name]) || test(value[name]); });
}

function isUser(value) {
  return isPlain(value) && all(value, 'givenName surname email', isString) && all(value, 'properties', isPlain);
}

function isConversation(value) {
  return isPlain(value) && all(value, 'displayName description iconUrl avatarUrl', isString) && all(value, 'metadata', isPlain)
    && all(value, 'messages', Array.isArray);
}

/** Fails with a word on the first argument that is not right. */
function judge(name, list) {
  (TAKEN[name] || '').split(' ').forEach(function (argument, at) {
    var known = ARGUMENTS[argument.replace('?', '')];
    var isOptional = /\?$/.test(argument);
    if (!known || isOptional && isMissing(list[at]) || known[0](list[at])) { return; }
    var error = new TypeError(name + ': `' + argument.replace('?', '') + '` must be ' + known[1] + (isOptional ? ', or nothing' : ''));
    error.code = 'bad_arguments';
    throw error;
  });
}

/** Gives the host its part; what comes back rejects all that is still waiting. */
function methods(life, host) {
  var waiting = {};
  var last = 0;
  /** How many calls wait for the second part. */
  var held = 0;

  host.settle = function (promise, done, result) {
    var entry = waiting[promise];
    delete waiting[promise];
    if (!entry) { return; }
    result = JSON.parse(result);
    if (done) {
      entry.resolve(result === null ? undefined : result);
    } else {
      entry.reject(life.kit.refusal(result, result.status, result.code));
    }
  };

  /** Promise 0: the messenger is ready, or cannot be. */
  life.wait = function (resolve, reject) { waiting[0] = { resolve: resolve, reject: reject }; };

  /** Makes a call. Those with a promise settle it, the others return JSON. */
  life.call = function (entry) {
    var list = entry.list;
    try {
      judge(entry.name, JSON.parse(list));
    } catch (error) {
      if (!entry.reject) { throw error; }
      return entry.reject(error);
    }
    if (entry.name === 'setDelegate') { list = JSON.stringify([life.delegate(entry.delegate)]); }
    if (!entry.resolve) { return runtime.call(entry.name, list, 0); }
    var promise = last += 1;
    waiting[promise] = entry;
    // All but this are in the second part; what is called meanwhile keeps its turn.
    if ((isWhole || entry.name === 'sendMessage') && !held) { return make(entry, list, promise); }
    held += 1;
    loadSecond().then(function () {
      held -= 1;
      if (waiting[promise]) { make(entry, list, promise); }
    }, function (error) {
      held -= 1;
      fail(promise, error);
    });
  };

  function make(entry, list, promise) {
    try { runtime.call(entry.name, list, promise); } catch (error) { fail(promise, error); }
  }

  function fail(promise, error) {
    if (waiting[promise]) { waiting[promise].reject(error); }
    delete waiting[promise];
  }

  return function (error) {
    Object.keys(waiting).forEach(function (promise) { waiting[promise].reject(error); });
    waiting = {};
  };
}
