import { createRefusalRun, type RefusalRun } from "../../contacts/refusal-run.ts";
import type { WrittenRecord } from "./answers.ts";
import {
  HubspotRefusal,
  isNotFound,
  isUnknownProperty,
  type Refusal,
  type RefusalBody,
  readRefusal,
} from "./hubspot-refusal.ts";

/** What became of one input of a batch. */
export type WriteResult<Written extends WrittenRecord = WrittenRecord> =
  | { kind: "written"; record: Written }
  | { kind: "refused"; refusal: Refusal }
  /** It was in a request that was refused, and others that were tried alone were refused alike: it may pass later. */
  | { kind: "unasked"; refusal: Refusal }
  /** HubSpot tells that there is no such record; or it does not mention it at all, as one that was merged away. */
  | { kind: "missing"; isTold: boolean };

export interface TracedInput {
  /** The record's, where it has one already. */
  id?: string;
  /** Unique in its batch: without it one bad input refuses all. */
  objectWriteTraceId: string;
}

/** A property that HubSpot does not know, or not any more: no record's fault. */
export class UnknownPropertyError extends HubspotRefusal {}

/**
 * Writes a batch and says of every input what became of it, by its trace id. A batch that is refused as a
 * whole is halved, until whatever is wrong stands alone, or it is of no use to go on.
 *
 * @param run shared by the batches of a page
 * @throws UnknownPropertyError, and whatever is no refusal
 */
export async function writeRecords<Input extends TracedInput, Written extends WrittenRecord>(
  inputs: readonly Input[],
  write: WriteBatch<Input, Written>,
  run: RefusalRun = createRefusalRun(),
): Promise<Map<string, WriteResult<Written>>> {
  const batch = { write, run };
  return writePart(inputs, batch, (refusal) => run.inTurn(() => writeHalves(inputs, batch, refusal)));
}

type WriteBatch<Input, Written> = (inputs: Input[]) => Promise<{ results: Written[]; errors: RefusalBody[] }>;

interface Batch<Input, Written> {
  write: WriteBatch<Input, Written>;
  run: RefusalRun;
}

async function writePart<Input extends TracedInput, Written extends WrittenRecord>(
  inputs: readonly Input[],
  { write, run }: Batch<Input, Written>,
  halve: (refusal: Refusal) => Promise<Map<string, WriteResult<Written>>>,
): Promise<Map<string, WriteResult<Written>>> {
  if (inputs.length === 0) return new Map();
  try {
    const answer = await write([...inputs]);
    run.noteWritten();
    return readResults(inputs, answer);
  } catch (error) {
    if (!(error instanceof HubspotRefusal) || error instanceof UnknownPropertyError) throw error;
    const { refusal } = error;
    if (isUnknownProperty(refusal)) throw new UnknownPropertyError(400, refusal);
    const [first] = inputs;
    if (!first || inputs.length > 1) return await halve(refusal);
    run.noteAlone(refusal.codes);
    return new Map([[first.objectWriteTraceId, toResult(refusal)]]);
  }
}

/** One after the other: whoever sees the second fail knows that the first was carried out. */
async function writeHalves<Input extends TracedInput, Written extends WrittenRecord>(
  inputs: readonly Input[],
  batch: Batch<Input, Written>,
  refusal: Refusal,
): Promise<Map<string, WriteResult<Written>>> {
  const middle = Math.ceil(inputs.length / 2);
  const results = new Map<string, WriteResult<Written>>();
  for (const half of [inputs.slice(0, middle), inputs.slice(middle)]) {
    const written = batch.run.isHopeless()
      ? half.map(({ objectWriteTraceId }) => [objectWriteTraceId, { kind: "unasked", refusal }] as const)
      : await writePart(half, batch, (own) => writeHalves(half, batch, own));
    for (const [traceId, result] of written) results.set(traceId, result);
  }
  return results;
}

function readResults<Written extends WrittenRecord>(
  inputs: readonly TracedInput[],
  { results, errors }: { results: Written[]; errors: RefusalBody[] },
): Map<string, WriteResult<Written>> {
  const refusals = errors.map(readRefusal);
  const unknown = refusals.find(isUnknownProperty);
  if (unknown) throw new UnknownPropertyError(207, unknown);
  return new Map(
    inputs.map((input): [string, WriteResult<Written>] => {
      const traceId = input.objectWriteTraceId;
      const record = results.find((each) => each.objectWriteTraceId === traceId);
      if (record) return [traceId, { kind: "written", record }];
      const refusal = refusals.find(
        ({ traceIds, ids }) =>
          traceIds.includes(traceId) || (input.id !== undefined && ids.includes(input.id)),
      );
      return [traceId, refusal ? toResult(refusal) : { kind: "missing", isTold: false }];
    }),
  );
}

function toResult(refusal: Refusal): Extract<WriteResult, { kind: "refused" | "missing" }> {
  return isNotFound(refusal) ? { kind: "missing", isTold: true } : { kind: "refused", refusal };
}
