import { type Check, fullName } from "./check-outcome.ts";
import type { CustomerWithTimeline, Mapping } from "./operators-api.ts";
import type { HubspotOutcome } from "./run-hubspot.ts";
import { AMBIGUOUS, KNOWN_BEFORE } from "./scenario.ts";

/** Compares what stands in HubSpot with the customers and what their mappings say. */
export function checkHubspot(customers: CustomerWithTimeline[], outcome: HubspotOutcome): Check[] {
  const { mappings, knownBeforeId } = outcome;
  const mappingOf = (name: string): Mapping | undefined =>
    mappings.find(({ prospectId }) => nameOf(customers, prospectId) === name);
  const ambiguous = mappingOf(AMBIGUOUS.name);
  const knownBefore = mappingOf(KNOWN_BEFORE.name);
  return [
    {
      claim: "Every other customer has one contact in HubSpot, to which its mapping points",
      problems: customers
        .filter((customer) => fullName(customer) !== AMBIGUOUS.name)
        .flatMap((customer) => checkContact(customer, outcome)),
    },
    {
      claim: `${KNOWN_BEFORE.name}, whom HubSpot knew, keeps that record`,
      problems: knownBefore?.externalId === knownBeforeId ? [] : [`it is ${knownBefore?.externalId}`],
    },
    {
      claim: `${AMBIGUOUS.name}, whom HubSpot has twice, waits for a person, with the reason`,
      problems:
        ambiguous?.syncStatus === "conflict" && ambiguous.metadata?.reason
          ? []
          : [`the mapping says ${ambiguous?.syncStatus}`],
    },
    {
      claim: "Each activity of a customer in HubSpot stands there once",
      problems: checkEngagements(customers, outcome),
    },
  ];
}

export function nameOf(customers: CustomerWithTimeline[], prospectId: string): string {
  const customer = customers.find(({ id }) => id === prospectId);
  return customer ? fullName(customer) : prospectId;
}

function checkContact(customer: CustomerWithTimeline, { mappings, contacts }: HubspotOutcome): string[] {
  const own = contacts.filter(({ properties }) => properties.coccinelle_customer_id === customer.id);
  const mapping = mappings.find(({ prospectId }) => prospectId === customer.id);
  if (own.length !== 1) return [`${fullName(customer)} has ${own.length} contacts`];
  if (mapping?.syncStatus === "synced" && mapping.externalId === own[0]?.id) return [];
  return [`${fullName(customer)}: ${mapping?.syncStatus} ${mapping?.externalId} instead of ${own[0]?.id}`];
}

function checkEngagements(
  customers: CustomerWithTimeline[],
  { mappings, engagements }: HubspotOutcome,
): string[] {
  return mappings
    .filter(({ syncStatus }) => syncStatus === "synced")
    .flatMap(({ prospectId, externalId }) => {
      const expected = customers.find(({ id }) => id === prospectId)?.timeline.length;
      const found = engagements.filter(({ associations }) =>
        associations.contacts?.includes(externalId ?? ""),
      ).length;
      return found === expected ? [] : [`${nameOf(customers, prospectId)}: ${found} instead of ${expected}`];
    });
}
