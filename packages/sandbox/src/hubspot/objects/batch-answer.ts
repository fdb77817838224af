import { HubspotError, validationError } from "../api/hubspot-error.ts";
import { type ObjectType, singularName } from "./object-type.ts";

/** The most inputs of one call about records. Calls about associations take more. */
export const MAX_BATCH_INPUTS = 100;

interface BatchBodyParts {
  at: number;
  results: unknown[];
  errors: unknown[];
}

/** The body that all batch answers share. */
export function toBatchBody({ at, results, errors }: BatchBodyParts): Record<string, unknown> {
  const moment = new Date(at).toISOString();
  return {
    status: "COMPLETE",
    results,
    ...(errors.length > 0 && { numErrors: errors.length, errors }),
    startedAt: moment,
    completedAt: moment,
  };
}

/** @throws HubspotError 400 for too many inputs, or for none */
export function checkBatchSize(inputs: readonly unknown[], max: number): void {
  if (inputs.length === 0) throw validationError("Invalid input: `inputs` must not be empty.");
  if (inputs.length > max) {
    throw validationError(`The maximum number of inputs supported in a batch request is ${max}.`);
  }
}

/** @throws HubspotError 400 when a record is named twice */
export function checkNoDuplicates(ids: readonly string[]): void {
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  if (repeated.size === 0) return;
  throw validationError(
    `Duplicate IDs found in batch input: [${[...repeated].join(", ")}]. IDs must be unique`,
    {
      context: { ids: [...repeated] },
    },
  );
}

/** Makes the one entry of a 207 that names all unknown records. */
export function missingObjectsEntry(
  type: ObjectType,
  ids: readonly string[],
  traceIds: readonly string[],
): Record<string, unknown> {
  return {
    status: "error",
    category: "OBJECT_NOT_FOUND",
    message: `Could not get some ${singularName(type)} objects, they may be deleted or not exist. Check that ids are valid.`,
    context: { ids, ...(traceIds.length > 0 && { objectWriteTraceId: traceIds }) },
    errors: [],
    links: {},
  };
}

/** One input of a batch: its trace id, and either the write or the refusal. */
export interface PlannedInput {
  traceId: string | undefined;
  outcome: (() => unknown) | HubspotError;
}

/**
 * Writes a batch. A refused input is among the errors of a 207 only when every input has a trace id of its own.
 * Otherwise the first refusal answers the whole call, and nothing is changed.
 *
 * @throws HubspotError the first refusal
 */
export function writeBatch(
  planned: readonly PlannedInput[],
  refusesWholeBatches: boolean,
): { results: unknown[]; errors: unknown[] } {
  const traceIds = new Set(planned.flatMap(({ traceId }) => traceId ?? []));
  const mayBePartial = !refusesWholeBatches && traceIds.size === planned.length;
  const refused = planned.find(({ outcome }) => outcome instanceof HubspotError);
  if (refused?.outcome instanceof HubspotError && !mayBePartial) throw refused.outcome;

  const results: unknown[] = [];
  const errors: unknown[] = [];
  for (const { traceId, outcome } of planned) {
    if (outcome instanceof HubspotError) {
      errors.push(outcome.toBatchEntry(traceId));
    } else {
      results.push(outcome());
    }
  }
  return { results, errors };
}

/** Runs a check and keeps its refusal as a value. */
export function planInput(plan: () => () => unknown): PlannedInput["outcome"] {
  try {
    return plan();
  } catch (error) {
    if (error instanceof HubspotError) return error;
    throw error;
  }
}
