// The service's word on how the messenger looks and where the rest of the service is.

/** How often the config is asked for while the service is in trouble. */
var TRIES = 3;
/** The longest wait in seconds that the service may ask for: a page would rather know. */
var LONGEST = 30;

/** Resolves when `messenger.config` is there. */
function fetchConfig(messenger) {
  var options = messenger.options;
  var id = options.integrationId || options.appId;
  var base = options.configBaseUrl
    || 'https://' + id + '.config.' + (options.region ? options.region + '.' : '') + 'smooch.io/sdk/';
  return new Promise(function (resolve, reject) {
    ask(1);

    function ask(times) {
      var xhr = new XMLHttpRequest();
      var timer = null;
      xhr.onloadend = function () {
        var isBusy = xhr.status === 429 || xhr.status >= 500;
        var wait = isBusy && +xhr.getResponseHeader('Retry-After') || times * (1 + Math.random()) / 2;
        if ((isBusy || !xhr.status) && times < TRIES && wait <= LONGEST) {
          timer = setTimeout(ask, wait * 1000, times + 1);
        } else {
          take(xhr);
        }
      };
      messenger.undo.push(function () {
        clearTimeout(timer);
        xhr.onloadend = null;
        xhr.abort();
      });
      try {
        xhr.open('GET', base.replace(/\/+$/, '') + (options.integrationId ? '/v2/integrations/' : '/apps/') + id + '/config', true);
        xhr.timeout = 30000;
        [
          ['Accept', 'application/json'],
          ['Content-Type', 'application/json'],
          ['x-smooch-sdk', 'web/avmessagingsdk/' + VERSION],
          ['x-smooch-appid', options.appId || ''],
          ['x-smooch-clientid', options.integrationId && messenger.clientId]
        ].forEach(function (header) { if (isString(header[1])) { xhr.setRequestHeader(header[0], header[1]); } });
        xhr.send();
      } catch (error) {
        // An address that cannot be opened at all.
        take(xhr);
      }
    }

    function take(xhr) {
      var answer = parse(xhr.responseText) || {};
      var config = answer.config || {};
      var app = config.app || {};
      if (xhr.status !== 200) {
        reject(refusal(answer.error, xhr.status, 'no config of `' + id + '` from ' + base + ' (does the page\'s policy allow it?)'));
      } else if (!app._id || !(config.integration || {})._id || !(config.baseUrl || {}).web) {
        reject(refusal({ code: 'malformed_config' }, 0, 'the config lacks what a messenger needs'));
      } else if (app.status !== 'active') {
        reject(refusal({ code: 'app_inactive' }, 0, 'App is inactive.'));
      } else {
        messenger.integrationId = config.integration._id;
        messenger.config = config;
        resolve();
      }
    }
  });
}

function parse(text) {
  try { return JSON.parse(text); } catch (error) { return null; }
}

/** The service's word on why not, as an `Error` with `code`, `description` and `status`. */
function refusal(error, status, otherwise) {
  var description = error && error.description || otherwise;
  var result = new Error('AvMessagingSdk: ' + description);
  result.code = error && error.code || (status ? 'refused' : 'unreachable');
  result.description = description;
  result.status = status || undefined;
  return result;
}
