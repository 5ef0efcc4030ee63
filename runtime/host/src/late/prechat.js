// The option `prechatCapture`, whose parts are many and rarely given: they are judged here and not in the host.

var PRECHAT = {
  enabled: isFlag, enableEmailLinking: isFlag, avatarUrl: isText, template: isText, fields: Array.isArray
};

var FIELD = {
  type: function (value) { return ['text', 'email', 'select'].indexOf(value) >= 0; },
  name: isText, label: isText, placeholder: isString, minSize: isSize, maxSize: isSize,
  options: function (value) {
    return Array.isArray(value) && !!value[0] && value.every(function (one) { return isPlain(one) && isText(one.name) && isText(one.label); });
  }
};

function isFlag(value) { return typeof value === 'boolean'; }
function isSize(value) { return typeof value === 'number' && value >= 0 && value === Math.floor(value); }

/** The option without what is not understood, each part of which is named on the console once. */
function prechat(given) {
  var result = sift(PRECHAT, given, 'prechatCapture.');
  if (result.fields) {
    result.fields = result.fields.map(function (field, at) {
      var place = 'prechatCapture.fields[' + at + '].';
      var sifted = sift(FIELD, field, place);
      var lack = ['type', 'name'].concat(sifted.type === 'select' ? 'options' : []).filter(function (name) { return !sifted[name]; })
        // No answer is that long and that short.
        .concat(sifted.maxSize < sifted.minSize ? 'maxSize' : [])[0];
      if (lack) { console.warn('AvMessagingSdk: the option `' + place + lack + '` is missing, or cannot be met: the field is left out'); }
      return lack ? null : sifted;
    }).filter(Boolean);
  }
  return result;
}

function sift(tests, given, place) {
  var to = {};
  Object.keys(isPlain(given) ? given : {}).forEach(function (name) {
    if (isMissing(given[name])) { return; }
    if (tests.hasOwnProperty(name) && tests[name](given[name])) { to[name] = given[name]; return; }
    console.warn('AvMessagingSdk: the option `' + place + name + '` is ignored: ' + (tests.hasOwnProperty(name) ? 'wrong value' : 'unknown'));
  });
  return to;
}
