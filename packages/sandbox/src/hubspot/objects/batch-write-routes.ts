import * as z from "zod";
import type { SandboxAnswer } from "../../frame/answer.ts";
import { PropertyValues, readBody, readObjectType } from "../api/read-body.ts";
import { type HubspotRoute, isDateVersioned, type RouteCall } from "../api/route.ts";
import { findAssociated, InlineAssociations } from "../associations/inline-associations.ts";
import {
  checkBatchSize,
  checkNoDuplicates,
  MAX_BATCH_INPUTS,
  missingObjectsEntry,
  type PlannedInput,
  planInput,
  toBatchBody,
  writeBatch,
} from "./batch-answer.ts";
import { checkWrite, type TakenValues } from "./check-write.ts";
import { toWriteAnswer } from "./crm-record.ts";
import { checkUniqueProperty } from "./find-record.ts";
import type { ObjectType } from "./object-type.ts";

const TraceId = z.string().optional();

const CreateBatch = z.object({
  inputs: z.array(
    z.object({ properties: PropertyValues, associations: InlineAssociations, objectWriteTraceId: TraceId }),
  ),
});

const UpdateBatch = z.object({
  inputs: z.array(
    z.object({
      id: z.string(),
      idProperty: z.string().optional(),
      properties: PropertyValues,
      objectWriteTraceId: TraceId,
    }),
  ),
});

const UpsertBatch = z.object({
  inputs: z.array(
    z.object({
      id: z.string().min(1),
      idProperty: z.string(),
      properties: PropertyValues,
      objectWriteTraceId: TraceId,
    }),
  ),
});

function createBatch(call: RouteCall): SandboxAnswer {
  const { portal } = call;
  const enforcesRequired = isDateVersioned(call);
  const type = readObjectType(call.params[0]);
  const { inputs } = readBody(CreateBatch, call.body);
  checkBatchSize(inputs, MAX_BATCH_INPUTS);

  const taken: TakenValues = new Set();
  const planned = inputs.map(({ properties, associations, objectWriteTraceId: traceId }) => ({
    traceId,
    outcome: planInput(() => {
      const targets = findAssociated(portal, type, associations);
      const values = checkWrite(portal, taken, { type, values: properties, enforcesRequired });
      return () => {
        const record = portal.store.create(type, values);
        for (const target of targets) portal.store.associations.add(record, target);
        return withTraceId(toWriteAnswer(record), traceId);
      };
    }),
  }));
  return answerBatch(call, 201, planned, []);
}

/** A record that was merged away is neither changed nor named in the answer. */
function updateBatch(call: RouteCall): SandboxAnswer {
  const { portal } = call;
  const enforcesRequired = isDateVersioned(call);
  const type = readObjectType(call.params[0]);
  const { inputs } = readBody(UpdateBatch, call.body);
  checkBatchSize(inputs, MAX_BATCH_INPUTS);
  checkNoDuplicates(inputs.map(({ id }) => id));
  for (const { idProperty } of inputs) checkUniqueProperty(portal, type, idProperty);

  const taken: TakenValues = new Set();
  const located = inputs
    .filter(({ id, idProperty }) => idProperty !== undefined || !portal.store.isMergedAway(id))
    .map((input) => ({ input, record: findTarget(portal, type, input.id, input.idProperty) }));
  const planned = located.flatMap(({ input, record }) => {
    if (!record) return [];
    const traceId = input.objectWriteTraceId;
    const outcome = planInput(() => {
      const write = { type, record, values: input.properties, enforcesRequired };
      const values = checkWrite(portal, taken, write);
      return () => withTraceId(toWriteAnswer(portal.store.update(record, values)), traceId);
    });
    return { traceId, outcome };
  });
  const missing = located.filter(({ record }) => !record).map(({ input }) => input);
  return answerBatch(call, 200, planned, missing);
}

function upsertBatch(call: RouteCall): SandboxAnswer {
  const { portal } = call;
  const enforcesRequired = isDateVersioned(call);
  const type = readObjectType(call.params[0]);
  const { inputs } = readBody(UpsertBatch, call.body);
  checkBatchSize(inputs, MAX_BATCH_INPUTS);
  checkNoDuplicates(inputs.map(({ id }) => id));
  for (const { idProperty } of inputs) checkUniqueProperty(portal, type, idProperty);

  const taken: TakenValues = new Set();
  const planned = inputs.map(({ id, idProperty, properties, objectWriteTraceId: traceId }) => ({
    traceId,
    outcome: planInput(() => {
      const record = findTarget(portal, type, id, idProperty);
      const values = checkWrite(portal, taken, {
        type,
        record,
        values: record ? properties : { [idProperty]: id, ...properties },
        enforcesRequired,
      });
      return () => {
        const written = record ? portal.store.update(record, values) : portal.store.create(type, values);
        return withTraceId({ ...toWriteAnswer(written), new: !record }, traceId);
      };
    }),
  }));
  return answerBatch(call, 200, planned, []);
}

function findTarget(
  { store }: RouteCall["portal"],
  type: ObjectType,
  id: string,
  idProperty: string | undefined,
) {
  return idProperty === undefined
    ? store.findLive(type, id)
    : store.findHolder(type, { name: idProperty, value: id });
}

function answerBatch(
  { portal, params }: RouteCall,
  successStatus: number,
  planned: PlannedInput[],
  missing: { id: string; objectWriteTraceId?: string }[],
): SandboxAnswer {
  const { results, errors } = writeBatch(planned, portal.refusesWholeBatches);
  if (missing.length > 0) {
    const ids = missing.map(({ id }) => id);
    const traceIds = missing.flatMap(({ objectWriteTraceId }) => objectWriteTraceId ?? []);
    errors.push(missingObjectsEntry(readObjectType(params[0]), ids, traceIds));
  }
  const body = toBatchBody({ at: portal.now(), results, errors });
  return { status: errors.length > 0 ? 207 : successStatus, body };
}

function withTraceId(answer: Record<string, unknown>, traceId: string | undefined): Record<string, unknown> {
  return traceId === undefined ? answer : { ...answer, objectWriteTraceId: traceId };
}

const scope = "crm.objects.contacts.write";

export const batchWriteRoutes: HubspotRoute[] = [
  { method: "POST", path: "/crm/objects/{type}/batch/create", scope, answer: createBatch },
  { method: "POST", path: "/crm/objects/{type}/batch/update", scope, answer: updateBatch },
  { method: "POST", path: "/crm/objects/{type}/batch/upsert", scope, answer: upsertBatch },
];
