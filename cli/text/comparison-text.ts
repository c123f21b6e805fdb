// A comparison for people.
import { imageFigures } from '../../domain/search/figures.js';
import { finalJudgeOf } from '../../domain/judges.js';
import { kindVersionIn } from '../../domain/steps/kind-versions.js';
import { scoreSplitsOf } from '../../domain/steps/protocol.js';
import { table } from '../../terminal/table.js';
import type { Comparison } from '../../control/compare/comparison.js';
import type { Side } from '../../control/compare/sides.js';
import { judgedText, type Taken } from '../../control/progress/figure-text.js';

/** Differences, shared steps, and what may be said of the figures. */
export function comparisonText(a: Side, b: Side, comparison: Comparison): string {
  const { equal, differences, phases, incomparable } = comparison;
  const rows = differences.map((each) => [
    each.path,
    shown(each.a),
    shown(each.b),
    each.circumstance ? 'does not change results' : '',
  ]);
  const parts = [
    `A ${a.name}\nB ${b.name}`,
    equal
      ? 'They are the same.'
      : rows.length === 0
        ? 'The pipelines are the same, but the images differ.'
        : table(['', 'A', 'B', ''], rows),
    ['shared steps', ...phases.map((phase) => `  ${phase.phase}: ${sharedText(phase)}`)].join('\n'),
    comparison.assumesSameImages
      ? 'The images are assumed to be the same: only a run knows the content of its folder.'
      : '',
    incomparable.length > 0 ? `The figures of A and B cannot be compared: ${incomparable.join('; ')}.` : '',
    figuresTable(a, b, comparison),
  ];
  return parts.filter(Boolean).join('\n\n');
}

const sharedText = ({ shared, a, b }: Comparison['phases'][number]): string =>
  a === b ? `${shared} of ${a}` : `${shared} of A's ${a} and B's ${b}`;

const longest = 30;

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

function figuresTable(a: Side, b: Side, { figures }: Comparison): string {
  if (figures === null) return '';
  const subjects = Object.keys(figures.a).filter((subject) => subject in figures.b);
  const all = [figures.a, figures.b].flatMap((side) => Object.values(side));
  const named = imageFigures.filter((name) => all.some((numbers) => name in numbers));
  const rows = subjects.flatMap((subject) =>
    named.map((name) => {
      const value = (side: Side, numbers: Readonly<Record<string, number>>): string =>
        judgedText(name, numbers, takenIn(side)) ?? 'diverged';
      return [`${subject}, ${name}`, value(a, figures.a[subject]!), value(b, figures.b[subject]!)];
    }),
  );
  return table(['figures', 'A', 'B'], rows);
}

const takenIn = ({ pipeline }: Side): Taken => ({
  kindVersion: kindVersionIn(pipeline, 'scoreWinner'),
  splits: scoreSplitsOf(pipeline.finalTraining.images, finalJudgeOf(pipeline).settings.splits),
});
