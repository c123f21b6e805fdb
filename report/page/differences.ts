// What two pipelines say differently, as a table.
import type { Difference } from '../../control/compare/differences.js';
import type { Content, Html } from '../html.js';
import { code, dataTable } from './elements.js';

/** `a` and `b`: the runs whose pipelines they are. */
export const differencesTable = (a: string, b: string, differences: readonly Difference[]): Html =>
  dataTable({
    caption: 'What their pipelines say differently',
    head: ['key', a, b, 'results'],
    rows: differences.map((each) => [
      code(each.path),
      valueText(each.a),
      valueText(each.b),
      each.circumstance ? 'the same' : 'differ',
    ]),
  });

const valueText = (value: unknown): Content => (value === null ? 'absent' : code(typeof value === 'string' ? value : JSON.stringify(value))); // prettier-ignore
