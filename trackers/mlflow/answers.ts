// Parts of a server's answers. Another program may answer with anything.
import { EaganError } from '../../domain/errors.js';

export type Answer = Readonly<Record<string, unknown>>;

/** Throws EAGAN_TRACKER_ANSWER. */
export function objectIn(answer: Answer, name: string): Answer {
  const value = answer[name];
  if (typeof value === 'object' && value !== null) return value as Answer;
  throw notOfForm(name);
}

export function textIn(answer: Answer, name: string): string {
  const value = answer[name];
  if (typeof value === 'string') return value;
  throw notOfForm(name);
}

/** A list that is empty is left out of answers. */
export function listIn(answer: Answer, name: string): readonly Answer[] {
  const value = answer[name] ?? [];
  if (Array.isArray(value) && value.every((each) => typeof each === 'object' && each !== null))
    return value as Answer[];
  throw notOfForm(name);
}

const notOfForm = (name: string): EaganError =>
  new EaganError('EAGAN_TRACKER_ANSWER', `the server's answer must hold ${name} (got none of that form)`, answerCure);

export const answerCure =
  'Check the address, with the path that the server may be below. MLflow 2.0 or newer is needed; open the address in a browser to see what answers.';
