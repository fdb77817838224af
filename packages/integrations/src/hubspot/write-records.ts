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
 * whole is halved, until whatever is wrong stands alone.
 *
 * @throws UnknownPropertyError, and whatever is no refusal
 */
export async function writeRecords<Input extends TracedInput, Written extends WrittenRecord>(
  inputs: readonly Input[],
  write: (inputs: Input[]) => Promise<{ results: Written[]; errors: RefusalBody[] }>,
): Promise<Map<string, WriteResult<Written>>> {
  if (inputs.length === 0) return new Map();
  try {
    return readResults(inputs, await write([...inputs]));
  } catch (error) {
    if (!(error instanceof HubspotRefusal) || error instanceof UnknownPropertyError) throw error;
    const { refusal } = error;
    if (isUnknownProperty(refusal)) throw new UnknownPropertyError(400, refusal);
    const [first] = inputs;
    if (first && inputs.length === 1) return new Map([[first.objectWriteTraceId, toResult(refusal)]]);
    const middle = Math.ceil(inputs.length / 2);
    // One after the other: whoever sees the second fail knows that the first was carried out.
    const before = await writeRecords(inputs.slice(0, middle), write);
    return new Map([...before, ...(await writeRecords(inputs.slice(middle), write))]);
  }
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

function toResult(refusal: Refusal): Exclude<WriteResult, { kind: "written" }> {
  return isNotFound(refusal) ? { kind: "missing", isTold: true } : { kind: "refused", refusal };
}
