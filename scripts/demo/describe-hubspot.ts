import { styleText } from "node:util";
import { nameOf } from "./check-hubspot.ts";
import type { CustomerWithTimeline, Mapping } from "./operators-api.ts";
import type { HubspotOutcome } from "./run-hubspot.ts";

/** Each customer's mapping, and its record's activities. */
export function describeHubspot(customers: CustomerWithTimeline[], outcome: HubspotOutcome): string[][] {
  return outcome.mappings.map((mapping) => describeMapping(mapping, customers, outcome));
}

function describeMapping(
  { prospectId, externalId, syncStatus, metadata }: Mapping,
  customers: CustomerWithTimeline[],
  { engagements, knownBeforeId }: HubspotOutcome,
): string[] {
  const name = styleText("bold", nameOf(customers, prospectId));
  if (externalId === null) return [`${name}  ${styleText("yellow", syncStatus)}: ${metadata?.reason}`, ""];
  const own = engagements.filter(({ associations }) => associations.contacts?.includes(externalId));
  const how = externalId === knownBeforeId ? "adopted, it was there before" : "made by the sync";
  return [
    `${name}  ${styleText("green", syncStatus)} with contact ${externalId}, ${how}`,
    ...own.map(({ id, type }) => `  ${type.replace(/s$/, "").padEnd(14)} ${id}`),
    "",
  ];
}
