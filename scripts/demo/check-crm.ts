import { type Check, fullName } from "./check-outcome.ts";
import type { CustomerWithTimeline, Mapping } from "./operators-api.ts";
import type { CrmOutcome } from "./run-crm.ts";
import { KNOWN_BEFORE } from "./scenario.ts";

/** Compares the records in a CRM with the customers and their mappings. */
export function checkCrm(customers: CustomerWithTimeline[], outcome: CrmOutcome): Check[] {
  const { mappings, account } = outcome;
  const { name, undecided, knownBeforeId } = account;
  const mappingOf = (customer: string): Mapping | undefined =>
    mappings.find(({ prospectId }) => nameOf(customers, prospectId) === customer);
  const knownBefore = mappingOf(KNOWN_BEFORE.name);
  return [
    {
      statement: `Every other customer has one record in ${name}, to which its mapping points`,
      problems: customers
        .filter((customer) => undecided[fullName(customer)] === undefined)
        .flatMap((customer) => checkRecord(customer, outcome)),
    },
    {
      statement: `${KNOWN_BEFORE.name}, whom ${name} knew, keeps that record`,
      problems: knownBefore?.externalId === knownBeforeId ? [] : [`it is ${knownBefore?.externalId}`],
    },
    ...Object.entries(undecided).map(([customer, status]) => ({
      statement: `${customer} is not in ${name} (${status}), with the reason`,
      problems: checkUndecided(mappingOf(customer), status, outcome),
    })),
    {
      statement: `${name} holds each activity of its customers once`,
      problems: checkActivities(customers, outcome),
    },
  ];
}

export function nameOf(customers: CustomerWithTimeline[], prospectId: string): string {
  const customer = customers.find(({ id }) => id === prospectId);
  return customer ? fullName(customer) : prospectId;
}

function checkRecord(customer: CustomerWithTimeline, { mappings, records }: CrmOutcome): string[] {
  const own = records.filter(({ customerId }) => customerId === customer.id);
  const mapping = mappings.find(({ prospectId }) => prospectId === customer.id);
  if (own.length !== 1) return [`${fullName(customer)} has ${own.length} records`];
  if (mapping?.syncStatus === "synced" && mapping.externalId === own[0]?.id) return [];
  return [`${fullName(customer)}: ${mapping?.syncStatus} ${mapping?.externalId} instead of ${own[0]?.id}`];
}

function checkUndecided(mapping: Mapping | undefined, status: string, { records }: CrmOutcome): string[] {
  if (mapping?.syncStatus !== status || !mapping.metadata?.reason) {
    return [`the mapping says ${mapping?.syncStatus}: ${mapping?.metadata?.reason}`];
  }
  const own = records.filter(({ customerId }) => customerId === mapping.prospectId);
  return own.map(({ id }) => `${id} is there`);
}

function checkActivities(customers: CustomerWithTimeline[], { mappings, activities }: CrmOutcome): string[] {
  return mappings
    .filter(({ syncStatus }) => syncStatus === "synced")
    .flatMap(({ prospectId, externalId }) => {
      const expected = customers.find(({ id }) => id === prospectId)?.timeline.length;
      const found = activities.filter(({ recordIds }) => recordIds.includes(externalId ?? "")).length;
      return found === expected ? [] : [`${nameOf(customers, prospectId)}: ${found} instead of ${expected}`];
    });
}
