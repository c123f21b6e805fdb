// The study's figures as tables in Markdown.
import type { Agreement } from './agreement.js';

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

/** The separation at each strength, and Kendall's τ: a row for each disturbance, figure and extractor. */
export function agreementTable(agreements: readonly Agreement[]): string {
  const curves = agreements.flatMap(({ curves, figure, extractor }) =>
    curves.map(({ disturbance, points, tau }) => ({ disturbance, points, tau, figure, extractor })),
  );
  const rows = curves.map(({ disturbance, points, tau, figure, extractor }) => [
    `${disturbance.title} (${disturbance.strengths.join(', ')}; ${disturbance.unit})`,
    figure,
    extractor,
    points.map(({ separation }) => short(separation)).join(' · '),
    tau.toFixed(2),
  ]);
  rows.sort(([a], [b]) => a!.localeCompare(b!));
  return table(['disturbance', 'figure', 'extractor', 'separation', 'τ'], rows);
}

/** The mean and the spread of sets of real images. */
export const equalSetsTable = (agreements: readonly Agreement[]): string =>
  table(
    ['figure', 'extractor', 'mean of equal sets', 'spread'],
    agreements.map(({ figure, extractor, equal }) => [figure, extractor, digits(equal.mean), digits(equal.deviation)]),
  );

const digits = (value: number): string => String(Number(value.toPrecision(3)));
const short = (value: number): string => (Math.abs(value) < 10 ? value.toFixed(1) : value.toFixed(0));
