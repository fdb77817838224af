import * as z from "zod";
import type { SandboxAnswer } from "../../frame/answer.ts";
import { notFoundError } from "../api/hubspot-error.ts";
import { PropertyValues, readBody, readObjectType } from "../api/read-body.ts";
import { type HubspotRoute, isDateVersioned, type RouteCall } from "../api/route.ts";
import { findAssociated, InlineAssociations } from "../associations/inline-associations.ts";
import { checkWrite } from "./check-write.ts";
import { toReadAnswer, toWriteAnswer } from "./crm-record.ts";
import { checkUniqueProperty, findQueried } from "./find-record.ts";

const NewObject = z.object({ properties: PropertyValues, associations: InlineAssociations });
const ObjectChanges = z.object({ properties: PropertyValues });

function createObject(call: RouteCall): SandboxAnswer {
  const { portal, params, body } = call;
  const enforcesRequired = isDateVersioned(call);
  const type = readObjectType(params[0]);
  const { properties, associations } = readBody(NewObject, body);
  const targets = findAssociated(portal, type, associations);
  const values = checkWrite(portal, new Set(), { type, values: properties, enforcesRequired });
  const record = portal.store.create(type, values);
  for (const target of targets) portal.store.associations.add(record, target);
  return { status: 201, body: toWriteAnswer(record) };
}

function readObject(call: RouteCall): SandboxAnswer {
  const { catalog } = call.portal;
  const record = findNamed(call, call.query.get("archived") === "true");
  const asked = call.query.getAll("properties").flatMap((names) => names.split(","));
  const isKnown = (name: string) => catalog.find(record.type, name) !== undefined;
  return { status: 200, body: toReadAnswer(record, asked, isKnown) };
}

function updateObject(call: RouteCall): SandboxAnswer {
  const { portal } = call;
  const enforcesRequired = isDateVersioned(call);
  const record = findNamed(call, false);
  const { properties } = readBody(ObjectChanges, call.body);
  const write = { type: record.type, record, values: properties, enforcesRequired };
  const values = checkWrite(portal, new Set(), write);
  return { status: 200, body: toWriteAnswer(portal.store.update(record, values)) };
}

function archiveObject({ portal: { store }, params: [typeName, id = ""] }: RouteCall): SandboxAnswer {
  const record = store.findLive(readObjectType(typeName), id);
  if (record) store.archive(record);
  return { status: 204 };
}

/** @throws HubspotError 404 */
function findNamed({ portal, params: [typeName, id = ""], query }: RouteCall, archived: boolean) {
  const type = readObjectType(typeName);
  const idProperty = query.get("idProperty") ?? undefined;
  checkUniqueProperty(portal, type, idProperty);
  const record = findQueried(portal, { type, id, idProperty, archived });
  if (!record) throw notFoundError("Object not found.  objectId are usually numeric.");
  return record;
}

const read = "crm.objects.contacts.read";
const write = "crm.objects.contacts.write";

export const singleObjectRoutes: HubspotRoute[] = [
  { method: "POST", path: "/crm/objects/{type}", scope: write, answer: createObject },
  { method: "GET", path: "/crm/objects/{type}/{id}", scope: read, answer: readObject },
  { method: "PATCH", path: "/crm/objects/{type}/{id}", scope: write, answer: updateObject },
  { method: "DELETE", path: "/crm/objects/{type}/{id}", scope: write, answer: archiveObject },
];
