import * as z from "zod";
import type { SandboxAnswer } from "../../frame/answer.ts";
import type { Org } from "../access/org.ts";
import { readBody } from "../api/read-body.ts";
import type { RouteCall, SalesforceRoute } from "../api/route.ts";
import { SalesforceError } from "../api/salesforce-error.ts";
import { FieldMetadata, findMissingAttribute, toFieldDefinition } from "./custom-field.ts";
import type { ObjectType } from "./object-type.ts";

const KEY_PREFIX = "00N";

const NewField = z.object({ FullName: z.string(), Metadata: FieldMetadata });

/** Custom fields of activities belong to `Activity`; tasks have them. */
const OBJECTS: Readonly<Record<string, ObjectType>> = {
  Contact: "Contact",
  Lead: "Lead",
  Account: "Account",
  Activity: "Task",
};

/** Creates a field, which no user sees before a permission set grants access to it. */
function createField({ org, body }: RouteCall): SandboxAnswer {
  if (!org.rights.customizeApplication) {
    throw new SalesforceError(
      403,
      "INSUFFICIENT_ACCESS",
      "You do not have the level of access necessary to perform the operation you requested.",
    );
  }
  const { FullName, Metadata } = readBody(NewField, body);
  const [, objectName = "", name = ""] = /^(\w+)\.([A-Za-z]\w*__c)$/.exec(FullName) ?? [];
  const type = OBJECTS[objectName];
  if (!type) throw invalidFieldError(`The object or the name of ${FullName} is not right`);
  checkMetadata(org, objectName, FullName, Metadata);
  if (org.schema.find(type, name)) {
    throw new SalesforceError(
      400,
      "DUPLICATE_DEVELOPER_NAME",
      `There is already a field named ${name.replace(/__c$/, "")} on ${objectName}.`,
      { fields: ["FullName"] },
    );
  }
  org.schema.addCustom(type, toFieldDefinition(name, Metadata));
  const id = org.store.makeId(KEY_PREFIX);
  return { status: 201, body: { id, success: true, errors: [], warnings: [], infos: [] } };
}

function checkMetadata(org: Org, objectName: string, fullName: string, metadata: FieldMetadata): void {
  const missing = findMissingAttribute(metadata);
  if (missing !== undefined) {
    throw invalidFieldError(`Must specify '${missing}' for a CustomField of type ${metadata.type}`);
  }
  if (objectName === "Activity" && metadata.externalId && !org.allowsActivityKeys) {
    throw invalidFieldError(`${fullName}: Can not specify 'externalId' for a CustomField of this object`);
  }
}

function invalidFieldError(message: string): SalesforceError {
  return new SalesforceError(400, "FIELD_INTEGRITY_EXCEPTION", message, { fields: ["FullName"] });
}

export const toolingRoutes: SalesforceRoute[] = [
  { method: "POST", path: "/tooling/sobjects/CustomField", answer: createField },
];
