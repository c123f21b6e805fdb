// Passports: made when a link to an individual is followed.
import type { RunFacts } from '../../../control/report/run-facts.js';
import { passportHtml } from '../passport.js';

/** Links have the form `#generator/g003-i07`. */
export function showPassports(run: RunFacts): void {
  const place = document.querySelector<HTMLElement>('#passport');
  if (place === null) return;
  const show = (): void => {
    const passport = passportHtml(run, decodeURIComponent(location.hash.slice(1)));
    if (passport === null) return;
    place.innerHTML = passport.text;
    place.hidden = false;
    place.setAttribute('role', 'group');
    place.setAttribute('aria-labelledby', 'passport-title');
    place.scrollIntoView({ block: 'nearest' });
    place.focus({ preventScroll: true });
  };
  addEventListener('hashchange', show);
  addEventListener('click', ({ target }) => {
    const told = (target as Element).closest('figure[data-chart="front"] circle')?.querySelector('title')?.textContent;
    if (told) location.hash = told.slice(0, told.indexOf(':'));
  });
  show();
}
