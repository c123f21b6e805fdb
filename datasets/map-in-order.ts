// Works on several items at once and gives the results in the items' order; never holds more than `atOnce` of them.

/** Pairs of item and result. Starts no new work once the consumer stops or a result is an error. */
export async function* mapInOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<[Item, Result]> {
  const running: [Item, Promise<Result>][] = [];
  for await (const item of items) {
    const result = work(item);
    result.catch(() => undefined); // Reported when its turn comes; until then it is not "unhandled".
    running.push([item, result]);
    if (running.length < atOnce) continue;
    const [first, done] = running.shift()!;
    yield [first, await done];
  }
  for (const [item, result] of running) yield [item, await result];
}
