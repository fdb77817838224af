import * as z from "zod";
import type { SandboxAnswer } from "../../frame/answer.ts";
import { readBody, readObjectType } from "../api/read-body.ts";
import { basePathOf, type RouteCall, type SalesforceRoute } from "../api/route.ts";
import { notFoundError, RowRefusal } from "../api/salesforce-error.ts";
import { toFieldAnswer } from "../schema/field-definition.ts";
import { KEY_PREFIXES } from "../schema/object-type.ts";
import { readWriteOptions } from "./write-options.ts";
import { createRow, mayDo, type SavedRow } from "./write-rows.ts";

const Values = z.record(z.string(), z.unknown());

function describeObject(call: RouteCall): SandboxAnswer {
  const { org, params } = call;
  const type = readObjectType(params[0]);
  if (!mayDo(org.rights, type, "read")) throw notFoundError();
  const url = `${basePathOf(call)}/sobjects/${type}`;
  const recordTypes = org.store.list("RecordType").filter(({ values }) => values.SobjectType === type);
  return {
    status: 200,
    body: {
      name: type,
      label: type,
      labelPlural: `${type}s`,
      keyPrefix: KEY_PREFIXES[type],
      custom: false,
      queryable: true,
      retrieveable: true,
      createable: mayDo(org.rights, type, "create"),
      updateable: mayDo(org.rights, type, "edit"),
      deletable: mayDo(org.rights, type, "delete"),
      fields: org.access
        .listVisible(type)
        .map((field) => toFieldAnswer(field, org.access.canEdit(type, field))),
      recordTypeInfos: recordTypes.map(({ id, values }) => ({
        active: values.IsActive,
        available: true,
        defaultRecordTypeMapping: values.IsPersonType !== true,
        developerName: values.DeveloperName,
        master: false,
        name: values.Name,
        recordTypeId: id,
        urls: { layout: `${url}/describe/layouts/${id}` },
      })),
      childRelationships: [],
      urls: { sobject: url, describe: `${url}/describe`, rowTemplate: `${url}/{ID}` },
    },
  };
}

function createObject({ org, params, body, headers }: RouteCall): SandboxAnswer {
  const type = readObjectType(params[0]);
  const { attributes: _, ...given } = readBody(Values, body);
  const { id } = saveOne(() => createRow(org, type, given, readWriteOptions(headers)));
  return { status: 201, body: { id, success: true, errors: [] } };
}

/** The refusal of the only record is the refusal of the call. */
function saveOne(save: () => SavedRow): SavedRow {
  try {
    return save();
  } catch (error) {
    if (error instanceof RowRefusal) throw error.toSalesforceError();
    throw error;
  }
}

export const sobjectRoutes: SalesforceRoute[] = [
  { method: "GET", path: "/sobjects/{object}/describe", answer: describeObject },
  { method: "POST", path: "/sobjects/{object}", answer: createObject },
];
