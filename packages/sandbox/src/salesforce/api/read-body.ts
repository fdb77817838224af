import * as z from "zod";
import type { Org } from "../access/org.ts";
import { findObjectType, type ObjectType } from "../schema/object-type.ts";
import { notFoundError, parserError } from "./salesforce-error.ts";

/** @throws SalesforceError 400 JSON_PARSER_ERROR that says where the body is wrong */
export function readBody<T>(schema: z.ZodType<T>, body: string): T {
  const parsed = schema.safeParse(parseJson(body));
  if (!parsed.success) throw parserError(z.prettifyError(parsed.error));
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw parserError("Unexpected character in the body");
  }
}

/** @throws SalesforceError 404 for an object that this organisation does not have */
export function readObjectType({ schema }: Org, name: string | undefined): ObjectType {
  const type = findObjectType(name ?? "");
  if (type && schema.hasType(type)) return type;
  throw notFoundError();
}
