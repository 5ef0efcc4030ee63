// A client of the Faye project, driven by a test: says on stdout, one JSON object a line, what it sees,
// and takes commands on stdin, one a line: `unsubscribe`, `subscribe`, `disconnect`.
//
// node faye-client.js ENDPOINT TRANSPORT CHANNEL EXT
// The folder of its modules is in AVMSDK_PEERS.
'use strict';

const path = require('path');
const readline = require('readline');
const faye = require(path.join(process.env.AVMSDK_PEERS, 'faye'));

const [endpoint, transport, channel, ext] = process.argv.slice(2);
const say = (what) => process.stdout.write(JSON.stringify(what) + '\n');

// `retry` is in seconds.
const client = new faye.Client(endpoint, { retry: 0.2 });
if (transport === 'long-polling') client.disable('websocket');

client.addExtension({
  outgoing(message, next) {
    if (message.channel === '/meta/subscribe') message.ext = JSON.parse(ext);
    if (message.channel === '/meta/connect') say({ is: 'connecting', by: message.connectionType });
    next(message);
  },
  incoming(message, next) {
    const isMeta = message.channel.startsWith('/meta/') && message.channel !== '/meta/connect';
    if (isMeta) say({ is: message.channel, successful: message.successful, error: message.error });
    next(message);
  },
});
client.on('transport:down', () => say({ is: 'down' }));
client.on('transport:up', () => say({ is: 'up' }));

let subscription;
function subscribe() {
  subscription = client.subscribe(channel, (data) => {
    for (const event of data.events) say({ is: 'event', event });
  });
  subscription.errback((error) => say({ is: 'refused', code: error.code, message: error.message }));
}
subscribe();

readline.createInterface({ input: process.stdin }).on('line', (command) => {
  if (command === 'unsubscribe') subscription.cancel();
  if (command === 'subscribe') subscribe();
  if (command === 'disconnect') {
    client.disconnect().then(() => say({ is: 'disconnected' }));
  }
}).on('close', () => process.exit(0));
