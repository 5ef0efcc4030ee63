// The open Faye server with one addition: POST /publish {channel, data} passes a frame on and answers 201.
// Prints the port that it took.
'use strict';

var http = require('http');
var faye = require('faye');

var bayeux = new faye.NodeAdapter({ mount: '/faye', timeout: 25 });
var client = bayeux.getClient();
var server = http.createServer(function (request, response) {
  var body = '';
  request.on('data', function (chunk) { body += chunk; });
  request.on('end', function () {
    var message = JSON.parse(body);
    client.publish(message.channel, message.data);
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    response.end(body);
  });
});
bayeux.attach(server);
server.on('connection', function (socket) { socket.setNoDelay(true); });
server.listen(0, '127.0.0.1', function () {
  console.log('http://127.0.0.1:' + server.address().port);
});
