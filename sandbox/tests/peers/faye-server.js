// A server of the Faye project, driven by a test: says on stdout, one JSON object a line, what it sees,
// and takes commands on stdin, one JSON object a line: {"publish": channel, "data"} or {"drop": true},
// which cuts every connection.
//
// node faye-server.js TOKEN
// Whoever subscribes must give the token. The folder of its modules is in AVMSDK_PEERS.
'use strict';

const http = require('http');
const path = require('path');
const readline = require('readline');
const faye = require(path.join(process.env.AVMSDK_PEERS, 'faye'));

const [token] = process.argv.slice(2);
const say = (what) => process.stdout.write(JSON.stringify(what) + '\n');

// `timeout` is in seconds.
const bayeux = new faye.NodeAdapter({ mount: '/faye', timeout: 25 });
bayeux.addExtension({
  incoming(message, request, next) {
    const isSubscription = message.channel === '/meta/subscribe';
    if (isSubscription && (!message.ext || message.ext.sessionToken !== token)) {
      message.error = '403::Forbidden channel';
    }
    if (message.channel === '/meta/connect') say({ is: 'connect', by: message.connectionType });
    next(message);
  },
});
bayeux.on('subscribe', (_, channel) => say({ is: 'subscribe', channel }));
bayeux.on('disconnect', () => say({ is: 'disconnect' }));

const lines = new Set();
const server = http.createServer();
bayeux.attach(server);
server.on('connection', (line) => {
  lines.add(line);
  line.on('close', () => lines.delete(line));
});
// Until it is connected its own client publishes in any order.
bayeux.getClient().connect(() => {
  server.listen(0, '127.0.0.1', () => say({ is: 'listening', port: server.address().port }));
});

readline.createInterface({ input: process.stdin }).on('line', (text) => {
  const command = JSON.parse(text);
  if (command.publish) bayeux.getClient().publish(command.publish, command.data);
  if (command.drop) for (const line of lines) line.destroy();
}).on('close', () => process.exit(0));
