// The service's word on how the messenger looks and where the rest of the service is.

/** Resolves when `messenger.config` is there. */
function fetchConfig(messenger) {
  var options = messenger.options;
  var id = options.integrationId || options.appId;
  var base = options.configBaseUrl
    || 'https://' + id + '.config.' + (options.region ? options.region + '.' : '') + 'smooch.io/sdk/';
  return new Promise(function (resolve, reject) {
    var xhr = new XMLHttpRequest();
    xhr.onloadend = function () {
      var answer = parse(xhr.responseText) || {};
      var config = answer.config || {};
      var app = config.app || {};
      if (xhr.status !== 200) {
        reject(refusal(answer.error, xhr.status, 'no config of `' + id + '` from ' + base));
      } else if (!app._id || !config.integration || !config.baseUrl) {
        reject(refusal({ code: 'malformed_config' }, 0, 'the config lacks what a messenger needs'));
      } else if (app.status !== 'active') {
        reject(refusal({ code: 'app_inactive' }, 0, 'App is inactive.'));
      } else {
        messenger.integrationId = config.integration._id;
        messenger.config = config;
        resolve();
      }
    };
    messenger.undo.push(function () {
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
      xhr.onloadend();
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
