// What a matrix found: by setting, the mean and the spread over its seeds of each final figure, and the best run.
import { deviationOf, meanOf } from '../averages.js';
import { imageFigures, imageRow, type ImageFigure } from '../search/figures.js';
import type { MatrixMember } from './matrix.js';

/** A completed run's final figures. Only those of one protocol are averaged. */
export interface FinalFigures {
  readonly protocol: string;
  /** By recorded names. */
  readonly values: Readonly<Record<string, number>>;
}

interface ValueOfRun {
  readonly run: string;
  readonly seed: number;
  readonly value: number;
}

interface FigureOverSeeds {
  readonly name: ImageFigure;
  readonly mean: number;
  /** Standard deviation of the sample of seeds; 0 for one. */
  readonly deviation: number;
  /** How many runs have it. */
  readonly count: number;
  readonly best: ValueOfRun;
  readonly values: readonly ValueOfRun[];
}

export interface SettingFigures {
  /** Empty: the matrix has no other. */
  readonly setting: readonly string[];
  readonly protocol: string;
  /** All runs of the setting. */
  readonly runs: readonly string[];
  readonly figures: readonly FigureOverSeeds[];
}

interface Setting {
  readonly setting: readonly string[];
  readonly members: MatrixMember[];
}

/** The runs of each setting, in the order of the matrix. */
function settingsOf(members: readonly MatrixMember[]): Setting[] {
  const settings = new Map<string, Setting>();
  for (const member of members) {
    const key = member.setting.join('\n');
    const known = settings.get(key) ?? { setting: member.setting, members: [] };
    known.members.push(member);
    settings.set(key, known);
  }
  return [...settings.values()];
}

/** One entry for each setting and protocol that has a completed run. `finalOf`: null while a run is not completed. */
export function figuresBySetting(
  members: readonly MatrixMember[],
  finalOf: (run: string) => FinalFigures | null,
): SettingFigures[] {
  return settingsOf(members).flatMap(({ setting, members: own }) => {
    const done = own.flatMap((member) => {
      const final = finalOf(member.run);
      return final === null ? [] : [{ member, ...final }];
    });
    return [...new Set(done.map(({ protocol }) => protocol))].map((protocol) => ({
      setting,
      protocol,
      runs: own.map(({ run }) => run),
      figures: imageFigures.flatMap((name) =>
        overSeeds(
          name,
          done.filter((one) => one.protocol === protocol),
        ),
      ),
    }));
  });
}

function overSeeds(
  name: ImageFigure,
  done: readonly { readonly member: MatrixMember; readonly values: FinalFigures['values'] }[],
): FigureOverSeeds[] {
  const { recorded, direction } = imageRow(name);
  const known = done.flatMap(({ member: { run, seed }, values }) => {
    const value = values[recorded];
    return value === undefined ? [] : [{ run, seed, value }];
  });
  if (known.length === 0) return [];
  const values = known.map(({ value }) => value);
  const target = direction === 'minimize' ? Math.min(...values) : Math.max(...values);
  const best = known.find(({ value }) => value === target)!;
  return [{ name, mean: meanOf(values), deviation: deviationOf(values), count: known.length, best, values: known }];
}
