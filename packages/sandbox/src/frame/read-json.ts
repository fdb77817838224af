import * as z from "zod";
import type { Refusal } from "./answer.ts";

/**
 * Reads a body.
 *
 * @param refuse makes the API's own refusal of a body that cannot be read
 * @throws Refusal
 */
export function readJson<T>(schema: z.ZodType<T>, text: string, refuse: (reason: string) => Refusal): T {
  const parsed = schema.safeParse(parseJson(text, refuse));
  if (!parsed.success) throw refuse(z.prettifyError(parsed.error));
  return parsed.data;
}

function parseJson(text: string, refuse: (reason: string) => Refusal): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw refuse("the body cannot be parsed");
  }
}
