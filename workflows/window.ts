// What people see of a workflow while it works, in Temporal's web UI and by the query `progress`. It adds no event to a
// history: neither current details nor answers to queries are recorded.
import { defineQuery, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import { standingText, type FoundFront, type Standing } from '../domain/runs/standing.js';

const progressQuery = defineQuery<Standing>('progress');

export interface Window {
  /** Shows a work until it ends. Returns the work itself: a promise around it could change the order of commands. */
  during<T>(what: string, work: Promise<T>): Promise<T>;
  /** Adds a front. */
  found(front: FoundFront): void;
}

/** Opens the window of a workflow. `title`: what the workflow does. */
export function openWindow(title: string): Window {
  let standing: Standing = { title, now: [], ended: 0, found: [] };
  // The summary is lost when a workflow continues as new.
  const heading = workflowInfo().continuedFromExecutionRunId !== undefined;
  const show = (change: Partial<Standing>): void => {
    standing = { ...standing, ...change };
    setCurrentDetails(standingText(standing, heading));
  };
  show({});
  setHandler(progressQuery, () => standing, { description: 'What the workflow does now, and what it has found.' });
  return {
    during: (what, work) => {
      show({ now: [...standing.now, what] });
      const end = (): void => show({ now: without(standing.now, what), ended: standing.ended + 1 });
      work.then(end, end);
      return work;
    },
    found: (front) => show({ found: [...standing.found, front] }),
  };
}

/** The list without the first of these texts. */
function without(texts: readonly string[], text: string): string[] {
  const at = texts.indexOf(text);
  return texts.filter((_, index) => index !== at);
}
