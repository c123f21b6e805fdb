// What the README promises exists: npm scripts, commands, files; and the cheap commands run.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../support/project.js';

const read = (name: string): string => readFileSync(join(projectRoot, name), 'utf8');
const pages = ['README.md', 'CONTRIBUTING.md'];
const npmScripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;

/** Every match of the pattern's first group, once each. */
const mentions = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map((m) => m[1]!)),
];

for (const page of pages) {
  test(`every npm script that ${page} names exists`, () => {
    const named = mentions(read(page), /npm run ([\w:-]+)/g);
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter((name) => !(name in npmScripts)),
      [],
    );
  });

  test(`every eagan command that ${page} names exists`, () => {
    const named = mentions(read(page), /`(?:npx )?eagan ([a-z]+)/g);
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter((name) => !existsSync(join(projectRoot, 'cli', 'commands', `${name}.ts`))),
      [],
    );
  });

  test(`every file that ${page} links to exists`, () => {
    const linked = mentions(read(page), /\]\((?!https?:)([^)#]+)/g);
    assert.ok(linked.length > 0);
    assert.deepEqual(
      linked.filter((name) => !existsSync(join(projectRoot, dirname(page), name))),
      [],
    );
  });
}

test('the README names every command, so that people can find it', () => {
  const help = execFileSync(process.execPath, [join('cli', 'bin.mjs'), '--help'], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  const commands = mentions(help, /^ {2}([a-z]+)(?: |$)/gm).filter((name) => name !== 'help');
  assert.ok(commands.includes('doctor'));
  assert.deepEqual(
    commands.filter((name) => !read('README.md').includes(`eagan ${name}`)),
    [],
  );
});

test('the two commands come first in the README', () => {
  assert.deepEqual(mentions(read('README.md'), /^(npm (?:run )?\w+)/gm).slice(0, 2), [
    'npm run quickstart',
    'npm test',
  ]);
});

test('`eagan explain CODE` and `eagan validate FILE` do what the README says', () => {
  const eagan = (...args: string[]): string =>
    execFileSync(process.execPath, [join('cli', 'bin.mjs'), ...args], { cwd: projectRoot, encoding: 'utf8' });
  assert.match(eagan('explain', 'EAGAN_DISK_FULL'), /EAGAN_DISK_FULL/);
  const shipped = mentions(read('README.md'), /\((pipelines\/[\w-]+\.yaml)\)/g);
  assert.equal(shipped.length, 3);
  eagan('validate', ...shipped);
});

test('CI runs the two commands of the README', () => {
  assert.match(read('.ci/run'), /^npm test$/m);
  assert.match(read('.ci/run'), /^npm run quickstart$/m);
});
