/** So many that are refused alone, one after the other and alike, are not to blame: more calls would only add to it. */
const MAX_ALONE = 8;

/** What tells when it is of no use to halve refused requests any further. */
export interface RefusalRun {
  /** An input was refused although it stood alone. */
  noteAlone(codes: readonly string[]): void;
  /** A request was carried out. */
  noteWritten(): void;
  /** Whether what is left would be refused alike. */
  isHopeless(): boolean;
  /** Carries out the work once all that came before it is over, so that each learns from those before it. */
  inTurn<Answer>(work: () => Promise<Answer>): Promise<Answer>;
}

export function createRefusalRun(): RefusalRun {
  let alike = "";
  let inARow = 0;
  let before: Promise<unknown> = Promise.resolve();
  return {
    noteAlone(codes) {
      const name = codes.join();
      inARow = name === alike ? inARow + 1 : 1;
      alike = name;
    },
    noteWritten() {
      inARow = 0;
    },
    isHopeless: () => inARow >= MAX_ALONE,
    inTurn(work) {
      const turn = before.then(work);
      before = Promise.allSettled([turn]);
      return turn;
    },
  };
}
