import { styleText } from "node:util";
import { nameOf } from "./check-crm.ts";
import type { CustomerWithTimeline, Mapping } from "./operators-api.ts";
import type { CrmOutcome } from "./run-crm.ts";

/** The lines that show each customer's mapping and the activities of its record. */
export function describeCrm(customers: CustomerWithTimeline[], outcome: CrmOutcome): string[][] {
  return outcome.mappings.map((mapping) => describeMapping(mapping, customers, outcome));
}

function describeMapping(
  { prospectId, externalId, syncStatus, metadata }: Mapping,
  customers: CustomerWithTimeline[],
  { activities, account: { knownBeforeId } }: CrmOutcome,
): string[] {
  const name = styleText("bold", nameOf(customers, prospectId));
  if (externalId === null) return [`${name}  ${styleText("yellow", syncStatus)}: ${metadata?.reason}`, ""];
  const own = activities.filter(({ recordIds }) => recordIds.includes(externalId));
  const how = externalId === knownBeforeId ? "adopted: it existed before" : "created by the sync";
  return [
    `${name}  ${styleText("green", syncStatus)} with record ${externalId}, ${how}`,
    ...own.map(({ id, kind }) => `  ${kind.padEnd(14)} ${id}`),
    "",
  ];
}
