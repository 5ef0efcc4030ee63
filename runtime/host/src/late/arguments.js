// What the page's methods of the second part take.

/** What an argument must be, by its name: a test and what to say. */
var TESTS = {
  userId: [isText, 'the id of a user'],
  jwt: [isText, 'a JWT'],
  actionId: [isText, 'the id of an action'],
  user: [isUser, 'an object of givenName, surname, email (texts) and properties (an object)'],
  offset: [function (value) { return value >= 0 && value === Math.floor(value); }, 'a whole number, 0 or more'],
  options: [isConversation, 'an object of displayName, description, iconUrl, avatarUrl (texts), metadata (an object) and messages (a list)']
};

/** The arguments of each method that takes any; those with a `?` may be left out. */
var TAKEN = {
  login: 'userId jwt',
  startTyping: 'conversationId?',
  stopTyping: 'conversationId?',
  triggerPostback: 'actionId conversationId?',
  updateUser: 'user',
  loadConversation: 'conversationId',
  getConversationById: 'conversationId?',
  getConversations: 'offset?',
  createConversation: 'options?',
  updateConversation: 'conversationId options'
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
