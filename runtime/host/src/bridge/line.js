// The one socket, and the alarms of session and views.

/** Gives the host its part; what comes back closes the socket and stops the alarms. */
function line(life, host) {
  var socket = null;
  var alarms = [];

  /** A socket that may not be opened says so in WebKit by an error alone. */
  function hear(listener) {
    socket.onopen = socket.onmessage = socket.onclose = listener;
    // By its own name it would be a picture's that cannot be loaded.
    socket.onerror = listener && function () { listener({ type: 'close' }); };
  }

  host.openSocket = function (address) {
    if (life.isOver) { return false; }
    // The page's policy may forbid the address.
    try { socket = new WebSocket(address); } catch (error) { return false; }
    hear(runtime.heard);
    return true;
  };

  host.sendText = function (text) { if (socket && socket.readyState === 1) { socket.send(text); } };

  host.closeSocket = function () {
    if (!socket) { return; }
    hear(null);
    socket.close();
    socket = null;
  };

  host.setAlarm = function (alarm, millis) {
    if (!life.isOver) { alarms[alarm] = setTimeout(runtime.rang, millis, alarm); }
  };

  host.clearAlarm = function (alarm) { clearTimeout(alarms[alarm]); };

  return function () {
    host.closeSocket();
    alarms.forEach(clearTimeout);
  };
}
