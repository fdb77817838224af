import type { ContactPush } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import {
  firstPush,
  getContact,
  newCustomer,
  type PushedContact,
  pushOne,
  simulateHubspot,
} from "./simulated-hubspot.ts";

const MOVED = "moved@example.com";
const FORMS = ["existing-id", "already-exists", "unique-value"] as const;
const CASES = FORMS.flatMap((emailConflict) =>
  [false, true].flatMap((refusesWholeBatches) =>
    [false, true].map((isTakerFirst) => ({ emailConflict, refusesWholeBatches, isTakerFirst })),
  ),
);

async function givingWorld(options: Parameters<typeof simulateHubspot>[0]) {
  const hubspot = await simulateHubspot(options);
  const giver = await pushOne(hubspot.adapter, newCustomer({ email: MOVED }));
  const giving = { ...giver, customer: { ...giver.customer, email: "new@example.com" } };
  return { ...hubspot, giving };
}

/** Pushes a page, and then its conflicts once more, as the engine does. */
async function pushTwice(
  { adapter }: Awaited<ReturnType<typeof givingWorld>>,
  giving: PushedContact,
  taking: ContactPush,
  isTakerFirst: boolean,
) {
  const page = isTakerFirst ? [taking, giving] : [giving, taking];
  const first = await adapter.pushContacts(page);
  expect(first.find(({ prospectId }) => prospectId === giving.customer.id)).toMatchObject({ kind: "synced" });
  const outcome = first.find(({ prospectId }) => prospectId === taking.customer.id);
  if (outcome?.kind !== "conflict") return outcome;
  const externalId = outcome.externalId ?? taking.externalId;
  const [second] = await adapter.pushContacts([{ ...taking, externalId }]);
  return second;
}

describe.each(CASES)(
  "an e-mail address that moves within a page ($emailConflict, whole batch refused: $refusesWholeBatches, taker first: $isTakerFirst)",
  ({ isTakerFirst, ...options }) => {
    it("goes to a customer who has a contact, at the second try at the latest", async () => {
      const world = await givingWorld(options);
      const taker = await pushOne(world.adapter);
      const taking = { ...taker, customer: { ...taker.customer, email: MOVED } };
      expect(await pushTwice(world, world.giving, taking, isTakerFirst)).toMatchObject({
        kind: "synced",
        externalId: taker.externalId,
      });
      expect(getContact(world.sandbox, taker).email).toBe(MOVED);
      expect(getContact(world.sandbox, world.giving).email).toBe("new@example.com");
    });

    it("goes to a customer who has no contact yet, at the second try at the latest", async () => {
      const world = await givingWorld(options);
      const taking = firstPush(newCustomer({ email: MOVED }));
      const outcome = await pushTwice(world, world.giving, taking, isTakerFirst);
      if (outcome?.kind !== "synced") throw new Error(`not synced: ${JSON.stringify(outcome)}`);
      expect(getContact(world.sandbox, outcome)).toMatchObject({
        email: MOVED,
        coccinelle_customer_id: taking.customer.id,
      });
      expect(world.sandbox.records("contacts")).toHaveLength(2);
      expect(getContact(world.sandbox, world.giving)).toMatchObject({
        email: "new@example.com",
        coccinelle_customer_id: world.giving.customer.id,
      });
    });
  },
);
