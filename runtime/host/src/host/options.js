// What `init` may be given. Face by face the options are used elsewhere; here they are only known, tested
// and copied.

var isText = textOf(/[^]/);
var isColour = textOf(/^#?([\da-f]{3}|[\da-f]{6})$/i);

/** Names of options by the test that their value must pass. */
var OPTIONS = [
  [textOf(/^[\w.-]+$/), 'integrationId appId region'],
  [isText, 'userId externalId jwt authCode locale businessName configBaseUrl customScreenReaderAnnouncement'],
  [isBoolean, 'soundNotificationEnabled imageUploadEnabled fixedIntroPane embedded notificationChannelPromptEnabled '
    + 'canUserSeeConversationList'],
  [textOf(/^(https?:\/\/|data:image\/|[^:]*(\/|\w$))/i), 'buttonIconUrl businessIconUrl backgroundImageUrl avatarUrl'],
  [isLength, 'buttonWidth buttonHeight'],
  [isNumber, 'zIndex'],
  [isObject, 'customColors customText menuItems prechatCapture'],
  [isTexts, 'integrationOrder'],
  [isDelegate, 'delegate'],
  [textOf(/^(button|tab)$/), 'displayStyle'],
  [textOf(/^(local|session)Storage$/), 'browserStorage'],
  [textOf(/^(light|dark|auto)$/), 'theme'],
  [textOf(/^(idle|eager|intent)$/), 'loading'],
  [textOf(/^(auto|wasm|js)$/), 'runtime']
];

/** The same for the options that are groups; a group without names takes any. */
var GROUPS = {
  customColors: [[isColour, 'brandColor conversationColor actionColor']],
  customText: [[isString]],
  menuItems: [[isBoolean, 'imageUpload fileUpload shareLocation']]
};

var DELEGATES = 'beforeDisplay beforeSend beforePostbackSend onInvalidAuth'.split(' ');

function textOf(form) { return function (value) { return isString(value) && form.test(value); }; }
function isString(value) { return typeof value === 'string'; }
function isFunction(value) { return typeof value === 'function'; }
function isBoolean(value) { return typeof value === 'boolean'; }
function isNumber(value) { return +value === value; }
function isObject(value) { return value !== null && typeof value === 'object' && !Array.isArray(value); }
function isTexts(value) { return Array.isArray(value) && value.every(isText); }
function isLength(value) { return /^\d{1,4}(px)?$/.test(value); }

/** Whether it is an object with delegate functions and no other key. */
function isDelegate(value) {
  return isObject(value)
    && Object.keys(value).every(function (name) { return DELEGATES.indexOf(name) >= 0; })
    && DELEGATES.every(function (name) { return value[name] === undefined || isFunction(value[name]); });
}

/** The options that are understood; the others are named on the console and left out. */
function checked(given) {
  var options = keep(OPTIONS, given, '');
  Object.keys(GROUPS).forEach(function (group) { options[group] = keep(GROUPS[group], options[group], group + '.'); });
  options.userId = options.userId || options.externalId;
  if (!options.integrationId && !options.appId) {
    throw new Error('Must provide an appId or an integrationId.');
  }
  if (options.userId && options.authCode) {
    throw new Error('userId and authCode are mutually exclusive');
  }
  if (!options.userId !== !options.jwt) {
    throw new Error('Must provide a userId and a JWT in order to use the authenticated mode.');
  }
  return options;
}

/** Copies what passes its test. */
function keep(tests, from, prefix) {
  var to = {};
  Object.keys(isObject(from) ? from : {}).forEach(function (name) {
    var value = from[name];
    var test = testOf(tests, name);
    if (value === undefined || value === null) { return; }
    if (test && test(value)) {
      to[name] = test === isDelegate ? value : JSON.parse(JSON.stringify(value));
      return;
    }
    console.warn('AvMessagingSdk: the option `' + prefix + name + '` is ignored: ' + (test ? 'wrong value' : 'unknown'));
  });
  return to;
}

function testOf(tests, name) {
  return tests.filter(function (one) { return !one[1] || one[1].split(' ').indexOf(name) >= 0; }).concat([[]])[0][0];
}
