// Each row of docs/deviations.md names a test that `npm test` runs, by its title or the beginning of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import ts from 'typescript';
import { filesOfProject } from '../support/project.js';

const files = filesOfProject();
const page = files.find(({ name }) => name === 'docs/deviations.md')!.text;

const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  .filter((cells) => cells.at(-1) !== 'test');

/** Titles of the calls of `test` in a file. Of a title with values, only the text before the first value. */
function titlesOf(text: string): string[] {
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'test') titles.push(...titleOf(node));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('test.ts', text, ts.ScriptTarget.Latest, true));
  return titles.map((title) => title.trim());
}

/** The title of a test that runs: none if the call says to skip it. */
function titleOf({ arguments: [title, options] }: ts.CallExpression): string[] {
  if (title === undefined) return [];
  if (options && ts.isObjectLiteralExpression(options) && /\b(skip|todo)\b/.test(options.getText())) return [];
  if (ts.isStringLiteralLike(title)) return [title.text];
  return ts.isTemplateExpression(title) ? [title.head.text] : [];
}

const named = [...new Set(rows.map((cells) => cells.at(-1)!))];
/** A quote in a title can be written in several ways, so compare up to the first. */
const mayHave = (text: string): boolean => named.some((title) => text.includes(title.split("'")[0]!));

/** Titles by file, of the files that `npm test` runs. */
const titles = files
  .filter(({ name }) => /\.test\.ts$/.test(name) && !/\.(slow|long)\.test\.ts$|^test\/(slow|long|chaos)\//.test(name))
  .filter(({ text }) => mayHave(text))
  .map(({ name, text }) => ({ name, titles: titlesOf(text) }));

test('titles are found as the tests have them', () => {
  const text =
    "test('one', () => {});\nfor (const x of []) test(`two ${x}`, f);\ntest('no', { skip: true }, f); // test('not')";
  assert.deepEqual(titlesOf(text), ['one', 'two']);
});

test('every row says what is different, why, and which test checks it', () => {
  assert.ok(rows.length > 50, `${rows.length}`);
  assert.deepEqual(
    rows.filter((cells) => cells.some((cell) => cell === '')),
    [],
  );
});

for (const title of named) {
  test(`the deviation that names the test "${title}" means the tests of one file`, () => {
    const found = titles.filter((file) => file.titles.some((one) => one.startsWith(title)));
    assert.equal(found.length, 1, found.map(({ name }) => name).join(', ') || 'there is no such test');
  });
}
