/** What a process of clients is told. */
export type Order =
  /** Enrols a member with each link, and opens their vaults. */
  | { do: 'join'; links: string[]; ports: readonly number[] }
  /** Each member keeps so many turns under way, for so long. */
  | { do: 'loop'; inFlight: number; milliseconds: number }
  /** Each member sends so many turns at the same moment. */
  | { do: 'burst'; each: number };

/** How one turn went. `end`: its outcome, or the code of what was said instead. Milliseconds from the words on. */
export type Went = { end: string; acceptedMs?: number; endedMs: number };
