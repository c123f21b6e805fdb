// Puts new content in the place of old, without what a reader notices: the focus stays, what was open stays open, what
// was chosen stays chosen, and nothing changes under a finger or a selection.
import { keep } from './keep.js';

interface Pending {
  readonly html: string;
  readonly then: () => void;
}

const pending = new Map<HTMLElement, Pending>();
let isPressed = false;

/** Replaces what is in a place, now or once the reader lets go; `then` is called afterwards. */
export function replaceContent(place: HTMLElement, html: string, then: () => void = () => undefined): void {
  pending.set(place, { html, then });
  replacePending();
}

/** Whatever waits for the reader goes on when there is nothing to wait for. */
export function holdStill(): void {
  addEventListener('pointerdown', () => (isPressed = true), { passive: true });
  for (const name of ['pointerup', 'pointercancel'])
    addEventListener(name, () => {
      isPressed = false;
      replacePending();
    });
  document.addEventListener('selectionchange', replacePending);
}

function replacePending(): void {
  if (isPressed) return;
  for (const [place, { html, then }] of pending) {
    if (place.isConnected && isSelected(place)) continue;
    pending.delete(place);
    const restore = keep(place);
    place.innerHTML = html;
    then();
    restore();
  }
}

function isSelected(place: HTMLElement): boolean {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(place, true);
}
