// Works on several items at once and gives the results in the items' order; never holds more than `atOnce` of them.

/** What the items together may weigh: a new one waits until there is room, or nothing else is left. */
export interface Room<Item> {
  readonly most: number;
  weigh(item: Item): number;
}

/** Pairs of item and result. Starts no new work once the consumer stops or a result is an error. */
export async function* mapInOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Result>,
  room?: Room<Item>,
): AsyncGenerator<[Item, Result]> {
  const running: [Item, Promise<Result>, number][] = [];
  const held = (): number => running.reduce((sum, [, , weight]) => sum + weight, 0);
  for await (const item of items) {
    const weight = room?.weigh(item) ?? 0;
    while (room && running.length > 0 && held() + weight > room.most) yield await next(running);
    const result = work(item);
    result.catch(() => undefined); // Reported when its turn comes; until then it is not "unhandled".
    running.push([item, result, weight]);
    if (running.length >= atOnce) yield await next(running);
  }
  while (running.length > 0) yield await next(running);
}

async function next<Item, Result>(running: [Item, Promise<Result>, number][]): Promise<[Item, Result]> {
  const [item, result] = running[0]!;
  const done: [Item, Result] = [item, await result];
  void running.shift();
  return done;
}
