import { isStrongerSource, messageName, NameSource, PLACEHOLDER_NAME } from "@coccinelle/core";
import * as z from "zod";
import type { RecordableEvent } from "./recordable-event.ts";

/** The moment of an event, and the event itself where two fall on the same moment. */
const Moment = z.object({ at: z.string(), eventId: z.string() });
type Moment = z.infer<typeof Moment>;

/**
 * The values that the pipeline itself wrote on a customer, kept in the customer's `metadata`. While a column still
 * holds such a value, the pipeline may replace it. A person or another program that writes the column ends that.
 */
const AutoCreated = z.object({
  /** The earliest message of the customer that was recorded. */
  autoCreated: Moment.extend({ channel: z.string() }).optional(),
  autoName: Moment.extend({
    source: NameSource,
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
  }).optional(),
});
export type AutoCreated = z.infer<typeof AutoCreated>;
export type AutoName = NonNullable<AutoCreated["autoName"]>;

export function readAutoCreated(metadata: Record<string, unknown>): AutoCreated {
  return AutoCreated.safeParse(metadata).data ?? {};
}

export function isEarlier(a: Moment, b: Moment): boolean {
  return a.at === b.at ? a.eventId < b.eventId : a.at < b.at;
}

/** The name that a message gives its sender, or null. A missing part takes the placeholder's word. */
export function nameOf(event: RecordableEvent): AutoName | null {
  const found = messageName(event);
  if (found === null) return null;
  return {
    at: event.occurredAt,
    eventId: event.id,
    source: found.source,
    firstName: found.name.firstName ?? PLACEHOLDER_NAME.firstName,
    lastName: found.name.lastName ?? PLACEHOLDER_NAME.lastName,
  };
}

interface NamedCustomer {
  firstName: string | null;
  lastName: string | null;
  autoName?: AutoName | undefined;
}

/** The source of a customer's present name: `human`, unless the pipeline wrote the name or there is none. */
function nameSource({ firstName, lastName, autoName }: NamedCustomer): NameSource {
  if (autoName && autoName.firstName === firstName && autoName.lastName === lastName) return autoName.source;
  const blank = !firstName && !lastName;
  const placeholder = firstName === PLACEHOLDER_NAME.firstName && lastName === PLACEHOLDER_NAME.lastName;
  return blank || placeholder ? "placeholder" : "human";
}

/** Whether neither part is a placeholder. */
function isWhole({ firstName, lastName }: Pick<AutoName, "firstName" | "lastName">): boolean {
  return firstName !== PLACEHOLDER_NAME.firstName && lastName !== PLACEHOLDER_NAME.lastName;
}

/**
 * Whether a name replaces the customer's present one. A name of a stronger source does. Of two names of the same
 * source, a whole name replaces a part of one, and else the name that was given first stays or returns. So the
 * outcome is the same in whatever order the messages arrive.
 */
export function replacesName(candidate: AutoName, customer: NamedCustomer): boolean {
  const source = nameSource(customer);
  const present = customer.autoName;
  if (isStrongerSource(candidate.source, source)) return true;
  if (source !== candidate.source || present === undefined) return false;
  return isWhole(candidate) === isWhole(present) ? isEarlier(candidate, present) : isWhole(candidate);
}
