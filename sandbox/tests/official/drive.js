'use strict';

// Drives the sandbox by the official client library, one API class after the other:
//
//     node drive.js <origin> <node_modules> <class>...
//
// Prints a JSON line for each operation: {"operation":"conversations.create","ok":true}, or `ok` false
// and why. Ends with 1 if any failed.

const { Kit } = require('./kit');

async function main([origin, modules, ...classes]) {
  const kit = new Kit(origin, modules);
  for (const name of classes) {
    await require(`./${name}`)(kit);
  }
  process.exitCode = kit.failed ? 1 : 0;
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 2;
});
