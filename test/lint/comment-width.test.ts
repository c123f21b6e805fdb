// Comments end at column 120: lint finds longer comments of each kind.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../support/project.js';
import { createUntypedLint } from './untyped-lint.js';

const eslint = createUntypedLint();
const words = 'word '.repeat(23).trim();

const hosts = ['domain/digest.ts', 'scripts/build.mjs', 'test/support/project.ts'];

const planted: readonly [kind: string, code: string, found: boolean][] = [
  ['a line of 121 columns', `// ${words} 123`, true],
  ['a line of 120 columns', `// ${words} 12`, false],
  ['a line in a block', `/**\n * ${words} 123\n */`, true],
  ['a comment behind code', `export const x = 1; // ${words}`, true],
  ['a long text', `export const x = '${words} ${words}';`, false],
];

for (const host of hosts) {
  for (const [kind, code, found] of planted) {
    test(`${kind} is ${found ? 'a' : 'no'} violation in ${host}`, async () => {
      const [result] = await eslint.lintText(`${code}\n`, { filePath: join(projectRoot, host) });
      assert.equal(
        result!.messages.some(({ ruleId }) => ruleId === '@stylistic/max-len'),
        found,
      );
    });
  }
}
