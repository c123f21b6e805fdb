// Shows progress: redrawn in place on a terminal, else as a plain line from time to time.
import { createLogUpdate } from 'log-update';
import { terminalText } from '../terminal/colours.js';
import type { Output } from '../terminal/output.js';
import type { Follower } from '../control/execution/follower.js';
import type { StepRecord } from '../domain/steps/step.js';
import { closingLine, progressBlock, progressLine, troubles } from '../control/progress/progress-text.js';

/** Shows a run that is followed. Messages stay when the redrawing ends. */
export type Display = Follower;

/** At most one plain line in this time, so that logs of long runs stay readable. */
const plainEveryMs = 5000;

/** The display that fits the output. */
export function createDisplay(output: Output): Display {
  // Some pseudo-terminals say that they have no rows; nothing can be redrawn there.
  return output.redraws && process.stderr.rows !== 0 ? terminalDisplay(output) : plainDisplay(output);
}

function terminalDisplay({ columns, progressColors: colors }: Output): Display {
  const draw = createLogUpdate(process.stderr);
  return {
    finished: tellClosing((line) => draw.persist(terminalText(line))),
    tell: (line) => draw.persist(terminalText(line)),
    show: (progress) => draw(terminalText(colors.cyan(progressBlock(progress, columns)))),
    end: () => {
      draw.clear();
      draw.done();
    },
  };
}

function plainDisplay(output: Output): Display {
  let last = { line: '', at: -Infinity };
  const told = new Set<string>();
  return {
    finished: tellClosing((line) => output.note(line)),
    tell: (line) => output.note(line),
    show(progress) {
      for (const trouble of troubles(progress.open).filter((line) => !told.has(line))) {
        told.add(trouble);
        output.note(trouble);
      }
      const line = progressLine(progress);
      if (line === last.line || Date.now() - last.at < plainEveryMs) return;
      last = { line, at: Date.now() };
      output.note(line);
    },
    end: () => undefined,
  };
}

/** A line for each closed part of the run that deserves one. */
function tellClosing(tell: (line: string) => void): Follower['finished'] {
  return (record: StepRecord) => {
    const line = closingLine(record);
    if (line !== null) tell(line);
  };
}
