// How much a page, a connection and a stranger may take.

export const limits = {
  /** Connections of all kinds, so that nobody takes all handles of the process. */
  connections: 64,
  /** Pages that are open at the same time; a browser has a few. */
  streams: 24,
  /** Bytes of the headers of a request. */
  headerBytes: 16 * 1024,
  /** A request must be whole within this time. */
  requestMs: 10_000,
  /** How often the times of connections are checked. */
  checkEveryMs: 1_000,
  /** Runs beside each other. */
  comparedRuns: 8,
  /** Rows of the list. */
  listedRuns: 200,
  /** Lines about what happened that wait for who comes late. */
  toldLines: 50,
  /** How long nothing may come through a stream: a page that reads nothing for two beats is let go. */
  beatMs: 15_000,
  /** A watch goes on for this time after the last page has left: pages are loaded again, connections break. */
  lingerMs: 5_000,
  /** Pause between two looks at a run, and at the list. */
  lookEveryMs: 1_000,
  listEveryMs: 2_000,
  /** The same after something could not be read. */
  afterTroubleMs: 5_000,
  /** Pause between two reports, and how many times as long as the last one took. */
  reportEveryMs: 5_000,
  reportShare: 4,
  /** Reports that are kept, and the bytes of one. */
  keptReports: 24,
  reportBytes: 64 * 2 ** 20,
} as const;
