// Everything that a page links to exists, and every page that a comment cites.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { filesOfProject, projectRoot } from '../support/project.js';

const files = filesOfProject();
const exists = (path: string): boolean => existsSync(join(projectRoot, path));
const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1]!);

test('every relative link of a page leads to a file', () => {
  const broken = files
    .filter(({ name }) => name.endsWith('.md'))
    .flatMap(({ name, text }) =>
      found(text, /\]\(([^)#\s]+)(?:#[^)]*)?\)/g)
        .filter((link) => !/^[a-z]+:/.test(link) && !exists(join(dirname(name), link)))
        .map((link) => `${name}: ${link}`),
    );
  assert.deepEqual(broken, []);
});

test('every page that a file cites by its path exists', () => {
  const citing = files.filter(({ name }) => /\.(ts|mjs|md|yaml|json)$/.test(name) && name !== 'CHANGELOG.md');
  const cited = citing.flatMap(({ name, text }) =>
    found(text, /(?<![\w/.-])(docs\/[\w/-]+\.md)/g).map((page) => ({ name, page })),
  );
  assert.ok(cited.length > 20, `only ${cited.length} citations were found`);
  assert.deepEqual(
    cited.filter(({ page }) => !exists(page)).map(({ name, page }) => `${name}: ${page}`),
    [],
  );
});
