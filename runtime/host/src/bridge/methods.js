// Calls of the page: their arguments are judged, their promises kept until the runtime settles them.

/** What an argument must be, by its name: a test and what to say. The second part knows more of them. */
var ARGUMENTS = {
  message: [function (value) { return isText(value) || isPlain(value); }, 'a text or a message such as {type: \'text\', text: \'hello\'}'],
  conversationId: [isText, 'the id of a conversation']
};

/** The arguments of each method that takes any; those with a `?` may be left out. */
var TAKEN = { sendMessage: 'message conversationId?', markAllAsRead: 'conversationId?' };

function isString(value) { return typeof value === 'string'; }
function isText(value) { return isString(value) && value !== ''; }
function isFunction(value) { return typeof value === 'function'; }
function isPlain(value) { return typeof value === 'object' && value !== null && !Array.isArray(value); }
function isMissing(value) { return value === undefined || value === null; }

/** Fails with a word on the first argument that is not right. */
function judge(name, list, taken, tests) {
  (taken[name] || '').split(' ').forEach(function (argument, at) {
    var known = tests[argument.replace('?', '')] || ARGUMENTS[argument.replace('?', '')];
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

  life.functions = life.messenger.options.delegate || {};

  /** Keeps the functions of a delegate; what comes back says which there are, by a bit for each. */
  life.delegate = function (given) {
    life.functions = given || life.functions;
    return life.kit.delegates.reduce(function (all, name, at) { return all | isFunction(life.functions[name]) << at; }, 0);
  };

  /** Makes a call. Those with a promise settle it, the others return JSON. */
  life.call = function (entry) {
    // What the page has said of the visitor and of messages it must say again: nothing starts again by itself without it.
    if (/^(login|setDelegate)$/.test(entry.name)) { life.messenger.fell = Infinity; }
    if (entry.name === 'setPredefinedMessage') { life.predefined = JSON.parse(entry.list)[0]; }
    if (entry.name === 'setDelegate') { entry.list = JSON.stringify([life.delegate(entry.delegate)]); }
    if (!entry.resolve) {
      judge(entry.name, JSON.parse(entry.list), TAKEN, ARGUMENTS);
      return run(entry, 0);
    }
    var promise = last += 1;
    waiting[promise] = entry;
    // All but this are in the second part; what is called meanwhile keeps its turn.
    var isMessage = entry.name === 'sendMessage';
    if ((isMessage ? life.canSend : life.part) && !held) { return make(entry, promise); }
    function go() { if (waiting[promise]) { make(entry, promise); } }
    /** A message needs nothing of the second part. */
    function post() {
      var list = JSON.parse(entry.list);
      if (life.canSend) { return go(); }
      try {
        judge(entry.name, list, TAKEN, ARGUMENTS);
        life.post(list[0], list[1], go);
      } catch (error) { fail(promise, error); }
    }
    if (isMessage && !held) { return post(); }
    held += 1;
    life.whole().then(function () {
      held -= 1;
      go();
    }, function (error) {
      held -= 1;
      if (isMessage) { post(); } else { fail(promise, error); }
    });
  };

  /** The program knows methods by their places in the public object. */
  function run(entry, promise) { return runtime.call(life.kit.methods.indexOf(entry.name), entry.list, promise); }
  life.run = run;

  function make(entry, promise) {
    var known = entry.name in TAKEN || !life.part ? { taken: TAKEN, tests: ARGUMENTS } : life.part;
    try {
      judge(entry.name, JSON.parse(entry.list), known.taken, known.tests);
      run(entry, promise);
    } catch (error) { fail(promise, error); }
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
