import { TransientError } from "@coccinelle/core";
import { chunk } from "../chunk.ts";
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

/** Whoever held a record may hold its neighbours as well: fewer at once have better chances. */
const LOCKED_CHUNK_SIZE = 50;

/**
 * Writes records of one object and says of every one what became of it. Records that another write holds are
 * tried once more after all others, fewer at once. A request that is refused as a whole is halved, until
 * whatever is wrong stands alone.
 *
 * @param inputs in the order in which Salesforce is to lock them
 * @throws UnknownFieldError, and whatever is no refusal
 */
export async function writeRecords<Input>(
  type: string,
  inputs: readonly Input[],
  write: (inputs: readonly Input[]) => Promise<SaveResult[]>,
): Promise<Map<Input, WriteResult>> {
  const results = new Map<Input, WriteResult>();
  const carryOut = async (part: readonly Input[]) => {
    for (const [input, result] of await writePart(type, part, write)) results.set(input, result);
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
  type: string,
  inputs: readonly Input[],
  write: (inputs: readonly Input[]) => Promise<SaveResult[]>,
): Promise<[Input, WriteResult][]> {
  try {
    const saved = await write(inputs);
    const isForAll = saved.every(({ success }) => !success);
    return inputs.map((input, index) => [input, toResult(type, saved[index], isForAll)]);
  } catch (error) {
    if (!(error instanceof SalesforceRefusal)) throw error;
    const { refusals } = error;
    // The object or our external id is not there any more: what is known of them has to be read again.
    if (error.has("NOT_FOUND", "INVALID_TYPE")) throw new UnknownFieldError(type, []);
    const refused = toResult(type, { id: null, success: false, errors: refusals }, true);
    const [first] = inputs;
    if (inputs.length <= 1) return first === undefined ? [] : [[first, refused]];
    const middle = Math.ceil(inputs.length / 2);
    // One after the other: whoever sees the second fail knows that the first was carried out.
    const before = await writePart(type, inputs.slice(0, middle), write);
    return [...before, ...(await writePart(type, inputs.slice(middle), write))];
  }
}

/** @param isForAll none of its neighbours was written: a field that it may not have is nobody's then */
function toResult(type: string, saved: SaveResult | undefined, isForAll: boolean): WriteResult {
  if (saved?.success && saved.id !== null) {
    return { kind: "written", id: saved.id, isNew: saved.created ?? false };
  }
  const refusals = saved?.errors ?? [];
  const why = classifyRefusals(refusals);
  if (why !== "unknown-field") return { kind: "refused", why, refusals };
  if (!isForAll) return { kind: "refused", why: "value", refusals };
  throw new UnknownFieldError(type, [...new Set(refusals.flatMap(({ fields }) => fields))]);
}
