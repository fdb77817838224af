import type * as z from "zod";
import { readJson } from "../../frame/read-json.ts";
import { findObjectType, type ObjectType } from "../schema/object-type.ts";
import { notFoundError, parserError } from "./salesforce-error.ts";

/** @throws SalesforceError 400 JSON_PARSER_ERROR that says where the body is wrong */
export function readBody<T>(schema: z.ZodType<T>, body: string): T {
  return readJson(schema, body, parserError);
}

/** @throws SalesforceError 404 for an object that the stand-in does not have */
export function readObjectType(name: string | undefined): ObjectType {
  const type = findObjectType(name ?? "");
  if (type) return type;
  throw notFoundError();
}
