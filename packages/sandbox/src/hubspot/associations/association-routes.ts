import * as z from "zod";
import type { SandboxAnswer } from "../../frame/answer.ts";
import { validationError } from "../api/hubspot-error.ts";
import { readBody, readObjectType } from "../api/read-body.ts";
import type { HubspotRoute, RouteCall } from "../api/route.ts";
import { checkBatchSize, toBatchBody } from "../objects/batch-answer.ts";
import { findAssociationTypeId, OBJECT_TYPE_IDS, singularName } from "../objects/object-type.ts";
import { AssociationSpec } from "./inline-associations.ts";

const MAX_CREATED = 2000;
const MAX_READ = 1000;

const ObjectId = z.object({ id: z.string() });

const CreateBatch = z.object({
  inputs: z.array(z.object({ from: ObjectId, to: ObjectId, types: z.array(AssociationSpec).min(1) })),
});

const ReadBatch = z.object({ inputs: z.array(ObjectId) });

/** Creating an association that exists already changes nothing, and is not an error. */
function createAssociations({ portal, params, body }: RouteCall): SandboxAnswer {
  const fromType = readObjectType(params[0]);
  const toType = readObjectType(params[1]);
  const { inputs } = readBody(CreateBatch, body);
  checkBatchSize(inputs, MAX_CREATED);
  const typeId = findAssociationTypeId(fromType, toType);
  for (const { associationTypeId } of inputs.flatMap(({ types }) => types)) {
    if (associationTypeId !== typeId) {
      throw validationError(`Invalid association type ${associationTypeId} from ${fromType} to ${toType}`, {
        subCategory: "crm.associations.INVALID_ASSOCIATION_TYPE",
      });
    }
  }

  const results: unknown[] = [];
  const errors: unknown[] = [];
  for (const { from, to } of inputs) {
    const source = portal.store.findSurvivor(fromType, from.id);
    const target = portal.store.findSurvivor(toType, to.id);
    if (!source || !target) {
      const [type, id] = source ? [toType, to.id] : [fromType, from.id];
      const error = validationError(`${singularName(type)}=${id} is not valid`, {
        subCategory: "crm.associations.INVALID_OBJECT_IDS",
        context: { fromObjectId: [from.id], toObjectId: [to.id] },
      });
      errors.push(error.toBatchEntry());
      continue;
    }
    portal.store.associations.add(source, target);
    results.push({
      fromObjectTypeId: OBJECT_TYPE_IDS[fromType],
      fromObjectId: from.id,
      toObjectTypeId: OBJECT_TYPE_IDS[toType],
      toObjectId: to.id,
      labels: [],
    });
  }
  return {
    status: errors.length > 0 ? 207 : 201,
    body: toBatchBody({ at: portal.now(), results, errors }),
  };
}

function readAssociations({ portal, params, body }: RouteCall): SandboxAnswer {
  const fromType = readObjectType(params[0]);
  const toType = readObjectType(params[1]);
  const { inputs } = readBody(ReadBatch, body);
  checkBatchSize(inputs, MAX_READ);
  const typeId = findAssociationTypeId(fromType, toType);
  const results: unknown[] = [];
  const missing: string[] = [];
  for (const { id } of inputs) {
    const targets = portal.store.associations.listTargets({ type: fromType, id }, toType);
    if (targets.length === 0) {
      missing.push(id);
      continue;
    }
    const associationTypes = [{ category: "HUBSPOT_DEFINED", typeId, label: null }];
    results.push({ from: { id }, to: targets.map((toObjectId) => ({ toObjectId, associationTypes })) });
  }
  const errors = missing.map((id) => ({
    status: "error",
    category: "OBJECT_NOT_FOUND",
    subCategory: "crm.associations.NO_ASSOCIATIONS_FOUND",
    message: `No ${toType} is associated with ${fromType} ${id}.`,
    context: { fromObjectId: [id], fromObjectType: [fromType], toObjectType: [toType] },
    errors: [],
    links: {},
  }));
  return {
    status: errors.length > 0 ? 207 : 200,
    body: toBatchBody({ at: portal.now(), results, errors }),
  };
}

export const associationRoutes: HubspotRoute[] = [
  {
    method: "POST",
    path: "/crm/associations/{from}/{to}/batch/create",
    scope: "crm.objects.contacts.write",
    answer: createAssociations,
  },
  {
    method: "POST",
    path: "/crm/associations/{from}/{to}/batch/read",
    scope: "crm.objects.contacts.read",
    answer: readAssociations,
  },
];
