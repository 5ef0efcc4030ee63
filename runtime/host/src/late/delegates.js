// The page's delegate functions. They get copies; what they return is judged here, and nonsense is said on the
// console and counts as nothing.

/** What each must return, as a test and in words; `beforeDisplay` may also hide the message. */
var RETURNED = {
  beforeDisplay: [function (value) {
    // A text without one would be nothing to see.
    return !value || isPlain(value) && (isString(value.text) || isText(value.type) && value.type !== 'text');
  }, 'the message, or null to hide it'],
  beforeSend: [isPlain, 'the message'],
  beforePostbackSend: [isPlain, 'the postback'],
  onInvalidAuth: [isText, 'a JWT, or a promise of one']
};

/** Gives the host its part. */
function delegates(life, host, runtime) {
  host.consult = function (id, name, list) {
    function failed(error) {
      console.error('AvMessagingSdk: the delegate `' + name + '` failed', error);
      answer(undefined);
    }
    function judge(value) {
      if (!RETURNED[name][0](value)) { return failed(new TypeError('it must return ' + RETURNED[name][1])); }
      // A copy, and JSON says what cannot be one.
      try { value = JSON.stringify(value || null); } catch (error) { return failed(error); }
      answer(value);
    }
    function answer(json) { if (!life.isOver) { runtime.told('consulted', id, json); } }

    // Reading what a page has made may throw too, and no error may go through the runtime.
    var value;
    var isLater;
    try {
      if (!isFunction(life.functions[name])) { return answer(undefined); }
      value = life.functions[name].apply(life.functions, JSON.parse(list));
      isLater = value && isFunction(value.then);
    } catch (error) { return failed(error); }
    if (isLater) { new Promise(function (resolve) { resolve(value); }).then(judge, failed); } else { judge(value); }
  };
}
