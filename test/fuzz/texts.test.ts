// Five thousand random changes of the texts of the committed pipelines: lines, characters, numbers, indentation.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RandomStream } from '../../domain/stream.js';
import { fuzz } from './fuzz.js';

const seed = Number(process.env.EAGAN_FUZZ_SEED ?? 1);
const characters = [
  ...'{}[]:,-#"\'&*!|>%@`?~\t\n 0179.eé😀\u0000\uFEFF\u2028',
  ': ',
  '- ',
  '---',
  '<<: ',
  '${param:x}',
];
const numbers = ['0', '-1', '1', '2', '3', '1.5', '7', '1e9', '1e-9', '4096', '.nan', '.inf', '0x10', '1_000', '1e999'];

type Lines = string[];
const changes: readonly ((lines: Lines, random: RandomStream) => void)[] = [
  (lines, random) => void lines.splice(random.integer(lines.length), 1),
  (lines, random) => void lines.splice(random.integer(lines.length), 0, random.pick(lines)),
  (lines, random) => {
    const [a, b] = [random.integer(lines.length), random.integer(lines.length)];
    [lines[a], lines[b]] = [lines[b]!, lines[a]!];
  },
  (lines, random) => change(lines, random, (line) => random.pick(['', ' ', '  ', '    ', '\t']) + line.trimStart()),
  (lines, random) => change(lines, random, (line) => insert(line, random, random.pick(characters))),
  (lines, random) => change(lines, random, (line) => insert(line, random, '', 1 + random.integer(3))),
  (lines, random) => change(lines, random, (line) => line.replace(/-?\d[\d.e-]*/, () => random.pick(numbers))),
  (lines, random) => change(lines, random, (line) => line.replace(/\w+(?=:)/, () => pickWord(lines, random))),
  (lines, random) => change(lines, random, (line) => line.replace(/(?<=: )[\w.-]+/, () => pickWord(lines, random))),
];

const pickWord = (lines: Lines, random: RandomStream): string =>
  random.pick(lines.join('\n').match(/[\w.-]+/g) ?? ['x']);

function change(lines: Lines, random: RandomStream, how: (line: string) => string): void {
  // Comments make up most of some files, and changing them has no effect.
  const written = lines.flatMap((line, index) => (/^\s*(#|$)/.test(line) ? [] : [index]));
  const index = written.length > 0 ? random.pick(written) : 0;
  lines[index] = how(lines[index] ?? '');
}

function insert(line: string, random: RandomStream, what: string, removed = 0): string {
  const at = random.integer(line.length + 1);
  return line.slice(0, at) + what + line.slice(at + removed);
}

test('changed texts never cause a crash, each complaint is well formed, and accepted texts can be planned', async () => {
  const counts = await fuzz(seed, 'text', 5000, (text, random) => {
    const lines = text.split('\n');
    const times = 1 + random.integer(4);
    for (let i = 0; i < times; i++) if (lines.length > 0) random.pick(changes)(lines, random);
    return lines.join('\n');
  });
  console.log(`seed ${seed}: ${counts.refused} refused, ${counts.accepted} accepted, ${counts.codes.size} codes`);
  assert.ok(counts.refused > 500 && counts.accepted > 500 && counts.codes.size > 15, JSON.stringify(counts));
});
