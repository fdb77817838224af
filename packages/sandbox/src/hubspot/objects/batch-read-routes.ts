import * as z from "zod";
import type { SandboxAnswer } from "../../frame/answer.ts";
import { readBody, readObjectType } from "../api/read-body.ts";
import type { HubspotRoute, RouteCall } from "../api/route.ts";
import {
  checkBatchSize,
  checkNoDuplicates,
  MAX_BATCH_INPUTS,
  missingObjectsEntry,
  toBatchBody,
} from "./batch-answer.ts";
import { type CrmRecord, toReadAnswer } from "./crm-record.ts";
import { checkUniqueProperty, findQueried } from "./find-record.ts";

const ReadBatch = z.object({
  inputs: z.array(z.object({ id: z.string() })),
  properties: z.array(z.string()).default([]),
  idProperty: z.string().optional(),
});

const ArchiveBatch = z.object({ inputs: z.array(z.object({ id: z.string() })) });

function readBatch({ portal, params, query, body }: RouteCall): SandboxAnswer {
  const type = readObjectType(params[0]);
  const { inputs, properties, idProperty } = readBody(ReadBatch, body);
  checkBatchSize(inputs, MAX_BATCH_INPUTS);
  const ids = inputs.map(({ id }) => id);
  checkNoDuplicates(ids);
  checkUniqueProperty(portal, type, idProperty);

  const archived = query.get("archived") === "true";
  const found = new Map<string, CrmRecord>();
  const missing: string[] = [];
  for (const id of ids) {
    const record = findQueried(portal, { type, id, idProperty, archived });
    if (record) found.set(record.id, record);
    else missing.push(id);
  }
  const isKnown = (name: string) => portal.catalog.find(type, name) !== undefined;
  const results = Array.from(found.values(), (record) => toReadAnswer(record, properties, isKnown));
  const errors = missing.length > 0 ? [missingObjectsEntry(type, missing, [])] : [];
  return {
    status: errors.length > 0 ? 207 : 200,
    body: toBatchBody({ at: portal.now(), results, errors }),
  };
}

function archiveBatch({ portal: { store }, params, body }: RouteCall): SandboxAnswer {
  const type = readObjectType(params[0]);
  const { inputs } = readBody(ArchiveBatch, body);
  checkBatchSize(inputs, MAX_BATCH_INPUTS);
  checkNoDuplicates(inputs.map(({ id }) => id));
  for (const { id } of inputs) {
    const record = store.findLive(type, id);
    if (record) store.archive(record);
  }
  return { status: 204 };
}

export const batchReadRoutes: HubspotRoute[] = [
  {
    method: "POST",
    path: "/crm/objects/{type}/batch/read",
    scope: "crm.objects.contacts.read",
    answer: readBatch,
  },
  {
    method: "POST",
    path: "/crm/objects/{type}/batch/archive",
    scope: "crm.objects.contacts.write",
    answer: archiveBatch,
  },
];
