// What pages are told while they are open, by name. `told` adds up; everything else replaces what was there before.

/** A part of a page: its text is fetched when its digest is another one. */
export interface PagePart {
  readonly id: string;
  readonly title: string;
  readonly digest: string;
}

export interface LiveEvents {
  /** The rows of the list. */
  readonly list: { readonly html: string };
  /** How a run stands now. */
  readonly now: { readonly html: string };
  /** The report of the runs, in its newest form. */
  readonly report: {
    /** Names them in addresses of parts. */
    readonly version: string;
    readonly sections: readonly PagePart[];
    /** Digest of the facts, from which the script draws. */
    readonly facts: string;
    readonly readAt: string;
  };
  /** Why something cannot be shown; empty: it can. */
  readonly trouble: { readonly html: string };
  /** Lines about what has happened. `important`: worth reading out. */
  readonly told: { readonly lines: readonly string[]; readonly important: string | null };
}

export type LiveEvent = keyof LiveEvents;
