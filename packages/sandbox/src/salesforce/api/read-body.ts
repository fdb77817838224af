import type * as z from "zod";
import { readJson } from "../../frame/read-json.ts";
import type { Org } from "../access/org.ts";
import { findObjectType, type ObjectType } from "../schema/object-type.ts";
import { notFoundError, parserError } from "./salesforce-error.ts";

/** @throws SalesforceError 400 JSON_PARSER_ERROR that says where the body is wrong */
export function readBody<T>(schema: z.ZodType<T>, body: string): T {
  return readJson(schema, body, parserError);
}

/** @throws SalesforceError 404 for an object that this organisation does not have */
export function readObjectType({ schema }: Org, name: string | undefined): ObjectType {
  const type = findObjectType(name ?? "");
  if (type && schema.hasType(type)) return type;
  throw notFoundError();
}
