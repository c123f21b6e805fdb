#!/usr/bin/env node
// The `eagan` executable: loads the compiled program, or says how to compile it.
import { existsSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const compiled = new URL('../dist/cli/main.js', import.meta.url);

if (major < 20 || (major === 20 && minor < 19)) {
  fail(
    `eagan needs Node 20.19 or newer (this is ${process.versions.node})`,
    'Install a newer Node: https://nodejs.org',
  );
} else if (!existsSync(compiled)) {
  fail('the program is not compiled', 'Run `npm run build`.');
} else {
  process.setSourceMapsEnabled(true);
  const { main } = await import(compiled.href);
  process.exitCode = await main(process.argv.slice(2));
}

/** @param {string} message @param {string} cure */
function fail(message, cure) {
  console.error(`error EAGAN_TOOL_MISSING: ${message}\n→ ${cure}`);
  process.exitCode = 3;
}
