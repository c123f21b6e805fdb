// Breakages of any valid file, at every line where they are possible. They generate most of the corpus.
import type { ErrorCode } from '../../../domain/errors.js';
import { markedFile, type BrokenFile } from './broken-file.js';

/** Changes one line of a file and marks the place of the expected complaint, or gives null if it cannot. */
interface Breakage {
  readonly name: string;
  readonly code: ErrorCode;
  readonly change: (line: string) => string | null;
}

const numberOf = /^(.*[\s{])(?!version\b)(\w+): (-?\d[\d.e-]*)(?=[\s,}]|$)(.*)$/;
const leafOf = /^( *)(\w+): +(?![&*|>])([^\s#].*)$/;

const breakages: readonly Breakage[] = [
  {
    name: 'a key twice',
    code: 'EAGAN_PIPELINE_DUPLICATE_KEY',
    change: (line) => line.replace(leafOf, '$&\n$1¦$2: $3'),
  },
  { name: 'a tab', code: 'EAGAN_PIPELINE_TAB', change: (line) => line.replace(/^ +(?=\w+:)/, '¦\t') },
  {
    name: 'a number in quotes',
    code: 'EAGAN_PIPELINE_TYPE',
    change: (line) => line.replace(numberOf, '$1$2: ¦"$3"$4'),
  },
  { name: 'no number', code: 'EAGAN_PIPELINE_TYPE', change: (line) => line.replace(numberOf, '$1$2: ¦.nan$4') },
  { name: 'a list', code: 'EAGAN_PIPELINE_TYPE', change: (line) => line.replace(numberOf, '$1$2: ¦[$3]$4') },
  {
    name: 'an alias of nothing',
    code: 'EAGAN_PIPELINE_ALIAS',
    change: (line) => line.replace(numberOf, '$1$2: ¦*nothing$4'),
  },
  {
    name: 'a tag',
    code: 'EAGAN_PIPELINE_SYNTAX',
    change: (line) => line.replace(numberOf, '$1$2: ¦!number $3$4'),
  },
];

/** Every breakage at every line of a valid file. */
export function brokenEverywhere(base: string, text: string): BrokenFile[] {
  const lines = text.split('\n');
  return breakages.flatMap(({ name, code, change }) =>
    lines.flatMap((line, index) => {
      const changed = line.trimStart().startsWith('#') ? line : change(line);
      if (changed === null || changed === line) return [];
      const marked = [...lines.slice(0, index), changed, ...lines.slice(index + 1)].join('\n');
      return [markedFile(`${base}, line ${index + 1}: ${name} (${line.trim()})`, marked, [code])];
    }),
  );
}
