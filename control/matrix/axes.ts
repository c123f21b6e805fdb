// What a person writes for a matrix: `--seeds 1..5,9`, `--param depth=2,4`, `--set key=a,b`.
import { EaganError } from '../../domain/errors.js';
import type { Axes, Axis } from '../../domain/runs/matrix.js';

/** What commander gives. */
export interface AxesAsTyped {
  readonly seeds?: string;
  readonly param?: readonly string[];
  readonly set?: readonly string[];
}

/** Nobody waits for more; and a slip such as 1..1000000 freezes nothing. */
const mostRuns = 1000;

/** Throws EAGAN_USAGE. */
export function axesOf({ seeds, param = [], set = [] }: AxesAsTyped): Axes {
  const axes = {
    seeds: seeds === undefined ? [] : seedsOf(seeds),
    param: param.map((text) => axisOf('--param', text)),
    set: set.map((text) => axisOf('--set', text)),
  };
  const sizes = [axes.seeds, ...[...axes.param, ...axes.set].map(({ values }) => values)].map(({ length }) => length);
  const runs = sizes.reduce((product, size) => product * Math.max(1, size), 1);
  if (runs > mostRuns) throw tooMany(runs);
  return axes;
}

/** `1..5,9`: whole numbers and ranges of them, each once. */
function seedsOf(typed: string): string[] {
  const seeds = typed.split(',').flatMap((part) => {
    const [, from, to] = /^(\d{1,16})(?:\.\.(\d{1,16}))?$/.exec(part.trim()) ?? [];
    const [first, last] = [Number(from), Number(to ?? from)];
    if (from === undefined || last < first || !Number.isSafeInteger(last)) throw notSeeds(typed);
    if (last - first >= mostRuns) throw tooMany(last - first + 1);
    return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
  });
  return [...new Set(seeds)];
}

/** `name=a,b`. A comma inside brackets, braces or quotes belongs to the value. */
function axisOf(option: '--param' | '--set', text: string): Axis {
  const equals = text.indexOf('=');
  if (equals <= 0) throw notAnAxis(option, text);
  const values = partsOf(text.slice(equals + 1)).map((value) => value.trim());
  if (values.length > 1 && values.includes('')) throw notAnAxis(option, text);
  return { name: text.slice(0, equals), values: [...new Set(values)] };
}

function partsOf(text: string): string[] {
  const parts = [''];
  let [depth, quote] = [0, ''];
  for (const letter of text) {
    if (quote !== '') quote = letter === quote ? '' : quote;
    else if (letter === '"' || letter === "'") quote = letter;
    else if ('[{'.includes(letter)) depth += 1;
    else if (']}'.includes(letter)) depth -= 1;
    if (letter === ',' && depth === 0 && quote === '') parts.push('');
    else parts.push(`${parts.pop()!}${letter}`);
  }
  return parts;
}

const notSeeds = (typed: string): EaganError =>
  new EaganError(
    'EAGAN_USAGE',
    `--seeds must be whole numbers or ranges (got ${typed})`,
    'For example: --seeds 1..5,9',
  );

const notAnAxis = (option: string, text: string): EaganError =>
  new EaganError(
    'EAGAN_USAGE',
    `${option} must have the form name=value,value (got ${text})`,
    `For example: ${option} ${option === '--param' ? 'channels=8,16' : 'stages.generator.generations=4,8'}`,
  );

const tooMany = (runs: number): EaganError =>
  new EaganError('EAGAN_USAGE', `a matrix must have at most ${mostRuns} runs (got ${runs})`, 'Leave out some values.');
