// Tries, inside a frame that is under a policy, each kind of load that the widget needs, and says which worked.
// The frame is of this page's origin, so everything is done with its own functions and its own document.
(function () {
  var CDN = 'http://cdn.localhost:REST/chat/';
  var API = 'http://localhost:PAGE/api/';
  var MEDIA = 'http://media.localhost:REST/m/';
  var SHOP = 'http://shop.localhost:REST/framed';
  var GIF = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
  var PATIENCE = 8000;

  function probes(win, doc, violations) {
    var bytes = Uint8Array.from(atob(GIF), function (letter) { return letter.charCodeAt(0); });
    function put(name, set) {
      return new Promise(function (resolve) {
        var element = doc.createElement(name);
        element.onload = function () { resolve('yes'); };
        element.onerror = function () { resolve('no'); };
        set(element);
        doc.body.appendChild(element);
      });
    }
    function image(url) { return put('img', function (element) { element.src = url; }); }
    function get(url) { return win.fetch(url).then(function () { return 'yes'; }, function () { return 'no'; }); }
    function until(look) {
      return new Promise(function (resolve) {
        var end = Date.now() + PATIENCE;
        (function again() {
          var seen = look();
          if (seen) { resolve(seen); } else if (Date.now() > end) { resolve('no end'); } else { setTimeout(again, 10); }
        }());
      });
    }
    return {
      script: function () { return put('script', function (element) { element.src = CDN + 'x.js'; }); },
      // It stands in the page: one that a script puts there is trusted with that script by 'strict-dynamic'.
      inline: function () { return Promise.resolve(win.inlineRan ? 'yes' : 'no'); },
      wasm: function () {
        var module = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
        return win.WebAssembly.instantiate(module).then(function () { return 'yes'; }, function () { return 'no'; });
      },
      style: function () {
        return put('link', function (element) { element.rel = 'stylesheet'; element.href = CDN + 'x.css'; });
      },
      image_api: function () { return image(API + 'x.gif'); },
      image_media: function () { return image(MEDIA + 'x.gif'); },
      image_data: function () { return image('data:image/gif;base64,' + GIF); },
      image_blob: function () {
        return image(win.URL.createObjectURL(new win.Blob([bytes], { type: 'image/gif' })));
      },
      connect_cdn: function () { return get(CDN + 'x.json'); },
      connect_api: function () { return get(API + 'x.json'); },
      socket: function () {
        return new Promise(function (resolve) {
          try {
            var socket = new win.WebSocket(API.replace('http', 'ws') + 'socket');
            socket.onopen = function () { resolve('yes'); socket.close(); };
            socket.onerror = function () { resolve('no'); };
          } catch (error) {
            resolve('no');
          }
        });
      },
      frame: function () {
        var came = false;
        win.addEventListener('message', function (event) { if (event.data === 'framed') { came = true; } });
        var element = doc.createElement('iframe');
        element.src = SHOP;
        doc.body.appendChild(element);
        return until(function () {
          if (came) { return 'yes'; }
          return violations.some(function (one) { return one.url.indexOf('http://shop.') === 0; }) && 'no';
        });
      },
    };
  }

  function judge(number) {
    return new Promise(function (resolve) {
      var frame = document.createElement('iframe');
      frame.src = '/p/' + number;
      frame.onload = function () {
        frame.onload = null;
        var win = frame.contentWindow;
        var violations = [];
        win.document.addEventListener('securitypolicyviolation', function (event) {
          violations.push({ directive: event.effectiveDirective, url: event.blockedURI });
        });
        var tries = probes(win, win.document, violations);
        var names = Object.keys(tries);
        Promise.all(names.map(function (name) { return tries[name](); })).then(function (answers) {
          // What is told of the last one comes as a task of its own.
          setTimeout(function () {
            var result = { number: number, answers: {}, violations: violations };
            names.forEach(function (name, at) { result.answers[name] = answers[at]; });
            frame.remove();
            resolve(result);
          }, 20);
        });
      };
      document.body.appendChild(frame);
    });
  }

  /** Several side by side; answers with all that was found. */
  window.judge = function (from, to, done) {
    var found = [];
    var next = from;
    function work() {
      if (next >= to) { return Promise.resolve(); }
      next += 1;
      return judge(next - 1).then(function (result) { found.push(result); }).then(work);
    }
    Promise.all([work(), work(), work(), work(), work(), work()]).then(
      function () { done(JSON.stringify(found)); },
      function (error) { done(JSON.stringify(String(error))); }
    );
  };
}());
