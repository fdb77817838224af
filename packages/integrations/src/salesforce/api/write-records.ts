import { TransientError } from "@coccinelle/core";
import { createRefusalRun, type RefusalRun } from "../../contacts/refusal-run.ts";
import { chunk } from "../../http/chunk.ts";
import type { SaveResult } from "./answers.ts";
import { classifyRefusals, type RefusalKind } from "./classify-refusals.ts";
import { MAX_COLLECTION_SIZE } from "./salesforce-api.ts";
import { type Refusal, SalesforceRefusal } from "./salesforce-refusal.ts";

/** What became of one record of a write. */
export type WriteResult =
  | { kind: "written"; id: string; isNew: boolean }
  | { kind: "refused"; why: RefusalKind; refusals: Refusal[] };

/** Fields that the object does not have, or not for this user: no record's fault. */
export class UnknownFieldError extends TransientError {
  readonly type: string;
  readonly fields: readonly string[];

  constructor(type: string, fields: readonly string[]) {
    super(`Salesforce does not take all fields of ${type}: ${fields.join(", ")}`);
    this.type = type;
    this.fields = fields;
  }
}

/** How records of an object are written. */
export interface RecordWriter<Input> {
  type: string;
  /** @param inputs at most as many as a collection takes */
  write: (inputs: readonly Input[]) => Promise<SaveResult[]>;
  /** Those of the fields that nobody may write any more, by a description that is read anew. */
  listUnwritable: (fields: readonly string[]) => Promise<string[]>;
}

/** What one write has learned, over all of its requests. */
interface Learned {
  run: RefusalRun;
  /** Fields that were refused although everybody may write them, by the newest description. */
  writable: Set<string>;
}

/** Whoever held a record may hold its neighbours as well: fewer at once have better chances. */
const LOCKED_CHUNK_SIZE = 50;

/**
 * Writes records of one object and says of every one what became of it. Records that another write holds are
 * tried once more after all others, fewer at once. A request that is refused as a whole is halved, until
 * whatever is wrong stands alone; where that is of no use, what is left may pass at another time.
 *
 * @param inputs in the order in which Salesforce is to lock them
 * @throws UnknownFieldError, and whatever is no refusal
 */
export async function writeRecords<Input>(
  inputs: readonly Input[],
  writer: RecordWriter<Input>,
): Promise<Map<Input, WriteResult>> {
  const results = new Map<Input, WriteResult>();
  const learned: Learned = { run: createRefusalRun(), writable: new Set() };
  const carryOut = async (part: readonly Input[]) => {
    for (const [input, result] of await writePart(part, writer, learned)) results.set(input, result);
  };
  for (const part of chunk(inputs, MAX_COLLECTION_SIZE)) await carryOut(part);
  const locked = inputs.filter((input) => {
    const result = results.get(input);
    return result?.kind === "refused" && result.why === "locked";
  });
  for (const part of chunk(locked, LOCKED_CHUNK_SIZE)) await carryOut(part);
  return results;
}

async function writePart<Input>(
  inputs: readonly Input[],
  writer: RecordWriter<Input>,
  learned: Learned,
): Promise<[Input, WriteResult][]> {
  try {
    const saved = await writer.write(inputs);
    learned.run.noteWritten();
    const errors = saved.map((each) => (each.success ? [] : each.errors));
    // A field that one of its neighbours was written with is everybody's.
    if (saved.every(({ success }) => !success)) await checkFields(errors, writer, learned);
    return inputs.map((input, index) => [input, toResult(saved[index])]);
  } catch (error) {
    if (!(error instanceof SalesforceRefusal)) throw error;
    const { refusals } = error;
    // The object or our external id is not there any more: what is known of them has to be read again.
    if (error.has("NOT_FOUND", "INVALID_TYPE")) throw new UnknownFieldError(writer.type, []);
    await checkFields([refusals], writer, learned);
    const [first] = inputs;
    if (inputs.length <= 1) {
      learned.run.noteAlone(refusals.map(({ code }) => code));
      return first === undefined ? [] : [[first, toRefused(refusals)]];
    }
    const middle = Math.ceil(inputs.length / 2);
    const results: [Input, WriteResult][] = [];
    // One after the other: whoever sees the second fail knows that the first was carried out.
    for (const half of [inputs.slice(0, middle), inputs.slice(middle)]) {
      if (learned.run.isHopeless()) {
        const unasked: WriteResult = { kind: "refused", why: "passing", refusals };
        results.push(...half.map((input): [Input, WriteResult] => [input, unasked]));
      } else results.push(...(await writePart(half, writer, learned)));
    }
    return results;
  }
}

/** @throws UnknownFieldError where a refused field is nobody's to write any more */
async function checkFields<Input>(
  refused: readonly Refusal[][],
  { type, listUnwritable }: RecordWriter<Input>,
  { writable }: Learned,
): Promise<void> {
  const unknown = refused.filter((refusals) => classifyRefusals(refusals) === "unknown-field").flat();
  const named = new Set(unknown.flatMap(({ fields }) => fields));
  const open = [...named].filter((field) => !writable.has(field));
  if (open.length === 0) return;
  const unwritable = await listUnwritable(open);
  if (unwritable.length > 0) throw new UnknownFieldError(type, unwritable);
  for (const field of open) writable.add(field);
}

function toResult(saved: SaveResult | undefined): WriteResult {
  return saved?.success && saved.id !== null
    ? { kind: "written", id: saved.id, isNew: saved.created ?? false }
    : toRefused(saved?.errors ?? []);
}

/** A field that others may have is refused for the record's own sake. */
function toRefused(refusals: Refusal[]): WriteResult {
  const why = classifyRefusals(refusals);
  return { kind: "refused", why: why === "unknown-field" ? "value" : why, refusals };
}
