// Errors about an extractor or a reference name the keys that describe it: those of the search, or of the final pair.
import { EaganError } from '../../domain/errors.js';
import { judgePaths } from '../../domain/judges.js';
import { phaseOf } from '../../domain/steps/parse-place.js';

const ofSearch = new RegExp(`(?<!\\.)\\b${judgePaths.search.join('\\.')}\\.(?=extractor|reference)`, 'g');
const final = judgePaths.final.join('.');

/** Does the work of a step. Of the final pair's own judge, errors name `finalTraining.metrics`. */
export async function namingJudge<T>(place: string, work: () => Promise<T>): Promise<T> {
  if (phaseOf(place) !== 'final') return work();
  try {
    return await work();
  } catch (error) {
    throw error instanceof EaganError ? ofFinal(error) : error;
  }
}

function ofFinal({ code, message, cure, cause }: EaganError): EaganError {
  const named = (text: string): string => text.replace(ofSearch, `${final}.`);
  const instead = `Or judge the final pair as the search, with all its steps: eagan run FILE --set ${final}=null`;
  return new EaganError(code, named(message), cure === undefined ? instead : `${named(cure)} ${instead}`, { cause });
}
