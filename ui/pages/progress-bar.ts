// How far a run is, as a bar with its number.
import { html, type Html } from '../../report/html.js';

/** `name`: for those who cannot see the bar. */
export function howFar({ fraction, phase, name }: { fraction: number; phase: string; name: string }): Html {
  const percent = Math.floor(fraction * 100);
  return html`<progress max="100" value="${percent}" aria-label="How far ${name} is"></progress>
    <span class="short">${percent} %, ${phase}</span>`;
}
