import { PipelineError } from "@coccinelle/core";
import * as z from "zod";

const Strings = z.array(z.string()).catch([]);

/** One refusal as HubSpot words it: a whole answer, or an entry of `errors` in a batch's answer. */
export const RefusalBody = z.object({
  category: z.string().catch("UNKNOWN"),
  error: z.string().optional().catch(undefined),
  message: z.string().catch(""),
  policyName: z.string().optional().catch(undefined),
  context: z.record(z.string(), Strings).catch({}),
  errors: z
    .array(
      z.object({
        code: z.string().optional().catch(undefined),
        message: z.string().catch(""),
        context: z.record(z.string(), Strings).catch({}),
      }),
    )
    .catch([]),
});
export type RefusalBody = z.infer<typeof RefusalBody>;

/** A refusal without anybody's data: codes, names of properties, ids. */
export interface Refusal {
  codes: string[];
  properties: string[];
  /** The records that it is about. */
  ids: string[];
  /** The records that are in the way. */
  holderIds: string[];
  traceIds: string[];
}

/** An older form of the answer lists the refused values in its message, as JSON. */
const LISTED_VALUES = z.array(z.object({ error: z.string(), name: z.string() }));
const EXISTING_ID = /Existing ID: (\d+)/;

/** Reads what can be told apart; the messages themselves may hold values and stay behind. */
export function readRefusal({ category, error, message, context, errors }: RefusalBody): Refusal {
  const listed = readListedValues(message);
  const holderIds = [message, ...errors.map((each) => each.message)].flatMap(
    (text) => EXISTING_ID.exec(text)?.[1] ?? [],
  );
  return {
    codes: unique([
      category,
      ...(error === undefined ? [] : [error]),
      ...errors.flatMap(({ code }) => code ?? []),
      ...listed.map((value) => value.error),
    ]),
    properties: unique([
      ...(context.properties ?? []),
      ...errors.flatMap((each) => each.context.propertyName ?? []),
      ...listed.map(({ name }) => name),
    ]),
    ids: context.ids ?? [],
    holderIds: unique(holderIds),
    traceIds: context.objectWriteTraceId ?? [],
  };
}

function readListedValues(message: string): z.infer<typeof LISTED_VALUES> {
  const start = message.indexOf("[{");
  if (start < 0) return [];
  try {
    return LISTED_VALUES.safeParse(JSON.parse(message.slice(start))).data ?? [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}

/** HubSpot refuses a request, or one record of it; doing the same again would fail the same way. */
export class HubspotRefusal extends PipelineError {
  readonly retryable = false;
  readonly refusal: Refusal;

  constructor(status: number, refusal: Refusal) {
    super(`HubSpot refuses it: ${refusal.codes.join(", ")}`, { context: { status } });
    this.refusal = refusal;
  }
}

const CONFLICT_CODES = ["CONFLICT", "OBJECT_ALREADY_EXISTS", "CONTACT_EXISTS", "CONFLICTING_UNIQUE_VALUE"];

/** Another record has the e-mail address, or another unique value. */
export function isConflict({ codes }: Refusal): boolean {
  return codes.some((code) => CONFLICT_CODES.includes(code));
}

export function isNotFound({ codes }: Refusal): boolean {
  return codes.includes("OBJECT_NOT_FOUND");
}

export function isUnknownProperty({ codes }: Refusal): boolean {
  return codes.includes("PROPERTY_DOESNT_EXIST");
}

/** Why, in words for people: codes and names of properties. */
export function describeRefusal({ codes, properties }: Refusal): string {
  const about = properties.length > 0 ? ` (${properties.join(", ")})` : "";
  return `HubSpot refuses it: ${codes.join(", ")}${about}`;
}
