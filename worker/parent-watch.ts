// A worker without its supervisor ends: nobody would restart it, stop it, or keep its server alive.

const checkMs = 1_000;

/**
 * Calls back once when the parent is gone: the channel to it closes or, if the channel stays open, the parent's id
 * changes.
 */
export function onParentGone(parent: number, gone: () => void): void {
  let told = false;
  const tell = (): void => {
    if (told) return;
    told = true;
    clearInterval(timer);
    gone();
  };
  const timer = setInterval(() => void (process.ppid !== parent && tell()), checkMs);
  process.once('disconnect', tell);
}
