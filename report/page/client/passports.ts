// Passports: made when a link to an individual is followed.
import type { RunFacts } from '../../../control/report/run-facts.js';
import { passportHtml } from '../passport.js';

/**
 * Links have the form `#generator/g003-i07`. Returns what shows the passport of the address again, where its place was
 * replaced.
 */
export function showPassports(run: () => RunFacts | null): () => void {
  addEventListener('hashchange', () => follow(run()));
  addEventListener('click', ({ target }) => {
    const told = (target as Element).closest('figure[data-chart="front"] circle')?.querySelector('title')?.textContent;
    if (told) location.hash = told.slice(0, told.indexOf(':'));
  });
  follow(run());
  return () => void show(run());
}

function follow(run: RunFacts | null): void {
  const place = show(run);
  place?.scrollIntoView({ block: 'nearest' });
  place?.focus({ preventScroll: true });
}

/** null: the address names no individual. */
function show(run: RunFacts | null): HTMLElement | null {
  const place = document.querySelector<HTMLElement>('#passport');
  const passport = place && run && passportHtml(run, addressed());
  if (!passport) return null;
  place.innerHTML = passport.text;
  place.hidden = false;
  place.setAttribute('role', 'group');
  place.setAttribute('aria-labelledby', 'passport-title');
  return place;
}

/** Anybody can write an address that is no text. */
function addressed(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';
  }
}
