import * as z from "zod";
import { readJson } from "../../frame/read-json.ts";
import { ObjectType } from "../objects/object-type.ts";
import { notFoundError, validationError } from "./hubspot-error.ts";

/** Property values are strings in both directions, numbers and truths included. */
export const PropertyValues = z.record(z.string(), z.string());

/** @throws HubspotError 400 that says where the body is wrong */
export function readBody<T>(schema: z.ZodType<T>, body: string): T {
  return readJson(schema, body, (reason) => validationError(`Invalid input JSON: ${reason}`));
}

/** @throws HubspotError 404 for a type that the sandbox does not have */
export function readObjectType(name: string | undefined): ObjectType {
  const type = ObjectType.safeParse(name);
  if (!type.success) throw notFoundError(`Unable to infer object type from: ${name}`);
  return type.data;
}
