// No file imports itself through others: not by values, not by types (`import type`), not lazily (`import()`).
import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { filesOfProject } from '../support/project.js';

interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** Types that a JavaScript file imports in comments. */
const importInComment = /\bimport\('([^']+)'\)/g;

/** Which of the given files each file imports. */
function importGraph(files: readonly SourceFile[]): Map<string, string[]> {
  const names = new Set(files.map(({ name }) => name));
  const fileOf = (from: string, specifier: string): string =>
    posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
  return new Map(
    files.map(({ name, text }) => {
      const imported = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
      const inComments = name.endsWith('.ts') ? [] : [...text.matchAll(importInComment)].map((match) => match[1]!);
      const relative = [...imported, ...inComments].filter((specifier) => specifier.startsWith('.'));
      return [name, relative.map((specifier) => fileOf(name, specifier)).filter((file) => names.has(file))];
    }),
  );
}

/** One circle for each import that closes it: `a.ts → b.ts → a.ts`. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(' → '));
    else if (!done.has(file)) {
      path.push(file);
      graph.get(file)!.forEach(visit);
      path.pop();
      done.add(file);
    }
  };
  [...graph.keys()].forEach(visit);
  return found;
}

test('no file of the project imports itself through others', () => {
  const graph = importGraph(filesOfProject().filter(({ name }) => /\.(ts|mjs)$/.test(name)));
  assert.ok([...graph.values()].flat().length > 3_000, 'hardly any import was found');
  assert.deepEqual(circles(graph), []);
});

const planted: readonly [kind: string, back: SourceFile][] = [
  ['values', { name: 'b/b.ts', text: `import { a } from '../a.js';` }],
  ['types', { name: 'b/b.ts', text: `import type { A } from '../a.js';` }],
  ['re-exports', { name: 'b/b.ts', text: `export * from '../a.js';` }],
  ['a type in place', { name: 'b/b.ts', text: `export type A = import('../a.js').A;` }],
  ['a lazy import', { name: 'b/b.ts', text: `export const a = () => import('../a.js');` }],
];

for (const [kind, back] of planted) {
  test(`a circle through ${kind} is found`, () => {
    const files = [
      { name: 'a.ts', text: `import { b } from './b/b.js';` },
      back,
      { name: 'c.ts', text: `import './a.js';` },
    ];
    assert.deepEqual(circles(importGraph(files)), ['a.ts → b/b.ts → a.ts']);
  });
}

test('a circle through types in comments of JavaScript is found', () => {
  const files = [
    { name: 'a.mjs', text: `import { b } from './b.mjs';` },
    { name: 'b.mjs', text: `/** @param {import('./a.mjs').A} a */\nexport function b(a) {}` },
  ];
  assert.deepEqual(circles(importGraph(files)), ['a.mjs → b.mjs → a.mjs']);
});

test('two paths to one file are no circle, and a text that looks like an import is no import', () => {
  const files = [
    { name: 'a.ts', text: `import './b.js'; import './c.js';` },
    { name: 'b.ts', text: `import './c.js';` },
    { name: 'c.ts', text: "export const planted = `import './a.js';`;" },
  ];
  assert.deepEqual(circles(importGraph(files)), []);
});
