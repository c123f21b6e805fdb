// Broken files that are more than one change of a valid file: other encodings, empty texts, texts that are hard to
// parse.
import { base } from '../base.js';
import { markedFile, type BrokenFile } from './broken-file.js';

const bytes: readonly BrokenFile[] = [
  ['a byte that is not UTF-8', [...Buffer.from('version: 1\nname: caf'), 0xe9, 10], '2:10'],
  ['UTF-16 without a byte order mark', Buffer.from(base, 'utf16le'), '1:2'],
  ['the head of a compressed file', [0x1f, 0x8b, 8, 0], '1:2'],
].map(([name, content, place]) => ({
  name: name as string,
  text: Buffer.from(content as number[]),
  expected: [`EAGAN_PIPELINE_ENCODING test.yaml:${place as string}`],
}));

const nothing = ['', '\n\n', '# nothing\n', '---\n', 'null'].map((text) => ({
  name: `an empty file: ${JSON.stringify(text)}`,
  text,
  expected: ['EAGAN_PIPELINE_EMPTY test.yaml:1:1'],
}));

const noMapping = ['- 1\n', 'hello\n'].map((text) =>
  markedFile(`no mapping: ${JSON.stringify(text)}`, `¦${text}`, ['EAGAN_PIPELINE_TYPE']),
);

/** Each level names the one before nine times. */
const bomb = Array.from(
  { length: 12 },
  (_, i) =>
    `k${i}: &a${i} [${Array(9)
      .fill(`*a${i - 1}`)
      .join(', ')}]`,
);

const aliases: readonly BrokenFile[] = [
  markedFile(
    'a mistake inside an aliased value is reported at the value and at the alias',
    base.replace('seed: 1', 'seed: &text ¦word').replace('generations: 2', 'generations: ¦*text'),
    ['EAGAN_PIPELINE_TYPE', 'EAGAN_PIPELINE_TYPE'],
  ),
  markedFile(
    'aliases that explode',
    ['start: &a-1 [x]', ...bomb].join('\n').replace(', *a2, *a2, *a2', ', *a2, *a2, ¦*a2'),
    ['EAGAN_PIPELINE_ALIAS'],
  ),
];

/** Slow for a naive parser, or deeper than its stack. */
const hard = [
  ...['[', '- ', '{a: ', '? '].map((text) => [text, Math.floor(60_000 / text.length)] as const),
  // V8 ends the process if it compiles a regular expression on an almost full stack. Each of these texts once caused
  // that.
  ...['? ', '"a": ', '*a : ', '? &a ', '&a "a": ', '{"a": '].map((text) => [text, 1500] as const),
] as const;
const deep = hard.map(([text, times]) =>
  markedFile(`${times} times ${JSON.stringify(text)}`, `¦${text.repeat(times)}`, ['EAGAN_PIPELINE_SYNTAX']),
);

export const wholeTexts: readonly BrokenFile[] = [
  ...[...bytes, ...nothing, ...noMapping, ...aliases, ...deep],
  markedFile('a lone tag', '¦!', ['EAGAN_PIPELINE_TYPE']),
  { name: '10 MB of text', text: 'a'.repeat(10_000_000), expected: ['EAGAN_PIPELINE_TOO_LARGE test.yaml:1:1'] },
];
