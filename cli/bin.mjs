#!/usr/bin/env node
// The `eagan` executable: loads the compiled program, and compiles it first if nobody has.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const compiled = new URL('../dist/cli/main.js', import.meta.url);

if (major < 20 || (major === 20 && minor < 19)) {
  fail(
    `eagan needs Node 20.19 or newer (this is ${process.versions.node})`,
    'Install a newer Node: https://nodejs.org',
  );
} else if (!existsSync(compiled) && !existsSync(path('node_modules/typescript'))) {
  fail('eagan is not set up yet: no packages are installed', `Run \`npm run setup\` in ${path('.')}`);
} else if (!existsSync(compiled) && !build()) {
  fail('eagan could not be compiled: see above', `Run \`npm run setup\` in ${path('.')}, then try again.`);
} else {
  // Only then is a stack shown; reading the maps takes a tenth of a short command.
  if (process.env.EAGAN_DEBUG) process.setSourceMapsEnabled(true);
  (await import('../scripts/printable.mjs')).endPrintably();
  const { main } = await import(compiled.href);
  process.exitCode = await main(process.argv.slice(2));
}

/** A path of the project. @param {string} name */
function path(name) {
  return fileURLToPath(new URL(`../${name}`, import.meta.url));
}

/** True if it went well. Results belong on stdout, so the compiler writes to stderr. */
function build() {
  console.error('compiling eagan, once (about 20 s)');
  const { status } = spawnSync(process.execPath, [path('scripts/build.mjs')], { stdio: ['ignore', 2, 2] });
  return status === 0;
}

/** @param {string} message @param {string} cure */
function fail(message, cure) {
  console.error(`error EAGAN_TOOL_MISSING: ${message}\n→ ${cure}`);
  process.exitCode = 3;
}
