import type { Refused, WriteResult } from "./write-result.ts";

/** After this many alike refusals of single records in a row, no record is to blame: more calls would not help. */
const MAX_ALONE = 8;

/** The refusals of one page's requests. They tell when halving a refused request is of no use any more. */
export interface RefusalRun {
  /** A record was refused although it was alone in its request. */
  noteAlone(codes: readonly string[]): void;
  /** A request was carried out. */
  noteWritten(): void;
  /** Whether the remaining records would be refused alike. */
  isHopeless(): boolean;
  /** Starts the work once all earlier work has ended, so that it learns from that. */
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

/** How the records of one request are written. */
export interface BatchWriter<Input> {
  /** @returns one result for each input, in their order; throws where the CRM refuses the request as a whole */
  write(inputs: readonly Input[]): Promise<WriteResult[]>;
  /** What a failure of `write` says of a record that was alone in it; null where the failure is no refusal. */
  readRefusal(error: unknown): Refused | null;
}

type RefusedWriter = (refused: Refused) => Promise<WriteResult[]>;

/**
 * Writes records in one request. A request that is refused as a whole is halved until the record to blame is
 * alone. Where single records are all refused alike, the remaining ones are postponed.
 *
 * @param run shared by all requests of a page
 * @returns one result for each input, in their order
 */
export function writeByHalves<Input>(
  inputs: readonly Input[],
  writer: BatchWriter<Input>,
  run: RefusalRun = createRefusalRun(),
): Promise<WriteResult[]> {
  return writePart(inputs, writer, run, (refused) =>
    run.inTurn(() => writeHalves(inputs, writer, run, refused)),
  );
}

async function writePart<Input>(
  inputs: readonly Input[],
  { write, readRefusal }: BatchWriter<Input>,
  run: RefusalRun,
  writeHalvesOf: RefusedWriter,
): Promise<WriteResult[]> {
  if (inputs.length === 0) return [];
  try {
    const results = await write(inputs);
    run.noteWritten();
    return results;
  } catch (error) {
    const refused = readRefusal(error);
    if (refused === null) throw error;
    if (inputs.length > 1) return await writeHalvesOf(refused);
    run.noteAlone(refused.codes);
    return [refused];
  }
}

/** One half after the other: when the second fails, it is known whether the first was written. */
async function writeHalves<Input>(
  inputs: readonly Input[],
  writer: BatchWriter<Input>,
  run: RefusalRun,
  refused: Refused,
): Promise<WriteResult[]> {
  const middle = Math.ceil(inputs.length / 2);
  const results: WriteResult[] = [];
  for (const half of [inputs.slice(0, middle), inputs.slice(middle)]) {
    if (run.isHopeless()) results.push(...half.map(() => ({ ...refused, kind: "postponed" }) as const));
    else {
      results.push(...(await writePart(half, writer, run, (own) => writeHalves(half, writer, run, own))));
    }
  }
  return results;
}
