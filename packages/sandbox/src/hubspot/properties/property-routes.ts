import type { SandboxAnswer } from "../../frame/answer.ts";
import { notFoundError, validationError } from "../api/hubspot-error.ts";
import { readBody, readObjectType } from "../api/read-body.ts";
import type { HubspotRoute, RouteCall } from "../api/route.ts";
import { PropertyDefinition, toPropertyAnswer } from "./property-definition.ts";

const NewProperty = PropertyDefinition.omit({ createdAt: true, hubspotDefined: true, readOnlyValue: true });

function listProperties({ portal: { catalog }, params }: RouteCall): SandboxAnswer {
  const results = catalog.list(readObjectType(params[0])).map(toPropertyAnswer);
  return { status: 200, body: { results } };
}

function readProperty({ portal: { catalog }, params: [typeName, name = ""] }: RouteCall): SandboxAnswer {
  const definition = catalog.find(readObjectType(typeName), name);
  if (!definition) throw notFoundError(`Property ${name} does not exist`);
  return { status: 200, body: toPropertyAnswer(definition) };
}

function createProperty({ portal, params, body }: RouteCall): SandboxAnswer {
  const type = readObjectType(params[0]);
  const property = readBody(NewProperty, body);
  if (property.hasUniqueValue && !portal.uniquePropertyTypes.includes(type)) {
    throw validationError(`Unique properties are not supported for ${type}.`);
  }
  const definition = PropertyDefinition.parse({ ...property, createdAt: portal.now() });
  portal.catalog.create(type, definition);
  return { status: 201, body: toPropertyAnswer(definition) };
}

const read = "crm.schemas.contacts.read";
const write = "crm.schemas.contacts.write";

export const propertyRoutes: HubspotRoute[] = [
  { method: "GET", path: "/crm/properties/{type}", scope: read, answer: listProperties },
  { method: "POST", path: "/crm/properties/{type}", scope: write, answer: createProperty },
  { method: "GET", path: "/crm/properties/{type}/{name}", scope: read, answer: readProperty },
];
