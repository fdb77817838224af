import type { PersonName } from "@coccinelle/core";
import { identityText, type StoredCustomer } from "./stored-customers.ts";
import type { WrittenMessage } from "./written-messages.ts";

/**
 * The customers that a tenant's messages must lead to, by the rules of the README alone ("How a customer is
 * found", "How a customer is named"). The model shares no code with the product.
 *
 * The order of messages decides two things, and for these alone the model looks at the stored customers. A
 * message that names two identities either joins them or finds them known apart. And a customer with two
 * phones has the one that came first in the column `phone`.
 */
export function expectCustomers(
  messages: readonly WrittenMessage[],
  stored: readonly StoredCustomer[],
): StoredCustomer[] {
  const owners = findOwners(messages, stored);
  const customers = [...new Set(owners.values())].toSorted().map((owner) => {
    const identities = [...owners.keys()].filter((identity) => owners.get(identity) === owner).toSorted();
    const own = messages.filter((message) => owners.get(identitiesOf(message)[0] ?? "") === owner);
    const phones = valuesOf("phone", identities);
    const storedPhone = stored.find((customer) => customer.identities[0] === owner)?.phone;
    const duplicates = messages.flatMap((message) => listOthers(message, owner, owners));
    return {
      ...expectContent(own),
      phone: phones.find((phone) => phone === storedPhone) ?? phones[0] ?? null,
      email: valuesOf("email", identities)[0] ?? null,
      identities,
      possibleDuplicates: [...new Set(duplicates)].toSorted(),
    };
  });
  return customers.map((customer) => ({
    ...customer,
    tags: [
      "auto-created",
      "premier-contact",
      customer.preferredChannel,
      ...(customer.possibleDuplicates.length > 0 ? ["possible-duplicate"] : []),
    ].toSorted(),
  }));
}

/** For each identity, the first identity of the customer that it belongs to. */
function findOwners(
  messages: readonly WrittenMessage[],
  stored: readonly StoredCustomer[],
): Map<string, string> {
  const owners = new Map<string, string>();
  for (const together of groupByIdentity(messages)) {
    const identities = new Set(together.flatMap(identitiesOf));
    const customers = isOrderDecisive(together)
      ? stored.map((customer) => customer.identities.filter((identity) => identities.has(identity)))
      : [[...identities].toSorted()];
    // An identity that D1 lacks is expected all the same.
    for (const identity of identities) owners.set(identity, identity);
    for (const customer of customers) {
      for (const identity of customer) owners.set(identity, customer[0] ?? identity);
    }
  }
  return owners;
}

/** Groups of messages that are connected by their identities. */
function groupByIdentity(messages: readonly WrittenMessage[]): WrittenMessage[][] {
  return messages.reduce<WrittenMessage[][]>((groups, message) => {
    const isConnected = (group: WrittenMessage[]) => group.some((other) => haveCommon(message, other));
    return [
      ...groups.filter((group) => !isConnected(group)),
      [message, ...groups.filter(isConnected).flat()],
    ];
  }, []);
}

/**
 * Two messages without a common identity make two customers where they come first, and one where the message
 * that connects them comes before.
 */
function isOrderDecisive(connected: readonly WrittenMessage[]): boolean {
  return connected.some((message) => connected.some((other) => !haveCommon(message, other)));
}

function haveCommon(a: WrittenMessage, b: WrittenMessage): boolean {
  return identitiesOf(a).some((identity) => identitiesOf(b).includes(identity));
}

/** A message goes to the customer of its first identity, and marks this customer and the others that it names. */
function listOthers(message: WrittenMessage, owner: string, owners: ReadonlyMap<string, string>): string[] {
  const [receiver, ...others] = identitiesOf(message).map((identity) => owners.get(identity) ?? identity);
  if (receiver === undefined) return [];
  if (receiver === owner) return others.filter((other) => other !== owner);
  return others.includes(owner) ? [receiver] : [];
}

/** What a customer's own messages decide, in whatever order they come. */
function expectContent(messages: readonly WrittenMessage[]) {
  const inOrder = messages.toSorted((a, b) => compare(momentOf(a), momentOf(b)));
  const [first, last] = [inOrder[0]?.event, inOrder.at(-1)?.event];
  if (first === undefined || last === undefined) throw new Error("a customer has no message");
  const activities = messages.map(({ event }) => ({
    id: event.id,
    type: event.type,
    channel: event.channel,
    description: event.type === "call" ? "[call]" : event.text,
    createdAt: toStoredTime(event.occurredAt),
  }));
  return {
    ...expectName(inOrder),
    preferredChannel: first.channel,
    segment: "prospect",
    createdAt: toStoredTime(first.occurredAt),
    lastContactAt: toStoredTime(last.occurredAt),
    activities: activities.toSorted((a, b) => compare(a.id, b.id)),
  };
}

/** What a message says before what its profile says; then a whole name before a part; then the one given first. */
function expectName(inOrder: readonly WrittenMessage[]): { firstName: string; lastName: string } {
  const introduced = inOrder.flatMap(({ introduced, profile }) =>
    introduced === null ? [] : [complete(introduced, profile)],
  );
  const profiles = inOrder.flatMap(({ profile }) => (profile === null ? [] : [profile]));
  const names = introduced.length > 0 ? introduced : profiles;
  const name = names.find(({ firstName, lastName }) => firstName && lastName) ?? names[0];
  return { firstName: name?.firstName ?? "Client", lastName: name?.lastName ?? "Inconnu" };
}

/** A message that gives a first name alone gives the whole name where its profile has the same first name. */
function complete(introduced: PersonName, profile: PersonName | null): PersonName {
  if (introduced.lastName !== null || profile?.firstName !== introduced.firstName) return introduced;
  return profile ?? introduced;
}

function identitiesOf({ identities }: WrittenMessage): string[] {
  return identities.map(identityText);
}

function valuesOf(kind: string, identities: readonly string[]): string[] {
  return identities
    .filter((identity) => identity.startsWith(`${kind}:`))
    .map((identity) => identity.slice(kind.length + 1));
}

function momentOf({ event }: WrittenMessage): string {
  return `${event.occurredAt} ${event.id}`;
}

function toStoredTime(isoTime: string): string {
  return isoTime.replace("T", " ").replace("Z", "");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
