// The site: the widget's files as `avmsdk configure` makes them, the peer's bundle, and a page for each case. All of
// it is compressed, as a CDN does.

import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES = {
  css: 'text/css', html: 'text/html; charset=utf-8', js: 'text/javascript', json: 'application/json', mjs: 'text/javascript',
  svg: 'image/svg+xml', wasm: 'application/wasm'
};

export async function start() {
  const files = new Map();
  const server = createServer((request, response) => {
    const file = files.get(request.url);
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': file.type, 'content-encoding': 'gzip', 'content-length': file.body.length, 'access-control-allow-origin': '*'
    });
    response.end(file.body);
  });
  await new Promise((resolve) => { server.listen(0, 'localhost', resolve); });
  const origin = `http://localhost:${server.address().port}`;

  function put(path, text) {
    files.set(path, { type: TYPES[path.split('.').pop()], body: gzipSync(text, { level: 9 }) });
  }
  return {
    origin,
    put,
    folder(path, folder) { readdirSync(folder).forEach((name) => put(path + name, readFileSync(join(folder, name)))); },
    end() {
      server.close();
      server.closeAllConnections();
    }
  };
}

/** The page that all cases share: a page with some words on it is what they start from. */
export function page(head, body) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A page of some shop</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>
<h1>Spring at the harbour</h1>
<p>A page of some shop.</p>
${body}
</body>
</html>
`;
}
