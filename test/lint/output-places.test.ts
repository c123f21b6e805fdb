// Who may write to a terminal or a log: the output layer, and the places named here. All others go through them, so
// that text of others is printable wherever people read it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesOfProject } from '../support/project.js';

const streams = /\bprocess\.(stdout|stderr)\b/;
const printing = /\bconsole\.\w+\(/;
const logs = /\b(writeLog|writeWhole|appendFile|appendFileSync|createWriteStream)\(/;

/** What each file does there that makes its text printable, or why it needs nothing. */
const places: Readonly<Record<string, string>> = {
  'terminal/streams.ts': 'the streams themselves',
  'terminal/output.ts': 'names process.stdout in a comment; everything goes through terminalText() or printableJson()',
  'scripts/printable.mjs': 'logValues() prints what printableValues() gives',
  'scripts/reporter.mjs': 'printable()',
  'scripts/files.mjs': 'writes what the logs below hand over',
  'worker/main.ts': 'writes lines of worker/log.ts, which are printableJson()',
  'worker/foreground.ts': 'writes lines of worker/log.ts',
  'worker/supervisor-main.ts': 'printableJson()',
  'cli/display.ts': 'hands terminalText() text to log-update',
  'cli/choose-run.ts': 'a prompt through printableLine()',
  'cli/bin.mjs': 'sentences of its own, before the program is compiled',
  'tools/bench/main.ts': 'gives the streams to createOutput()',
  'tools/golden/main.ts': 'printable()',
  'tools/study/main.ts': 'for those who work on eagan: a table of numbers',
  'models/load-graph.ts': 'writes files of a graph, no log',
  'tools/drill/eagan-child.ts': 'keeps what eagan printed',
  'store/drill-passages.ts': 'counts passages, one dot each',
  'scripts/audit/check-reading.mjs': 'escapes what others wrote, by itself: it runs without the program',
  'scripts/probe-tensorflow.mjs': 'answers its parent in JSON, which nobody else reads',
  'scripts/run-tests.mjs': 'for those who work on eagan: names of test files',
  'scripts/chaos.mjs': 'for those who work on eagan: figures of a test',
  'scripts/lint-commits.mjs': 'for those who work on eagan: a sentence of its own',
  'ports/onnx/index.ts': 'holds a script for users, which prints two numbers of its own',
  'ports/tfjs/index.ts': 'holds a script for users, which prints two numbers of its own',
  'scripts/together.mjs': 'for those who work on eagan: what the compiler and linters print',
  'scripts/test-nodes.mjs': 'for those who work on eagan: a version of ours',
};

const isSource = (name: string): boolean => /\.(ts|mjs)$/.test(name) && !name.startsWith('test/');
const writes = (text: string): boolean => [streams, printing, logs].some((pattern) => pattern.test(text));

test('only the output layer and named places write to a terminal or a log', () => {
  const writing = filesOfProject().flatMap(({ name, text }) => (isSource(name) && writes(text) ? [name] : []));
  assert.deepEqual(writing.filter((name) => !(name in places)).sort(), [], 'these print by themselves');
  assert.deepEqual(Object.keys(places).filter((name) => !writing.includes(name)).sort(), [], 'these no longer print'); // prettier-ignore
});

/** These name CSV files; control/tables/write-table.ts makes them, with an escape for formulas. */
const namesOfTables = ['control/audit/export/crate.ts', 'control/audit/export/entries.ts'];
/** They name reports; report/html.ts makes all HTML and has its one escape. */
const namesOfPages = ['control/report/report-file.ts', 'worker/end-files.ts'];
/** Also of CSV files. */
const namesOfRuns = ['control/tables/export-tables.ts'];
/** It writes browser.html, which holds no text of a run. */
const fixedPages = ['ports/tfjs/index.ts'];

test('no file makes CSV or HTML of text of others: there is no other escape for them', () => {
  const making = filesOfProject().filter(({ name, text }) => isSource(name) && /\.(csv|html?)['"`]/.test(text));
  const known = [...namesOfTables, ...namesOfPages, ...namesOfRuns, ...fixedPages];
  assert.deepEqual(making.map(({ name }) => name).sort(), known.sort());
});

test('what prints is found', () => {
  for (const text of ['process.stderr.write(x)', 'console.error(x)', 'writeLog(1, x)']) assert.ok(writes(text), text);
});
