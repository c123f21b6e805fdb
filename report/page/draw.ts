// How sections draw: a chart by name, or none where the run has nothing to show in it yet.
import { errorCodeOf } from '../../domain/errors.js';
import type { Chart, ChartOptions } from '../chart.js';
import type { ChartName } from '../charts/index.js';

export type Draw = (name: ChartName, options?: ChartOptions) => Chart[];

/** `draw` throws EAGAN_CHART_EMPTY where there is nothing to show. */
export const drawIfAny =
  (draw: (name: ChartName, options: ChartOptions) => Chart): Draw =>
  (name, options = {}) => {
    try {
      return [draw(name, options)];
    } catch (error) {
      if (errorCodeOf(error) === 'EAGAN_CHART_EMPTY') return [];
      throw error;
    }
  };
