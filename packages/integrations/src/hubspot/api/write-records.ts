import { UnknownFieldError } from "../../records/unknown-field-error.ts";
import { type BatchWriter, type RefusalRun, writeByHalves } from "../../records/write-by-halves.ts";
import type { Refused, WriteResult } from "../../records/write-result.ts";
import { KEY_PROPERTY } from "../contacts/contact-fields.ts";
import type { WrittenRecord } from "./answers.ts";
import type { ObjectType } from "./hubspot-api.ts";
import {
  describeRefusal,
  HubspotRefusal,
  isConflict,
  isNotFound,
  isUnknownProperty,
  type Refusal,
  type RefusalBody,
  readRefusal,
} from "./hubspot-refusal.ts";

export interface TracedInput {
  /** The record's id, or the value of its unique property. */
  id?: string;
  /** The unique property that `id` is a value of; without it, `id` is the record's id. */
  idProperty?: string;
  /** Unique in its batch. Without it one bad input has all of them refused. */
  objectWriteTraceId: string;
}

/** Of an upsert, the answer also tells whether the record is new. */
type Written = WrittenRecord & { _new?: boolean };
type WriteBatch<Input> = (inputs: Input[]) => Promise<{ results: Written[]; errors: RefusalBody[] }>;

/**
 * Writes a batch and says of every input what became of it: by its trace id, or else by the record's id or its
 * unique property. HubSpot may leave the trace id out of an answer.
 *
 * @param run shared by the batches of a page
 * @throws UnknownFieldError, and whatever is no refusal
 */
export function writeRecords<Input extends TracedInput>(
  type: ObjectType,
  inputs: readonly Input[],
  call: WriteBatch<Input>,
  run?: RefusalRun,
): Promise<WriteResult[]> {
  const write = (part: readonly Input[]) => writeBatch(type, part, call);
  return writeByHalves(inputs, { write, readRefusal: readRefusedRequest }, run);
}

async function writeBatch<Input extends TracedInput>(
  type: ObjectType,
  inputs: readonly Input[],
  call: WriteBatch<Input>,
): Promise<WriteResult[]> {
  const { results, errors } = await callBatch(type, call([...inputs]));
  const refusals = errors.map(readRefusal);
  failForUnknownProperties(type, refusals);
  return inputs.map((input): WriteResult => {
    const { id, objectWriteTraceId: traceId } = input;
    const record =
      results.find((each) => each.objectWriteTraceId === traceId) ??
      results.find((each) => each.objectWriteTraceId === undefined && isOf(input, each));
    if (record) {
      return { kind: "written", id: record.id, isNew: record._new ?? false, values: record.properties };
    }
    const refusal = refusals.find(
      ({ traceIds, ids }) => traceIds.includes(traceId) || (id !== undefined && ids.includes(id)),
    );
    return refusal ? toRefused(refusal) : { kind: "unmentioned" };
  });
}

/** Whether a record is the one that an input names. */
function isOf({ id, idProperty }: TracedInput, record: Written): boolean {
  if (id === undefined) return false;
  return idProperty === undefined ? record.id === id : record.properties[idProperty] === id;
}

async function callBatch<Answer>(type: ObjectType, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof HubspotRefusal) failForUnknownProperties(type, [error.refusal]);
    throw error;
  }
}

function failForUnknownProperties(type: ObjectType, refusals: readonly Refusal[]): void {
  const unknown = refusals.find(isUnknownProperty);
  if (unknown) throw new UnknownFieldError("HubSpot", type, unknown.properties);
}

/** Reads the refusal of a whole request. */
export const readRefusedRequest: BatchWriter<unknown>["readRefusal"] = (error) =>
  error instanceof HubspotRefusal ? toRefused(error.refusal) : null;

function toRefused(refusal: Refusal): Refused {
  const { codes, properties, holderIds } = refusal;
  // A conflict that names no property is about the e-mail address.
  const named = isConflict(refusal) && properties.length === 0 ? ["email"] : properties;
  const kind = isNotFound(refusal) ? "gone" : isConflict(refusal) ? "conflict" : "refused";
  const fields = named.includes(KEY_PROPERTY) ? [] : named;
  return { kind, codes, reason: describeRefusal(refusal), fields, holderIds };
}
